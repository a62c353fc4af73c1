"""Learning of the means of binary synapses: gradient ascent of the bound, full batch, with a record of every step."""

from typing import NamedTuple

import numpy as np

from placecells.studies.binary_synapses.model import bound
from placecells.studies.binary_synapses.model.messages import enumerate_states, pass_messages

BELOW_ONE = np.nextafter(1.0, 0.0)  # where atanh is finite
CLIP = 0.99999  # largest |m| of steps in m itself
DECAY = (0.9, 0.99)  # of Adam's averages, as in the public notebook
EPSILON = 1e-8


class Rule(NamedTuple):
    """How the means are learned."""

    beta: float
    partition: str  # "dual" (A.10), "overlap" (A.20), or "none": the term of the partition function
    solver: str = "enumerate"  # of the dual network: "enumerate" or "messages"
    fields: int = 200  # K, sets of fields of the dual network in every step; half of them are minus the other half
    damping: float = 0.0  # of messages
    optimiser: str = "natural"  # "natural", "adam", or "adam_uncorrected" as the public notebook has it
    rate: float = 0.1
    steps: int = 150


class Step(NamedTuple):
    """What is recorded of a step, before the means change."""

    data_term: float
    partition_term: float  # M <log Z>
    divergence: float
    largest_gradient: float  # largest |entry| of the gradient of the bound
    converged: bool  # the messages; True without messages
    sweeps: int
    residual: float


class Natural:
    """The natural gradient: theta = atanh m changes by rate * d bound / d m, and m stays in (-1, 1) by itself."""

    def __init__(self, rule):
        self.rate = rule.rate

    def ascend(self, m, gradient):
        return np.clip(np.tanh(np.arctanh(m) + self.rate * gradient), -BELOW_ONE, BELOW_ONE)


class Adam:
    """Adam on the means, which are clipped; "adam_uncorrected" does not correct the averages, which begin at 0."""

    def __init__(self, rule):
        self.rate, self.is_corrected = rule.rate, rule.optimiser == "adam"
        self.updates, self.first, self.second = 0, 0.0, 0.0

    def ascend(self, m, gradient):
        self.updates += 1
        self.first = DECAY[0] * self.first + (1.0 - DECAY[0]) * gradient
        self.second = DECAY[1] * self.second + (1.0 - DECAY[1]) * gradient**2
        one, other = (1.0 - decay**self.updates if self.is_corrected else 1.0 for decay in DECAY)
        return np.clip(m + self.rate * (self.first / one) / (np.sqrt(self.second / other) + EPSILON), -CLIP, CLIP)


OPTIMISERS = {"natural": Natural, "adam": Adam, "adam_uncorrected": Adam}


class Dual:
    """<log Z> by the dual network, with new fields in every step; messages start from those of the step before."""

    def __init__(self, rule, rng):
        self.rule, self.rng, self.messages = rule, rng, None

    def __call__(self, m):
        """Value, gradient, and the `messages.Solution`."""
        half = self.rng.standard_normal((self.rule.fields // 2, len(m)))
        return bound.dual_partition(m, self.rule.beta, np.concatenate([half, -half]), self._solve)

    def _solve(self, m, fields, beta):
        if self.rule.solver == "enumerate":
            return enumerate_states(m, fields, beta)
        solution = pass_messages(m, fields, beta, self.messages, self.rule.damping)
        self.messages = solution.messages
        return solution


def learn(v, start, rule, rng, watch=lambda step, m: None):
    """Learned means m (P, N), and the list of `rule.steps` Steps. v: samples (M, N). start: means (P, N) to begin with.

    watch: function called with the number of every step and the means before it, and with the last means. Raises
    FloatingPointError where the gradient is not finite.
    """
    m, steps, optimiser, dual = start.copy(), [], OPTIMISERS[rule.optimiser](rule), Dual(rule, rng)
    for number in range(rule.steps):
        watch(number, m)
        value, gradient = bound.data_term(m, v, rule.beta)
        divergence, inward = bound.divergence(m)
        partition, outward, solution = _partition(m, rule, dual)
        whole = gradient - len(v) * outward - inward
        if not np.isfinite(whole).all():
            raise FloatingPointError(f"the gradient of the bound is not finite in step {number}")
        ended = (True, 0, 0.0) if solution is None else (solution.converged, solution.sweeps, solution.residual)
        steps.append(Step(value, len(v) * partition, divergence, float(np.abs(whole).max()), *ended))
        m = optimiser.ascend(m, whole)
    watch(rule.steps, m)
    return m, steps


def _partition(m, rule, dual):
    """Value and gradient of <log Z> by the rule's formula, and the `messages.Solution` of the dual network, or None."""
    if rule.partition == "dual":
        return dual(m)
    if rule.partition == "overlap":
        return *bound.overlap_partition(m, rule.beta), None
    return 0.0, np.zeros_like(m), None  # what learning is without neural activity of its own

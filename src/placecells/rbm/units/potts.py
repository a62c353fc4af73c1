"""A visible unit with q colours 0, ..., q-1. The methods are those of `spin`; inputs have a last axis of colours."""

from typing import NamedTuple

import numpy as np
import scipy  # loads scipy.special at its first use: a third of a second that compiled training does not need

from placecells.rbm.units import scalar


class Potts(NamedTuple):
    """n units of the colours 0, ..., q-1, U(a) = -field(a)."""

    field: np.ndarray  # (n, q)

    VALUES = None  # colours are no numbers that weights multiply
    QUADRATIC = False

    @classmethod
    def zeros(cls, units, colours):
        """`units` units of `colours` colours without field."""
        return cls(np.zeros((units, colours)))

    def start(self, count, rng):
        """Configurations (count, n) uint8, every one equally probable, with a numpy Generator."""
        units, colours = self.field.shape
        return rng.integers(0, colours, (count, units), dtype=np.uint8)

    def wrong(self, x):
        """What is wrong with configurations x, as the end of a sentence; None where nothing is."""
        colours = self.field.shape[-1]
        return None if np.isin(x, np.arange(colours)).all() else f"values other than the colours 0 to {colours - 1}"

    def largest_input(self, weights):
        """A bound on |sum_i w_{mu i}(a_i)|: weights (M, n, q) -> (M,)."""
        return np.abs(weights).max(-1).sum(-1)

    def cumulant(self, inputs):
        """(P.4): Gamma(I) = log sum_a exp(I(a) + field(a)): (..., n, q) -> (..., n)."""
        return scipy.special.logsumexp(inputs + self.field, axis=-1)

    def mean(self, inputs):
        """The mean of each feature, P(a | I) ~ exp(I(a) + field(a)): (..., n, q) -> (..., n, q)."""
        return scipy.special.softmax(inputs + self.field, axis=-1)

    def variance(self, inputs):
        """Variance of each feature, P(a) (1 - P(a)): (..., n, q) -> (..., n, q)."""
        p = self.mean(inputs)
        return p * (1.0 - p)

    def sample(self, inputs, rng):
        """One colour of each unit from P(a | I), with a numpy Generator: (..., n, q) -> (..., n) int64."""
        p = self.mean(inputs)
        below = np.cumsum(p, axis=-1)[..., :-1] <= rng.uniform(size=p.shape[:-1])[..., None]
        return below.sum(-1)

    def potential(self, x):
        """U(a) = -field(a) at colours (..., n): (..., n)."""
        return -self.field[np.arange(len(self.field)), x]

    def energy(self, x):
        """sum_i U_i(a_i): (..., n) -> (...)."""
        return -self.weigh(x, self.field[None])[..., 0]

    def gradients(self, inputs, share=None):
        """dGamma/dfield(a) = P(a | I) at inputs (S, n, q), averaged over the S samples: a Potts of the average (n, q).

        share: weights (S,) of the samples in the average, with sum 1; equal by default.
        """
        return Potts(scalar.average(self.mean(inputs), share))

    def gradients_at(self, x, share=None):
        """-dU/dfield(a), 1 at the unit's colour and else 0, at configurations (S, n), averaged as by `gradients`."""
        return Potts(scalar.average(self.encode(x), share))

    def encode(self, x):
        """The features of configurations (..., n): 1 at the colour of each unit, else 0: (..., n, q)."""
        return (np.asarray(x)[..., None] == np.arange(self.field.shape[-1])).astype(float)

    def weigh(self, x, weights):
        """sum_i w_{mu i}(a_i): configurations (..., n) and weights (M, n, q) -> (..., M)."""
        hidden, units, colours = weights.shape
        at = np.asarray(x) + colours * np.arange(units)
        return np.stack([row[at].sum(-1) for row in weights.reshape(hidden, -1)], -1)

    def gauge(self, weights):
        """Weights (..., q) in the zero-sum gauge: without their mean over colours."""
        return weights - weights.mean(-1, keepdims=True)

"""Common parts of the kinds that learn synapses: the rule from the config, the start, and names of what is recorded."""

import numpy as np

from placecells.studies.binary_synapses.model.learn import Rule

STEPS = {  # fields of `learn.Step`
    "data_term": "data term of the bound, (A.7)",
    "partition_term": "M <log Z>, the partition term of the bound",
    "divergence": "Kullback-Leibler divergence of the synapses from fair coins, (A.9)",
    "largest_gradient": "largest |entry| of the gradient of the bound",
    "converged": "1 where the message passing of the step converged, or none was needed",
    "sweeps": "sweeps of message passing in the step",
    "residual": "largest change of a message in the last sweep of the step",
}


def rule_of(learning: dict, beta: float, partition: str) -> Rule:
    """The rule of learning that a block `learning` of the config describes, with one of its partition terms."""
    kept = ("solver", "fields", "damping", "optimiser", "rate", "steps")
    return Rule(beta, partition, **{key: learning[key] for key in kept})


def begin(learning: dict, shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Means (P, N) to begin with, uniform between -start and start."""
    return rng.uniform(-learning["start"], learning["start"], shape)

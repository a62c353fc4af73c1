"""Kind `evidence`: the exact log-likelihood of samples, all synapses summed, and the bounds on it."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from placecells.io.variables import dataset
from placecells.kinds.kind import Kind
from placecells.rbm.hidden_states import hidden_states
from placecells.studies.binary_synapses.kinds.recorded import begin, rule_of
from placecells.studies.binary_synapses.model import bound, teacher
from placecells.studies.binary_synapses.model.learn import Dual, learn

PARTITIONS = ("dual", "overlap")
FIELDS = 20_000  # of the dual network where its bound is reported


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """log P(D) per sample (seed,), and bounds (seed, partition) at the means that each partition term has learned."""
    found = [_bounds(np.random.default_rng(own["weights"]), cell["evidence"], cell["learning"]) for own in seeds]
    evidence, true, stated, start = (np.array(part) for part in zip(*found, strict=True))
    both, per = ("seed", "partition"), "per sample"
    return dataset(
        {
            "evidence": ("seed", evidence, f"log P(D), all synapses summed, {per}", "nat"),
            "bound": (both, true, f"the bound (A.5) at the learned means, all synapses summed, {per}", "nat"),
            "stated_bound": (both, stated, f"the bound as the partition term states it, {per}", "nat"),
            "start_bound": (both, start, f"the bound (A.5) before learning, all synapses summed, {per}", "nat"),
        }
    ).assign_coords(seed=np.arange(len(seeds)), partition=list(PARTITIONS))


def _bounds(rng, block: dict, learning: dict):
    units, sites, beta = block["units"], block["sites"], block["beta"]
    samples = round(block["load"] * sites)
    v = teacher.sample(teacher.synapses(units, sites, 0.0, rng), block.get("teacher_beta", beta), samples, rng)
    likelihood = log_likelihoods(units, v, beta)
    evidence = float(np.logaddexp.reduce(likelihood)) - units * sites * np.log(2.0)
    true, stated, before = [], [], []
    for partition in PARTITIONS:
        start, rule = begin(learning, (units, sites), rng), rule_of(learning, beta, partition)
        m, _ = learn(v, start, rule, rng)
        true.append(exact_bound(m, likelihood) / samples)
        before.append(exact_bound(start, likelihood) / samples)
        stated.append(_stated(m, v, rule._replace(fields=FIELDS), rng) / samples)
    return evidence / samples, true, stated, before


def log_likelihoods(units: int, v: np.ndarray, beta: float) -> np.ndarray:
    """log P(D | xi) of samples v (M, N) for all 2^(P N) synapses xi, in the order of `hidden_states`."""
    sites, found = v.shape[1], []
    for xi in hidden_states(units * sites).reshape(-1, units, sites):
        data = bound.log_2_cosh(beta * (v @ xi.T) / np.sqrt(sites)).sum()
        found.append(data - len(v) * teacher.log_partition(xi, beta))
    return np.array(found)


def exact_bound(m: np.ndarray, likelihood: np.ndarray) -> float:
    """The bound (A.5) at means m (P, N): <log P(D | xi)> over independent synapses, minus the divergence."""
    chance = np.ones(1)
    for mean in m.ravel()[::-1]:  # in the order of `hidden_states`, where the first synapse changes fastest
        chance = np.outer(chance, [(1.0 - mean) / 2.0, (1.0 + mean) / 2.0]).ravel()
    return float(chance @ likelihood) - float(bound.divergence(m)[0])


def _stated(m: np.ndarray, v: np.ndarray, rule, rng) -> float:
    """The bound with the Gaussian data term (A.7) and the partition term of the rule."""
    partition = Dual(rule, rng)(m)[0] if rule.partition == "dual" else bound.overlap_partition(m, rule.beta)[0]
    return bound.data_term(m, v, rule.beta)[0] - len(v) * partition - bound.divergence(m)[0]


KIND = Kind(run=run, errors=(FloatingPointError,))

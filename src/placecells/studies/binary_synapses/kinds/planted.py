"""Kind `planted`: synapses of a teacher, learned from samples of the teacher, and other estimates of them."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from placecells.io.variables import dataset
from placecells.kinds.kind import Kind
from placecells.studies.binary_synapses.kinds.recorded import STEPS, begin, rule_of
from placecells.studies.binary_synapses.model import estimates, teacher
from placecells.studies.binary_synapses.model.learn import learn

MATCHED = "overlap of the signs with the teacher, units matched, mean over units"


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """Dataset of what is learned from the samples of one teacher per seed, by each partition term of the cell."""
    taught, learning = cell["teacher"], cell["learning"]
    samples = round(taught["load"] * taught["sites"])
    runs = [_run(taught, samples, learning, cell["estimates"], np.random.default_rng(own["weights"])) for own in seeds]
    whole = xr.concat(runs, "seed", join="exact").assign_coords(seed=np.arange(len(seeds)))
    return whole.assign_coords(
        samples=((), samples, {"long_name": "number M of samples", "units": "1"}),
        load=((), taught["load"], {"long_name": "alpha = M/N, samples over sites", "units": "1"}),
    )


def _run(taught: dict, samples: int, learning: dict, others: list[str], rng: np.random.Generator) -> xr.Dataset:
    """The dataset of one teacher."""
    units, beta = taught["units"], taught["beta"]
    xi = teacher.synapses(units, taught["sites"], taught["correlation"], rng)
    draw = teacher.sample if taught["sampling"] == "exact" else teacher.sample_by_gibbs
    v = draw(xi, beta, samples, rng)
    learned = [_learned(xi, v, learning, beta, partition, rng) for partition in learning["partitions"]]
    found = {"partition": ("partition", learning["partitions"])}
    together = xr.concat(learned, "partition", join="exact").assign_coords(found)
    signs = dict(zip(learning["partitions"], together["final_overlap"].values.tolist(), strict=True))
    signs |= {name: OTHERS[name](xi, v, learning.get("beta", beta), rng, together) for name in others}
    together["synapses"] = (("hidden", "site"), xi, {"long_name": "synapses of the teacher", "units": "1"})
    overlap = ("estimate", list(signs.values()), {"long_name": MATCHED, "units": "1"})
    return together.drop_vars("final_overlap").assign(sign_overlap=overlap).assign_coords(estimate=list(signs))


def _learned(xi: np.ndarray, v: np.ndarray, learning: dict, beta: float, partition: str, rng) -> xr.Dataset:
    """What one partition term learns from samples v (M, N): records of every step, and the last means."""
    rule = rule_of(learning, learning.get("beta", beta), partition)
    overlaps, history = [], []

    def watch(_, m):
        overlaps.append(estimates.sign_overlaps(m, xi).mean())
        history.append(m.copy())

    m, steps = learn(v, begin(learning, xi.shape, rng), rule, rng, watch)
    agreed, differing = two_stages(np.array(history), xi)
    variables = {
        name: ("record", [getattr(step, name) for step in steps], long_name, "1") for name, long_name in STEPS.items()
    }
    variables |= {
        "overlap": ("record", overlaps[:-1], MATCHED, "1"),
        "agreed_overlap": ("record", agreed[:-1], "signed overlap on sites where the teacher's units agree", "1"),
        "differing_overlap": ("record", differing[:-1], "signed overlap on sites where they differ", "1"),
        "final_overlap": ((), overlaps[-1], MATCHED, "1"),
        "mean_overlap": ((), estimates.matched_overlaps(m, xi).mean(), "overlap of the means with the teacher", "1"),
        "polarisation": ((), np.sqrt((m**2).mean()), "root mean square of the means of synapses", "1"),
        "means": (("hidden", "site"), m, "means m of the synapses", "1"),
    }
    step = ("record", np.arange(rule.steps), {"long_name": "updates before the record", "units": "1"})
    return dataset(variables).assign_coords(step=step)


def two_stages(history: np.ndarray, xi: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Signed overlaps (record,) of means (record, P, N) with the teacher on two sets of sites, mean over units.

    The sets are the sites on which all units of the teacher have the same synapse, and the others. Each unit is matched
    with one of the teacher, and given its sign, by the last means; so overlaps before learning are 0 on average. NaN
    for a set without sites.
    """
    last = np.where(history[-1] < 0.0, -1.0, 1.0)
    order, signs = estimates.matching(last, xi)
    signed = np.where(history < 0.0, -1.0, 1.0)[:, order] * signs[:, None] * xi
    agrees = (xi == xi[0]).all(0)
    return tuple(
        signed[:, :, chosen].mean((1, 2)) if chosen.any() else np.full(len(history), np.nan)
        for chosen in (agrees, ~agrees)
    )


def _bayes(xi, v, beta, rng, together: xr.Dataset) -> float:
    """Overlap of the Bayes-optimal estimate; how its iteration ended is added to `together`."""
    found = estimates.bayes_optimal(v, beta, rng)
    ended = {"converged": found.converged, "sweeps": found.sweeps, "residual": found.residual}
    for name, value in ended.items():
        text = {"long_name": f"{name}, message passing of the Bayes-optimal estimate", "units": "1"}
        together[f"bayes_{name}"] = ((), float(value), text)
    return float(estimates.sign_overlaps(found.means[None], xi)[0])


def _principal(xi, v, beta, rng, together: xr.Dataset) -> float:
    """Overlap of the signs of the leading eigenvector of the covariance matrix."""
    return float(estimates.sign_overlaps(estimates.principal_vector(v)[0][None], xi)[0])


OTHERS = {"bayes": _bayes, "principal": _principal}  # estimates of a teacher of one unit

KIND = Kind(run=run, errors=(FloatingPointError,))

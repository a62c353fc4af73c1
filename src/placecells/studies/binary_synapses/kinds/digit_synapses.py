"""Kind `digit_synapses`: binary synapses learned on handwritten digits."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from placecells.data.digits import held_out, training_set
from placecells.io.user_array import UserFileError
from placecells.io.variables import dataset
from placecells.kinds.kind import Kind
from placecells.studies.binary_synapses.kinds.recorded import STEPS, begin, rule_of
from placecells.studies.binary_synapses.model import bound, teacher
from placecells.studies.binary_synapses.model.learn import learn

ENUMERATED = 12  # largest number of units whose partition function is summed
DRAWS = 20  # of all synapses, for the likelihood of held-out images


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """Dataset of what is learned on the training images of every seed, with records of every update."""
    runs = [_run(cell, own["data"]) for own in seeds]
    whole = xr.concat(runs, "seed", join="exact").assign_coords(seed=np.arange(len(seeds)))
    side = ((), int(np.sqrt(cell["data"]["sites"])), {"long_name": "side of an image, in pixels", "units": "1"})
    return whole.assign_coords(side=side)


def _run(cell: dict, seed: int) -> xr.Dataset:
    rng, block, learning = np.random.default_rng(seed), cell["synapses"], cell["learning"]
    v, test = (2.0 * part(cell["data"], seed).images - 1.0 for part in (training_set, held_out))
    start = begin(learning, (block["units"], v.shape[1]), rng)
    m, steps = learn(v, start, rule_of(learning, block["beta"], "dual"), rng)
    background = np.where(v.mean(0) < 0.0, -1.0, 1.0)
    variables = {
        name: ("record", [getattr(step, name) for step in steps], long_name, "1") for name, long_name in STEPS.items()
    }
    entropy = np.log(2.0) - variables["divergence"][1] / np.float64(m.size)
    variables |= {
        "entropy": ("record", entropy, "entropy of a synapse, mean over synapses", "nat"),
        "means": (("hidden", "site"), m, "means m of the synapses", "1"),
        "background": ("site", background, "sign of the mean image", "1"),
        "background_overlap": (
            "hidden",
            np.abs(np.where(m < 0.0, -1.0, 1.0) @ background) / m.shape[1],
            "overlap of the signs of a unit's means with the sign of the mean image",
            "1",
        ),
        "gain": ((), likelihood_gain(m, test, block["beta"], rng), "held-out log P minus that of fair coins", "nat"),
        "start_gain": ((), likelihood_gain(start, test, block["beta"], rng), "the same before learning", "nat"),
    }
    step = ("record", np.arange(len(steps)), {"long_name": "updates before the record", "units": "1"})
    return dataset(variables).assign_coords(step=step)


def likelihood_gain(m: np.ndarray, v: np.ndarray, beta: float, rng: np.random.Generator) -> float:
    """Mean of log P(v | xi) + N log 2 over images v (M, N) and over synapses xi drawn with means m (P, N), in nats.

    NaN for more than ENUMERATED units, whose partition function cannot be summed.
    """
    units, sites = m.shape
    if units > ENUMERATED:
        return np.nan
    gains = []
    for _ in range(DRAWS):
        xi = np.where(rng.random(m.shape) < (1.0 + m) / 2.0, 1.0, -1.0)
        data = bound.log_2_cosh(beta * (v @ xi.T) / np.sqrt(sites)).sum(1).mean()
        gains.append(data - teacher.log_partition(xi, beta) + sites * np.log(2.0))
    return float(np.mean(gains))


KIND = Kind(run=run, errors=(FloatingPointError, UserFileError))

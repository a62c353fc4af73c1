"""Kind `mode_growth`: first steps of learning from small weights, by the exact gradient of the likelihood.

The fields stay matched to the means p of the data, and the gradient is centred: d/dW of the mean log-likelihood is
<(v - p)(h - 1/2)> of the data less that of the machine (B.17). Both averages are exact sums over the hidden states.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import xarray as xr

from placecells.data.digits import training_set
from placecells.io.user_array import UserFileError
from placecells.io.variables import dataset
from placecells.kinds.kind import Kind
from placecells.rbm import exact
from placecells.rbm.machine import RBM, moments
from placecells.rbm.units import ZeroOne
from placecells.theory.reciprocal_space import learning

DESCRIBED = {
    "strength": (("record", "direction"), "|e^T W| of each data mode e", "1"),
    "gain": (("direction",), "gain of the mean log-likelihood by small weights along a data mode, over |W|^2", "nat"),
    "log_likelihood": (("record",), "mean log-likelihood of the training images, above that without weights", "nat"),
}


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """Dataset of the above (seed, ...), the data's `excess` eigenvalues (direction,), and times (record,)."""
    block = cell["growth"]
    images = training_set(cell["data"], seeds[0]["data"]).images.astype(float)
    images = images[:, (images.mean(0) > block["least"]) & (images.mean(0) < 1.0 - block["least"])]
    found, vectors = np.linalg.eigh(learning.excess_covariance(images))
    found, vectors = found[::-1], vectors[:, ::-1]
    runs = [_grown(images, vectors, block, np.random.default_rng([own["data"], k])) for k, own in enumerate(seeds)]
    variables = {
        name: (("seed", *dims), np.array([one[name] for one in runs]), text, unit)
        for name, (dims, text, unit) in DESCRIBED.items()
    } | {"excess": ("direction", found, "eigenvalues of K (B.17)", "1")}
    time = block["rate"] * np.arange(0, block["updates"] + 1, block["every"])
    times = ("record", time, {"long_name": "learning rate times updates", "units": "1"})
    return dataset(variables).assign_coords(seed=np.arange(len(seeds)), time=times)


def _grown(images, vectors, block, rng) -> dict:
    """The numbers of DESCRIBED of one run."""
    means, hidden = images.mean(0), block["hidden"]
    weights = block["scale"] * rng.standard_normal((images.shape[1], hidden))
    base = _likelihood(np.zeros_like(weights), images, means)
    direction = rng.standard_normal(hidden)
    direction *= block["scale"] / np.linalg.norm(direction)
    gains = [_likelihood(np.multiply.outer(vector, direction), images, means) - base for vector in vectors.T]
    strength, likelihood = [], []
    for update in range(block["updates"] + 1):
        if update % block["every"] == 0:
            strength.append(np.linalg.norm(vectors.T @ weights, axis=1))
            likelihood.append(_likelihood(weights, images, means) - base)
        weights = weights + block["rate"] * _gradient(weights, images, means)
    return {"strength": strength, "gain": np.array(gains) / block["scale"] ** 2, "log_likelihood": likelihood}


def _machine(weights, means) -> RBM:
    visible, hidden = learning.matched_fields(weights, means)
    return RBM(weights.T, ZeroOne(visible), ZeroOne(hidden))


def _likelihood(weights, images, means) -> float:
    """Mean log-likelihood of the images, nat, with matched fields."""
    return float(exact.log_likelihood(_machine(weights, means), images).mean())


def _gradient(weights, images, means) -> np.ndarray:
    """The centred gradient (N, M)."""
    rbm = _machine(weights, means)
    data, model = moments(rbm, images), exact.moments(rbm)
    products = (data.weights - model.weights).T
    hidden, visible = data.hidden.field - model.hidden.field, data.visible.field - model.visible.field
    return products - np.multiply.outer(means, hidden) - visible[:, None] / 2.0


KIND = Kind(run=run, errors=(UserFileError,))

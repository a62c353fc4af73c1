"""Kind `decoded_images`: images from reciprocal variables of trained machines, whole, rotated and from a normal law.

The decoder gives every pixel the chance sigmoid(a + U Lambda y) (R8 and R12 of the authors' public code).
"""

import numpy as np
import xarray as xr

from placecells.io.variables import dataset
from placecells.kinds.source import Source, source_kind
from placecells.rbm.dense.backends import BackendError, backend
from placecells.studies.reciprocal_space.model import trained

IMAGES = {
    "sampled": "pixels' chances of Gibbs samples",
    "kept": "the same, rotated by pi in random planes of all modes but the first ones",
    "destroyed": "the same, rotated by pi in the plane of modes 1 and 2",
    "normal": "pixels' chances decoded from normal reciprocal variables",
}
NUMBERS = {
    "kept_agreement": ("correlation of decoded images with `sampled` after the rotation that leaves first modes", "1"),
    "destroyed_agreement": ("the same after the rotation of modes 1 and 2", "1"),
    "energy": ("mean free energy of Gibbs samples", "nat"),
    "normal_energy": ("mean free energy of images decoded from normal reciprocal variables", "nat"),
    "pixel_energy": ("mean free energy of images of independent pixels with the means of the Gibbs samples", "nat"),
}


def measure(cell: dict, source: Source, seeds: list[int]) -> xr.Dataset:
    """Dataset of IMAGES (seed, image, site) and NUMBERS (seed,) at the last snapshot."""
    ds, block, rng = trained.dataset_of(source), cell["decoding"], np.random.default_rng(seeds[0])
    device, machine = backend(source.cell["training"]["backend"]), trained.machines(ds)[-1]
    chains, drawn = ds["chains"].values[:, -1], (block["rounds"], block["sweeps"])
    samples = trained.gibbs_samples(device, machine, chains, *drawn, rng)
    v, chances = (np.concatenate(list(part), 1) for part in samples)
    found = [_decoded(trained.replica(machine, k), v[k], chances[k], block, rng) for k in range(ds.sizes["seed"])]
    side = ((), round(np.sqrt(v.shape[-1])), {"long_name": "side of an image, in pixels", "units": "1"})
    variables = {
        name: (("seed", "image", "site"), [one[name] for one in found], text, "1") for name, text in IMAGES.items()
    } | {name: ("seed", [one[name] for one in found], text, unit) for name, (text, unit) in NUMBERS.items()}
    return dataset(variables).assign_coords(seed=ds["seed"].values, side=side)


def _decoded(machine, v, chances, block, rng) -> dict:
    """IMAGES and NUMBERS of one replica, from samples v (n, N) and chances (n, M) of its hidden units."""
    modes, (weights, visible, hidden) = trained.modes(*machine), machine
    y = (rng.random(chances.shape) < chances) @ modes.right
    sampled = _pixels(y, modes.left, modes.values, visible)
    kept = _pixels(y, _turned(modes.left, block["left_alone"], rng), modes.values, visible)
    destroyed = _pixels(y, modes.left * np.where(np.arange(len(modes.values)) < 2, -1.0, 1.0), modes.values, visible)
    normal = _pixels(_normal(v @ modes.left, y, rng), modes.left, modes.values, visible)
    images, pixels = (
        (rng.random(chance.shape) < chance).astype(float) for chance in (normal, np.tile(v.mean(0), (len(v), 1)))
    )
    number = block["images"]
    return {
        "sampled": sampled[:number],
        "kept": kept[:number],
        "destroyed": destroyed[:number],
        "normal": normal[:number],
        "kept_agreement": _agreement(sampled, kept),
        "destroyed_agreement": _agreement(sampled, destroyed),
        "energy": _energy(v, weights, visible, hidden),
        "normal_energy": _energy(images, weights, visible, hidden),
        "pixel_energy": _energy(pixels, weights, visible, hidden),
    }


def _pixels(y, left, values, field) -> np.ndarray:
    """The decoder: y (C, k) -> (C, N)."""
    return 0.5 * (1.0 + np.tanh(0.5 * (field + (y * values) @ left.T)))


def _turned(left, alone, rng) -> np.ndarray:
    """U with its columns, all but the first `alone`, turned by pi in random planes: a half of them change sign."""
    sign = np.ones(left.shape[1])
    others = np.arange(alone, left.shape[1])
    sign[rng.permutation(others)[: len(others) // 4 * 2]] = -1.0
    return left * sign


def _normal(x, y, rng) -> np.ndarray:
    """y (C, k) of normal (x, y) with the means and covariances of the samples, drawn by Cholesky's factor."""
    together = np.concatenate([x, y], 1)
    covariance = np.cov(together.T) + 1e-6 * np.eye(together.shape[1])  # pixels that are never ink
    draws = rng.standard_normal((len(y), together.shape[1])) @ np.linalg.cholesky(covariance).T
    return (together.mean(0) + draws)[:, x.shape[1] :]


def _agreement(one, other) -> float:
    """Correlation of two sets of images (C, N), less their means over the set `one`."""
    return float(np.corrcoef((one - one.mean(0)).ravel(), (other - one.mean(0)).ravel())[0, 1])


def _energy(v, weights, visible, hidden) -> float:
    return float((-v @ visible - np.logaddexp(0.0, v @ weights + hidden).sum(1)).mean())


KIND = source_kind(measure, ("weights", "chains"), trained.check)
KIND = KIND._replace(errors=(*KIND.errors, BackendError))

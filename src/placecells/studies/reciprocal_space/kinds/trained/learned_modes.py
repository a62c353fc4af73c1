"""Kind `learned_modes`: singular vectors of trained machines, against the modes of their data and under rotations."""

import numpy as np
import xarray as xr

from placecells.io.variables import dataset
from placecells.kinds.source import Source, source_kind
from placecells.studies.reciprocal_space.kinds.rotated_weights import REACH
from placecells.studies.reciprocal_space.model import trained
from placecells.studies.reciprocal_space.model import weights as rotations
from placecells.theory.reciprocal_space import learning, spectrum

MARGIN = 1.05  # of the edge of the bulk, whose fluctuations are some percent

PER_SNAPSHOT = {
    "participation": (("mode",), "N sum_i U_i^4 of visible vectors", "1"),
    "effective_value": (("mode",), "effective singular values (B.16), which break their symmetry above 1", "1"),
    "outliers": ((), "number of singular values above the bulk, of weights exchanged within the rows of W", "1"),
    "alignment": ((), "mean cos^2 of the principal angles between the first visible vectors and data modes", "1"),
    "strength": (("direction",), "|e^T W| of each data mode e", "1"),
    "random_strength": (("direction",), "|e^T W| of random orthogonal directions e", "1"),
    "divergence": ((), "Jensen-Shannon divergence of the weights and their rotation, Haar matrices", "nat"),
    "floor": ((), "Jensen-Shannon divergence of two rotations of the weights", "nat"),
}


def measure(cell: dict, source: Source, seeds: list[int]) -> xr.Dataset:
    """Dataset of the above (seed, snapshot, ...), the data's `excess` (direction,), and the first `edge` of values."""
    ds, rng, block = trained.dataset_of(source), np.random.default_rng(seeds[0]), cell["modes"]
    images, _ = trained.images_of(source)
    found, vectors = np.linalg.eigh(learning.excess_covariance(images))
    data = vectors[:, ::-1][:, : block["directions"]]
    of_machine, rows = trained.machines(ds), []
    for index in range(ds.sizes["seed"]):
        random = rotations.haar(len(vectors), rng)[:, : block["directions"]]
        snapshots = zip(of_machine, _means(ds, index), strict=True)
        rows.append(
            [_snapshot(trained.replica(one, index), means, data, random, block, rng) for one, means in snapshots]
        )
    variables = {
        name: (("seed", "snapshot", *dims), [[one[name] for one in row] for row in rows], text, unit)
        for name, (dims, text, unit) in PER_SNAPSHOT.items()
    }
    scale = source.cell["training"]["initial_scale"] / np.sqrt(images.sum() / len(images))
    edge = spectrum.edges(images.shape[1], source.cell["machine"]["hidden"], scale)[1]
    variables |= {
        "excess": ("direction", found[::-1][: block["directions"]], "eigenvalues of K (B.17)", "1"),
        "edge": ((), edge, "upper edge of the singular values before training", "1"),
    }
    return dataset(variables).assign_coords(
        seed=ds["seed"].values, snapshot=ds["snapshot"].values, snapshot_update=ds["snapshot_update"]
    )


def _means(ds: xr.Dataset, index: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """The means (N,) and (M,) of the units over the chains, one pair for each snapshot of a replica."""
    at = np.searchsorted(ds["update"].values, ds["snapshot_update"].values)
    return [tuple(ds[name].values[index, k].astype(float) for name in ("visible_mean", "hidden_mean")) for k in at]


def _snapshot(machine, means, data, random, block, rng) -> dict:
    """The numbers of PER_SNAPSHOT of one machine: weights (N, M) and fields. data, random: directions (N, d)."""
    weights, (visible, hidden) = machine[0], means
    left, values, _ = np.linalg.svd(weights, full_matrices=False)
    bulk = np.linalg.svd(rng.permuted(weights, axis=1), compute_uv=False)
    first, spread = block["subspace"], weights.std()
    one, other = (rotations.rotated(weights, rng) for _ in range(2))
    return {
        "participation": len(left) * spectrum.participation(left),
        "effective_value": learning.effective_values(weights, visible, hidden),
        "outliers": (values > MARGIN * bulk[0]).sum(),
        "alignment": np.square(left[:, :first].T @ data[:, :first]).sum() / first,
        "strength": np.linalg.norm(data.T @ weights, axis=1),
        "random_strength": np.linalg.norm(random.T @ weights, axis=1),
        "divergence": rotations.divergence(weights, one, block["bins"], REACH * spread),
        "floor": rotations.divergence(one, other, block["bins"], REACH * spread),
    }


KIND = source_kind(measure, ("weights",), trained.check)

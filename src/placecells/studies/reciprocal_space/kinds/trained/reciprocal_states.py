"""Kind `reciprocal_states`: reciprocal variables of trained machines, of their chains, of test images and of fair bits.

A uniform state has independent fair bits. Its x and y have means at the state with every unit at 1/2 and the variance
1/4, exactly (B.12).
"""

import numpy as np
import xarray as xr

from placecells.io.variables import dataset
from placecells.kinds.source import Source, source_kind
from placecells.rbm.dense.backends import BackendError, backend
from placecells.studies.reciprocal_space.kinds.runs import normal_distance
from placecells.studies.reciprocal_space.model import trained

STATES = {  # of the last snapshot
    "x": (("shown", "state"), "x of Gibbs samples, first modes", "1"),
    "y": (("shown", "state"), "y of Gibbs samples, first modes", "1"),
    "image_x": (("shown", "image"), "x of test images", "1"),
    "image_y": (("shown", "image"), "y of the hidden means of test images", "1"),
    "uniform_x": (("shown", "state"), "x of fair bits", "1"),
    "uniform_y": (("shown", "state"), "y of fair bits", "1"),
    "half": (("shown", "axis"), "x and y of the state with every unit at 1/2", "1"),
    "saddle": (("shown", "axis"), "x and y of the saddle", "1"),
    "gibbs_distance": (("mode",), "Kolmogorov-Smirnov distance of x of Gibbs samples from a normal law", "1"),
    "gibbs_kurtosis": (("mode",), "kurtosis of x of Gibbs samples", "1"),
    "uniform_distance": (("mode",), "Kolmogorov-Smirnov distance of x of fair bits from a normal law", "1"),
    "value": (("mode",), "singular values", "1"),
    "memory": ((), "largest correlation over modes of x of a chain in two successive rounds", "1"),
}
HISTORY = {  # of the first mode at every snapshot
    "chain_u": (("chain",), "u of the persistent chains", "1"),
    "chain_w": (("chain",), "w of the persistent chains", "1"),
    "image_u": (("image",), "u of test images", "1"),
    "image_w": (("image",), "w of test images", "1"),
    "half_u": ((), "u of the state with every unit at 1/2", "1"),
    "half_w": ((), "w of the state with every unit at 1/2", "1"),
}


def measure(cell: dict, source: Source, seeds: list[int]) -> xr.Dataset:
    """Dataset of STATES (seed, ...) and HISTORY (seed, snapshot, ...)."""
    ds, block, rng = trained.dataset_of(source), cell["states"], np.random.default_rng(seeds[0])
    device, test = backend(source.cell["training"]["backend"]), trained.images_of(source)[1][: block["images"]]
    of_machine = trained.machines(ds)
    last_chains, drawn = ds["chains"].values[:, -1], (block["rounds"], block["sweeps"])
    v, h = trained.gibbs_samples(device, of_machine[-1], last_chains, *drawn, rng)
    runs = range(ds.sizes["seed"])
    last = [_states(trained.replica(of_machine[-1], k), v[:, k], h[:, k], test, block["shown"], rng) for k in runs]
    history = [
        [_history(trained.replica(of_machine[s], k), ds["chains"].values[k, s], test) for s in range(len(of_machine))]
        for k in runs
    ]
    variables = {
        name: (("seed", *dims), [one[name] for one in last], text, unit) for name, (dims, text, unit) in STATES.items()
    } | {
        name: (("seed", "snapshot", *dims), [[one[name] for one in row] for row in history], text, unit)
        for name, (dims, text, unit) in HISTORY.items()
    }
    return dataset(variables).assign_coords(
        seed=ds["seed"].values, snapshot=ds["snapshot"].values, snapshot_update=ds["snapshot_update"], axis=["x", "y"]
    )


def _states(machine, v, chances, images, shown, rng) -> dict:
    """The numbers of STATES of one replica: v (rounds, C, N), chances (rounds, C, M) of its hidden units."""
    modes = trained.modes(*machine)
    h = rng.random(chances.shape) < chances
    x, y = v @ modes.left, h[..., :] @ modes.right[:, :shown]
    fair = [rng.integers(0, 2, (v[..., 0].size, len(part))) for part in (modes.left, modes.right)]
    uniform = fair[0] @ modes.left
    flat = x.reshape(-1, x.shape[-1])
    hidden = _sigmoid(images @ machine[0] + machine[2])
    kept = slice(None, None, max(1, len(flat) // 2000))
    return {
        "x": flat[kept, :shown].T,
        "y": y.reshape(-1, shown)[kept].T,
        "image_x": (images @ modes.left[:, :shown]).T,
        "image_y": (hidden @ modes.right[:, :shown]).T,
        "uniform_x": uniform[kept, :shown].T,
        "uniform_y": (fair[1] @ modes.right[:, :shown])[kept].T,
        "half": modes.half[:, :shown].T,
        "saddle": modes.saddle[:, :shown].T,
        "gibbs_distance": [normal_distance(column) for column in _standardised(flat).T],
        "gibbs_kurtosis": (_standardised(flat) ** 4).mean(0),
        "uniform_distance": [normal_distance(column) for column in _standardised(uniform).T],
        "value": modes.values,
        "memory": _memory(x),
    }


def _history(machine, chains, images) -> dict:
    """The numbers of HISTORY of one replica at one snapshot; chains: uint8 (C, N)."""
    modes = trained.modes(*machine)
    first = [one[:, :1] for one in (modes.left, modes.right)]

    def of(v):
        hidden = _sigmoid(v @ machine[0] + machine[2])
        return trained.axes(np.stack([v @ first[0], hidden @ first[1]]), modes.saddle[:, :1])[..., 0]

    half = trained.axes(modes.half, modes.saddle)[:, 0]
    (chain_u, chain_w), (image_u, image_w) = of(chains), of(images)
    values = chain_u, chain_w, image_u, image_w, *half
    return dict(zip(HISTORY, values, strict=True))


def _standardised(columns: np.ndarray) -> np.ndarray:
    return (columns - columns.mean(0)) / columns.std(0)


def _memory(x: np.ndarray) -> float:
    """The largest correlation, over modes, of x (rounds, C, k) of the same chain in successive rounds."""
    x = x - x.mean((0, 1))
    return float(((x[1:] * x[:-1]).mean((0, 1)) / x.var((0, 1))).max())


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 0.5 * (1.0 + np.tanh(0.5 * x))


KIND = source_kind(measure, ("weights", "chains"), trained.check)
KIND = KIND._replace(errors=(*KIND.errors, BackendError))

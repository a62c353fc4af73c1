"""Kind `image_likelihood`: log-likelihood of test images by AIS and by reverse AIS, at snapshots of training."""

import numpy as np
import xarray as xr

from placecells.io.variables import dataset
from placecells.kinds.source import Source, source_kind
from placecells.rbm.dense import annealing, gibbs
from placecells.rbm.dense.backends import BackendError, backend
from placecells.rbm.dense.machine import free_energy
from placecells.rbm.units.tree import tree_map
from placecells.studies.reciprocal_space.model import trained

DESCRIBED = {
    "forward": ("log-likelihood of a test image, log Z by AIS", "nat"),
    "reverse": ("log-likelihood of a test image, log Z by reverse AIS", "nat"),
    "forward_error": ("half of the interval of 95% of `forward`", "nat"),
    "reverse_error": ("half of the interval of 95% of `reverse`", "nat"),
    "forward_spread": ("standard deviation of the log weights of AIS", "nat"),
    "reverse_spread": ("standard deviation of the log weights of reverse AIS", "nat"),
    "independent": ("log-likelihood of a test image, independent pixels with the training images' means", "nat"),
}


def measure(cell: dict, source: Source, seeds: list[int]) -> xr.Dataset:
    """Dataset of the above (seed, point), at snapshots evenly spaced up to the last one."""
    ds, block = trained.dataset_of(source), cell["annealing"]
    images, test = trained.images_of(source)
    device, replicas = backend(source.cell["training"]["backend"]), ds.sizes["seed"]
    last = ds.sizes["snapshot"] - 1
    places = np.unique(np.linspace(last, 0, block["points"]).round().astype(int))
    of_machine = trained.machines(ds)
    independent = _independent(images, test)
    points = [
        _at(device, of_machine[place], ds["chains"].values[:, place], test, block, _seeds(seeds[0], place, replicas))
        | {"independent": np.full(replicas, independent)}
        for place in places
    ]
    variables = {
        name: (("seed", "point"), np.stack([point[name] for point in points], 1), text, unit)
        for name, (text, unit) in DESCRIBED.items()
    }
    taken = ds["snapshot_update"][places].rename(snapshot="point").drop_vars("snapshot", errors="ignore")
    return dataset(variables).assign_coords(seed=ds["seed"].values, snapshot_update=taken)


def _seeds(seed: int, place: int, replicas: int) -> tuple[int, ...]:
    """64-bit seeds of the annealing of each replica at a snapshot."""
    words = np.random.SeedSequence([seed, place]).generate_state(replicas, np.uint64)
    return tuple(map(int, words))


def _at(device, machine, chains, test, block, seeds) -> dict:
    """The numbers of DESCRIBED (R,) of the machines at one snapshot. chains: uint8 (R, C, N)."""
    names = ("temperatures", "sweeps")
    steps = {name: block[name] for name in names}
    up = annealing.forward(device, machine, seeds=seeds, chains=block["chains"], **steps)
    chains = _moved(device, machine, chains[:, : block["chains"]], block["rest"], seeds)
    down = annealing.reverse(device, machine, chains, seeds=seeds, **steps)
    here = tree_map(device.asarray, machine)
    v = device.states(len(seeds), *test.shape)
    v[...] = device.asarray(test)
    energy = device.to_numpy(free_energy(device, here, v)).mean(-1, dtype=float)
    return {
        "forward": -energy - up.log_Z,
        "reverse": -energy - down.log_Z,
        "forward_error": (up.high - up.low) / 2.0,
        "reverse_error": (down.high - down.low) / 2.0,
        "forward_spread": up.spread,
        "reverse_spread": down.spread,
    }


def _moved(device, machine, chains, sweeps, seeds) -> np.ndarray:
    """The persistent chains (R, C, N) after so many more Gibbs sweeps."""
    v = device.states(*chains.shape)
    v[...] = device.asarray(chains)
    key = gibbs.Key(device.seeds(seeds), device.count(0), gibbs.CHAINS)
    gibbs.sweeps(device, tree_map(device.asarray, machine), v, sweeps, key)
    return device.to_numpy(v)


def _independent(images, test) -> float:
    """Mean log-likelihood of test images by independent pixels, with one count added to either value of a pixel."""
    mean = (images.sum(0, dtype=float) + 1.0) / (len(images) + 2.0)
    return float((test * np.log(mean) + (1.0 - test) * np.log1p(-mean)).sum(1).mean())


KIND = source_kind(measure, ("weights", "chains"), trained.check)
KIND = KIND._replace(errors=(*KIND.errors, BackendError))

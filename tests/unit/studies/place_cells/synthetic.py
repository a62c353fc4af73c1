"""Datasets with the layout of real ones, made of sech fields and random walks instead of training."""

import itertools
import json

import numpy as np
import xarray as xr

from placecells.io.combine import combine
from placecells.measure.quantities import measure
from placecells.theory.ring import correlation_length

BETAS = [0.00001, 0.05, 0.1, 0.2, 0.4, 0.7, 1.1]
STATIC = ("weights", "centre", "width", "shape", "order_parameter")


def field(centres, width, height, sites):
    """Sech fields (..., site) at `centres` (...), 1/kappa = width sites."""
    offset = (np.arange(sites) - np.asarray(centres)[..., None] + sites / 2) % sites - sites / 2
    return height / np.cosh(offset / width)


def config(quantities=STATIC, grid=None, seeds=3, hidden=1, batch=100, sites=100, gibbs=None, **data):
    data = {"model": "ising", "sites": sites, "beta": 1.0, "sampling": "symmetrised"} | data
    negative = {"negative": "pcd", "gibbs": gibbs} if gibbs else {"negative": "exact-sample"}
    return {
        "kind": "train",
        "data": data,
        "machine": {"hidden": hidden, "unit": "spin", "fields": "zero"},
        "training": {"batch": batch, "rate": 0.1} | negative,
        "seeds": seeds,
        "grid": grid or {},
        "record": {"quantities": list(quantities)},
    }


def dataset(settings, make_run):
    """The experiment's dataset; make_run(cell, rng) returns weights (seed, record, hidden, site[, colour]), updates."""
    rng = np.random.default_rng(len(settings["data"]["sampling"]))
    cells = []
    for point in itertools.product(*settings["grid"].values()):
        at = dict(zip((key.split(".")[-1] for key in settings["grid"]), point, strict=True))
        cell = settings | {"data": settings["data"] | at}
        weights, update = make_run(cell, rng)
        run = xr.Dataset(
            {"weights": (("seed", "record", "hidden", "site", "colour")[: weights.ndim], weights.astype(np.float32))},
            coords={"seed": np.arange(len(weights)), "update": ("record", update)},
        )
        samples = cell["data"].get("samples", np.nan)
        run = run.assign_coords(epoch=("record", update * settings["training"]["batch"] / samples))
        cells.append((at, measure(run, cell)))
    return combine(cells).assign_attrs(config=json.dumps(settings))


def trained(cell, rng, noise=0.05, width=None):
    """A start with small random weights and an end with evenly spaced fields."""
    sites, hidden, seeds = cell["data"]["sites"], cell["machine"]["hidden"], cell["seeds"]
    width = width or 1.5 * correlation_length(cell["data"]["beta"])
    width = min(width, 0.45 * sites / hidden)
    turn = rng.uniform(0, sites, (seeds, 1)) + rng.normal(0, 0.05 * sites / hidden, (seeds, hidden))
    last = field(np.arange(hidden) * sites / hidden + turn, width, 0.9, sites)
    last = last * rng.choice([-1, 1], (seeds, hidden, 1)) + noise * rng.standard_normal(last.shape)
    first = 0.01 * rng.standard_normal(last.shape)
    return np.stack([first, last], axis=1), np.array([0, 1000])


def trained_with_idle_units(cell, rng):
    """As `trained`, but a third of the units keep small weights."""
    weights, update = trained(cell, rng, noise=0.03)
    idle = slice(None, None, 3)
    weights[:, 1, idle] = 0.08 * rng.standard_normal(weights[:, 1, idle].shape)
    return weights, update


def retarded(cell, rng):
    """A field that is more than noise above the crossover only."""
    sites, seeds = cell["data"]["sites"], cell["seeds"]
    signal = np.exp(cell["data"]["beta"]) - 1 - np.sqrt(sites / cell["data"]["samples"])
    shape = field(rng.uniform(0, sites, (seeds, 1)), 6.0, max(signal, 0.0), sites)
    last = shape + 0.1 * rng.standard_normal(shape.shape)
    records = 2 + int(cell["data"]["samples"] > 100)  # cells of unequal length
    runs = np.concatenate([np.repeat(0.01 * last[:, None], records - 1, axis=1), last[:, None]], axis=1)
    return runs, np.arange(records) * cell["data"]["samples"]


def walking(coefficient, epochs=20, trap=None):
    """make_run of fields that diffuse together: D in sites^2 per 10^6 samples, records every 0.1 epochs.

    `trap` (sites) keeps the common position near the start, with that standard deviation.
    """

    def make_run(cell, rng):
        sites, hidden, seeds = cell["data"]["sites"], cell["machine"]["hidden"], cell["seeds"]
        records = int(10 * epochs) + 1
        steps = rng.normal(0, np.sqrt(0.2 * coefficient), (seeds, records, 1))
        common = np.cumsum(steps, axis=1)
        if trap:
            pull = 0.1 * coefficient / trap**2
            for t in range(1, records):
                common[:, t] = (1 - pull) * common[:, t - 1] + steps[:, t]
        centres = np.arange(hidden) * sites / hidden + rng.uniform(0, sites, (seeds, 1, 1)) + common
        centres = centres + 0.3 * rng.standard_normal(centres.shape)
        weights = field(centres, 5.0, 0.8, sites)
        weights[:, 0] = 0.01 * rng.standard_normal(weights[:, 0].shape)
        return weights, np.arange(records) * 1000

    return make_run


def configurations(betas=(0.3, 0.6, 1.0), sites=100, samples=100):
    rng = np.random.default_rng(0)
    cells = []
    for beta in betas:
        bonds = np.where(rng.random((1, samples, sites)) < 1 / (1 + np.exp(2 * beta)), -1, 1)
        spins = xr.DataArray(np.cumprod(bonds, axis=-1).astype(np.int8), dims=("seed", "sample", "site"))
        cells.append(({"beta": beta}, xr.Dataset({"configurations": spins})))
    return combine(cells)


def everything():
    """name of a figure: the datasets that `draw` gets, at a size that takes seconds."""
    beta = {"data.beta": [0.8, 0.95, 1.1, 1.27]}
    order = {"seeds": 4, "sampling": "independent"}
    samples = {"data.samples": [20, 100, 1000, 10_000, 100_000]}
    alphas = config(grid=samples, **order | {"beta": 0.5})
    moving = {"quantities": ["centre"], "seeds": 6}
    return {
        "fig01": {},
        "fig02": {"ising_configurations": configurations()},
        "fig03": {
            "single_field": dataset(config(seeds=6), trained),
            "field_width": dataset(config(grid=beta, seeds=6, sites=300, samples=10_000), trained),
        },
        "fig04": {
            "fields_m100": dataset(config(hidden=100, seeds=1), trained_with_idle_units),
            **{f"fields_m{m}": dataset(config(hidden=m), trained) for m in (3, 10, 20)},
        },
        "fig05": {
            "diffusion_pcd": dataset(config(**moving, gibbs=20), walking(48)),
            "diffusion_symmetrised": dataset(config(**moving), walking(45)),
            "diffusion_independent": dataset(config(**moving, sampling="independent"), walking(20, trap=8)),
            "diffusion_streamed": dataset(config(**moving, sampling="stream"), walking(50)),
        },
        "fig06": {"three_centres": dataset(config(hidden=3, **moving), walking(15))},
        "fig07": {
            "retarded_beta": dataset(
                config(grid={"data.beta": BETAS}, samples=10_000, **order),
                retarded,
            ),
            "retarded_alpha": dataset(alphas, retarded),
            "retarded_alpha_controlled": dataset(alphas, retarded),
        },
    }

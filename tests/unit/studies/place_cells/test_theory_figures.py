"""Figures 12, 14 and A1 from small datasets computed in this process."""

import itertools
import json

import numpy as np
import pytest
import xarray as xr
from drawing import drawn

from placecells.io.combine import combine
from placecells.kinds.kind import kind
from placecells.measure.spectra import spectrum
from placecells.studies.place_cells.kinds import integrate
from placecells.theory import averages, flow


def ising(sites, beta, samples, seed):
    """Independent configurations of the ring: independent bonds, kept when their product is 1."""
    rng = np.random.default_rng(seed)
    bonds = np.where(rng.random((4 * samples + 40, sites)) < 1.0 / (1.0 + np.exp(2.0 * beta)), -1, 1)
    bonds = bonds[np.prod(bonds, axis=1) > 0][:samples]
    return (np.cumprod(bonds, axis=1) * rng.choice([-1, 1], (samples, 1))).astype(np.int8)


def grid_of(cell_dataset, grid):
    points = [dict(zip(grid, point, strict=True)) for point in itertools.product(*grid.values())]
    return combine([(point, cell_dataset(point)) for point in points])


def spectra(grid, quantities=(), **data):
    def one(point):
        block = {"model": "ising", "sites": 20, "sampling": "independent"} | data | point
        block.setdefault("samples", round(block["sites"] / block.pop("alpha", 1.0)))
        cell = {"kind": "spectrum", "data": block, "record": {"quantities": list(quantities)}}
        drawn = [ising(block["sites"], block["beta"], block["samples"], s) for s in range(4)]
        return spectrum(cell, drawn, range(4))

    return grid_of(one, grid)


def flows(name, grid, **settings):
    seeds = [{"weights": seed} for seed in range(2)]
    return grid_of(lambda point: kind(name).run({"flow": settings | point}, seeds, {}), grid)


def trained(betas=(0.3, 0.5), sites=20):
    """A stand-in for trained weights: (31) relaxed on symmetrised samples, at a coarse residual."""

    def one(point):
        weights = []
        for seed in range(2):
            v = ising(sites, point["beta"], 400, seed)
            average = averages.ensemble_average(np.concatenate([np.roll(v, k, axis=1) for k in range(sites)]))
            start = 0.1 * np.random.default_rng(seed).standard_normal((1, sites))
            end = integrate.relax(lambda w, a=average: flow.exact(w, a), start, residual=1e-3).state
            weights.append([start, end])
        return xr.Dataset(
            {"weights": (("seed", "record", "hidden", "site"), np.array(weights, dtype=np.float32))},
            coords={"seed": [0, 1], "update": ("record", [0, 1000])},
        )

    config = {"kind": "train", "data": {"sites": sites}}
    return grid_of(one, {"beta": list(betas)}).assign_attrs(config=json.dumps(config))


@pytest.fixture(scope="module")
def datasets():
    exact = {"equation": "exact", "sites": 12}
    return {
        "correlation_alpha": spectra({"samples": [2, 20, 200]}, beta=0.3),
        "correlation_beta": spectra({"beta": [0.0, 0.3, 0.6]}, alpha=0.1),
        "correlation_vectors": spectra({"samples": [2, 20, 200]}, ["top_eigenvector"], beta=1.0),
        "correlation_size": spectra({"sites": [20, 40, 60], "alpha": [0.5, 1.0]}, beta=0.3),
        "small_beta_rbm": trained(),
        "exact_field": flows("relax", {"beta": [0.3, 0.5]}, **exact, hidden=1),
        "two_units_cubic": flows("relax", {}, equation="cubic", sites=16, hidden=2),
        "two_units_exact": flows("relax", {}, **exact, hidden=2, beta=0.5),
        "stationary_states": flows("states", {}, sites=12),
        "two_fields_separation": flows("separation", {}, length=12.0, spacing=0.3, separation=3.0),
        "profile_stability": flows("stability", {"kappa": [1.0, 2.5, 3.4]}),
        "profile_fate": flows(
            "fate", {"profile": ["wide", "narrow"], "factor": [0.95, 1.05]}, length=10.0, spacing=0.1
        ),
        "turing_rings": flows("turing", {"sites": [7, 8, 9, 10]}),
    }


@pytest.mark.parametrize(("name", "panels"), [("fig12", 6), ("fig14", 8), ("figA1", 4)])
def test_draws_every_panel_with_something_in_it(name, panels, datasets):
    figure = drawn(name, datasets)
    assert len(figure.axes) == panels
    assert all(ax.lines or ax.collections for ax in figure.axes)
    for letter, ax in zip("abcdefgh", figure.axes, strict=False):
        assert f"{{{letter}}}" in ax.get_title(loc="left")


@pytest.mark.parametrize(
    ("name", "experiment", "panels"),
    [
        ("fig12", "correlation_alpha", 2),
        ("fig12", "correlation_size", 2),
        ("fig14", "small_beta_rbm", 1),
        ("fig14", "profile_fate", 1),
    ],
)
def test_leaves_out_panels_of_absent_experiments(name, experiment, panels, datasets):
    assert len(drawn(name, {experiment: datasets[experiment]}).axes) == panels


def test_one_seed_has_no_error_bars_and_no_fit(datasets):
    single = {key: ds.isel(seed=slice(1)) for key, ds in datasets.items() if key.startswith("correlation")}
    assert len(drawn("fig12", single).axes) == 6


def test_fig14_rotates_mixed_units_into_pure_fields():
    from placecells.studies.place_cells.measures.small_beta.fields import most_local

    place = np.arange(30)
    pure = np.stack([1.0 / np.cosh(0.6 * (place - 8)), 1.0 / np.cosh(0.6 * (place - 22))])
    angle = 0.7
    mixed = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ pure
    found = most_local(mixed)
    overlap = np.abs(found @ pure.T) / np.sum(pure[0] ** 2)
    np.testing.assert_allclose(np.sort(overlap, axis=None), [0.0, 0.0, 1.0, 1.0], atol=0.02)

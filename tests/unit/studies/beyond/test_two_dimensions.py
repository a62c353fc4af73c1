"""The part on two dimensions at the smallest scale: own kinds, figures, claims that come out both ways."""

import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from drawing import drawn

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED
from placecells.claims.table import evaluate, needs
from placecells.config.cells import cells, leaf
from placecells.config.load import load
from placecells.config.seeds import run_seeds
from placecells.io.combine import combine
from placecells.kinds.kind import kind
from placecells.studies.beyond.claims import two_dimensions_flow, two_dimensions_trained
from placecells.studies.beyond.kinds import torus_flow
from placecells.studies.beyond.measures import extent, trained

ROOT = Path(__file__).resolve().parents[4]
SEEDS = 8
ROOT2 = np.sqrt(2.0)


@pytest.fixture(scope="module")
def config():
    return load([ROOT / "config.yaml", ROOT / "config" / "smoke.yaml"], [ROOT / "config" / "studies" / "beyond.yaml"])


@pytest.fixture(scope="module")
def computed(config):
    """{experiment: dataset} of the kinds that need no training, at the smallest scale."""
    table = cells(config)
    table = table[table["config"].map(lambda cell: cell["kind"] in ("sample", "torus_flow", "uniform_state"))]
    return {name: _made(rows, config["experiments"][name]) for name, rows in table.groupby("experiment")}


def _made(rows, block):
    grid = [leaf(key) for key in block["grid"]]
    parts = []
    for _, row in rows.iterrows():
        cell = row["config"]
        parts.append(({name: row[name] for name in grid}, kind(cell["kind"]).run(cell, run_seeds(cell), {})))
    return combine(parts).assign_attrs(config=json.dumps(block))


def waves(sides):
    """cos of the longest wave along every axis, each of shape `sides`."""
    return [np.cos(2 * np.pi * x / side) for x, side in zip(np.indices(sides), sides, strict=True)]


def shape(sides, units, summed):
    """Fields (units, *sides); on squares 1 + cos kx + cos ky, or halves and quadrants if not `summed`."""
    if len(sides) == 1:
        x = np.arange(sides[0]) - sides[0] // 2
        return np.stack([np.roll(1 / np.cosh(x / 2), mu * sides[0] // units) for mu in range(units)])
    east, west, north, south = (1 + ROOT2 * sign * wave for wave in waves(sides) for sign in (1, -1))
    even = np.ones(sides)
    if max(sides) > 5 * min(sides):
        return np.stack([east] * units)
    if summed:
        x, y = waves(sides)
        u, v = (np.roll(wave, sides[0] // 4, axis) for axis, wave in enumerate((x, y)))
        some = {1: [even], 2: [even + x + y, even - x - y]}
        return np.stack(some.get(units, [even + 2 * w for w in (x + y, x - y, -x - y, u + v, u - v)][:units]))
    several = [east * north, west * north, east * south, west * south, even]
    return np.stack({1: [even], 2: [east, west]}.get(units, several[:units]))


def machines(sides, units, seeds=SEEDS, summed=False, **grid):
    """A dataset of kind `train`: the fields of `shape` with a little noise, whatever the point of the grid."""
    rng = np.random.default_rng(0)
    most, sites = max(units), int(np.prod(sides))
    weights = np.full((len(units), seeds, 1, most, sites), np.nan)
    for row, number in zip(weights, units, strict=True):
        row[:, 0, :number] = shape(sides, number, summed).reshape(number, sites)
        row[:, 0, :number] += 0.05 * rng.standard_normal((seeds, number, sites))
    model = {"model": "ising"} if len(sides) == 1 else {"model": "torus", "sides": list(sides)}
    ds = xr.Dataset(
        {"weights": (("hidden_units", "seed", "record", "hidden", "site"), weights)},
        {"update": ("record", [10]), "hidden_units": list(units), "beta": 0.3},
        {"config": json.dumps({"data": {"sites": sites, **model}})},
    )
    if len(units) == 1:
        ds = ds.isel(hidden_units=0, drop=True)
    return ds.drop_vars("beta").expand_dims(**grid) if grid else ds


@pytest.fixture(scope="module")
def datasets(computed):
    two = {"beta": [0.2, 0.3]}
    return computed | {
        "torus_machines": machines((10, 10), (1, 2, 3, 4, 5), beta=[0.2, 0.3, 0.36]),
        "torus_short": machines((12, 6), (1,), **two),
        "torus_long": machines((48, 3), (1,), **two),
        "torus_larger": machines((16, 16), (4,)),
        "ring_machines": machines((100,), (1, 4)),
        "ring_larger": machines((256,), (4,)),
    }


@pytest.mark.parametrize("name", ["figX1", "figX2"])
def test_figures_are_drawn_without_warnings(name, datasets, config):
    drawn(name, {one: datasets[one] for one in config["figures"][name]["experiments"]})


def _verdicts(datasets):
    rows = evaluate(
        two_dimensions_trained.CLAIMS, {name: datasets[name] for name in needs(two_dimensions_trained.CLAIMS)}
    )
    return {row["id"]: row["verdict"] for row in rows}


def test_claims_on_halves_and_quadrants(datasets):
    found = _verdicts(datasets)
    assert {found[f"beyond-{number}"] for number in range(10, 17)} == {REPRODUCED}
    assert found["beyond-19"] != REPRODUCED
    assert found["beyond-20"] == NOT_REPRODUCED


def test_claims_on_sums_of_waves(datasets):
    two_more = {
        "torus_machines": machines((10, 10), (1, 2, 3, 4, 5), summed=True, beta=[0.2, 0.3, 0.36]),
        "torus_larger": machines((16, 16), (4,), summed=True),
    }
    found = _verdicts(datasets | two_more)
    assert {found[f"beyond-{number}"] for number in (10, 11, 12, 13, 16, 19, 20)} == {REPRODUCED}
    assert {found[f"beyond-{number}"] for number in (14, 15)} == {NOT_REPRODUCED}


def test_claims_on_trained_machines_fail_where_every_field_is_local(datasets):
    local = datasets["torus_machines"].copy(deep=True)
    east, north = (1 + ROOT2 * wave for wave in waves((10, 10)))
    local["weights"][:] = (east * north).ravel()
    found = {
        row["id"]: row["verdict"]
        for row in evaluate(two_dimensions_trained.CLAIMS, datasets | {"torus_machines": local})
    }
    assert found["beyond-10"] == found["beyond-14"] == NOT_REPRODUCED


def test_claims_on_the_flow(computed):
    rows = {row["id"]: row for row in evaluate(two_dimensions_flow.CLAIMS, computed)}
    assert rows["beyond-05"]["verdict"] == rows["beyond-06"]["verdict"] == REPRODUCED
    assert all(c["verdict"] == c["gives"] for name in ("beyond-05", "beyond-06") for c in rows[name]["controls"])
    assert rows["beyond-01"]["measured"] == rows["beyond-03"]["measured"] == 1.0


def test_all_starts_converge_and_say_so(computed):
    for name in ("square_flow", "square_flow_bumps", "ring_flow", "rectangle_flow"):
        assert (computed[name]["outcome"] == torus_flow.CONVERGED).all()
        assert computed[name]["residual"].max() < torus_flow.RESIDUAL


@pytest.mark.parametrize(("limit", "outcome"), [("BOUND", torus_flow.UNBOUNDED), ("LONGEST", torus_flow.TOO_SLOW)])
def test_other_outcomes(monkeypatch, limit, outcome):
    monkeypatch.setattr(torus_flow, limit, 0.05)
    start = 0.01 * np.random.default_rng(0).uniform(-1, 1, (4, 4))
    assert torus_flow.follow(start, torus_flow.torus.coupling_matrix((4, 4)))[2] == outcome


def test_starts_are_at_most_one():
    rng = np.random.default_rng(0)
    for draw in (torus_flow.random_start, torus_flow.bump):
        assert max(np.abs(draw(rng, (9, 5))).max() for _ in range(50)) <= 1.0


def test_uniform_weights_of_a_square_are_stable():
    data = {"model": "torus", "sites": 25, "sides": [5, 5], "beta": 0.2, "samples": 6400, "sampling": "independent"}
    found = kind("uniform_state").run({"data": data}, [{"data": 1}], {})
    assert (found["rate"] < 0).all()
    assert found["weight"] > 0


def test_sides_of_a_grid(datasets):
    assert trained.sides_of(datasets["ring_machines"]) == (100,)
    assert trained.fields(datasets["torus_short"]).shape == (2, SEEDS, 1, 12, 6)
    assert (trained.classes(datasets["torus_long"]) == extent.STRIPE).all()

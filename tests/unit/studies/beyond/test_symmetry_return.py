"""The part on the return of the symmetry: measures and claims on walks of known D, its kind, and its figures."""

import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from drawing import drawn

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED
from placecells.claims.table import evaluate
from placecells.config.cells import at, coordinate, leaf, points
from placecells.config.load import load
from placecells.io.combine import combine
from placecells.kinds.source import Source
from placecells.studies.beyond.claims import finite_data, symmetry_return
from placecells.studies.beyond.kinds import landscape
from placecells.studies.beyond.measures import free_motion
from placecells.studies.beyond.measures.finite_data import SHARES

ROOT = Path(__file__).resolve().parents[4]
RECORDS = 1000
STEP = 50  # updates between two records


@pytest.fixture(scope="module")
def config():
    return load([ROOT / "config.yaml"], [ROOT / "config" / "studies" / "beyond.yaml"])


def predicted(cell):
    """A D with the powers of the formula, in sites^2 per update."""
    training = cell["training"]
    batch, chains = training["batch"], training.get("chains", training["batch"])
    return 0.2 * training["rate"] ** 2 * (1 / batch + 1 / chains) / cell["machine"]["hidden"]


def walk(rng, shape, d, length):
    """Wrapped positions (*shape, record) of free walks with the diffusion coefficient d."""
    steps = rng.normal(0, np.sqrt(2 * d * STEP), (*shape, RECORDS))
    return (rng.uniform(0, length, (*shape, 1)) + np.cumsum(steps, axis=-1)) % length


def runs(block, factor=1.0):
    """A dataset of kind `train` whose fields walk with `factor` times the D of `predicted`."""
    rng, parts = np.random.default_rng(0), []
    for point in points(block):
        cell = at(block, point)
        sites, units = cell["data"]["sites"], cell["machine"]["hidden"]
        d = factor * predicted(cell) * (0.1 if cell["training"]["rate"] > 0.25 else 1.0)
        together = walk(rng, (block["seeds"],), d, sites)[:, None]
        centre = (together + sites * np.arange(units)[:, None] / units) % sites
        dims = ("seed", "hidden", "record")
        found = {"centre": (dims, centre), "width": (dims, np.full(centre.shape, 5.0))}
        if cell["data"]["model"] == "xy":
            found["phase"] = (dims, walk(rng, (block["seeds"], units), 0.01 * d, 2 * np.pi))
        updates = STEP * np.arange(RECORDS)
        ds = xr.Dataset(found, {"update": ("record", updates), "seed": np.arange(block["seeds"])})
        parts.append(({leaf(key): coordinate(value) for key, value in point.items()}, ds))
    return combine(parts).assign_attrs(config=json.dumps(block))


def formula(block):
    parts = []
    for point in points(block):
        d = np.full(block["seeds"], predicted(at(block, point)))
        ds = xr.Dataset({"diffusion": ("seed", d), "phase_diffusion": ("seed", 0.01 * d)})
        parts.append(({leaf(key): coordinate(value) for key, value in point.items()}, ds))
    return combine(parts)


@pytest.fixture(scope="module")
def free(config):
    blocks = {name: block for name, block in config["experiments"].items() if name.startswith("free_")}
    walks = {name: runs(block) for name, block in blocks.items() if block["kind"] == "train"}
    return walks | {f"{name}_formula": formula(blocks[name]) for name in walks}


def test_drift_is_the_diffusion_coefficient_of_free_walks():
    paths = np.cumsum(np.random.default_rng(1).normal(0, 1, (200, 2000)), axis=1)
    found = free_motion.drift(paths, 10.0 * np.arange(2000))
    assert found.mean() == pytest.approx(0.05, rel=0.05)
    paths[0, 900] = np.nan
    assert np.isnan(free_motion.drift(paths, 10.0 * np.arange(2000))[0])


def test_claims_hold_on_walks_of_the_formula_and_their_controls_do_not(free):
    rows = {row["id"]: row for row in evaluate(symmetry_return.CLAIMS, free)}
    assert {name: row["verdict"] for name, row in rows.items() if name != "beyond-35"} == dict.fromkeys(
        set(rows) - {"beyond-35"}, REPRODUCED
    )
    assert all(control["verdict"] == control["gives"] for row in rows.values() for control in row["controls"])


def test_claims_fail_on_walks_of_twice_the_formula(free, config):
    faster = {name: runs(config["experiments"][name], 2.0) for name in free if not name.endswith("_formula")}
    rows = {row["id"]: row["verdict"] for row in evaluate(symmetry_return.CLAIMS, free | faster)}
    assert {rows[name] for name in ("beyond-30", "beyond-33", "beyond-34")} == {NOT_REPRODUCED}
    assert rows["beyond-31"] == REPRODUCED  # powers do not depend on a factor


def law(config, name, slow):
    """A dataset of kind `landscape` with D and slowing known at every number of samples."""
    parts = []
    for samples in config["experiments"][name]["grid"]["data.samples"]:
        d = 0.004
        values = {
            "diffusion": ("seed", np.full(8, d * slow(samples))),
            "effective": (("seed", "share"), np.full((8, len(SHARES)), d * slow(samples))),
            "lag": ("share", 1000.0 * np.array(SHARES)),
            "gain": (("seed", "shift"), np.random.default_rng(0).normal(0, 1e-3, (8, 100))),
            "free": ((), d),
            "of_chains": ((), d / 2),
            "crossover": ((), 40_000.0),
        }
        parts.append(({"samples": samples}, xr.Dataset(values, {"share": list(SHARES)})))
    return combine(parts)


def moving(config, name, d):
    """A dataset of kind `train` whose fields walk with the D that `d` gives for a number of samples."""
    block, rng, parts = config["experiments"][name], np.random.default_rng(2), []
    for samples in block["grid"]["data.samples"]:
        centre = walk(rng, (24, 1), d(samples), 100)
        ds = xr.Dataset(
            {"centre": (("seed", "hidden", "record"), centre)}, {"update": ("record", STEP * np.arange(RECORDS))}
        )
        parts.append(({"samples": samples}, ds))
    return combine(parts).assign_attrs(config=json.dumps(block))


@pytest.fixture(scope="module")
def finite(config):
    def slow(samples):
        return np.exp(-120_000 / samples)

    return {
        "finite_landscape": law(config, "finite_replaced", slow),
        "flat_landscape": law(config, "flat_replaced", lambda samples: 1.0),
        "finite_replaced": moving(config, "finite_replaced", lambda samples: 0.004 * slow(samples)),
        "finite_epochs": moving(config, "finite_epochs", lambda b: 0.004 * (1.0 if b == 1_000_000 else 0.1)),
        "flat_replaced": moving(config, "flat_replaced", lambda samples: 0.004),
        "flat_epochs": moving(config, "flat_epochs", lambda b: 0.004 if b == 1_000_000 else 0.001),
    }


def test_claims_on_finite_data_hold_on_walks_of_the_law_and_their_controls_do_not(finite):
    rows = evaluate(finite_data.CLAIMS, finite)
    assert {row["id"]: row["verdict"] for row in rows} == dict.fromkeys([row["id"] for row in rows], REPRODUCED)
    assert all(control["verdict"] == control["gives"] for row in rows for control in row["controls"])


def test_claims_on_finite_data_fail_where_the_data_change_nothing(finite, config):
    free = {name: moving(config, name, lambda samples: 0.004) for name in finite if not name.endswith("_landscape")}
    rows = {row["id"]: row["verdict"] for row in evaluate(finite_data.CLAIMS, finite | free)}
    assert rows["beyond-40"] != REPRODUCED
    assert rows["beyond-42"] == rows["beyond-43"] == NOT_REPRODUCED


def test_figures_are_drawn_without_warnings(free, finite):
    drawn("figX3", free)
    drawn("figX4", finite)


def one_field(sampling, samples):
    """A point of an experiment: one field at rest at site 7."""
    data = {"model": "ising", "sites": 32, "beta": 1.0, "samples": samples, "sampling": sampling}
    cell = {
        "data": data,
        "machine": {"hidden": 1, "unit": "spin", "fields": "zero"},
        "training": {"rate": 0.1, "batch": 100, "chains": 100},
    }
    weights = 1.5 / np.cosh((np.arange(32) - 7.0) / 2)
    ds = xr.Dataset(
        {
            "weights": (("seed", "record", "hidden", "site"), np.tile(weights, (2, 200, 1, 1))),
            "centre": (("seed", "record", "hidden"), np.full((2, 200, 1), 7.0)),
        },
        {"update": ("record", 1000 * np.arange(200))},
    )
    return Source("one_field", cell, ds)


def test_landscapes_of_symmetrised_and_of_independent_data():
    setting = {"landscape": {"samples": 2000}}
    flat = landscape.measure(setting, one_field("symmetrised", 320), [1, 2])
    np.testing.assert_allclose(flat["diffusion"], float(flat["free"]), rtol=1e-3)
    np.testing.assert_allclose(flat["effective"], float(flat["free"]), rtol=1e-3)
    few = landscape.measure(setting, one_field("independent", 100_000), [1, 2])
    assert (few["diffusion"] < few["free"]).all()
    assert (few["effective"].diff("share") <= 0).all()
    assert (few["diffusion"] < few["effective"].isel(share=-1)).all()
    assert float(few["of_chains"]) < float(few["free"])

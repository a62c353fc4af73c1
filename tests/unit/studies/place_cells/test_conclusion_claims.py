"""The conclusion's claims: attractors of known dimension, hidden layers of known correlations."""

import json

import numpy as np
import pytest
import xarray as xr

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED, Undecided
from placecells.claims.table import evaluate
from placecells.studies.place_cells.claims import conclusion
from placecells.theory import ring

BY_ID = {claim.id: claim for claim in conclusion.CLAIMS}
SITES, RUNS, RECORDS = 60, 10, 200
RNG = np.random.default_rng(2)


def verdict(name, *datasets):
    claim = BY_ID[name]
    return claim.judge(claim.measure(*datasets)).name


def controlled(name, *datasets):
    """Whether all controls of the claim come out as they must."""
    [row] = evaluate([BY_ID[name]], dict(zip(BY_ID[name].datasets, datasets, strict=True)))
    assert row["controls"]
    return all(one["verdict"] == one["gives"] for one in row["controls"])


def moving(locked, breathing=0.0):
    """Two fields that diffuse, together or each on its own, with noise on all weights, and a size that diffuses."""
    steps = RNG.standard_normal((RUNS, RECORDS, 1 if locked else 2))
    centres = np.cumsum(0.7 * steps, axis=1) + np.array([0.0, SITES / 2])
    away = np.arange(SITES) - centres[..., None]
    size = 2 + np.cumsum(breathing * RNG.standard_normal((RUNS, RECORDS, 1, 1)), axis=1)
    weights = size / np.cosh(((away + SITES / 2) % SITES - SITES / 2) / 4)
    weights = weights + 0.03 * RNG.standard_normal(weights.shape)
    centres = centres + 0.3 * RNG.standard_normal((RUNS, RECORDS, 2))
    return xr.Dataset(
        {
            "weights": (("seed", "record", "hidden", "site"), weights),
            "centre": (("seed", "record", "hidden"), centres % SITES),
        },
        {"update": ("record", 1000 * np.arange(RECORDS))},
        {"config": json.dumps({"training": {"batch": 100}})},
    )


def three(locked):
    """Centres of three fields that diffuse over several widths, together or each on its own."""
    steps = RNG.standard_normal((RUNS, 400, 1 if locked else 3))
    centres = np.cumsum(1.5 * steps, axis=1) + np.arange(3) * SITES / 3
    of_units = (("seed", "record", "hidden"), centres % SITES)
    shape = {"width": (of_units[0], np.full(centres.shape, 12.0)), "bumps": (of_units[0], np.ones(centres.shape))}
    config = json.dumps({"training": {"batch": 100}, "data": {"sites": SITES}})
    return xr.Dataset({"centre": of_units, **shape}, {"update": ("record", 1000 * np.arange(400))}, {"config": config})


def test_rotations_are_taken_out():
    before = RNG.standard_normal((3, 2, SITES))
    after = np.roll(before, 17, axis=-1)
    after[2, 0] = np.roll(after[2, 0], 5)  # one unit alone: no common rotation
    distance = conclusion.distance_modulo_rotation(before, after)
    assert distance[:2] == pytest.approx([0, 0], abs=1e-9)
    assert distance[2] > SITES / 2


def test_fields_that_move_alone_have_more_directions_than_locked_ones():
    free = three(locked=False)
    assert verdict("conclusion-87d", free) == REPRODUCED
    assert controlled("conclusion-87d", free)
    assert verdict("conclusion-87d", three(locked=True)) == NOT_REPRODUCED


def test_one_field_may_move_but_not_breathe():
    assert verdict("conclusion-87", moving(locked=True)) == REPRODUCED
    assert controlled("conclusion-87", moving(locked=True))
    assert verdict("conclusion-87", moving(locked=True, breathing=0.1)) == NOT_REPRODUCED


def test_a_short_run_decides_nothing():
    short = moving(locked=True).isel(record=slice(51))
    with pytest.raises(Undecided, match="has 41 records after the burn-in, 80 are needed"):
        conclusion.stiff_motion(short)


def test_the_stationary_pair_of_the_cubic_flow_turns_freely_and_no_other_state_does():
    from placecells.studies.place_cells.kinds import integrate
    from placecells.theory import flow

    start = 0.1 * RNG.standard_normal((2, 12))
    state = integrate.relax(flow.cubic, start, residual=1e-10).state
    ds = xr.Dataset({"profile": (("seed", "hidden", "site"), state[None])})
    assert verdict("conclusion-87c", ds) == REPRODUCED
    assert controlled("conclusion-87c", ds)
    assert verdict("conclusion-87c", ds.assign(profile=0.5 * ds["profile"])) == NOT_REPRODUCED


def layer(width, runs=4, sites=100, hidden=20):
    """Evenly spaced fields, as tall as they have to be for a sharp response."""
    centre = (np.arange(hidden) * sites / hidden + RNG.uniform(0, 5, (runs, 1))) % sites
    away = np.abs(np.arange(sites) - centre[..., None])
    weights = 1.2 / np.cosh(2.634 / width * np.minimum(away, sites - away))
    of_units = (("seed", "record", "hidden"), centre[:, None])
    config = {
        "data": {"model": "ising", "sites": sites, "beta": 1.0, "sampling": "stream"},
        "machine": {"hidden": hidden, "unit": "spin", "fields": "zero"},
    }
    return xr.Dataset(
        {
            "weights": (("seed", "record", "hidden", "site"), weights[:, None]),
            "centre": of_units,
            "width": (of_units[0], np.full((runs, 1, hidden), float(width))),
            "bumps": (of_units[0], np.ones((runs, 1, hidden))),
        },
        {"update": ("record", [1]), "record": [0], "beta": 1.0},
        {"config": json.dumps(config)},
    )


@pytest.fixture
def with_activities(started_from):
    """with_activities(ds): the datasets of the fields and of the activities of their hidden layer."""
    return lambda ds: (ds, started_from(ds, "hidden_layer", layer={"samples": 20_000}))


def test_units_with_fields_report_their_local_magnetisation(with_activities):
    ds = layer(width=8)
    both = with_activities(ds)
    assert verdict("conclusion-88", *both) == REPRODUCED
    assert controlled("conclusion-88", *both)
    elsewhere = ds.assign(centre=(ds["centre"] + 40) % 100)
    assert verdict("conclusion-88", *with_activities(elsewhere)) == NOT_REPRODUCED


def test_the_hidden_layer_has_the_length_of_the_data(with_activities):
    ds, activities = with_activities(layer(width=6))
    assert verdict("conclusion-88b", ds, activities) == REPRODUCED
    assert controlled("conclusion-88b", ds, activities)
    several_bumps = ds.assign(bumps=ds["bumps"] * 0 + 3)
    with pytest.raises(Undecided, match="fewer than four units carry a field of one bump"):
        conclusion.hidden_length(several_bumps, activities)


def test_only_units_with_a_field_count(with_activities):
    ds, activities = with_activities(layer(width=6))
    idle = ds["weights"].copy()
    idle[:, :, ::4] *= 1e-3
    local = activities["local_correlation"].copy()
    local[:, ::4] = 0.0
    assert verdict("conclusion-88", ds.assign(weights=idle), activities.assign(local_correlation=local)) == REPRODUCED


def test_the_decay_length_of_an_exponential():
    distance = np.arange(1.0, 40.0)
    for length in (float(ring.correlation_length(1.0)), 9.0):
        correlation = 1.7 * np.exp(-distance / length)
        assert conclusion.decay_length(distance, correlation, nearest=6.0) == pytest.approx(length, rel=1e-6)

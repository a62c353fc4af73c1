"""Claims on motion: free walks, trapped ones, fields that move together and that do not."""

import numpy as np
import pytest
import xarray as xr

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED, UNDECIDED
from placecells.claims.table import evaluate
from placecells.studies.place_cells.claims import motion as section

RECORDS, INTERVAL, BATCH = 400, 500, 100  # 0.05 epochs of 10^6 samples between records
D = 50.0 * INTERVAL * BATCH / 1e6  # sites^2 per record of a walk with 50 sites^2 per 10^6 samples


def verdict(name, **datasets):
    [row] = evaluate([claim for claim in section.CLAIMS if claim.id == name], datasets)
    return row["verdict"]


@pytest.fixture
def walking(learned, sech):
    """walking(steps (seed, hidden, record)): fields that start apart and move by these steps."""

    def make(steps, trap=0.0, height=0.6, quantities=("weights", "centre")):
        seeds, hidden, records = steps.shape
        x = np.zeros((seeds, hidden, records))
        for t in range(1, records):
            x[..., t] = (1 - trap) * x[..., t - 1] + steps[..., t]
        x += np.arange(hidden)[:, None] * 100 / hidden + 50
        weights = sech(x.transpose(0, 2, 1), height=height)
        return learned(weights, np.arange(records) * INTERVAL, quantities, sampling="stream")

    return make


def steps(seeds=40, hidden=1, seed=0):
    return np.sqrt(2 * D) * np.random.default_rng(seed).standard_normal((seeds, hidden, RECORDS))


def test_free_and_trapped_walks(walking):
    free, trapped = walking(steps()), walking(steps(), trap=0.1)
    assert verdict("motion-25b", diffusion_streamed=free) == REPRODUCED
    assert verdict("motion-26c", diffusion_streamed=free) == REPRODUCED
    assert verdict("motion-26", diffusion_symmetrised=free) == NOT_REPRODUCED
    assert verdict("motion-29b", diffusion_symmetrised=free) == REPRODUCED
    assert verdict("motion-28", diffusion_independent=trapped) == REPRODUCED
    assert verdict("motion-29", diffusion_independent=trapped) == REPRODUCED
    assert verdict("motion-28b", diffusion_independent=trapped, diffusion_symmetrised=free) == REPRODUCED
    assert verdict("motion-29", diffusion_independent=free) == NOT_REPRODUCED
    assert verdict("motion-25", diffusion_symmetrised=trapped) == NOT_REPRODUCED


def test_a_walk_recorded_too_rarely_decides_nothing(walking):
    assert verdict("motion-25b", diffusion_streamed=walking(10 * steps())) == UNDECIDED


def test_a_field_that_grows_all_the_time_has_no_fixed_shape(learned, sech):
    steady = sech(np.full((6, 40, 1), 50.0))
    growing = steady * np.linspace(0.1, 2, 40)[:, None, None]
    assert verdict("motion-23", diffusion_symmetrised=learned(steady)) == REPRODUCED
    assert verdict("motion-23", diffusion_symmetrised=learned(growing)) == NOT_REPRODUCED
    assert verdict("motion-24", diffusion_symmetrised=learned(growing)) == NOT_REPRODUCED


def test_fields_that_move_together_and_apart(walking):
    together = walking(np.repeat(steps(), 3, axis=1) + 0.05 * steps(hidden=3, seed=1))
    apart = walking(steps(hidden=3, seed=1))
    assert verdict("motion-31", three_centres=together) == REPRODUCED
    assert verdict("motion-32", three_centres=together) == REPRODUCED
    assert verdict("motion-31", three_centres=apart) == NOT_REPRODUCED
    assert verdict("motion-32", three_centres=apart) == NOT_REPRODUCED


@pytest.mark.parametrize(("factor", "expected"), [(1.2, REPRODUCED), (3.0, NOT_REPRODUCED)])
def test_the_noise_formula_is_compared_with_the_measured_coefficient(walking, factor, expected):
    walk = walking(steps())
    formula = xr.Dataset({"diffusion": ("seed", np.full(40, 50.0 * BATCH / 1e6 / factor))})
    assert verdict("motion-27", diffusion_streamed=walk, diffusion_formula=formula) == expected


def test_a_likelihood_that_saturates_at_once_and_one_that_does_late(walking):
    """To diffuse over a quarter of the ring takes 6 epochs, 125 records."""
    walk, none = walking(steps()), -100 * np.log(2)

    def curve(records):
        rising = none + np.minimum(np.arange(21) / records, 1)
        values = np.tile(np.append(rising, none + 1.0), (4, 1))
        return xr.Dataset({"log_likelihood": (("seed", "record"), values)}, {"record": [*range(21), RECORDS - 1]})

    found = [
        verdict("motion-30", diffusion_symmetrised=walk, diffusion_likelihood=curve(records))
        for records in (5, 20, 100)
    ]
    assert found == [REPRODUCED, NOT_REPRODUCED, UNDECIDED]

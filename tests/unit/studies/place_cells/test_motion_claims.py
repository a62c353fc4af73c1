"""Claims on motion: free walks, trapped ones, fields that move together and that do not; their controls."""

import numpy as np
import pytest
import xarray as xr

from placecells.claims.claim import NOT_REPRODUCED, PARTLY, REPRODUCED, UNDECIDED
from placecells.claims.table import evaluate
from placecells.studies.place_cells.claims import motion as section
from placecells.studies.place_cells.measures import moving_fields, walks

RECORDS, INTERVAL, BATCH = 400, 500, 100  # 0.05 epochs of 10^6 samples between records
D = 50.0 * INTERVAL * BATCH / 1e6  # sites^2 per record of a walk with 50 sites^2 per 10^6 samples


def row(name, **datasets):
    [found] = evaluate([claim for claim in section.CLAIMS if claim.id == name], datasets)
    return found


def verdict(name, **datasets):
    return row(name, **datasets)["verdict"]


def controlled(name, **datasets):
    """Whether all controls whose datasets are there come out as they must."""
    there = [one for one in row(name, **datasets)["controls"] if set(one["dataset"]) <= set(datasets)]
    assert there
    return all(one["verdict"] == one["gives"] for one in there)


@pytest.fixture
def walking(learned, sech):
    """walking(steps (seed, hidden, record)): fields that start apart and move by these steps."""

    def make(steps, trap=0.0, height=0.6, quantities=("weights", "centre"), **data):
        seeds, hidden, records = steps.shape
        x = np.zeros((seeds, hidden, records))
        for t in range(1, records):
            x[..., t] = (1 - trap) * x[..., t - 1] + steps[..., t]
        x += np.arange(hidden)[:, None] * 100 / hidden + 50
        weights = sech(x.transpose(0, 2, 1), height=height)
        settings = {"sampling": "stream", "samples": None} | data
        return learned(weights, np.arange(records) * INTERVAL, quantities, **settings)

    return make


def steps(seeds=24, hidden=1, seed=0):
    return np.sqrt(2 * D) * np.random.default_rng(seed).standard_normal((seeds, hidden, RECORDS))


def test_free_and_trapped_walks(walking):
    free, trapped = walking(steps()), walking(steps(), trap=0.2)
    data = {"diffusion_symmetrised": free, "diffusion_streamed": free, "diffusion_independent": trapped}
    swapped = {"diffusion_symmetrised": trapped, "diffusion_streamed": trapped, "diffusion_independent": free}
    for name in ("motion-25", "motion-25b", "motion-28", "motion-29", "motion-29b"):
        assert verdict(name, **data) == REPRODUCED, name
        assert controlled(name, **data), name
    assert verdict("motion-25b", **swapped) == PARTLY  # the trap shows at long lags alone
    assert verdict("motion-28", **swapped) != REPRODUCED
    assert walks.slowing(free).low > 0.5
    assert verdict("motion-29", **swapped) != REPRODUCED
    assert verdict("motion-29b", **swapped) == NOT_REPRODUCED


def test_the_coefficient_of_a_walk(walking):
    free = walking(steps())
    assert moving_fields.coefficient(free).value == pytest.approx(50, rel=0.1)
    assert verdict("motion-26", diffusion_symmetrised=free) == NOT_REPRODUCED
    assert controlled("motion-26", diffusion_symmetrised=free)
    slow = walking(np.sqrt(0.53 / 50) * steps())
    assert verdict("motion-26", diffusion_symmetrised=slow) == REPRODUCED
    assert verdict("motion-26d", diffusion_pcd=walking(steps(seed=1)), diffusion_symmetrised=free) == REPRODUCED
    assert verdict("motion-26d", diffusion_pcd=slow, diffusion_symmetrised=free) == NOT_REPRODUCED


def test_free_walks_have_the_exponent_of_the_null_and_its_interval_holds_it(walking):
    """Of 60 sets of six free walks, the intervals of about 3 do not hold 1."""
    rng = np.random.default_rng(5)
    statistic = walks.Exponent(8, 64)
    found = [walks.compared(statistic, rng.standard_normal((6, 320)).cumsum(axis=1), False, "") for _ in range(60)]
    assert 52 <= sum(one.low <= 1 <= one.high for one in found) <= 60
    assert np.mean([one.value for one in found]) == pytest.approx(1, abs=0.05)


def test_a_walk_recorded_too_rarely_decides_nothing(walking):
    assert verdict("motion-25b", diffusion_streamed=walking(10 * steps())) == UNDECIDED


def test_few_records_or_other_intervals_decide_nothing(walking):
    walk = walking(steps())
    assert verdict("motion-25b", diffusion_streamed=walk.isel(record=slice(20))) == UNDECIDED
    rare = walk.isel(record=slice(None, None, 2))
    assert verdict("motion-29b", diffusion_symmetrised=rare, diffusion_streamed=walk) == UNDECIDED


def test_more_samples_and_a_freer_motion(walking):
    free = walking(steps())
    few = xr.concat([walking(steps(), trap=0.3), walking(steps(), trap=0.05)], dim="samples", data_vars="all")
    few = few.assign_coords(samples=[10_000, 100_000])
    data = {"diffusion_samples": few, "diffusion_independent": free, "diffusion_streamed": free}
    assert verdict("motion-28b", **data) == REPRODUCED
    assert controlled("motion-28b", **data)
    same = data | {"diffusion_samples": xr.concat([free, free], dim="samples", data_vars="all")}
    same["diffusion_samples"] = same["diffusion_samples"].assign_coords(samples=[10_000, 100_000])
    assert verdict("motion-28b", **same) == NOT_REPRODUCED


def test_a_field_that_grows_all_the_time_has_no_fixed_shape(walking, learned, sech):
    steady = walking(steps(6))
    assert verdict("motion-23", diffusion_symmetrised=steady) == REPRODUCED
    assert controlled("motion-23", diffusion_symmetrised=steady)
    still = sech(np.full((6, 40, 1), 50.0))
    growing = learned(still * np.linspace(0.1, 2, 40)[:, None, None])
    assert moving_fields.shape_change(growing).low > 0.1
    assert moving_fields.transient(growing).low > 0.1
    formed = steady.assign(weights=steady["weights"].where(steady["record"] > 0, 0.01))
    assert verdict("motion-24", diffusion_symmetrised=formed) == REPRODUCED
    assert controlled("motion-24", diffusion_symmetrised=formed)


def test_fields_that_move_together_and_apart(walking):
    together = walking(np.repeat(steps(), 3, axis=1) + 0.05 * steps(hidden=3, seed=1))
    apart = walking(steps(hidden=3, seed=1))
    for name in ("motion-31", "motion-32"):
        assert verdict(name, three_centres=together) == REPRODUCED
        assert controlled(name, three_centres=together)
        assert verdict(name, three_centres=apart) == NOT_REPRODUCED


def test_the_number_of_directions_of_locked_and_of_independent_fields(walking):
    with_width = {"quantities": ("weights", "centre", "width")}
    common, own = steps(seeds=8), steps(seeds=8, hidden=3, seed=1)
    together = walking(np.repeat(common, 3, axis=1) + 0.05 * own, **with_width)
    apart = walking(own, **with_width)
    assert moving_fields.dimension(together).value == pytest.approx(1, abs=0.05)
    assert moving_fields.dimension(apart).value == pytest.approx(3, abs=0.1)


@pytest.mark.parametrize(("factor", "expected"), [(1.0, REPRODUCED), (2.0, NOT_REPRODUCED)])
def test_the_noise_formula_is_compared_with_the_measured_coefficient(walking, factor, expected):
    rates = xr.concat([walking(steps())[["centre"]], walking(steps(seed=1))[["centre"]]], dim="rate")
    rates = rates.assign_coords(rate=[0.02, 0.05])
    predicted = np.full((2, 24), 50.0 * BATCH / 1e6 / factor)
    formula = xr.Dataset({"diffusion": (("rate", "seed"), predicted)}, {"rate": [0.02, 0.05]})
    data = {"diffusion_rates": rates, "diffusion_rates_formula": formula}
    assert verdict("motion-27", **data) == expected
    if expected == REPRODUCED:
        assert controlled("motion-27", **data)


@pytest.mark.parametrize(("factor", "expected"), [(1.0, REPRODUCED), (2.0, NOT_REPRODUCED)])
def test_the_noise_formula_of_the_common_motion(walking, factor, expected):
    """The mean of M independent walks diffuses with D / M; absent units are NaN."""
    alone = {number: walking(steps(hidden=number, seed=number))[["centre"]] for number in (2, 3, 5)}
    parts = [walk.pad(hidden=(0, 5 - number)) for number, walk in alone.items()]
    some = xr.concat(parts, dim="hidden_units").assign_coords(hidden_units=list(alone)).assign_attrs(alone[2].attrs)
    ten = walking(steps(hidden=10))[["centre"]].expand_dims(hidden_units=[10])

    def formula(numbers):
        predicted = 50.0 * BATCH / 1e6 / np.array(numbers)[:, None] / factor * np.ones((1, 24))
        return xr.Dataset({"diffusion": (("hidden_units", "seed"), predicted)}, {"hidden_units": numbers})

    data = dict(zip(section.COMMON, (some, formula([2, 3, 5]), ten, formula([10])), strict=True))
    assert verdict("motion-33", **data) == expected


def test_a_likelihood_that_saturates_at_once_and_one_that_does_late(walking):
    """To diffuse over a quarter of the ring takes 6 epochs, 125 records."""
    walk, none = walking(steps()), -100 * np.log(2)

    def curve(records):
        values = np.tile(none + np.minimum(np.arange(81) / records, 1), (4, 1))
        update = np.arange(81) * INTERVAL
        return xr.Dataset({"log_likelihood": (("seed", "record"), values)}, {"update": ("record", update)})

    data = {records: {"diffusion_symmetrised": walk, "diffusion_likelihood": curve(records)} for records in (5, 20, 60)}
    assert [verdict("motion-30", **one) for one in data.values()] == [REPRODUCED, UNDECIDED, UNDECIDED]
    assert controlled("motion-30", **data[5])
    slow = moving_fields.saturation(*data[20].values())
    assert slow.low < slow.value < slow.high < 10
    with pytest.raises(moving_fields.Undecided, match="does not saturate"):
        moving_fields.saturation(*data[60].values())

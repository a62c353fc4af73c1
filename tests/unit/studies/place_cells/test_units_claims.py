"""Claims on several units: fields that repel and tile, and fields that do not."""

import numpy as np
import pytest
import xarray as xr

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED, UNDECIDED
from placecells.claims.table import evaluate
from placecells.studies.place_cells.claims import units as section


def verdict(name, **datasets):
    [row] = evaluate([claim for claim in section.CLAIMS if claim.id == name], datasets)
    return row["verdict"]


@pytest.fixture
def three(learned, sech):
    """three(offsets (seed, 3)): runs of three fields at 0, 33, 67 plus offsets."""

    def make(offsets, fwhm=14.0):
        return learned(sech(np.array([0, 33.3, 66.7]) + offsets, fwhm)[:, None])

    return make


def test_separated_even_fields(three):
    rng = np.random.default_rng(0)
    even = three(rng.normal(0, 1, (8, 3)))
    assert verdict("units-18", fields_m3=even) == REPRODUCED
    assert verdict("units-19", fields_m3=even) == REPRODUCED
    random = three(rng.uniform(0, 100, (40, 3)))
    assert verdict("units-19", fields_m3=random) == NOT_REPRODUCED


def test_many_runs_of_three_fields(three):
    rng = np.random.default_rng(1)
    even = three(rng.normal(0, 2, (24, 3)))
    assert verdict("units-18b", three_units=even) == REPRODUCED
    assert verdict("units-19b", three_units=even) == REPRODUCED
    random = three(rng.uniform(0, 100, (24, 3)))
    assert verdict("units-18b", three_units=random) == NOT_REPRODUCED
    assert verdict("units-19b", three_units=random) == NOT_REPRODUCED


def test_widths_compared(three, learned, sech):
    rng = np.random.default_rng(0)
    one = learned(sech(rng.uniform(0, 100, 8), 14 + rng.normal(0, 0.3, (8, 1)))[:, None, None, :])
    assert verdict("units-17", fields_m3=three(rng.normal(0, 1, (8, 3))), single_field=one) == REPRODUCED
    assert verdict("units-17", fields_m3=three(rng.normal(0, 1, (8, 3)), 9.0), single_field=one) == NOT_REPRODUCED


def test_tiling(learned, sech):
    rng = np.random.default_rng(0)
    for offsets, expected in (
        (rng.normal(0, 0.3, (6, 10)), REPRODUCED),
        (rng.uniform(0, 100, (6, 10)), NOT_REPRODUCED),
    ):
        fields = sech(np.arange(0, 100, 10) + offsets, 7.0)
        assert verdict("units-20", fields_m10=learned(fields[:, None])) == expected


def test_idle_units_are_counted(learned, sech):
    weights = sech(np.tile(np.arange(0, 100, 10.0), (6, 1)), 7.0)[:, None]
    assert verdict("units-20b", fields_m10=learned(weights)) == REPRODUCED
    weights[:, :, :3] *= 0.1
    assert verdict("units-20b", fields_m10=learned(weights)) == NOT_REPRODUCED


@pytest.mark.parametrize(("touching", "expected"), [(7.0, REPRODUCED), (2.0, NOT_REPRODUCED)])
def test_the_onset_of_shrinking(learned, sech, touching, expected):
    """Fields of 14 sites, narrower as 1/M beyond `touching` units: 0.9 of their width at M = touching / 0.9."""
    rng = np.random.default_rng(0)
    names = {1: "single_field", 3: "fields_m3", 5: "fields_m5", 7: "fields_m7", 10: "fields_m10"}
    datasets = {}
    for hidden, name in names.items():
        fwhm = 14 * min(1, touching / hidden) * rng.normal(1, 0.02, (6, 1, 1))
        centres = np.tile(np.arange(hidden) * 100 / hidden, (6, 1))
        datasets[name] = learned(sech(centres, fwhm)[:, None])
    assert verdict("units-21c", **datasets) == expected


def test_two_fields_at_one_place_are_redundant(learned, sech, started_from):
    field = learned(sech(np.full((4, 1, 1), 50.0)))
    pairs = started_from(field, "pair_gains", range(20), gains={"samples": 1000})
    assert verdict("units-22c", two_fields_gains=pairs) == REPRODUCED
    swapped = pairs.rename({"gain_together": "gain_opposite", "gain_opposite": "gain_together"})
    assert verdict("units-22c", two_fields_gains=swapped) == NOT_REPRODUCED


def test_the_distance_at_which_two_fields_have_separated_is_found(learned, sech):
    """Gains that rise linearly to a distance and stay: 0.95 of the rise is at 0.95 of that distance."""
    field, distance = learned(sech(np.full((4, 1, 1), 50.0))), np.arange(51.0)
    for reach, expected in ((15.0, [REPRODUCED, NOT_REPRODUCED]), (34.0, [NOT_REPRODUCED, REPRODUCED])):
        gain = np.minimum(distance / reach, 1)[None] + np.array([[0.0], [1.0]])
        pairs = xr.Dataset({"gain": (("seed", "distance"), gain)}, {"distance": distance})
        datasets = {"single_field": field, "two_fields_gains": pairs}
        assert [verdict(name, **datasets) for name in ("units-22", "units-22b")] == expected


def test_without_a_field_of_one_bump_nothing_is_decided(learned, sech, started_from):
    spread = learned(np.ones((4, 1, 1, 100)))
    pairs = started_from(spread, "pair_gains", (1, 2), gains={"samples": 50})
    assert verdict("units-22", single_field=spread, two_fields_gains=pairs) == UNDECIDED
    assert verdict("units-22c", two_fields_gains=pairs) == UNDECIDED

"""Claims on several units: fields that repel and tile, and fields that do not; their controls."""

import numpy as np
import pytest

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED, UNDECIDED
from placecells.claims.table import evaluate
from placecells.measure import fields
from placecells.studies.place_cells.claims import units as section
from placecells.studies.place_cells.kinds.pair_gains import pair_gain
from placecells.studies.place_cells.measures import several_fields
from placecells.theory import flow
from placecells.theory.averages import ring_average, ring_susceptibility


def row(name, **datasets):
    [found] = evaluate([claim for claim in section.CLAIMS if claim.id == name], datasets)
    return found


def verdict(name, **datasets):
    return row(name, **datasets)["verdict"]


def controlled(name, **datasets):
    """Whether all controls whose datasets are there come out as they must; there must be one of each kind."""
    there = [one for one in row(name, **datasets)["controls"] if set(one["dataset"]) <= set(datasets)]
    assert there
    return all(one["verdict"] == one["gives"] for one in there)


@pytest.fixture
def three(learned, sech):
    """three(offsets (seed, 3)): runs of three fields at 0, 33, 67 plus offsets."""

    def make(offsets, fwhm=14.0):
        return learned(sech(np.array([0, 33.3, 66.7]) + offsets, fwhm)[:, None])

    return make


@pytest.fixture
def one(learned, sech):
    """Runs of one field of 14 sites."""
    rng = np.random.default_rng(0)
    return learned(sech(rng.uniform(0, 100, 8), 14 + rng.normal(0, 0.3, (8, 1)))[:, None, None, :])


@pytest.fixture
def ten(learned, sech):
    """ten(offsets (seed, 10)): an untrained record and one with ten fields of half of the width, a tenth apart."""

    def make(offsets, hidden=10):
        last = sech(np.arange(hidden) * 100 / hidden + offsets, 70.0 / hidden)
        first = 0.01 * np.random.default_rng(0).standard_normal(last.shape)
        return learned(np.stack([first, last], axis=1))

    return make


def test_separated_even_fields(three):
    rng = np.random.default_rng(1)
    even, random = three(rng.normal(0, 2, (24, 3))), three(rng.uniform(0, 100, (40, 3)))
    for name in ("units-18", "units-19"):
        assert verdict(name, three_units=even) == REPRODUCED
        assert controlled(name, three_units=even)
        assert row(name, three_units=random)["measured"] > 0.2
    assert row("units-18", three_units=random)["high"] < 0.7
    assert verdict("units-19", three_units=random) == NOT_REPRODUCED


def test_fields_that_only_exclude_each_other_are_not_even(three):
    gaps = several_fields._rods(3, 100, 14.0, 40)
    rods = three(np.cumsum(gaps, axis=1) - np.array([0, 33.3, 66.7]))
    assert verdict("units-18", three_units=rods) == REPRODUCED
    assert verdict("units-19", three_units=rods) == NOT_REPRODUCED


def test_widths_compared(three, one, ten):
    rng = np.random.default_rng(0)
    shrunk = ten(rng.normal(0, 0.3, (6, 10)))
    equal = {"fields_m3": three(rng.normal(0, 1, (8, 3))), "diffusion_symmetrised": one, "fields_m10": shrunk}
    assert verdict("units-17", **equal) == REPRODUCED
    assert controlled("units-17", **equal)
    assert verdict("units-21", **equal) == REPRODUCED
    assert controlled("units-21", **equal)
    assert controlled("units-21b", **equal)
    narrow = equal | {"fields_m3": three(rng.normal(0, 1, (8, 3)), 9.0), "fields_m10": one}
    assert verdict("units-17", **narrow) == NOT_REPRODUCED
    twenty = ten(rng.normal(0, 0.1, (6, 20)), hidden=20)
    assert verdict("units-21", **narrow, fields_m20=twenty, single_field=one) == NOT_REPRODUCED
    assert verdict("units-21b", fields_m20=twenty, fields_m10_slow=shrunk, **equal) == REPRODUCED
    assert verdict("units-21b", fields_m20=shrunk, fields_m10_slow=shrunk, **equal) == NOT_REPRODUCED


def test_tiling(ten):
    rng = np.random.default_rng(0)
    even = ten(rng.normal(0, 0.3, (6, 10)))
    assert verdict("units-20", fields_m10=even) == REPRODUCED
    assert controlled("units-20", fields_m10=even)
    assert verdict("units-20", fields_m10=ten(rng.uniform(0, 100, (6, 10)))) == NOT_REPRODUCED


def test_idle_units_are_counted(ten):
    full = ten(np.zeros((6, 10)))
    assert verdict("units-20b", fields_m10=full) == REPRODUCED
    assert controlled("units-20b", fields_m10=full)
    idle = full["weights"].copy()
    idle[:, :, :3] *= 0.1
    assert verdict("units-20b", fields_m10=full.assign(weights=idle), fields_m3=full) == NOT_REPRODUCED


def test_the_cover_of_the_ring_by_many_fields(ten):
    rng = np.random.default_rng(0)
    even = ten(rng.normal(0, 0.4, (4, 80)), hidden=80)
    assert verdict("units-20c", fields_m100_runs=even) == REPRODUCED
    assert controlled("units-20c", fields_m100_runs=even)
    assert verdict("units-20c", fields_m100_runs=ten(rng.uniform(0, 100, (4, 80)), hidden=80)) == NOT_REPRODUCED


@pytest.mark.parametrize(("touching", "expected"), [(7.0, REPRODUCED), (2.0, NOT_REPRODUCED)])
def test_the_onset_of_shrinking(learned, sech, touching, expected):
    """Fields of 14 sites, narrower as 1/M beyond `touching` units: 0.9 of their width at M = touching / 0.9."""
    rng = np.random.default_rng(0)
    names = {1: "diffusion_symmetrised", 3: "fields_m3", 5: "fields_m5", 7: "fields_m7", 10: "fields_m10"}
    datasets = {}
    for hidden, name in names.items():
        fwhm = 14 * min(1, touching / hidden) * rng.normal(1, 0.02, (6, 1, 1))
        centres = np.tile(np.arange(hidden) * 100 / hidden, (6, 1))
        datasets[name] = learned(sech(centres, fwhm)[:, None])
    assert verdict("units-21c", **datasets) == expected
    assert controlled("units-21c", **datasets)


def test_two_fields_at_one_place_are_redundant(learned, sech, started_from):
    field = learned(sech(np.full((4, 1, 1), 50.0), height=0.7))
    pairs = started_from(field, "pair_gains", range(20), gains={"samples": 1000})
    assert verdict("units-22c", two_fields_gains=pairs) == REPRODUCED
    assert controlled("units-22c", two_fields_gains=pairs)


def test_the_gain_of_two_fields_depends_on_their_distance_by_the_partition_function_alone(sech):
    field = sech(50.0, height=0.7)
    spins = np.where(np.random.default_rng(0).random((400, 100)) < 0.5, 1, -1).astype(np.int8)
    spins = np.concatenate([np.roll(spins, shift, axis=1) for shift in range(100)])  # exactly invariant
    distances = np.array([0, 7, 14, 28, 50])
    gain = pair_gain(spins, field, distances)
    exact = several_fields.pair_gain_over_two(field)[distances]
    np.testing.assert_allclose(gain - gain[-1], exact - exact[-1], atol=1e-9)


def test_the_range_of_the_repulsion(learned, sech):
    """A field with the tails of the exact stationary field, and one without tails."""
    rng = np.random.default_rng(0)
    away = np.abs((np.arange(100) - rng.uniform(0, 100, (6, 1)) + 50) % 100 - 50)
    tailed = 0.727 * (0.75 / np.cosh(away / 4.6) + 0.25 * np.exp(-away / 9.0))
    cut = np.where(away < 8, 0.7, 0.0)
    assert several_fields.repulsion_range(learned(tailed[:, None, None])).value > 1.75
    assert verdict("units-22b", single_field=learned(cut[:, None, None])) == NOT_REPRODUCED
    assert fields.width(tailed).fwhm.mean() == pytest.approx(14, abs=2)


def test_without_a_field_of_one_bump_nothing_is_decided(learned, started_from):
    spread = learned(np.ones((4, 1, 1, 100)))
    pairs = started_from(spread, "pair_gains", (1, 2), gains={"samples": 50})
    assert verdict("units-22b", single_field=spread) == UNDECIDED
    assert verdict("units-22c", two_fields_gains=pairs) == UNDECIDED


def test_the_repulsions_range_is_that_of_the_exact_stationary_field(learned):
    """At beta = 1 and N = 100: Newton's method on the exact flow (31), from a sech of about the right width."""
    weights = 0.8 / np.cosh((np.arange(100) - 50) / 5.0)[None]
    average, susceptibility = ring_average(1.0), ring_susceptibility(1.0)
    for _ in range(300):
        weights = weights + 0.2 * flow.exact(weights, average)
    for _ in range(6):  # the field may be shifted freely, so the Jacobian has a zero mode
        jacobian = flow.exact_jacobian(weights, susceptibility)
        weights = weights - np.linalg.lstsq(jacobian, flow.exact(weights, average).ravel(), rcond=1e-8)[0][None]
    assert np.abs(flow.exact(weights, average)).max() < 1e-10
    found = several_fields.repulsion_range(learned(weights[None, None]))
    assert found.value == pytest.approx(section.EXACT_RANGE, abs=0.001)

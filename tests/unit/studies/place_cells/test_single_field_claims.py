"""Claims on a single unit's field: places on the ring, widths, likelihoods, on fields whose truth is known."""

import json

import numpy as np
import pytest
import xarray as xr

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED, UNDECIDED
from placecells.claims.table import evaluate
from placecells.rbm import exact
from placecells.rbm.machine import RBM
from placecells.rbm.units import Spin
from placecells.studies.place_cells.claims.single_field import CLAIMS as ALL
from placecells.studies.place_cells.measures.field_likelihood import field_over_others, uniform_over_field
from placecells.studies.place_cells.measures.machine_law import neighbour_correlation
from placecells.studies.place_cells.measures.place_and_width import linear_centres
from placecells.theory.averages import all_configurations
from placecells.theory.ring import correlation_length

CLAIMS = {claim.id: claim for claim in ALL}


def verdict(name, **datasets):
    """The verdict with the claim's controls."""
    [row] = evaluate([CLAIMS[name]], datasets)
    return row["verdict"]


def alone(name, **datasets):
    """The verdict without controls."""
    claim = CLAIMS[name]
    return claim.judge(claim.measure(*(datasets[each] for each in claim.datasets))).name


def test_without_datasets_nothing_is_decided():
    assert {row["verdict"] for row in evaluate(ALL, {})} == {UNDECIDED}


@pytest.fixture
def runs(learned, sech):
    """runs(centres (seed,), start): place fields that grow at their centres from random initial weights."""

    def make(centres, start=None):
        centres = np.asarray(centres)
        start = np.random.default_rng(9).normal(0, 0.01, (len(centres), 100)) if start is None else start
        grown = np.linspace(0.3, 1, 5)[None, :, None] * sech(centres)[:, None, :]
        return learned(np.concatenate([start[:, None], grown], axis=1)[:, :, None], quantities=("weights", "centre"))

    return make


def test_fields_are_localised_and_initial_weights_are_not(runs):
    assert verdict("ising-09", place_initial_weights=runs(np.arange(50.0))) == REPRODUCED


def test_weights_that_stay_uniform_are_found(learned):
    weights = 0.2 + 0.01 * np.random.default_rng(0).standard_normal((50, 3, 1, 100))
    assert alone("ising-09", place_initial_weights=learned(weights)) == NOT_REPRODUCED


def test_clustered_and_uniform_centres_are_told_apart(runs):
    rng = np.random.default_rng(2)
    uniform, clustered = runs(rng.uniform(0, 100, 60)), runs(rng.normal(50, 8, 60))
    assert verdict("ising-10", place_initial_weights=uniform, place_finite_data=clustered) == REPRODUCED
    assert alone("ising-10", place_initial_weights=clustered) == NOT_REPRODUCED


@pytest.mark.parametrize(("spread", "expected"), [(3.0, REPRODUCED), (500.0, NOT_REPRODUCED)])
def test_places_of_linear_growth(runs, spread, expected):
    rng = np.random.default_rng(3)
    start = rng.normal(0, 0.01, (60, 100))
    predicted = linear_centres(runs(np.zeros(60), start))
    ds = runs(predicted + rng.normal(0, spread, 60), start)
    assert verdict("ising-10b", place_initial_weights=ds) == expected


def test_linear_growth_of_a_bump_stays_where_it_is(runs, sech):
    start = 0.01 * sech(np.array([3.0, 40.0, 97.0]))
    np.testing.assert_allclose(linear_centres(runs(np.zeros(3), start)), [3.0, 40.0, 97.0], atol=0.01)


@pytest.mark.parametrize(
    ("spread", "depends", "most"), [(2.0, REPRODUCED, REPRODUCED), (500.0, NOT_REPRODUCED, NOT_REPRODUCED)]
)
def test_pairs_of_runs_with_the_same_weights(runs, spread, depends, most):
    rng = np.random.default_rng(6)
    centres = rng.uniform(0, 100, 201)
    one, other = (runs(centres + rng.normal(0, spread / np.sqrt(2), 201)) for _ in range(2))
    datasets = {"place_initial_weights": one, "place_other_noise": other}
    assert alone("ising-10c", **datasets) == depends
    assert verdict("ising-10d", **datasets) == most
    if depends == REPRODUCED:
        assert verdict("ising-10c", **datasets) == depends


def test_pairs_of_runs_need_the_same_weights(runs):
    rng = np.random.default_rng(0)
    one, other = (runs(np.full(51, place), rng.normal(0, 0.01, (51, 100))) for place in (20.0, 60.0))
    assert verdict("ising-10c", place_initial_weights=one, place_other_noise=other) == UNDECIDED


@pytest.mark.parametrize(("spread", "expected"), [(5.0, REPRODUCED), (500.0, NOT_REPRODUCED)])
def test_pairs_of_runs_on_the_same_data(runs, spread, expected):
    rng = np.random.default_rng(6)
    centres = rng.uniform(0, 100, 201)
    one, other = (runs(centres + rng.normal(0, spread / np.sqrt(2), 201)) for _ in range(2))
    datasets = {"place_many_data": one, "place_many_data_again": other}
    assert alone("ising-11", **datasets) == expected
    if expected == REPRODUCED:
        assert verdict("ising-11", **datasets) == expected


def test_correlation_of_neighbours_is_that_of_all_configurations():
    rng = np.random.default_rng(0)
    weights = rng.normal(0, 0.7, (3, 8))
    v = all_configurations(8)
    law = np.exp(exact.log_likelihood(RBM(weights, Spin(np.zeros(8)), Spin(np.zeros(3))), v))
    expected = np.mean(law @ (v * np.roll(v, -1, axis=1)))
    np.testing.assert_allclose(neighbour_correlation(weights), expected, rtol=1e-12)


def test_one_unit_misses_correlations_that_ten_units_have(learned, sech):
    rng = np.random.default_rng(0)
    one = learned(sech(rng.uniform(0, 100, (5, 1, 1)), height=0.8))
    ten = learned(sech(np.arange(0, 100, 10.0) + rng.uniform(0, 100, (5, 1, 1)), fwhm=12.0))
    assert verdict("ising-101", single_field=one, fields_m10=ten) == REPRODUCED
    assert alone("ising-101", single_field=ten) == NOT_REPRODUCED


def test_external_fields_that_grow_are_found(learned, sech):
    rng = np.random.default_rng(0)
    ds = learned(sech(np.full((6, 10, 1), 50.0)))
    zero = ds.assign(visible_field=(("seed", "record", "site"), 0.01 * rng.standard_normal((6, 10, 100))))
    half = zero.assign(visible_field=-ds["weights"].isel(hidden=0) / 2)
    assert verdict("ising-102", fields_learned=zero, fields_learned_zero_one=half) == REPRODUCED
    assert alone("ising-102", fields_learned=half) == NOT_REPRODUCED


def test_a_field_twice_as_wide_as_learned_is_found_out(learned, sech, started_from):
    """The best width at beta = 1 is near 14 sites: a field of 7 or 28 is worse than its own rescaling."""
    for fwhm, expected in ((14.0, REPRODUCED), (28.0, NOT_REPRODUCED), (7.0, NOT_REPRODUCED)):
        ds = learned(sech(np.full(4, 50.0), fwhm)[:, None, None, :])
        gains = started_from(ds, "field_gains", gains={"samples": 400_000, "factors": [0.5, 2.0], "sites": 100})
        assert alone("ising-15", single_field_gains=gains) == expected
        if expected == REPRODUCED:
            assert verdict("ising-15", single_field_gains=gains) == expected


def test_intervals_are_those_of_the_values_over_configurations():
    """Paired differences, and the ratio by the delta method, from means and covariances."""
    rng = np.random.default_rng(0)
    values = rng.multivariate_normal([1.0, 0.9, 0.8], [[1, 0.8, 0.7], [0.8, 1, 0.5], [0.7, 0.5, 1]], 400).T
    names = ["field", "field x 2", "uniform"]
    ds = xr.Dataset(
        {
            "gain": ("shape", values.mean(axis=1)),
            "gain_covariance": (("shape", "other"), np.cov(values, bias=True)),
            "sample_count": 400,
        },
        {"shape": names, "other": names},
    )
    field, other, uniform = values
    found = field_over_others(ds)
    error = 1.959964 * (field - other).std() / 20
    np.testing.assert_allclose(found[:3], (field - other).mean() + error * np.array([0, -1, 1]), rtol=1e-6)
    assert found.detail == f"2 times the width: {found.value:.4f} below"
    ratio = uniform.mean() / field.mean()
    error = 1.959964 * (uniform - ratio * field).std() / 20 / field.mean()
    np.testing.assert_allclose(uniform_over_field(ds)[:3], ratio + error * np.array([0, -1, 1]), rtol=1e-6)


@pytest.fixture
def widths(learned, sech):
    """widths(law): runs at six beta whose FWHM is law(xi) up to a relative fluctuation."""

    def make(law, height=1.0, fluctuation=0.02):
        rng = np.random.default_rng(4)
        parts = []
        for beta in (0.793, 0.895, 0.973, 1.084, 1.16, 1.214):
            fwhm = law(correlation_length(beta)) * rng.normal(1, fluctuation, (8, 1))
            parts.append(learned(sech(np.full(8, 50.0), fwhm, height)[:, None, None, :], beta=beta))
        return xr.concat(parts, "beta")

    return make


def test_widths_that_follow_the_correlation_length(widths):
    assert verdict("ising-12", field_width_streamed=widths(lambda length: 3.4 * length + 2.3)) == REPRODUCED


def test_widths_that_do_not_depend_on_the_correlation_length_are_found(widths):
    assert alone("ising-12", field_width_streamed=widths(lambda length: 14.0)) == NOT_REPRODUCED


@pytest.mark.parametrize(("intercept", "expected"), [(2.3, REPRODUCED), (9.0, NOT_REPRODUCED)])
def test_the_intercept_of_the_widths_is_found(widths, intercept, expected):
    field_width = widths(lambda length: 3.4 * length + intercept, fluctuation=0.01)
    assert verdict("ising-12c", field_width=field_width) == expected


@pytest.mark.parametrize(("intercept", "expected"), [(4.0, REPRODUCED), (-3.0, NOT_REPRODUCED)])
def test_the_sign_of_the_intercept_is_found(widths, intercept, expected):
    field_width = widths(lambda length: 3.4 * length + intercept, fluctuation=0.01)
    assert verdict("ising-13", field_width_streamed=field_width) == expected


@pytest.mark.parametrize(("fwhm", "expected"), [(4.5, REPRODUCED), (1.0, NOT_REPRODUCED)])
def test_a_width_above_and_below_the_line_at_weak_correlations(widths, sech, fwhm, expected):
    """At beta = 0.02 the line 3.4 xi + 2.3 gives 3.2 sites."""
    field = sech(np.full((2, 1, 1), 20.0), fwhm, sites=40)
    flow = xr.Dataset({"profile": (("beta", "seed", "hidden", "site"), field)}, coords={"beta": [0.02, 0.5]})
    field_width = widths(lambda length: 3.4 * length + 2.3, fluctuation=0.01)
    assert verdict("ising-13b", field_width_streamed=field_width, exact_field=flow) == expected


@pytest.mark.parametrize(("power", "expected"), [(0.0, REPRODUCED), (0.3, NOT_REPRODUCED)])
def test_widths_on_rings_of_several_sizes(power, expected):
    rng, sites = np.random.default_rng(0), np.array([100, 200, 400])
    width = 14.0 * (sites / 100) ** power * rng.normal(1, 0.02, (6, 3))
    ds = xr.Dataset(
        {
            "width": (("seed", "sites", "record", "hidden"), width[..., None, None]),
            "bumps": (("seed", "sites", "record", "hidden"), np.ones((6, 3, 1, 1))),
        },
        {"sites": sites, "update": (("sites", "record"), np.full((3, 1), 30_000.0)), "record": [0]},
        {"config": json.dumps({"data": {}})},
    )
    assert verdict("ising-14", width_size=ds) == expected


def test_uniform_weights_gain_most_of_what_fields_of_the_right_width_gain(widths, started_from):
    """They explain as much of the correlations, too; weights of alternating sign do neither."""
    field_width = widths(lambda length: 3.4 * length + 2.3, height=0.7).isel(beta=[0, 2, 5])
    settings = {"gains": {"samples": 100_000, "factors": [], "sites": 100}}
    parts = [started_from(field_width.isel(beta=index), "field_gains", **settings) for index in range(3)]
    [row] = evaluate([CLAIMS["ising-16"]], {"field_width_gains": xr.concat(parts, "beta"), "field_width": field_width})
    assert row["verdict"] == NOT_REPRODUCED
    assert all(part["low"] > 0.5 for part in row["parts"])
    assert [control["verdict"] for control in row["controls"]] == [REPRODUCED]

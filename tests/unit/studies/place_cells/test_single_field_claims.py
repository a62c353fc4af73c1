"""Claims on a single unit's field: places on the ring, widths, likelihoods, on fields whose truth is known."""

import numpy as np
import pytest
import xarray as xr

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED, UNDECIDED
from placecells.claims.table import evaluate
from placecells.studies.place_cells.claims.single_field import CLAIMS
from placecells.studies.place_cells.measures.field_likelihood import field_over_others, uniform_over_field
from placecells.theory.ring import correlation_length


def verdicts(datasets, ids):
    rows = evaluate([claim for claim in CLAIMS if claim.id in ids], datasets)
    return {row["id"]: row["verdict"] for row in rows}


def test_without_datasets_nothing_is_decided():
    assert {row["verdict"] for row in evaluate(CLAIMS, {})} == {UNDECIDED}


def test_clustered_and_uniform_centres_are_told_apart(learned, sech):
    rng = np.random.default_rng(2)
    grown = np.linspace(0, 1, 6)[None, :, None]

    def runs(centres):
        return learned((grown * sech(centres)[:, None, :])[:, :, None, :])

    uniform, clustered = runs(rng.uniform(0, 100, 60)), runs(rng.normal(50, 8, 60))
    found = verdicts({"place_initial_weights": uniform, "place_finite_data": clustered}, ("ising-10", "ising-11"))
    assert found == {"ising-10": REPRODUCED, "ising-11": REPRODUCED}
    found = verdicts({"place_initial_weights": clustered, "place_finite_data": uniform}, ("ising-10", "ising-11"))
    assert found == {"ising-10": NOT_REPRODUCED, "ising-11": NOT_REPRODUCED}


def test_runs_with_the_same_weights_agree_or_not(learned, sech):
    rng = np.random.default_rng(3)
    grown = np.linspace(0, 1, 6)[None, :, None, None]
    for spread, verdict in ((3.0, REPRODUCED), (200.0, NOT_REPRODUCED)):
        ds = learned(grown * sech(rng.normal(95, spread, 40))[:, None, None, :])
        assert verdicts({"place_same_weights": ds}, ("ising-10b",)) == {"ising-10b": verdict}


@pytest.mark.parametrize(
    ("spread", "influence", "most"),
    [(2.0, REPRODUCED, REPRODUCED), (500.0, UNDECIDED, NOT_REPRODUCED)],
)
def test_pairs_of_runs_with_the_same_weights(learned, sech, spread, influence, most):
    """Without memory 0.14 of the pairs are within 7 sites: 50 cannot tell this from the least share, 0.15."""
    rng = np.random.default_rng(5)
    start, centres = rng.normal(0, 0.01, (51, 1, 1, 100)), rng.uniform(0, 100, (51, 1, 1))

    def runs():
        grown = np.linspace(0.3, 1, 5)[:, None, None] * sech(centres + rng.normal(0, spread / np.sqrt(2), (51, 1, 1)))
        return learned(np.concatenate([start, grown], axis=1))

    found = verdicts({"place_initial_weights": runs(), "place_other_noise": runs()}, ("ising-10c", "ising-10d"))
    assert found == {"ising-10c": influence, "ising-10d": most}


def test_pairs_of_runs_need_the_same_weights(learned, sech):
    one, other = (learned(sech(np.full((51, 3, 1), place))) for place in (20.0, 60.0))
    assert verdicts({"place_initial_weights": one, "place_other_noise": other}, ("ising-10c",)) == {
        "ising-10c": UNDECIDED
    }


def test_a_field_twice_as_wide_as_learned_is_found_out(learned, sech, started_from):
    """The best width at beta = 1 is near 14 sites: a field of 7 or 28 is worse than its own rescaling."""
    for fwhm, verdict in ((14.0, REPRODUCED), (28.0, NOT_REPRODUCED), (7.0, NOT_REPRODUCED)):
        ds = learned(sech(np.full(4, 50.0), fwhm)[:, None, None, :])
        gains = started_from(ds, "field_gains", gains={"samples": 400_000, "factors": [0.5, 2.0], "sites": 100})
        assert verdicts({"single_field_gains": gains}, ("ising-15",)) == {"ising-15": verdict}


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
    """widths(law): runs at six beta whose FWHM is law(xi) up to 2%."""

    def make(law, height=1.0):
        rng = np.random.default_rng(4)
        parts = []
        for beta in (0.793, 0.895, 0.973, 1.084, 1.16, 1.214):
            fwhm = law(correlation_length(beta)) * rng.normal(1, 0.02, (8, 1))
            parts.append(learned(sech(np.full(8, 50.0), fwhm, height)[:, None, None, :], beta=beta))
        return xr.concat(parts, "beta")

    return make


@pytest.mark.parametrize(("intercept", "expected"), [(2.3, REPRODUCED), (9.0, NOT_REPRODUCED)])
def test_the_intercept_of_the_widths_is_found(widths, intercept, expected):
    field_width = widths(lambda length: 3.4 * length + intercept)
    assert verdicts({"field_width": field_width}, ("ising-12c",)) == {"ising-12c": expected}


@pytest.mark.parametrize(("fwhm", "expected"), [(4.5, REPRODUCED), (2.0, NOT_REPRODUCED)])
def test_a_width_above_and_below_the_line_at_weak_correlations(widths, sech, fwhm, expected):
    """At beta = 0.02 the line 3.4 xi + 2.3 gives 3.2 sites."""
    field = sech(np.full((2, 1, 1), 20.0), fwhm, sites=40)
    flow = xr.Dataset({"profile": (("beta", "seed", "hidden", "site"), field)}, coords={"beta": [0.02, 0.5]})
    datasets = {"field_width": widths(lambda length: 3.4 * length + 2.3), "exact_field": flow}
    assert verdicts(datasets, ("ising-13b",)) == {"ising-13b": expected}


def test_uniform_weights_gain_most_of_what_fields_of_the_right_width_gain(widths, started_from):
    field_width = widths(lambda length: 3.4 * length + 2.3)
    settings = {"gains": {"samples": 100_000, "factors": [], "sites": 100}}
    parts = [started_from(field_width.isel(beta=index), "field_gains", **settings) for index in range(6)]
    found = verdicts({"field_width_gains": xr.concat(parts, "beta")}, ("ising-16b",))
    assert found == {"ising-16b": REPRODUCED}

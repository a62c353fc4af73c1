import json

import numpy as np
import pytest
import xarray as xr

from placecells.measure import colour_summary as summary

ALPHA = np.geomspace(0.01, 10, 13)


def sigmoid(alpha, place, sharpness=3.0):
    return 1 / (1 + (alpha / place) ** sharpness)


def trained(values, **extra):
    """A dataset of final values {name: (seed, hidden) array} of 100 sites with one record."""
    variables = {name: (("seed", "record", "hidden"), np.asarray(v)[:, None]) for name, v in values.items()}
    config = {"data": {"sites": 100, "colours": 10}}
    ds = xr.Dataset(variables | extra, coords={"update": ("record", [1000])})
    return ds.assign_attrs(config=json.dumps(config))


def test_half_rise_of_a_known_curve():
    curve = 0.2 + 0.7 * sigmoid(ALPHA, 0.5)
    found = summary.half_rise(ALPHA, curve, 0.2)
    assert found == pytest.approx(0.5, rel=0.02)  # linear between points 1.8-fold apart
    both = summary.half_rise(ALPHA, np.stack([curve, 0.2 + 0.7 * sigmoid(ALPHA, 2.0)]), 0.2)
    np.testing.assert_allclose(both, [0.5, 2.0], rtol=0.02)


def test_half_rise_at_the_ends():
    assert summary.half_rise(ALPHA, np.full(13, 0.25), 0.2) == ALPHA[0]  # no rise
    assert summary.half_rise(ALPHA, np.full(13, 0.9), 0.2) == pytest.approx(ALPHA[-1])  # never falls
    assert summary.half_rise(ALPHA[:1], np.array([0.9]), 0.2) == pytest.approx(ALPHA[0])


def test_threshold_covers_the_mean_over_seeds():
    rng = np.random.default_rng(0)
    places = np.exp(rng.normal(np.log(0.5), 0.2, 20))
    values = 0.2 + 0.7 * sigmoid(ALPHA, places[:, None])
    found = summary.threshold(ALPHA, values, 0.2)
    assert found.low < found.value < found.high
    # the error of the mean of log place is 0.2 / sqrt(20) = 0.045; 4 of them
    assert np.log(found.value / 0.5) == pytest.approx(0, abs=0.18)
    assert np.log(found.high / found.low) == pytest.approx(2 * 1.96 * 0.045, rel=0.5)
    assert np.isnan(summary.threshold(ALPHA, np.full((5, 13), 0.21), 0.2).value)
    assert np.isnan(summary.threshold(ALPHA, np.full((5, 13), np.nan), 0.2).value)


def test_transition_takes_unsorted_grids_and_units_together():
    order = np.argsort(-ALPHA)
    shape = ("samples", "seed", "record", "hidden")
    values = {name: np.broadcast_to(sigmoid(ALPHA[order], 0.5)[:, None, None, None], (13, 4, 1, 2)) for name in "ab"}
    ds = xr.Dataset(
        {
            "order_harmonics": ((*shape, "harmonic"), np.stack([values["a"], 0.1 * values["b"]], axis=-1)),
            **dict.fromkeys(
                ("order_angular", "order_spatial", "order_direction", "modulation_cv"), (shape, values["a"])
            ),
        },
        coords={"samples": 100 / ALPHA[order], "alpha": ("samples", ALPHA[order]), "update": ("record", [1000])},
    ).assign_attrs(config=json.dumps({"data": {"sites": 100, "colours": 10}}))
    curves = summary.transition(ds, ("order_angular", "order_dominant"))
    assert (np.diff(curves["order_angular"].alpha) > 0).all()
    np.testing.assert_allclose(curves["order_dominant"].mean, sigmoid(ALPHA, 0.5))
    random = curves["order_angular"].random
    assert random == pytest.approx(2 / 9)
    # half way between 1 and random: 1/(1 + y^3) = (1 + 2/9)/2
    assert curves["order_angular"].threshold.value == pytest.approx(0.5 * (7 / 11) ** (1 / 3), rel=0.03)
    assert summary.dominant_harmonic(ds) == 1


def stacks(stacked, likelihood=None):
    """Runs of three fields; in `stacked` of them (bool) units 0 and 1 are at one place with phases 90 degrees apart."""
    stacked = np.asarray(stacked)
    centre = np.tile([10.0, 40.0, 70.0], (len(stacked), 1))
    phase = np.tile([0.0, 0.2, 2.0], (len(stacked), 1))
    centre[stacked, 1], phase[stacked, 1] = 12.0, np.pi / 2
    extra = {} if likelihood is None else {"log_likelihood_test": (("seed", "record"), np.array(likelihood)[:, None])}
    return trained({"centre": centre, "width": np.full_like(centre, 8.0), "phase": phase}, **extra)


def test_stacking_counts_runs_and_pairs():
    found = summary.stacking(stacks([True, False, False, True]))
    np.testing.assert_array_equal(found.per_run, [1, 0, 0, 1])
    np.testing.assert_allclose(found.stacked, [90, 90])
    assert found.separated.size == 4 * 3 - 2
    assert found.frequency.value == 0.5
    # exact binomial interval of 2 of 4: the tails P(X >= 2), P(X <= 2) are 2.5% at its ends
    p = found.frequency.low
    assert 1 - (1 - p) ** 4 - 4 * p * (1 - p) ** 3 == pytest.approx(0.025, rel=1e-6)
    assert found.stacked_at_right_angle.value == 1
    # the others: 0 and 2 rad, 0.2 and 2 rad, 0 and 0.2 rad without, pi/2 and 2 rad, 0 and 2 rad with: 115, 103, 11, 25
    assert found.separated_at_right_angle.value == pytest.approx(2 / 10)


def test_runs_without_fields_do_not_count():
    ds = stacks([True, False])
    ds["centre"][1] = np.nan
    assert summary.stacking(ds).frequency.value == 1
    ds["centre"][:] = np.nan
    assert np.isnan(summary.stacking(ds).frequency.value)


def test_gain_of_stacked_pairs():
    gain = summary.stacking_gain(stacks([True, True, False, False], [-9.0, -9.2, -10.0, -10.2]))
    assert gain.value == pytest.approx(1)
    # Welch: two variances of 0.02 over 2 runs each, so 2 degrees of freedom with t = 4.303
    assert gain.high - gain.value == pytest.approx(4.303 * np.sqrt(0.02), rel=1e-3)
    assert np.isnan(summary.stacking_gain(stacks([True, True], [1.0, 2.0])).value)
    assert np.isnan(summary.stacking_gain(stacks([True, False, False], [1.0, 2.0, 2.5])).low)


def test_overlaps_within_and_across_runs():
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((2, 100, 10))
    weights = np.stack([vectors, vectors])[:, None]  # two runs with the same two units
    ds = xr.Dataset(
        {"weights": (("seed", "record", "hidden", "site", "colour"), weights)}, coords={"update": ("record", [1000])}
    )
    found = summary.overlap_audit(ds)
    assert found.within.shape == (2,)
    assert found.across.shape == (4,)
    assert (found.across > 1 - 1e-9).sum() == 2


def test_excess_at_the_crossing_of_the_laws():
    q, signal = 10, 5.0
    alpha = np.geomspace(0.001, 10, 20)
    noise = q / (q - 1) * (1 + np.sqrt(alpha * (q - 1))) ** 2
    top = 1.5 * np.maximum(noise, signal) * np.ones((4, 1))
    ds = xr.Dataset(
        {"top_eigenvalue": (("samples", "seed"), top.T), "law_noise": ("samples", noise)},
        coords={"samples": 100 / alpha, "alpha": ("samples", alpha)},
    )
    ds = ds.assign(law_signal=("samples", np.full(20, signal)))
    ds = ds.assign_attrs(config=json.dumps({"data": {"sites": 100, "colours": q}}))
    place = summary.law_crossing(ds)
    assert q / (q - 1) * (1 + np.sqrt(place * (q - 1))) ** 2 == pytest.approx(signal)
    # interpolation over the kink of the maximum: neighbouring points are 1.6-fold apart in alpha
    assert summary.eigenvalue_excess(ds).value == pytest.approx(1.5, rel=0.15)
    assert np.isnan(summary.eigenvalue_excess(ds.isel(samples=slice(3))).value)

"""Kinds of the linear regime and of likelihood gains: against linear algebra, enumeration and infinite data."""

import numpy as np
import pytest

from placecells.data.draw import configurations, draw
from placecells.measure.fields import rescaled
from placecells.measure.summary import mean_field
from placecells.rbm import exact
from placecells.rbm.machine import RBM
from placecells.rbm.units import Spin
from placecells.studies.place_cells.kinds import linear_regime
from placecells.studies.place_cells.kinds.field_gains import gain, inputs, shortened
from placecells.studies.place_cells.kinds.pair_gains import pair_gain
from placecells.theory.averages import all_configurations, ring_probabilities
from placecells.theory.field_gains import AMPLITUDES, SHARES, expected_gains

SPINS = {"model": "ising", "sites": 12, "beta": 0.5, "samples": 60}
FLOW = {"hidden": 3, "rate": 0.2, "scale": 1e-30, "end": 1e-20}
SAMPLES = 40_000


def test_vanishing_weights_follow_the_linear_flow(drawn):
    """w(t) = (1 + nu (C - 1))^t w(0), up to relative corrections of order I^2 < 1e-20."""
    ds = drawn("linear_regime", (5, 6), SPINS, flow=FLOW)
    for index, seed in enumerate((5, 6)):
        v = configurations(draw(SPINS | {"sampling": "independent"}, [seed]))["configurations"].values[0].astype(float)
        c = v.T @ v / len(v)
        step = np.eye(12) + 0.2 * (c - np.eye(12))
        start = 1e-30 * np.random.default_rng(seed).standard_normal((3, 12))
        updates = int(ds["updates"][index])
        before, after = (start @ np.linalg.matrix_power(step, n) for n in (updates - 1, updates))
        assert np.diagonal(before @ c @ before.T).max() < 1e-20
        assert np.diagonal(after @ c @ after.T).max() >= 1e-20
        size, top = np.linalg.norm(after, axis=1), np.linalg.eigh(c)
        np.testing.assert_allclose(ds["overlap"][index], np.abs(after @ top.eigenvectors[:, -1]) / size, rtol=1e-8)
        np.testing.assert_allclose(ds["growth"][index], size / np.linalg.norm(before, axis=1) - 1, rtol=1e-8)
        assert float(ds["rate"][index]) == pytest.approx(0.2 * (top.eigenvalues[-1] - 1))


def test_the_linear_regime_is_a_function_of_the_seeds(drawn):
    one, again, other = (drawn("linear_regime", seeds, SPINS, flow=FLOW) for seeds in ((1, 2), (1, 2), (1, 3)))
    assert one.identical(again)
    assert one.isel(seed=0).equals(other.isel(seed=0))
    assert not one.isel(seed=1).equals(other.isel(seed=1))


def test_inputs_that_never_reach_the_end_are_an_error_in_a_sentence(drawn, monkeypatch):
    monkeypatch.setattr(linear_regime, "MOST", 10)
    with pytest.raises(linear_regime.EndlessError, match=r"<I\^2> stays below flow.end = 1e-20 in 10 updates"):
        drawn("linear_regime", (1,), SPINS, flow=FLOW)


def test_gains_against_enumeration(sech):
    """One and two fields on 12 sites against the machine's exact log-likelihood."""
    rng = np.random.default_rng(0)
    spins, field = rng.choice([-1.0, 1.0], (50, 12)), sech(6.0, 4.0, sites=12)
    none = -12 * np.log(2)

    def by_enumeration(weights):
        return exact.log_likelihood(RBM(weights, Spin(np.zeros(12)), Spin(np.zeros(len(weights)))), spins) - none

    np.testing.assert_allclose(gain(inputs(spins, field), field), by_enumeration(field[None]), atol=1e-12)
    pairs = [by_enumeration(np.array([field, np.roll(field, d)])).mean() for d in (0, 3, 6)]
    np.testing.assert_allclose(pair_gain(spins, field, np.array([0, 3, 6])), pairs, atol=1e-12)


@pytest.fixture
def gains(learned, sech, started_from):
    """Gains of a field of 14 sites at beta = 1, on 100 sites."""
    source = learned(sech(np.full((4, 1, 1), 50.0), height=0.6))
    return started_from(source, "field_gains", gains={"samples": SAMPLES, "factors": [0.5, 2.0], "sites": 100})


def test_gains_of_shapes_are_those_at_infinite_data(gains, sech):
    field = sech(50.0, height=0.6)
    shapes = [field, rescaled(field, 0.5), rescaled(field, 2.0), np.ones(100)]
    errors = np.sqrt(np.diagonal(gains["gain_covariance"]) / SAMPLES)
    for index, shape in enumerate(shapes):
        amplitude = float(gains["amplitude"][index])
        [expected] = expected_gains(shape, np.array([amplitude]), 1.0)
        assert float(gains["gain"][index]) == pytest.approx(expected, abs=5 * errors[index])
        tried = SHARES if index == 3 else AMPLITUDES
        best = expected_gains(shape, tried, 1.0).max()
        assert expected == pytest.approx(best, abs=0.01)  # the best amplitude is flat: a tenth of the samples finds it


def test_covariances_of_gains_are_those_of_the_sum_over_all_configurations(learned, sech, started_from):
    source = learned(sech(np.full((2, 1, 1), 4.0), 3.0, sites=8), beta=0.8)
    gains = started_from(source, "field_gains", gains={"samples": 100_000, "factors": [2.0], "sites": 100})
    v, field = all_configurations(8), mean_field(source)
    shapes = [field, rescaled(field, 2.0), np.ones(8)]
    scaled = [float(a) * shape for a, shape in zip(gains["amplitude"], shapes, strict=True)]
    expected = np.cov([gain(v @ w, w) for w in scaled], aweights=ring_probabilities(v, 0.8), bias=True)
    np.testing.assert_allclose(gains["gain_covariance"], expected, rtol=0.05, atol=0.02 * expected.max())


def test_without_a_field_there_are_no_gains(learned, started_from):
    spread = learned(np.ones((2, 1, 1, 100)))
    assert (
        started_from(spread, "field_gains", gains={"samples": 50, "factors": [2.0], "sites": 100})["gain"]
        .isnull()
        .all()
    )
    assert started_from(spread, "pair_gains", (1, 2), gains={"samples": 50})["gain"].isnull().all()


def test_long_rings_are_cut_around_the_field(sech):
    np.testing.assert_array_equal(shortened(np.arange(300), 100), np.arange(100, 200))
    np.testing.assert_array_equal(shortened(np.arange(80), 100), np.arange(80))
    assert shortened(sech(150.0, sites=301), 100).argmax() == 50


def test_gains_of_pairs_are_those_at_infinite_data(learned, sech, started_from):
    """The two fields have the same mean of log 2cosh, so that only the machine's Z depends on their distance."""
    field = sech(50.0, height=0.6)
    ds = started_from(learned(field[None, None, None]), "pair_gains", range(8), gains={"samples": 5000})
    [single] = expected_gains(field, np.array([1.0]), 1.0)
    half = single + np.log(np.cosh(field)).sum()  # <log cosh I>
    for distance in (0, 10, 50):
        other = np.roll(field, distance)
        signs = [np.log(np.cosh(field + sign * other)).sum() for sign in (1, -1)]
        expected = 2 * half + np.log(2) - np.logaddexp(*signs)
        values = ds["gain"].sel(distance=distance)
        assert float(values.mean()) == pytest.approx(expected, abs=5 * float(values.std()) / np.sqrt(8))
    # at opposite places two fields gain nearly what two independent ones do
    assert (ds["gain_opposite"] > ds["gain_together"]).all()
    assert float(ds["gain_opposite"].mean()) >= float(ds["gain"].sel(distance=50).mean()) - 0.05

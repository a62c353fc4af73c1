import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placecells.measure import fields

N = 100


def ring_distance(centre, sites=N):
    """Signed distance of every site from `centre`."""
    return (np.arange(sites) - centre + sites / 2) % sites - sites / 2


def sech(centre, fwhm, sites=N):
    return 1 / np.cosh(fields.SECH_FWHM / fwhm * ring_distance(centre, sites))


def gaussian(centre, fwhm, sites=N):
    return np.exp(-4 * np.log(2) * (ring_distance(centre, sites) / fwhm) ** 2)


@settings(max_examples=60, deadline=None)
@given(
    centre=st.floats(0, N, exclude_max=True),
    fwhm=st.floats(8, 25),
    sign=st.sampled_from([-1.0, 1.0]),
    shape=st.sampled_from([sech, gaussian]),
)
def test_known_bump_anywhere_on_the_ring(centre, fwhm, sign, shape):
    weights = sign * 1.3 * shape(centre, fwhm)
    found = fields.centre(weights)
    # the tails of a sech reach round the ring, where the mean of w^2 is no longer exactly symmetric
    assert abs((found.position - centre + N / 2) % N - N / 2) < 2e-3
    assert 0 <= found.position < N
    measured = fields.width(weights)
    # the stated widening: in quadrature with the low-pass' own FWHM, and 1% for linear interpolation
    widened = np.hypot(fwhm, np.sqrt(8 * np.log(2)) * fields.SMOOTHING)
    assert fwhm * 0.99 < measured.fwhm < widened * 1.015
    assert measured.bumps == 1
    assert np.sign(measured.height) == sign
    assert abs(measured.height) == pytest.approx(1.3, rel=0.02)


def test_stated_widening_of_a_sech():
    x0 = np.linspace(40, 41, 11)[:, None]
    for fwhm, bias in [(5, 0.054), (10, 0.0145), (20, 0.004)]:
        kappa = fields.SECH_FWHM / fwhm
        measured = fields.width(1 / np.cosh(kappa * (np.arange(N) - x0))).fwhm
        np.testing.assert_allclose(measured / fwhm - 1, bias, atol=0.004)


def test_sech_fit_recovers_kappa_without_bias():
    for fwhm in (4, 10, 25):
        weights = -0.7 * sech(99.6, fwhm)
        assert fields.sech_width(weights) == pytest.approx(fwhm / fields.SECH_FWHM, rel=1e-3)


def test_rotation_equivariance():
    rng = np.random.default_rng(3)
    weights = sech(20.3, 12) + 0.05 * rng.standard_normal(N)
    shifts = np.arange(N)
    rolled = np.stack([np.roll(weights, s) for s in shifts])
    centre, width = fields.centre(rolled), fields.width(rolled)
    offset = (centre.position - shifts - centre.position[0] + N / 2) % N - N / 2
    np.testing.assert_allclose(offset, 0, atol=1e-9)
    np.testing.assert_allclose(width.fwhm, width.fwhm[0], rtol=1e-9)
    np.testing.assert_array_equal(width.bumps, width.bumps[0])
    np.testing.assert_array_equal(centre.argmax, (centre.argmax[0] + shifts) % N)
    np.testing.assert_allclose(fields.sech_width(rolled), fields.sech_width(rolled)[0], rtol=1e-4)


def test_noise_leaves_centre_and_width_unbiased():
    # white noise of sd 0.05: the centre's error by propagation is 2 sd sqrt(sum x^2 w^2) / sum w^2
    rng = np.random.default_rng(11)
    clean = sech(98.7, 14)
    noisy = clean + 0.05 * rng.standard_normal((400, N))
    x = ring_distance(98.7)
    predicted = 2 * 0.05 * np.sqrt((x**2 * clean**2).sum()) / (clean**2).sum()
    error = (fields.centre(noisy).position - 98.7 + N / 2) % N - N / 2
    assert abs(error.mean()) < 4 * predicted / np.sqrt(400) + 0.05
    # noise of the tails (a_i of mean sd^2 at far sites) adds to the linear term
    assert predicted * 0.8 < error.std() < predicted * 1.6
    sech_fwhm = fields.sech_width(noisy) * fields.SECH_FWHM
    assert abs(sech_fwhm.mean() - 14) < 4 * sech_fwhm.std() / np.sqrt(400) + 0.1
    measured = fields.width(noisy)
    assert np.mean(measured.bumps == 1) > 0.9
    # the highest of several noisy sites is the peak, so the width comes out a little too small
    assert abs(measured.fwhm[measured.bumps == 1].mean() / 14 - 1) < 0.06


def test_two_bumps_are_counted():
    assert fields.width(sech(20, 8) + 0.8 * sech(60, 8)).bumps == 2
    assert fields.width(sech(20, 8) + 0.3 * sech(60, 8)).bumps == 1
    assert fields.width(sech(20, 8) + 0.8 * sech(60, 8)).fwhm == pytest.approx(8, rel=0.05)


def test_uniform_weights_have_no_centre_and_no_width():
    weights = 0.3 + 0.01 * np.random.default_rng(0).standard_normal((5, N))
    assert np.isnan(fields.centre(weights).position).all()
    assert (fields.centre(weights).resultant < 0.02).all()
    assert np.isnan(fields.width(weights).fwhm).all()
    assert (fields.width(weights).bumps == 0).all()
    assert np.isnan(fields.sech_width(weights)).all()


def test_zero_and_undefined_weights_give_nan():
    weights = np.stack([np.zeros(N), np.full(N, np.nan)])
    for values in (*fields.centre(weights)[:2], *fields.width(weights), fields.sech_width(weights)):
        assert np.isnan(values).all()
    assert np.isnan(fields.participation(weights)).all()
    assert np.isnan(fields.sign_coherence(weights)).all()


def test_participation_and_coherence():
    box = np.zeros(N)
    box[95:] = box[:5] = -0.4
    assert fields.participation(box) == pytest.approx(10)
    assert fields.sign_coherence(box) == pytest.approx(1)
    assert fields.sign_coherence(np.resize([1.0, -1.0], N)) == pytest.approx(0, abs=1e-12)


def test_leading_axes_are_kept():
    weights = np.random.default_rng(0).standard_normal((2, 3, 4, N)).astype(np.float32)
    assert fields.centre(weights).position.shape == (2, 3, 4)
    assert fields.width(weights).fwhm.shape == (2, 3, 4)
    assert fields.sech_width(weights).shape == (2, 3, 4)


def test_gaps_close_the_ring():
    gaps = fields.gaps(np.array([[90.0, 10, 40], [10, np.nan, 40]]), N)
    np.testing.assert_allclose(gaps[0], [30, 50, 20])
    np.testing.assert_allclose(gaps[1], [30, 70, np.nan])
    np.testing.assert_allclose(fields.gap_cv(np.array([5.0, 30, 55, 80]), N), 0, atol=1e-12)
    assert np.isnan(fields.gap_cv(np.array([5.0, np.nan]), N))


def test_gap_cv_of_random_centres():
    # M uniform points on a ring: E[gap^2] = 2 N^2 / (M (M + 1)), so CV^2 = (M - 1) / (M + 1) on average
    rng = np.random.default_rng(5)
    square = fields.gap_cv(rng.uniform(0, N, (4000, 10)), N) ** 2
    assert abs(square.mean() - 9 / 11) < 4 * square.std() / np.sqrt(4000)


def test_units_that_carry_a_field():
    rng = np.random.default_rng(6)
    noise = 0.05 * rng.standard_normal(N)
    machine = np.stack([sech(20, 8), -0.7 * sech(50, 8), 0.2 * sech(80, 8), noise, np.full(N, 0.9)])
    np.testing.assert_array_equal(fields.carries_field(machine), [True, True, False, False, False])

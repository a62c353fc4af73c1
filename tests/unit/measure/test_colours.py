import numpy as np
import pytest
from scipy.stats import circmean, circstd

from placecells.measure import colours, fields
from placecells.measure.cosine import cosine_fit

N, Q = 100, 10
A = np.arange(Q)


def sech(centre, width=4.0):
    offset = (np.arange(N) - centre + N / 2) % N - N / 2
    return 1 / np.cosh(offset / width)


def field(centre=30.0, phase=1.0, harmonic=1, height=1.5):
    """A sech in space times a cosine in colour: (site, colour)."""
    return height * sech(centre)[:, None] * np.cos(2 * np.pi * harmonic * A / Q - phase)


def gaussian(draws, sites=N, q=Q):
    """Gaussian weights in the zero-sum gauge: (draws, site, colour)."""
    weights = np.random.default_rng(0).standard_normal((draws, sites, q))
    return weights - weights.mean(axis=-1, keepdims=True)


def test_modulations_of_a_field():
    weights = field()
    np.testing.assert_allclose(colours.angular_modulation(weights), np.abs(weights).sum(axis=1))
    total = 1.5 * sech(30.0).sum()
    np.testing.assert_allclose(colours.spatial_modulation(weights), total * np.cos(2 * np.pi * A / Q - 1.0))
    # sum_a cos^2 = q/2
    np.testing.assert_allclose(colours.magnitude(weights), 1.5 * sech(30.0) * np.sqrt(Q / 2))
    assert fields.centre(colours.magnitude(weights)).position == pytest.approx(30, abs=1e-6)


@pytest.mark.parametrize("harmonic", [1, 2, 3, 4, 5])
def test_a_pure_harmonic_has_all_of_the_power(harmonic):
    share = colours.order_harmonics(field(phase=0.3, harmonic=harmonic))
    np.testing.assert_allclose(share, np.eye(5)[harmonic - 1], atol=1e-12)
    assert colours.order_angular(field(harmonic=harmonic)) == pytest.approx(float(harmonic == 1), abs=1e-12)


def test_first_harmonic_is_the_definition_by_z():
    weights = gaussian(3)
    z = 2 / Q * weights @ np.exp(2j * np.pi * A / Q)
    expected = Q / 2 * (np.abs(z) ** 2).sum(axis=-1) / (weights**2).sum(axis=(-1, -2))
    np.testing.assert_allclose(colours.order_angular(weights), expected)


@pytest.mark.parametrize("q", [3, 4, 7, 10])
def test_shares_of_the_harmonics_add_up(q):
    np.testing.assert_allclose(colours.order_harmonics(gaussian(2, q=q)).sum(axis=-1), 1.0)
    assert colours.random_order_harmonics(N, q).sum() == pytest.approx(1.0)


def test_order_of_a_single_site_and_of_a_uniform_field():
    one = np.zeros((N, Q))
    one[17] = np.cos(2 * np.pi * A / Q)
    assert colours.order_spatial(one) == pytest.approx(1)
    # sqrt(p_i) is 1 at one site and 0 elsewhere: mean 1/N, population sd sqrt(1/N - 1/N^2)
    assert colours.modulation_cv(one) == pytest.approx(np.sqrt(N - 1))
    uniform = np.tile(np.cos(2 * np.pi * A / Q), (N, 1))
    assert colours.order_spatial(uniform) == pytest.approx(0, abs=1e-12)
    assert colours.modulation_cv(uniform) == pytest.approx(0, abs=1e-12)
    assert colours.order_direction(uniform) == pytest.approx(1)


def test_direction_does_not_care_about_the_harmonic():
    profile = gaussian(1, sites=1)[0, 0]
    one_direction = sech(10.0)[:, None] * profile
    assert colours.order_direction(one_direction) == pytest.approx(1)
    turning = np.cos(2 * np.pi * (A - np.arange(N)[:, None]) / Q)  # every phase equally often: two equal directions
    assert colours.order_direction(turning) == pytest.approx(0.5)
    assert colours.order_angular(turning) == pytest.approx(1)


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        (colours.order_angular, colours.random_order_angular(N, Q)[0]),
        (colours.order_spatial, colours.random_order_spatial(N, Q)[0]),
        (colours.modulation_cv, colours.random_modulation_cv(N, Q)),
        (colours.order_direction, colours.random_order_direction(N, Q)),
        (lambda w: colours.order_harmonics(w).max(axis=-1), colours.random_order_dominant(N, Q)),
    ],
)
def test_random_weights(measured, expected):
    # 4 standard errors, and 1% for what is exact for large N only (corrections of order 1/N)
    values = measured(gaussian(1000))
    assert values.mean() == pytest.approx(expected, abs=4 * values.std() / np.sqrt(1000) + 0.01 * expected)


def test_spreads_of_random_weights_and_the_stated_values():
    weights = gaussian(1000)
    for measured, (_, sd) in [
        (colours.order_angular, colours.random_order_angular(N, Q)),
        (colours.order_spatial, colours.random_order_spatial(N, Q)),
    ]:
        assert measured(weights).std() == pytest.approx(sd, rel=4 / np.sqrt(2000))
    square = (colours.order_spatial(weights) ** 2).mean()  # exact; the square of a Rayleigh variable has sd = mean
    assert square == pytest.approx(1 / (N * (Q - 1) / 2 + 1), rel=4 / np.sqrt(1000))
    found = (
        colours.random_order_angular(N, Q)[0],
        colours.random_order_spatial(N, Q)[0],
        colours.random_modulation_cv(N, Q),
    )
    assert found == pytest.approx((0.22, 0.04, 0.24), abs=0.005)


def test_random_overlap():
    weights = gaussian(100)
    overlap = colours.overlaps(weights)[np.triu_indices(100, k=1)]
    expected = colours.random_overlap(N, Q)
    # 4950 pairs of 100 vectors; |x| of a Gaussian has sd 0.756 of its mean
    assert overlap.mean() == pytest.approx(expected, rel=4 * 0.756 / np.sqrt(4950))


def test_overlaps_of_known_vectors():
    stacked = np.stack([field(30, 0.0), field(30, np.pi / 2), -2 * field(30, 0.0), field(80, 0.0)])
    found = colours.overlaps(stacked)
    np.testing.assert_allclose(np.diag(found), 1)
    assert found[0, 1] == pytest.approx(0, abs=1e-12)  # the same place, phases at a right angle
    assert found[0, 2] == pytest.approx(1)
    assert found[0, 3] < 1e-3  # sech fields of 4 sites, 50 sites apart


def test_phase_is_that_of_the_cosine():
    for phase in (0.1, 1.0, 3.0, 6.0):
        found = colours.phase(field(phase=phase))
        assert found.mean == pytest.approx(phase, abs=1e-9)
        assert found.spread == pytest.approx(0, abs=1e-4)
    assert colours.phase(-field(phase=1.0)).mean == pytest.approx(1.0 + np.pi)


def test_phase_by_circular_statistics():
    """Equal magnitudes inside the field, phases on both sides of 0: as scipy's circmean and circstd."""
    phases = 0.4 * np.random.default_rng(1).standard_normal(12)
    weights = np.zeros((N, Q))
    weights[:12] = np.cos(2 * np.pi * A / Q - phases[:, None])
    weights[50] = 0.4 * np.cos(2 * np.pi * A / Q - 3.0)  # less than half of the maximum: outside the field
    found = colours.phase(weights)
    assert found.mean == pytest.approx(circmean(phases), abs=1e-9)
    assert found.spread == pytest.approx(np.degrees(circstd(phases)), rel=1e-9)


def test_zero_weights_have_no_values():
    zero = np.zeros((2, N, Q))
    for measured in (colours.order_angular, colours.order_spatial, colours.modulation_cv, colours.order_direction):
        assert np.isnan(measured(zero)).all()
    assert np.isnan(colours.phase(zero)).all()
    assert np.isnan(colours.overlaps(zero)).all()
    assert np.isnan(cosine_fit(zero).amplitude).all()


def test_stacked_pairs_over_the_ring_end():
    centre = np.array([98.0, 2.0, 50.0, np.nan])
    width = np.array([8.0, 10.0, 8.0, 8.0])
    angle = np.radians([350.0, 80.0, 170.0, 0.0])
    pairs = colours.stacked_pairs(centre, width, angle, N)  # (0,1) (0,2) (0,3) (1,2) (1,3) (2,3)
    np.testing.assert_allclose(pairs.distance, [4, 48, np.nan, 48, np.nan, np.nan])
    np.testing.assert_allclose(pairs.difference, [90, 180, np.nan, 90, np.nan, np.nan])
    np.testing.assert_array_equal(pairs.stacked, [True, False, False, False, False, False])


def test_stacking_ends_at_one_width():
    def stacked(distance):
        return colours.stacked_pairs(np.array([10.0, 10.0 + distance]), np.array([6.0, 10.0]), np.zeros(2), N).stacked

    assert stacked(7.9)
    assert not stacked(8.1)


@pytest.mark.parametrize("frequency", [0.6, 1.0, 1.37, 2.0, 4.2])
def test_cosine_fit_recovers_its_parameters(frequency):
    weights = np.zeros((N, Q))
    weights[20:25] = 0.7 * np.cos(2 * np.pi * frequency * A / Q - 2.5)
    fit = cosine_fit(weights)
    inside = np.isfinite(fit.amplitude)
    assert list(np.flatnonzero(inside)) == [20, 21, 22, 23, 24]
    np.testing.assert_allclose(fit.frequency[inside], frequency, atol=1e-6)
    np.testing.assert_allclose(fit.amplitude[inside], 0.7, atol=1e-5)
    np.testing.assert_allclose(fit.phase[inside], 2.5, atol=1e-5)


def test_cosine_fit_with_noise_is_near_and_no_worse_than_the_truth():
    rng = np.random.default_rng(2)
    clean = np.cos(2 * np.pi * A / Q - 4.0)
    noisy = clean + 0.1 * rng.standard_normal((200, Q))
    noisy -= noisy.mean(axis=1, keepdims=True)
    fit = cosine_fit(noisy)
    square = ((noisy - noisy.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    residual = ((noisy - clean) ** 2).sum(axis=1)
    assert (fit.r2 >= 1 - residual / square - 1e-9).all()
    # errors of the linearised fit: sd of A is 0.1 sqrt(2/q); the mean of 200 to 4 standard errors plus the bias
    assert fit.amplitude.mean() == pytest.approx(1, abs=4 * 0.1 * np.sqrt(2 / Q / 200) + 0.01)
    assert fit.frequency.mean() == pytest.approx(1, abs=0.01)
    assert fit.r2.mean() == pytest.approx(1 - 0.01 * 6 / (Q / 2), abs=0.01)  # q-1-3 = 6 residual directions


def test_leading_axes_are_kept():
    weights = gaussian(24).reshape(2, 3, 4, N, Q)
    assert colours.order_harmonics(weights).shape == (2, 3, 4, 5)
    assert colours.phase(weights).mean.shape == (2, 3, 4)
    assert colours.overlaps(weights).shape == (2, 3, 4, 4)
    assert colours.angular_modulation(weights).shape == (2, 3, 4, N)
    assert colours.spatial_modulation(weights).shape == (2, 3, 4, Q)
    assert cosine_fit(weights[0, 0]).r2.shape == (4, N)

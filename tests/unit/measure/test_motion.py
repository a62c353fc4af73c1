import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placecells.measure import motion

N = 100


def walks(rng, count, records, d):
    """Random walks with <step^2> = 2 d per record."""
    return np.cumsum(rng.normal(0, np.sqrt(2 * d), (count, records)), axis=-1)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), start=st.floats(0, N, exclude_max=True))
def test_unwrap_restores_the_walk(seed, start):
    x = start + walks(np.random.default_rng(seed), 3, 200, d=20.0).clip(-1e9, 1e9)
    restored = motion.unwrap(x % N, N)
    np.testing.assert_allclose(restored - restored[:, :1], x - x[:, :1], atol=1e-6)


def test_unwrap_bridges_records_without_a_centre():
    x = np.array([np.nan, 95.0, np.nan, 3.0, 9.0, np.nan])
    np.testing.assert_allclose(motion.unwrap(x, N), [np.nan, 95, np.nan, 103, 109, np.nan])
    assert np.isnan(motion.unwrap(np.full(4, np.nan), N)).all()


def test_time_averaged_msd_of_known_d():
    rng = np.random.default_rng(2)
    lags = np.array([0, 1, 2, 5, 10])
    displacement = motion.msd(walks(rng, 200, 400, d=3.0), lags)
    assert displacement.shape == (200, 5)
    error = displacement.std(axis=0) / np.sqrt(200)
    assert (np.abs(displacement.mean(axis=0) - 6.0 * lags) <= 4 * error).all()


def test_msd_leaves_out_missing_records():
    x = np.array([0.0, 1.0, np.nan, 3.0, 4.0])
    np.testing.assert_allclose(motion.msd(x, [1, 2, 4]), [1, 4, 16])
    assert np.isnan(motion.msd(np.full(3, np.nan), [1])).all()


def test_one_origin():
    np.testing.assert_allclose(motion.msd_one_origin(np.array([[2.0, 4, 1], [0, 0, 3]])), [[0, 4, 1], [0, 0, 9]])


def test_interval_of_d_covers_the_truth():
    # 150 experiments of 30 walkers, 95% intervals: binomial sd 1.8%; a bootstrap of 30 loses up to 3%
    rng = np.random.default_rng(7)
    time = np.arange(1, 11) * 0.1
    covered = 0
    for _ in range(150):
        displacement = motion.msd(walks(rng, 30, 60, d=5.0), np.arange(1, 11))
        d = motion.diffusion(displacement, time)
        assert d.low < d.value < d.high
        covered += d.low <= 50.0 <= d.high
    assert 0.86 <= covered / 150 <= 1


def test_exponent_of_free_and_bound_motion():
    rng = np.random.default_rng(8)
    lags = np.arange(1, 11)
    free = motion.exponent(motion.msd(walks(rng, 40, 300, d=1.0), lags), lags)
    assert free.low - 0.02 < 1 < free.high + 0.02
    bound = motion.exponent(motion.msd(rng.standard_normal((40, 300)), lags), lags)
    assert abs(bound.value) < 0.05
    assert motion.exponent(np.array([lags**2.0]), lags).value == pytest.approx(2)


def test_estimate_without_enough_trajectories():
    alone = motion.diffusion(np.array([[2.0, 4.0, 6.0]]), np.array([1.0, 2.0, 3.0]))
    assert alone.value == pytest.approx(1)
    assert np.isnan([alone.low, alone.high]).all()
    assert np.isnan(motion.diffusion(np.full((3, 2), np.nan), np.array([1.0, 2.0])).value)


def test_coarse_recording_is_reported():
    rng = np.random.default_rng(0)
    assert motion.sampling_problem(walks(rng, 5, 100, d=5.0), N) is None
    assert motion.sampling_problem(np.full((2, 5), np.nan), N) is None
    wrapped = motion.unwrap(walks(rng, 5, 100, d=500.0) % N, N)
    assert "record more often" in motion.sampling_problem(wrapped, N)


def test_gaps_are_bounded_when_fields_move_together():
    rng = np.random.default_rng(4)
    common = walks(rng, 20, 300, d=4.0)[:, None]
    x = np.array([70.0, 5.0, 30.0])[:, None] + common + rng.normal(0, 1.0, (20, 3, 300))
    x = motion.unwrap(x % N, N)
    gaps = motion.tracked_gaps(x, N)
    np.testing.assert_allclose(gaps.sum(axis=-2), N, atol=1e-9)
    np.testing.assert_allclose(np.sort(gaps[:, :, 0], axis=-1), [[25, 35, 40]] * 20, atol=8)
    assert np.nanmax(motion.msd(gaps, [100])) < 12  # 2 * 2 for independent noise of variance 2, far from 800
    mean = motion.msd(motion.mean_centre(x), [1, 100])
    assert mean[:, 1].mean() == pytest.approx(800, rel=0.6)


def test_geometric_lags():
    lags = motion.geometric_lags(400)
    assert lags[0] == 1
    assert lags[-1] == 400
    assert (np.diff(lags) > 0).all()
    np.testing.assert_array_equal(motion.geometric_lags(1), [1])

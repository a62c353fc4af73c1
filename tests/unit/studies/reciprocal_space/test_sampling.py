"""Weights, rotations and Gibbs sampling of reciprocal space against exact sums and known limits."""

import numpy as np
import pytest

from placecells.studies.reciprocal_space.kinds import (
    bulk_modes,
    isolated_mode,
    mode_diffusion,
    phase_diagram,
    repaired_diffusion,
    uniform_kurtosis,
)
from placecells.studies.reciprocal_space.kinds.runs import distance, normal_distance
from placecells.studies.reciprocal_space.model import gibbs, weights
from placecells.theory.reciprocal_space import diffusion


def all_states(size):
    return ((np.arange(2**size)[:, None] >> np.arange(size)) & 1) - 0.5


def test_block_gibbs_has_the_law_of_the_machine():
    """Covariances of 20,000 chains of a machine of 4 and 3 units against the sum over 128 states."""
    rng = np.random.default_rng(0)
    w = rng.normal(0, 2.0, (4, 3)).astype(np.float32)
    v, h = np.repeat(all_states(4), 8, axis=0), np.tile(all_states(3), (16, 1))
    chance = np.exp(np.einsum("si,ij,sj->s", v, w, h))
    exact = np.einsum("s,si,sj->ij", chance / chance.sum(), v, h)
    *_, (visible, hidden) = gibbs.sweeps(w, gibbs.fair((20_000, 3), rng), 30, rng)
    np.testing.assert_allclose(visible.T @ hidden / len(visible), exact, atol=0.01)


def test_sweeps_of_one_mode_are_those_of_its_weights():
    rng = np.random.default_rng(1)
    left, right = (weights.unit_vector(size, rng).astype(np.float32) for size in (5, 4))
    x, y = np.meshgrid(all_states(5) @ left, all_states(4) @ right, indexing="ij")
    chance = np.exp(5.0 * x * y)
    *_, last = gibbs.one_mode_sweeps(np.float32(5.0), left, right, gibbs.fair((20_000, 4), rng), 30, rng)
    assert np.mean(last[0] * last[1]) == pytest.approx((chance * x * y).sum() / chance.sum(), abs=0.01)
    assert np.mean(last[0] ** 2) == pytest.approx((chance * x**2).sum() / chance.sum(), abs=0.01)


@pytest.mark.parametrize("entries", ["normal", "signs", "uneven"])
def test_entries_have_the_scale(entries):
    w = weights.draw(entries, 96, 80, 0.3, np.random.default_rng(2))
    assert w.std() == pytest.approx(0.3, rel=0.05)


def test_rotations_are_orthogonal_and_only_haar_turns_everything():
    rng = np.random.default_rng(3)
    for rotation in (weights.haar(50, rng), weights.plane_rotation(50, rng)):
        np.testing.assert_allclose(rotation @ rotation.T, np.eye(50), atol=1e-12)
    still = np.mean([np.isclose(np.diag(weights.plane_rotation(200, rng)), 1.0).mean() for _ in range(20)])
    assert still == pytest.approx(np.exp(-0.2), abs=0.02)  # 20 planes of 200 coordinates
    w = weights.draw("normal", 60, 40, 1.0, rng)
    for rotated in (weights.rotated(w, rng), weights.publicly_rotated(w, rng)):
        found, expected = (np.linalg.svd(one, compute_uv=False) for one in (rotated, w))
        np.testing.assert_allclose(found, expected)


def test_divergence_of_equal_and_of_separate_histograms():
    numbers = np.random.default_rng(4).normal(size=1000)
    assert weights.divergence(numbers, numbers, 50, 5.0) == 0.0
    assert weights.divergence(numbers - 100, numbers + 100, 50, 5.0) == pytest.approx(np.log(2.0))


def test_distances_from_laws():
    numbers = np.random.default_rng(5).normal(size=20_000)
    assert normal_distance(numbers) < 0.015
    assert normal_distance(numbers + 1.0) == pytest.approx(0.383, abs=0.02)  # 2 Phi(1/2) - 1
    assert distance(np.array([0.25, 0.75])) == pytest.approx(0.25)


def test_kurtosis_is_unbiased_for_normal_numbers():
    numbers = np.random.default_rng(6).normal(size=(20, 100_000))
    found = uniform_kurtosis._kurtosis((numbers**2).sum(0), (numbers**4).sum(0), 20)
    assert found.mean() == pytest.approx(3.0, abs=0.02)


def test_walks_have_the_variance_of_their_law():
    walks = mode_diffusion._walks(np.random.default_rng(7), 3.0, 0.0, 20_000, 2.0, 0.002)
    time = 2.0 * np.arange(1, 41) / 40
    np.testing.assert_allclose(walks["u_variance"], diffusion.variance(time, 1.0), rtol=0.05)
    np.testing.assert_allclose(walks["w_variance"], diffusion.variance(time, 7.0), rtol=0.05)


def test_variances_of_random_modes_are_those_of_all_states():
    """Six and five units: the same draws as the kind's give the weights, and a sum over 2048 states the variances."""
    found = bulk_modes._sampled(np.random.default_rng(8), 6, 5, 8.0, 500, 400, 20)
    w = weights.draw("normal", 6, 5, np.sqrt(8.0 / np.sqrt(30.0)), np.random.default_rng(8))
    left, values, right = np.linalg.svd(w, full_matrices=False)
    x, y = all_states(6), all_states(5)
    chance = np.exp(x @ w @ y.T)
    u = ((x @ left)[:, None] + (y @ right.T)[None]) / np.sqrt(2.0)
    np.testing.assert_allclose(found["singular_value"], values)
    np.testing.assert_allclose(
        found["u_variance"], np.einsum("xy,xyk->k", chance / chance.sum(), u**2), rtol=0.05, atol=0.01
    )


def test_one_mode_has_the_law_at_finite_size_and_the_memory_of_a_sweep():
    found = isolated_mode._sampled(np.random.default_rng(9), 200, 2.5, 100, 400, 20)
    assert found["u_variance"] == pytest.approx(found["law_u"], rel=0.03)
    assert found["w_variance"] == pytest.approx(found["law_w"], rel=0.03)
    assert found["memory"] == pytest.approx(diffusion.sweep_correlation(2.5), abs=0.03)
    assert found["density"].sum() == pytest.approx(1.0)


def test_an_ordered_machine_has_the_magnetisation_of_its_mean_field():
    """m = tanh(J0 m / 8) without a spread of the weights, and the overlap m^2."""
    m = 0.9
    for _ in range(200):
        m = np.tanh(12.0 / 8.0 * m)
    found = phase_diagram._sampled(np.random.default_rng(10), 400, 12.0, 0.01, 10, 60)
    assert found["magnetisation"] == pytest.approx(m, abs=0.02)
    assert found["overlap"] == pytest.approx(m**2, abs=0.03)
    assert phase_diagram._sampled(np.random.default_rng(10), 400, 4.0, 0.01, 10, 60)["magnetisation"] < 0.1


def test_four_ways_to_the_fluctuations_agree_below_the_threshold():
    found = repaired_diffusion._compared(np.random.default_rng(11), 400, 2.0, 300, 10.0, 0.01, 200)
    for name, number in found.items():
        assert number == pytest.approx(np.sqrt(0.5), rel=0.04), name


def test_a_step_of_the_motion_stays_within_the_units():
    """Far above the threshold the walkers reach the largest X; no number overflows."""
    found = repaired_diffusion._compared(np.random.default_rng(12), 20, 12.0, 50, 2.0, 0.01, 100)
    assert found["repaired"] == pytest.approx(found["law"], rel=0.1)

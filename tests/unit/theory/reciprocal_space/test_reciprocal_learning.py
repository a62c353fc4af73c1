"""The saddle of the likelihood and growth rates against machines whose likelihood is an exact sum."""

import numpy as np
import pytest

from placecells.theory.reciprocal_space import learning, partition


def correlated_data(samples=60, units=8):
    rng = np.random.default_rng(0)
    common = rng.random((samples, 1)) < 0.5
    return np.where(rng.random((samples, units)) < 0.7, common, rng.random((samples, units)) < 0.4).astype(int)


def log_likelihood(weights, data):
    """Mean log-likelihood in nat with matched fields, by an exact sum over hidden states."""
    g, c = learning.matched_fields(weights, data.mean(0))
    free = data @ g + np.logaddexp(0.0, data @ weights + c).sum(1)
    return free.mean() - partition.exact(weights, g, c)


def test_the_gain_is_the_second_order_of_the_likelihood():
    data = correlated_data()
    excess = learning.excess_covariance(data)
    values, vectors = np.linalg.eigh(excess)
    for kappa, vector in zip(values[[0, 3, -1]], vectors.T[[0, 3, -1]], strict=True):
        weights = np.outer(vector, [1.0, 0.0, 0.0]) * 1e-3
        gain = log_likelihood(weights, data) - log_likelihood(0 * weights, data)
        assert gain / 1e-6 == pytest.approx(kappa / 8.0, rel=0.02, abs=2e-4)
        assert learning.likelihood_gain(weights, excess) / 1e-6 == pytest.approx(kappa / 8.0)


def test_no_weights_are_a_saddle():
    excess = learning.excess_covariance(correlated_data())
    rates = learning.growth_rates(excess)
    assert rates.sum() == pytest.approx(0.0, abs=1e-12)
    assert rates[0] > 0.0 > rates[-1]


def test_growth_rates_are_those_of_gradient_ascent():
    """The gradient of the gain is K W / 4: along an eigenvector the weights grow at its rate."""
    excess = learning.excess_covariance(correlated_data())
    vector = np.linalg.eigh(excess)[1][:, -1]
    weights = np.outer(vector, [0.3, 0.4])
    gradient = np.zeros_like(weights)
    for index in np.ndindex(weights.shape):
        step = np.zeros_like(weights)
        step[index] = 1e-4
        rise = learning.likelihood_gain(weights + step, excess) - learning.likelihood_gain(weights - step, excess)
        gradient[index] = rise / 2e-4
    np.testing.assert_allclose(gradient, learning.growth_rates(excess)[0] * weights, atol=1e-9)


def test_effective_values_of_units_at_one_half():
    weights = np.random.default_rng(1).normal(size=(6, 4))
    found = learning.effective_values(weights, np.full(6, 0.5), np.full(4, 0.5))
    np.testing.assert_allclose(found, np.linalg.svd(weights, compute_uv=False) / 4.0)

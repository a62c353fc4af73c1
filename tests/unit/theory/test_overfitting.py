"""Gain, curvature and the fitted number of weights against derivatives, enumeration and fits to many data sets."""

import itertools

import numpy as np
import pytest
from scipy.optimize import minimize

from placecells.data.draw import sample
from placecells.rbm import exact
from placecells.rbm.machine import RBM
from placecells.rbm.units import Spin
from placecells.theory.beyond import overfitting

LAW = {"model": "ising", "sites": 12, "beta": 0.6}
WEIGHTS = 0.8 / np.cosh((np.arange(12) - 5.0) / 2.0)


def test_the_gain_is_the_likelihood_over_that_of_free_spins():
    v = sample(LAW, 50, 1)
    rbm = RBM(WEIGHTS[None], Spin(np.zeros(12)), Spin(np.zeros(1)))
    expected = exact.log_likelihood(rbm, v).mean() + 12 * np.log(2)
    assert overfitting.gain(WEIGHTS, v) == pytest.approx(expected, abs=1e-12)


def test_the_curvature_is_the_second_derivative_of_the_gain():
    v, step = sample(LAW, 200, 1), 1e-4
    shifts = step * np.eye(12)
    found = np.array(
        [
            [
                sum(
                    a * b * overfitting.gain(WEIGHTS + a * shifts[i] + b * shifts[j], v)
                    for a, b in itertools.product((1, -1), repeat=2)
                )
                for j in range(12)
            ]
            for i in range(12)
        ]
    ) / (-4 * step**2)
    np.testing.assert_allclose(overfitting.curvature(WEIGHTS, v), found, atol=1e-5)


def fit(v, start):
    """The weights of largest gain on the configurations v."""

    def loss(w):
        return -overfitting.gain(w, v), np.tanh(w) - (np.tanh(v @ w)[:, None] * v).mean(axis=0)

    return minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-9}).x


def test_fits_to_many_data_sets_lose_what_the_number_of_weights_says():
    """(C.14): the mean held-out gain over 400 fits to 400 samples each is G - K/(2B), where no direction is flat."""
    law = LAW | {"beta": 0.25, "sites": 6}
    many = sample(law, 200_000, 99)
    best = fit(many, np.full(6, 0.3))
    held_out = [overfitting.gain(fit(sample(law, 400, seed), best), many) for seed in range(400)]
    values, vectors = np.linalg.eigh(overfitting.curvature(best, many))
    spread = np.einsum("ij,ik,kj->j", vectors, overfitting.noise_of_samples(best, many), vectors)
    number = np.sum(spread / values)
    loss = overfitting.gain(best, many) - np.mean(held_out)
    assert loss == pytest.approx(number / 800, rel=0.15)


def test_the_direction_in_which_the_field_moves_is_left_out():
    """At the best weights of a long ring one eigenvalue of the curvature is far below all others: that of the shift."""
    law = LAW | {"sites": 30, "beta": 0.5}
    many = np.concatenate([np.roll(sample(law, 4000, 5), shift, axis=1) for shift in range(30)])
    best = fit(many, 0.9 / np.cosh((np.arange(30) - 15.0) / 2.5))
    values, vectors = np.linalg.eigh(overfitting.curvature(best, many))
    shift = np.roll(best, -1) - np.roll(best, 1)
    assert abs(values[0]) < 0.1 * values[1]
    assert abs(shift @ vectors[:, 0]) / np.linalg.norm(shift) > 0.95
    assert overfitting.effective_number(best, many) > 20
    with pytest.raises(ValueError, match="no maximum"):
        overfitting.effective_number(np.full(30, 0.02), many)


def test_the_held_out_gain_vanishes_at_the_fewest_samples():
    fewest = overfitting.fewest_samples(0.5, 0.02, 150.0)
    assert overfitting.held_out_gain(0.5, 0.02, 150.0, fewest) == pytest.approx(0.0, abs=1e-12)
    assert overfitting.cost_of_noise(np.eye(3), 2 * np.eye(3), 0.1, 10, 20) == pytest.approx(0.025 * (0.3 + 0.3))

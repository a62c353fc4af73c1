"""Draws and Gibbs sweeps of dense machines against exact laws, and the two backends against each other.

Deviations are in standard errors of independent chains. The seeds are fixed, and a right law passes with the
probability 0.9999 or more for another choice of them.
"""

import numpy as np
import pytest

from placecells.rbm import exact
from placecells.rbm import machine as one_machine
from placecells.rbm.dense import gibbs
from placecells.rbm.dense.backends import backend
from placecells.rbm.dense.machine import (
    Dense,
    free_energy,
    hidden_means,
    moments,
    pseudo_likelihood,
    sigmoid,
    to_rbm,
)
from placecells.rbm.hidden_states import hidden_states
from placecells.rbm.units.tree import leaves, tree_map

CHAINS = 20_000


def assert_standard(samples, expected):
    """Means over chains of `samples` (R, C, n) are `expected` (R, n), within the error from their own spread."""
    samples = np.asarray(samples, float)
    error = np.sqrt(samples.var(1, ddof=1) / samples.shape[1])
    z = ((samples.mean(1) - expected) / error).ravel()
    assert np.abs(z).max() < 5.0
    assert abs(np.square(z).mean() - 1.0) < 5.0 * np.sqrt(2.0 / z.size) + 1.0  # products of units are correlated


def swept(device, machine, v, count=1, scale=1.0, update=0):
    """Chains v and h, NumPy arrays, after `count` sweeps from the configurations v (R, C, N)."""
    ours, chains = tree_map(device.asarray, machine), device.states(*v.shape)
    chains[...] = device.asarray(v)
    h = device.states(*v.shape[:2], machine.hidden.shape[1])
    key = gibbs.Key(device.seeds(range(7, 7 + len(v))), device.count(update), gibbs.CHAINS)
    for number in range(count):
        gibbs.sweep(device, ours, device.operand(ours.weights), chains, h, key, number, scale)
    return tuple(device.to_numpy(device.numbers(array)) for array in (chains, h))


@pytest.mark.parametrize("scale", [1.0, 0.4])
def test_one_sweep_has_the_exact_conditional_laws(device, small, scale):
    machine = small()
    start = np.random.default_rng(3).integers(0, 2, (2, 1, 6)).astype(np.float32)
    v, h = swept(device, machine, np.repeat(start, CHAINS, 1), scale=scale)
    table = hidden_states(5, (0.0, 1.0))
    mean = sigmoid(np, scale * (start @ machine.weights)[:, 0] + machine.hidden)
    law = np.where(table, mean[:, None, :], 1.0 - mean[:, None, :]).prod(-1)  # (R, 2^M)
    given = sigmoid(np, scale * (table @ machine.weights.mT) + machine.visible[:, None, :])
    assert_standard(h, mean)
    assert_standard(v, np.einsum("rk,rki->ri", law, given))
    products = (v[..., :, None] * h[..., None, :]).reshape(2, CHAINS, -1)
    assert_standard(products, np.einsum("rk,rki,km->rim", law, given, table).reshape(2, -1))


def test_many_sweeps_have_the_stationary_moments(device, small):
    machine = small(sites=8, hidden=6)
    v, _ = swept(device, machine, np.zeros((2, CHAINS, 8), np.float32), count=60)
    law = [exact.moments(to_rbm(machine, r)) for r in range(2)]
    means = sigmoid(np, v @ machine.weights + machine.hidden[:, None, :])
    products = (v[..., :, None] * means[..., None, :]).reshape(2, CHAINS, -1)
    assert_standard(products, np.stack([one.weights.T.ravel() for one in law]))
    assert_standard(v, np.stack([one.visible.field for one in law]))


def test_energies_means_and_moments_are_those_of_the_plain_machine(device, small):
    machine = small()
    v = np.random.default_rng(0).integers(0, 2, (2, 50, 6)).astype(np.float32)
    ours, states = tree_map(device.asarray, machine), device.states(*v.shape)
    states[...] = device.asarray(v)
    energies, means = (device.to_numpy(f(device, ours, states)) for f in (free_energy, hidden_means))
    found = tree_map(device.to_numpy, moments(device, ours, states))
    for r in range(2):
        rbm = to_rbm(machine, r)
        np.testing.assert_allclose(energies[r], one_machine.free_energy(rbm, v[r]), rtol=1e-5, atol=1e-5)
        np.testing.assert_allclose(means[r], one_machine.mean_h_from_v(rbm, v[r]), atol=1e-6)
        expected = one_machine.moments(rbm, v[r])
        np.testing.assert_allclose(found.weights[r], expected.weights.T, atol=1e-6)
        np.testing.assert_allclose(found.visible[r], expected.visible.field, atol=1e-6)
        np.testing.assert_allclose(found.hidden[r], expected.hidden.field, atol=1e-6)


def test_moments_are_the_gradient_of_the_log_likelihood(small):
    """Moments of data minus exact ones, against differences of the exact log-likelihood (float64)."""
    machine = tree_map(lambda array: array.astype(float), small(replicas=1))
    v = np.random.default_rng(0).integers(0, 2, (1, 30, 6)).astype(float)
    data, law = moments(backend("numpy"), machine, v), exact.moments(to_rbm(machine, 0))
    gradient = Dense(
        data.weights[0] - law.weights.T, data.visible[0] - law.visible.field, data.hidden[0] - law.hidden.field
    )

    def likelihood(name, place, change):
        array = getattr(machine, name).copy()
        array[0][place] += change
        return exact.log_likelihood(to_rbm(machine._replace(**{name: array}), 0), v[0]).mean()

    for name, values in leaves(gradient).items():
        for place in np.ndindex(values.shape):
            slope = (likelihood(name, place, 1e-4) - likelihood(name, place, -1e-4)) / 2e-4
            assert slope == pytest.approx(values[place], abs=1e-6)


def test_pseudo_likelihood_is_the_sum_over_sites(device, small):
    machine = small()
    v = np.random.default_rng(2).integers(0, 2, (2, 4, 6)).astype(np.float32)
    states = device.states(2, 24, 6)
    states[...] = device.asarray(np.repeat(v, 6, 1))  # every configuration once for each of its sites
    found = device.to_numpy(pseudo_likelihood(device, tree_map(device.asarray, machine), states))
    for r in range(2):
        flipped = np.repeat(v[r][:, None], 6, 1)
        flipped[:, range(6), range(6)] = 1 - flipped[:, range(6), range(6)]
        energies = [one_machine.free_energy(to_rbm(machine, r), one) for one in (v[r][:, None], flipped)]
        expected = -np.log1p(np.exp(energies[0] - energies[1])).sum(-1).mean()
        assert found[r] == pytest.approx(expected, rel=1e-5)


def test_draws_of_numpy_and_pytorch_are_the_same():
    """The random words are the same, so only the rounding of sums and exponentials can change a unit."""
    pytest.importorskip("torch", reason="PyTorch is not installed: pip install -e .[gpu]")
    rng = np.random.default_rng(0)
    weights = (0.1 * rng.standard_normal((2, 70, 90))).astype(np.float32)
    machine = Dense(weights, np.zeros((2, 70), np.float32), -weights.sum(1) / 2)
    bits, draws = [], []
    for one in (backend("numpy"), backend("torch")):
        v = gibbs.fair_bits(one, one.seeds((3, 2**63 + 1)), 400, 70)
        bits.append(one.to_numpy(v))
        draws.append(swept(one, machine, bits[-1], update=2**33 + 5)[1])
    np.testing.assert_array_equal(*bits)
    assert bits[0].mean() == pytest.approx(0.5, abs=5 * 0.5 / np.sqrt(bits[0].size))
    assert (draws[0] != draws[1]).mean() < 1e-4


def test_draws_depend_on_seed_update_number_and_purpose():
    device = backend("numpy")
    operand, field = device.zeros((1, 8, 64)), device.zeros((1, 64))
    x, found = device.states(1, 16, 8), set()
    for seed, update, number, purpose in ((1, 0, 0, 0), (2, 0, 0, 0), (1, 1, 0, 0), (1, 0, 1, 0), (1, 0, 0, 1)):
        out = device.states(1, 16, 64)
        key = gibbs.Key(device.seeds((seed,)), device.count(update), purpose)
        device.draw(x, operand, field, key, number, out=out)
        found.add(out.tobytes())
    assert len(found) == 5

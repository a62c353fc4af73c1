"""The compiled path against the reference path of the same names, and both against exact results."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from placecells.data import ising
from placecells.data.packing import bytes_from_words, unpack
from placecells.rbm import exact, kernels, pcd, train
from placecells.rbm.machine import moments

SEEDS = {"data": 1, "weights": 2, "noise": 3}


@pytest.fixture(autouse=True)
def one_blas_thread():
    with threadpool_limits(1):
        yield


def prepared(cell, rbm):
    """A run with the parameters of a machine, loaded into the workspace."""
    run = train.prepare(cell, SEEDS)
    run.parameters.weights[:] = rbm.weights
    run.parameters.visible_field[:] = rbm.visible_field
    run.parameters.hidden_field[:] = rbm.hidden_field
    kernels.load_parameters(run.parameters, run.space)
    return run


def data_of(cell):
    rows = np.empty((cell["data"]["samples"], 1), np.uint64)
    ising.fill_rows(
        rows, cell["data"]["sites"], ising.ring_law(cell["data"]["sites"], cell["data"]["beta"]), np.uint64(1), 0
    )
    return rows, unpack(bytes_from_words(rows, cell["data"]["sites"]), cell["data"]["sites"]).astype(float)


def averaged_negative(run, updates, burn_in=200):
    """Mean and standard error of the negative phase over updates at fixed parameters (blocks of 50 updates)."""
    values = []
    for t in range(updates + burn_in):
        run.space.v_sum[:] = 0
        run.space.h_sum[:] = 0
        scale = kernels.negative_phase(run.parameters, t, run.plan, run.space)
        if t >= burn_in:
            values.append(np.concatenate([scale * run.space.negative.ravel(), -run.space.v_sum, -run.space.h_sum]))
    blocks = np.array(values).reshape(-1, 50, len(values[0])).mean(1)
    return blocks.mean(0), blocks.std(0, ddof=1) / np.sqrt(len(blocks))


def stacked(moment):
    return np.concatenate([moment.weights.ravel(), moment.visible_field, moment.hidden_field])


def test_float32_tanh_is_accurate():
    x = np.linspace(-12, 12, 4001, dtype=np.float32)[None]
    values = x.copy()
    kernels.mean(values, np.zeros(x.shape[1], np.float32))
    np.testing.assert_allclose(values, np.tanh(x.astype(float)), atol=5e-7)


def test_positive_phase_equals_the_reference(cell, machine):
    whole = cell(fields="learned")
    rows, spins = data_of(whole)
    rbm = machine(2, 16)
    run = prepared(whole, rbm)
    for t in range(13):  # two epochs, each with a last minibatch; the fifth update crosses into the second one
        count = kernels.load_minibatch(rows, t, run.plan, run.space)
        kernels.positive_phase(count, run.plan, run.space)
        first = (t % 6) * 10
        expected = moments(rbm, spins[run.space.order[first : first + count]])
        np.testing.assert_allclose(run.space.positive / count, expected.weights, atol=2e-6)
        np.testing.assert_allclose(run.space.v_sum, expected.visible_field, atol=2e-6)
        np.testing.assert_allclose(run.space.h_sum, expected.hidden_field, atol=2e-6)


def test_every_epoch_visits_every_sample_once(cell):
    whole = cell(samples=23)
    rows, _ = data_of(whole)
    run = train.prepare(whole, SEEDS)
    for epoch in range(2):
        counts = [kernels.load_minibatch(rows, 3 * epoch + k, run.plan, run.space) for k in range(3)]
        assert counts == [10, 10, 3]
        assert sorted(run.space.order) == list(range(23))


@pytest.mark.parametrize("hidden", [1, 3])
def test_exact_moment_phase_equals_the_reference(cell, machine, hidden):
    rbm = machine(hidden, 16)
    run = prepared(cell(hidden=hidden, fields="learned", negative="exact-moment"), rbm)
    scale = kernels.negative_phase(run.parameters, 0, run.plan, run.space)
    expected = exact.moments(rbm)
    np.testing.assert_allclose(scale * run.space.negative, expected.weights, atol=2e-6)
    np.testing.assert_allclose(-run.space.v_sum, expected.visible_field, atol=2e-6)
    np.testing.assert_allclose(-run.space.h_sum, expected.hidden_field, atol=2e-6)


def test_hidden_probabilities_of_long_rings(cell, machine):
    """1100 sites: products of more than two blocks of 512 factors."""
    rbm = machine(3, 1100, scale=0.2)
    run = prepared(cell(hidden=3, sites=1100, negative="exact-moment"), rbm)
    kernels.hidden_probability(run.space)
    expected = np.exp(exact.log_weight(rbm, exact.hidden_states(3)) - exact.log_Z(rbm))
    np.testing.assert_allclose(run.space.probability, expected, rtol=2e-3, atol=1e-6)


@pytest.mark.parametrize("negative", ["pcd", "exact-sample"])
@pytest.mark.parametrize("hidden", [1, 3])
def test_sampled_phases_have_the_exact_moments(cell, machine, negative, hidden):
    """Stationary moments of PCD-k and of exact samples equal the exact ones: fact (ii) for every M."""
    rbm = machine(hidden, 16, scale=0.3)
    run = prepared(cell(hidden=hidden, fields="learned", negative=negative, chains=50), rbm)
    mean, error = averaged_negative(run, 10_000)
    assert (np.abs(mean - stacked(exact.moments(rbm))) < 5 * error + 1e-6).all()


def test_reference_pcd_has_the_exact_moments(cell, machine):
    rbm = machine(2, 6, scale=0.4)
    training = {"negative": "pcd", "gibbs": 2}
    rng = np.random.default_rng(0)
    chains, values = np.ones((100, 6)), []
    for _ in range(3000):
        model, chains = pcd.negative_phase(rbm, chains, training, rng)
        values.append(stacked(model))
    blocks = np.array(values[200:]).reshape(-1, 50, len(values[0])).mean(1)
    error = blocks.std(0, ddof=1) / np.sqrt(len(blocks))
    assert (np.abs(blocks.mean(0) - stacked(exact.moments(rbm))) < 5 * error).all()


@pytest.mark.parametrize(("negative", "gibbs"), [("pcd", 1), ("pcd", 20), ("exact-sample", 0)])
def test_one_unit_without_fields_has_one_law_for_every_k(cell, machine, negative, gibbs):
    """Fact (i): <h|v> v_i = tanh(sum w s) s_i with s independent: no memory, the same law for PCD-1, PCD-20 and exact
    samples. Compared: first two moments of the projected negative phase and its correlation between updates."""
    rbm = machine(1, 16, fields=0.0, scale=0.4)
    run = prepared(cell(hidden=1, negative=negative, gibbs=gibbs, chains=10), rbm)
    direction = np.linspace(-1, 1, 16)
    values = []
    for t in range(40_000):
        scale = kernels.negative_phase(run.parameters, t, run.plan, run.space)
        values.append(scale * float(run.space.negative[0] @ direction))
    values = np.array(values)
    rng = np.random.default_rng(1)
    s = np.where(rng.uniform(size=(400_000, 16)) < 1 / (1 + np.exp(-2 * rbm.weights[0])), 1.0, -1.0)
    single = np.tanh(s @ rbm.weights[0]) * (s @ direction)  # the law of one chain, drawn directly
    mean_error = np.sqrt(values.var() / len(values) + single.var() / len(single))
    assert abs(values.mean() - single.mean()) < 4.5 * mean_error
    variance_error = np.sqrt(
        2 / len(values) + (np.mean((single - single.mean()) ** 4) / single.var() ** 2) / len(single)
    )
    assert abs(10 * values.var() / single.var() - 1) < 4.5 * variance_error  # ten chains
    centred = values - values.mean()
    assert abs((centred[1:] * centred[:-1]).mean() / values.var()) < 4.5 / np.sqrt(len(values))


@pytest.mark.parametrize("negative", ["pcd", "exact-sample", "exact-moment"])
def test_one_update_has_the_reference_law(cell, machine, negative):
    """Mean and variance of weight increments of one full-batch update, compiled against reference."""
    whole = cell(hidden=2, negative=negative, batch=60, chains=30, gibbs=2)
    rows, spins = data_of(whole)
    rbm = machine(2, 16, fields=0.0, scale=0.3)
    compiled, reference = [], []
    rng = np.random.default_rng(5)
    for seed in range(2000):
        run = prepared(whole, rbm)
        run = run._replace(plan=run.plan._replace(noise_seed=np.uint64(seed)))
        run.parameters.chains[:] = 1.0
        kernels.train(run.parameters, rows, 0, 1, run.plan, run.space)
        compiled.append(run.parameters.weights - rbm.weights)
        after, _ = pcd.update(rbm, np.ones((30, 16)), spins, whole["training"], "zero", rng)
        reference.append(after.weights - rbm.weights)
    one, other = np.array(compiled), np.array(reference)
    error = np.sqrt((one.var(0) + other.var(0)) / 2000)
    assert (np.abs(one.mean(0) - other.mean(0)) < 4.5 * error + 1e-7).all()
    if negative != "exact-moment":
        ratio = np.log(one.var(0) / other.var(0))
        assert (np.abs(ratio) < 4.5 * np.sqrt(2 / 2000 * 2)).all()

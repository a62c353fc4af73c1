"""The compiled path against the reference path of the same names, and both against exact results."""

import itertools

import numpy as np
import pytest
from scipy.special import logsumexp
from threadpoolctl import threadpool_limits

from placecells import random
from placecells.data.draw import configurations, draw, training_rows
from placecells.jit import from_python
from placecells.rbm import cells, compiled, exact, pcd
from placecells.rbm.kernels import exact as compiled_exact
from placecells.rbm.kernels import hidden, tables, unseen
from placecells.rbm.kernels import pcd as kernels
from placecells.rbm.kernels.units import spin, two_valued
from placecells.rbm.kernels.unseen import SEVERAL
from placecells.rbm.machine import free_energy, moments
from placecells.rbm.optimisers import SGD
from placecells.rbm.run import Settings
from placecells.rbm.units.tree import leaves

load_parameters, load_minibatch = from_python(kernels.load_parameters), from_python(kernels.load_minibatch)
hidden_probability = from_python(compiled_exact.hidden_probability)
tabulate, sweep_unseen = from_python(tables.tabulate), from_python(unseen.sweep_unseen)
sample_hidden, draw_spins = from_python(hidden.sample), from_python(spin.draw)
number_states = from_python(two_valued.number_states)
open_lanes, fill_lanes = from_python(random.open_lanes), from_python(random.fill_lanes)

SEEDS = {"data": 1, "weights": 2, "noise": 3}
PAIRS = [(colours, unit) for colours in (None, 5) for unit in ("spin", "zero_one", "gaussian", "double_well")]
SIZED = [(size, *pair) for pair in PAIRS for size in ((1, 3, 4) if pair[1] in ("spin", "zero_one") else (1,))]
sized_pairs = pytest.mark.parametrize(("size", "colours", "unit"), SIZED)  # what has exact phases


@pytest.fixture(autouse=True)
def one_blas_thread():
    with threadpool_limits(1):
        yield


def cell_of(cell, colours, unit, **changes):
    """A cell for a pair of visible and hidden units, everything learned that can be."""
    extra = ({"colours": colours} if colours else {}) | ({"theta_learned": True} if unit == "double_well" else {})
    return cell(unit=unit, fields="learned", **extra, **changes)


def prepared_run(cell, rbm):
    """A run with the parameters of a machine, loaded into the workspace."""
    prepared = cell_run(cell, rbm)
    load_parameters(prepared.state.machine, prepared.space)
    return prepared


def cell_run(cell, rbm=None):
    """A run of a cell without data, its rows those of `data_of`; from a machine, or from the cell's own."""
    task = cells.task(cell, SEEDS, None if cell["data"]["sampling"] == "stream" else data_of(cell)[0])
    return compiled.prepare(rbm or task.machine, *task[1:4])


def data_of(cell):
    """Training rows as the kernels take them, and as the reference path does."""
    dataset = draw(cell["data"], [1])
    return training_rows(dataset, 0), configurations(dataset)["configurations"].values[0]


def gradient(prepared, t):
    """The gradient of update t, in the order of `stacked`. Its rate is 0: the machine stays, the chains advance."""
    still = prepared.optimiser._replace(rate=0.0)
    work = (prepared.plan, prepared.phase, still, prepared.space)
    compiled.trainer(prepared)(prepared.state, prepared.rows, t, t + 1, *work)
    found = prepared._replace(state=prepared.state._replace(machine=prepared.space.gradient))
    return stacked(compiled.machine_of(found))


def averaged_gradient(prepared, updates, burn_in=200):
    """Mean and standard error of the gradient over updates at fixed parameters (blocks of 50 updates)."""
    values = [gradient(prepared, t) for t in range(updates + burn_in)][burn_in:]
    blocks = np.array(values).reshape(-1, 50, len(values[0])).mean(1)
    return blocks.mean(0), blocks.std(0, ddof=1) / np.sqrt(len(blocks))


def stacked(moment):
    return np.concatenate([array.ravel() for array in leaves(moment).values()])


@sized_pairs
def test_exact_gradients_equal_the_reference(cell, machine, size, colours, unit):
    """Moments of the minibatch minus exact moments of the machine."""
    whole = cell_of(cell, colours, unit, hidden=size, negative="exact-moment")
    _, v = data_of(whole)
    rbm = machine(size, 16, colours=colours, unit=unit)
    prepared, model = cell_run(whole, rbm), stacked(exact.moments(rbm))
    for t in range(13):  # two epochs, each with a last minibatch; the seventh update crosses into the second one
        found, first = gradient(prepared, t), (t % 6) * 10
        expected = stacked(moments(rbm, v[prepared.space.order[first : first + 10]])) - model
        np.testing.assert_allclose(found, expected, atol=3e-5)


@pytest.mark.parametrize("colours", [None, 5])
def test_every_epoch_visits_every_sample_once(cell, colours):
    whole = cell(samples=23, **({"colours": colours} if colours else {}))
    rows, _ = data_of(whole)
    prepared = cell_run(whole)
    for epoch in range(2):
        counts = [load_minibatch(rows, 3 * epoch + k, prepared.plan, prepared.space) for k in range(3)]
        assert counts == [10, 10, 3]
        assert sorted(prepared.space.order) == list(range(23))


def test_hidden_probabilities_of_long_rings(cell, machine):
    """1100 sites: products of more than two blocks of 512 factors."""
    rbm = machine(3, 1100, scale=0.2)
    prepared = prepared_run(cell(hidden=3, sites=1100, negative="exact-moment"), rbm)
    hidden_probability(prepared.state.chains, prepared.plan, prepared.space)
    expected = np.exp(exact.log_weight(rbm, exact.hidden_states(3)) - exact.log_Z(rbm))
    np.testing.assert_allclose(prepared.space.probability, expected, rtol=2e-3, atol=1e-6)


@pytest.mark.parametrize("negative", ["pcd", "exact-sample"])
@sized_pairs
def test_sampled_phases_have_the_exact_moments(cell, machine, negative, size, colours, unit):
    """Stationary moments of PCD-k and of exact samples equal the exact ones: fact (ii) for every M."""
    rbm = machine(size, 16, scale=0.2, colours=colours, unit=unit)
    whole = cell_of(cell, colours, unit, hidden=size, negative=negative, chains=50, batch=60)
    mean, error = averaged_gradient(cell_run(whole, rbm), 5_000)
    expected = stacked(moments(rbm, data_of(whole)[1])) - stacked(exact.moments(rbm))
    assert (np.abs(mean - expected) < 5 * error + 2e-5).all()


@pytest.mark.parametrize("colours", [None, 5])
def test_exact_samples_at_large_weights_have_the_exact_moments(cell, machine, colours):
    """Weights whose exponentials would be too large for products in single precision."""
    rbm = machine(4, 16, scale=20.0, colours=colours)
    whole = cell_of(cell, colours, "spin", hidden=4, negative="exact-sample", chains=50, batch=60)
    mean, error = averaged_gradient(cell_run(whole, rbm), 1_000)
    expected = stacked(moments(rbm, data_of(whole)[1])) - stacked(exact.moments(rbm))
    assert (np.abs(mean - expected) < 5 * error + 2e-5).all()


@pytest.mark.parametrize("unit", ["gaussian", "double_well"])
@pytest.mark.parametrize("colours", [None, 3])
def test_pcd_of_several_real_units_has_the_exact_moments(cell, machine, colours, unit):
    """Against the sum over all visible configurations, where there is neither enumeration of h nor quadrature."""
    rbm = machine(3, 5, scale=0.2, colours=colours, unit=unit)
    whole = cell_of(cell, colours, unit, hidden=3, sites=5, chains=50, batch=60)
    v = np.array(list(itertools.product((-1.0, 1.0) if colours is None else range(colours), repeat=5)))
    p = np.exp(-free_energy(rbm, v) - logsumexp(-free_energy(rbm, v)))
    model = sum(weight * stacked(moments(rbm, v[[k]])) for k, weight in enumerate(p))
    expected = stacked(moments(rbm, data_of(whole)[1])) - model
    mean, error = averaged_gradient(cell_run(whole, rbm), 5_000)
    assert (np.abs(mean - expected) < 5 * error + 2e-5).all()


def test_reference_pcd_has_the_exact_moments(machine):
    rbm = machine(2, 6, scale=0.4)
    training = Settings(batch=1, chains=100, negative="pcd", gibbs=2, learned=(), seed=0)
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
    one = cell_run(cell(hidden=1, negative=negative, gibbs=gibbs, chains=10), rbm)
    direction = np.linspace(-1, 1, 16)
    values = []
    for t in range(40_000):
        gradient(one, t)
        values.append(float(one.space.negative[0] @ direction) / 10)
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


@pytest.mark.parametrize("scale", [0.3, 30.0])
def test_sweeps_of_one_unit_without_spins_have_the_law_of_drawn_ones(cell, machine, scale):
    """Inputs after one sweep at given h: sums of independent w_i v_i. 13 sites are no multiple of four, 700 chains more
    than there are generators; at scale 30 every spin follows its unit, except for a chance below 10^-6."""
    rbm = machine(1, 13, fields=0.5, scale=scale)
    if scale > 1:
        rbm.weights[:] = np.where(rbm.weights < 0, -scale, scale)
    one = prepared_run(cell(hidden=1, sites=13, chains=700, gibbs=2), rbm)
    space = one.space
    tabulate(one.plan, space)
    h = np.where(np.arange(700) % 3 == 0, 1.0, -1.0)
    sums = []
    for start in np.random.default_rng(0).integers(2**63, size=2000, dtype=np.uint64):
        open_lanes(start, space.lanes)
        space.h[:, 0] = 1000.0 * h
        assert sweep_unseen(space.visible, one.state.chains, 1, one.plan, space) == 1
        sums.append(space.h[:, 0].copy())
    sums, mean = np.array(sums), np.tanh(h[:, None] * rbm.weights[0] + rbm.visible.field)
    expected, variance = mean @ rbm.weights[0], (1 - mean**2) @ rbm.weights[0] ** 2
    z = (sums.mean(0) - expected) / np.sqrt(variance / len(sums) + 1e-6 * scale**2)
    assert np.abs(z).max() < 5
    if scale < 1:
        assert np.abs(sums.var(0) / variance - 1).max() < 5 * np.sqrt(2 / len(sums))
        free = (sums - expected) / np.sqrt(variance)
        covariance = (free[:, 1:] * free[:, :-1]).mean()  # of two chains, and of two updates
        assert abs(covariance) < 4.5 / np.sqrt(free[:, 1:].size)
        assert abs((free[1:] * free[:-1]).mean()) < 4.5 / np.sqrt(free[1:].size)


@pytest.mark.parametrize("unit", ["spin", "zero_one"])
@pytest.mark.parametrize(("units", "sites"), [(SEVERAL, 16), (5, 17), (10, 100), (7, 31), (16, 33)])
def test_sweeps_of_several_units_without_spins_are_those_that_write_them(cell, machine, units, sites, unit):
    """The same random words give the same hidden states, and sums of the same spins."""
    rbm = machine(units, sites, fields=0.5, scale=0.3, unit=unit)
    one = prepared_run(cell_of(cell, None, unit, hidden=units, sites=sites, chains=9, gibbs=8000), rbm)
    space, chains = one.space, one.state.chains
    tabulate(one.plan, space)
    open_lanes(np.uint64(7), space.lanes)
    inputs = np.random.default_rng(0).normal(0, 2, space.h.shape).astype(np.float32)
    lanes = space.lanes.copy()
    space.h[:] = inputs
    assert sweep_unseen(space.visible, chains, 1, one.plan, space) == 1
    sums, row = space.h.copy(), space.row.copy()
    space.h[:], space.lanes[:] = inputs, lanes
    fill_lanes(space.lanes, space.words)
    words = space.words.reshape(-1)
    sample_hidden(space.hidden, space.h, words, np.uint64(0), one.plan)
    number_states(space.h, space.row)
    np.testing.assert_array_equal(row, space.row)
    draw_spins(space.visible, chains, space.state_field, words[inputs.size :], space.row, space.site_a)
    assert len(np.unique(chains)) == 2
    np.testing.assert_allclose(sums, chains @ space.w.T, atol=2e-5)  # sums of 100 numbers below one, single precision


@pytest.mark.parametrize(("units", "sites", "sweeps"), [(2, 16, 5), (5, 15, 5), (17, 16, 5), (5, 16, 0)])
def test_other_numbers_of_units_and_spins_have_no_unseen_sweeps(cell, machine, units, sites, sweeps):
    rbm = machine(units, sites)
    one = prepared_run(cell(hidden=units, sites=sites, chains=1, gibbs=2**units), rbm)
    assert len(one.space.states) == 2**units
    assert sweep_unseen(one.space.visible, one.state.chains, sweeps, one.plan, one.space) == 0


@pytest.mark.parametrize("negative", ["pcd", "exact-sample", "exact-moment"])
def test_one_update_has_the_reference_law(cell, machine, negative):
    """Mean and variance of weight increments of one full-batch update, compiled against reference."""
    whole = cell(hidden=2, negative=negative, batch=60, chains=30, gibbs=2)
    rows, v = data_of(whole)
    rbm = machine(2, 16, fields=0.0, scale=0.3)
    by_kernels, reference = [], []
    rng, settings = np.random.default_rng(5), cells.task(whole, SEEDS, rows).settings
    for seed in range(2000):
        one = prepared_run(whole, rbm)
        one.state.chains[:] = 1.0
        plan = one.plan._replace(noise_seed=np.uint64(seed))
        compiled.trainer(one)(one.state, rows, 0, 1, plan, one.phase, one.optimiser, one.space)
        by_kernels.append(one.state.machine.weights - rbm.weights)
        state = pcd.State(rbm, (), np.ones((30, 16)))
        after = pcd.update(state, v, SGD(whole["training"]["rate"]), settings, rng)
        reference.append(after.machine.weights - rbm.weights)
    one, other = np.array(by_kernels), np.array(reference)
    error = np.sqrt((one.var(0) + other.var(0)) / 2000)
    assert (np.abs(one.mean(0) - other.mean(0)) < 4.5 * error + 1e-7).all()
    if negative != "exact-moment":
        ratio = np.log(one.var(0) / other.var(0))
        assert (np.abs(ratio) < 4.5 * np.sqrt(2 / 2000 * 2)).all()

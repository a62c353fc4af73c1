"""The benchmark's harness runs, at tiny size; nothing is said about times."""

import json
import shutil
from functools import partial

import numpy as np
import pytest
from benchmarks import limit, parts, plain_numpy, synapses, yardstick
from benchmarks.__main__ import speeds
from benchmarks.dense import dense
from benchmarks.growth import exponent, growth
from benchmarks.page import page
from benchmarks.report import figure, table
from benchmarks.workloads import cell, workload
from threadpoolctl import threadpool_limits

from placecells.rbm import exact
from placecells.rbm.machine import RBM, moments
from placecells.rbm.units import Potts, Spin, ZeroOne
from placecells.studies.binary_synapses.model import bound
from placecells.studies.binary_synapses.model.messages import pass_messages


def test_workloads_parts_growth_table_and_figure():
    with threadpool_limits(1):
        measured, spins = speeds(["A", "C10"], rounds=1, seconds=1e-3, samples=300)
        rates = growth({"N": [3, 6], "seeds": [1, 2]}, rounds=1, seconds=1e-4, updates_each=1)
        phases = parts.data_phase(samples=300, rounds=1, seconds=1e-3)
        assert parts.exact_sampling(samples=10, rounds=1, seconds=1e-3).keys() == {"ising", "xy"}
        assert parts.correlations(samples=640, rounds=1, seconds=1e-3).keys() == {"blas", "popcount"}
    assert spins["A"] == 100 * 20 * 100
    assert phases["all"] > 0
    assert {"yardstick", "numpy", "placecells pcd", "placecells exact-sample"} <= measured["C10"].keys()
    assert len(list(table(measured, spins))) == 1 + sum(map(len, measured.values()))
    assert len(figure(measured, rates).axes) == 7
    json.dumps([measured, rates, phases])
    others = {name: {"one": 1.0} for name in ("exact_sampling", "correlations", "two_cores")}
    others |= {"synapses": {name: {"placecells": (2.0, 0.1), "plain": (0.5, 0.1)} for name in synapses.WORKLOADS}}
    others |= {"memory": {"rows": 15.3}, "data_phase": phases, "limit": {"vectors in C": 1e9}, "vector_bytes": 32}
    with threadpool_limits(1):
        others["dense"] = dense(rounds=1, seconds=1e-3)
    assert others["dense"]["products alone"]["share"] == 1.0
    text = page({"speeds": measured, "growth": rates} | others, spins)
    assert text.count("| placecells |") == 1
    assert text.count("| placecells pcd |") == 2
    assert "| 1.0 |" in text.partition("## The limit")[2]
    assert text.count("| 4.0 |") == len(synapses.WORKLOADS)


@pytest.mark.skipif(not shutil.which("cc"), reason="no C compiler")
def test_the_limit_samples_the_machine():
    """37 sites, no multiple of any vector's length: mean and variance of the inputs at zero fields, where h is fair."""
    w = np.linspace(-0.5, 0.9, 37)
    sweep = limit.sweeper(w, 100)
    inputs = np.array([sweep(1)[:100].copy() for _ in range(3000)])[100:]
    mean = np.tanh(w)
    variance = (w @ mean) ** 2 + w**2 @ (1 - mean**2)
    error = np.sqrt(variance / 30_000)  # sweeps remember the sign of h for a few sweeps
    assert abs(inputs.mean()) < 5 * error
    assert np.isclose((inputs**2).mean(), variance, rtol=0.02)
    assert np.nextafter(0.0, 1.0) * 1.0 > 0.0  # the library leaves small numbers of this process alone


def test_a_power_law_has_its_exponent():
    assert np.isclose(exponent([1, 2, 4, 8], [1.0, 4.0, 16.0, 64.0]), 2.0)


@pytest.mark.parametrize("colours", [None, 3])
@pytest.mark.parametrize("implementation", ["yardstick", "numpy"])
def test_yardstick_and_numpy_have_the_exact_mean_gradient(colours, implementation):
    """Mean increment at fixed weights = data moment - exact model moment, within five standard errors."""
    whole = cell(hidden=2, gibbs=2, sites=5, samples=200, colours=colours, batch=20)
    v = workload("small", of=whole).v
    rng = np.random.default_rng(0)
    shape = (2, 5, colours) if colours else (2, 5)
    w, chains, state = (
        0.5 * rng.standard_normal(shape).astype(np.float32),
        v[:20].copy(),
        np.arange(1, 5, dtype=np.uint64),
    )
    fields = np.zeros(shape[1:])
    visible, hidden = (Potts, ZeroOne) if colours else (Spin, Spin)
    rbm = RBM(w.astype(float), visible(fields), hidden(np.zeros(2)))
    expected = moments(rbm, v).weights - exact.moments(rbm).weights
    increments = []
    data, chains = (v, chains) if colours else (v.astype(np.float32), chains.astype(np.float32))
    for _ in range(4000):
        after = w.copy()
        if implementation == "yardstick":
            update = yardstick.potts_updates if colours else yardstick.spin_updates
            update(after, data, chains, np.float32(1.0), 2, 20, 1, state)
        else:
            minibatch, flat = data[rng.integers(0, 200, 20)], after.reshape(2, -1)
            if colours:
                chains = plain_numpy.potts_update(flat, minibatch, chains, 1.0, 2, colours, rng)
            else:
                chains = plain_numpy.spin_update(flat, minibatch, chains, 1.0, 2, rng)
        increments.append(after - w)
    blocks = np.array(increments).reshape(-1, 50, w.size).mean(1)
    error = blocks.std(0, ddof=1) / np.sqrt(len(blocks))
    assert (np.abs(blocks.mean(0) - expected.ravel()) < 5 * error + 1e-5).all()


def test_the_straightforward_gradient_of_synapses_is_ours():
    """Both are averages over random fields: they agree within five standard errors, entry by entry."""
    rng = np.random.default_rng(0)
    m, v = rng.uniform(-0.8, 0.8, (3, 20)), rng.choice([-1.0, 1.0], (60, 20))
    plain = np.array([synapses.straightforward_gradient(m, v, 10, rng) for _ in range(150)])
    z = rng.standard_normal((5000, 3))
    model = bound.dual_partition(m, 1.0, np.concatenate([z, -z]), partial(pass_messages, damping=0.3))[1]
    ours = bound.data_term(m, v, 1.0)[1] - len(v) * model - bound.divergence(m)[1]
    error = plain.std(0) / np.sqrt(len(plain))
    assert (np.abs(plain.mean(0) - ours) < 5 * error + 0.02).all()

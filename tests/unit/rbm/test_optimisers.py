"""Optimisers: first steps by hand, the compiled ones against the readable ones, memory across interruptions."""

import numpy as np
import pytest

from placecells.rbm import compiled, pcd
from placecells.rbm.kernels import COMPILED
from placecells.rbm.machine import new_machine
from placecells.rbm.optimisers import OPTIMISERS, SGD, Adam
from placecells.rbm.run import Settings
from placecells.rbm.units.tree import leaves, tree_map


def test_adam_takes_its_first_steps_as_by_hand():
    """m_1 = 0.1 g, s_1 = 0.001 g^2: without the bias, m = g and s = g^2; then m_2 = 0.09 g + 0.1 f over 0.19, ..."""
    g, f, adam = np.array([0.5, -2.0, 0.0]), np.array([-0.25, -2.0, 1.0]), Adam(rate=0.1)
    memory = adam.init((np.zeros(3),))
    (first,), memory = adam.update((g,), memory)
    np.testing.assert_allclose(first, 0.1 * g / (np.abs(g) + 1e-8), rtol=1e-12)
    (second,), memory = adam.update((f,), memory)
    mean = (0.9 * 0.1 * g + 0.1 * f) / (1 - 0.9**2)
    square = (0.999 * 0.001 * g**2 + 0.001 * f**2) / (1 - 0.999**2)
    np.testing.assert_allclose(second, 0.1 * mean / (np.sqrt(square) + 1e-8), rtol=1e-12)
    assert memory.updates == 2


def test_adam_of_a_constant_gradient_goes_at_its_rate():
    """Without the correction of the bias the first steps would be three times too large."""
    adam, g = Adam(rate=0.01), np.array([3.0, -1e-3])
    memory = adam.init((g,))
    for _ in range(20):
        (change,), memory = adam.update((g,), memory)
        np.testing.assert_allclose(change, [0.01, -0.01], rtol=1e-4)


def test_sgd_is_rate_times_gradient():
    change, memory = SGD(0.1).update((np.array([2.0]),), ())
    assert (change[0], memory) == (np.array([0.2]), ())


def pair_of_runs(pair, optimiser, updates):
    """The machines of the compiled and the readable path after updates without noise, all parameters learned."""
    visible, hidden = pair
    colours = 3 if visible == "potts" else None
    extra = {"theta": -0.5} if hidden == "double_well" else {}
    units = 1 if hidden in ("gaussian", "double_well") else 2
    machine = new_machine(visible, hidden, sites=5, units=units, colours=colours, scale=0.3, **extra)
    data = machine.visible.start(40, np.random.default_rng(1))
    data[:, 1] = data[:, 0]  # something to learn
    settings = Settings(40, 4, "exact-moment", 0, ("field", "theta"), 0)
    machines = []
    for path in (compiled, pcd):
        run = path.prepare(machine, data, optimiser, settings)
        outcome = path.advance(run, 0, updates)
        assert outcome.is_finite
        machines.append(path.machine_of(run))
        assert outcome.weights == pytest.approx(np.linalg.norm(machines[-1].weights))
    assert np.abs(machines[0].weights - machine.weights).max() > 0.05
    return machines


@pytest.mark.parametrize("pair", sorted(COMPILED))
def test_compiled_and_readable_paths_train_alike(pair):
    ours, reference = pair_of_runs(pair, SGD(0.1), 30)
    for name, values in leaves(reference).items():
        np.testing.assert_allclose(leaves(ours)[name], values, atol=2e-5, err_msg=name)


@pytest.mark.parametrize("pair", [("spin", "spin"), ("potts", "double_well")])
def test_compiled_and_readable_adam_train_alike(pair):
    """Adam divides a gradient by its size: errors of single precision are as large as gradients are small."""
    ours, reference = pair_of_runs(pair, Adam(0.01, beta1=0.8, beta2=0.9, epsilon=1e-4), 20)
    for name, values in leaves(reference).items():
        np.testing.assert_allclose(leaves(ours)[name], values, atol=2e-4, err_msg=name)


@pytest.mark.parametrize("path", [compiled, pcd])
@pytest.mark.parametrize("name", OPTIMISERS)
def test_a_run_that_is_continued_from_its_state_ends_in_the_same_bits(path, name):
    machine = new_machine("spin", "spin", sites=6, units=2, scale=0.1)
    data = machine.visible.start(23, np.random.default_rng(0))
    negative = "exact-moment" if name == "adam" else "pcd"  # a kernel that another test of Adam has compiled
    settings = Settings(5, 4, negative, 2, ("field",), 7)
    work = (machine, data, OPTIMISERS[name](rate=0.05), settings)
    whole, first, second = (path.prepare(*work) for _ in range(3))
    path.advance(whole, 0, 17)
    path.advance(first, 0, 8)
    tree_map(np.copyto, second.state, first.state)
    path.advance(second, 8, 17)
    for name, values in leaves(whole.state).items():
        np.testing.assert_array_equal(leaves(second.state)[name], values, err_msg=name)
    assert not np.array_equal(path.machine_of(whole).weights, machine.weights)

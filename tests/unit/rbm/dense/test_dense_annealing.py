"""log Z by annealing, forwards and in reverse, against enumeration."""

import numpy as np
import pytest

from placecells.rbm import exact
from placecells.rbm.dense import annealing
from placecells.rbm.dense.machine import to_rbm

CHAINS = 400


def exact_samples(machine, chains):
    """Independent samples (R, C, N) of each replica."""
    rng = np.random.default_rng(5)
    return np.stack([exact.sample(to_rbm(machine, r), chains, rng)[0] for r in range(len(machine.weights))])


def both(device, machine, chains=CHAINS, temperatures=200, **options):
    """The forward and the reverse estimate, and the exact log Z (R,)."""
    seeds = range(10, 10 + len(machine.weights))
    options |= {"temperatures": temperatures, "seeds": seeds}
    forward = annealing.forward(device, machine, chains=chains, **options)
    reverse = annealing.reverse(device, machine, exact_samples(machine, chains), **options)
    truth = np.array([exact.log_Z(to_rbm(machine, r)) for r in range(len(machine.weights))])
    return forward, reverse, truth


@pytest.mark.parametrize(("sites", "hidden", "scale"), [(12, 12, 0.2), (8, 12, 0.7), (12, 7, 1.5), (10, 10, 2.0)])
def test_both_directions_agree_with_enumeration(device, small, sites, hidden, scale):
    """Four machines of each size. Five standard errors, and the error itself is known to some per cent where the log
    weights spread by about 1 nat or less."""
    machine = small(4, sites, hidden, scale)
    forward, reverse, truth = both(device, machine, temperatures=500 if scale > 1 else 100)
    for estimate in (forward, reverse):
        error = (estimate.high - estimate.low) / (2 * annealing.NORMAL)
        assert (estimate.spread < 1.5).all()
        assert (np.abs(estimate.log_Z - truth) < 5 * error).all()
        assert (estimate.low < estimate.log_Z).all()


def test_few_temperatures_bracket_the_exact_value(device, small):
    """With three temperatures the log weights spread, and the mean log weight lies below in either direction."""
    forward, reverse, truth = both(device, small(4, 10, 10, 0.7), chains=50, temperatures=3)
    base = annealing.log_Z_independent(small(4, 10, 10, 0.7))
    assert (base + forward.log_weights.mean(1) < truth).all()
    assert (base - reverse.log_weights.mean(1) > truth).all()
    assert (forward.spread > 0.3).all()


def test_machines_without_weights_have_their_exact_log_z(device, small):
    machine = small(2, 9, 7)
    machine = machine._replace(weights=np.zeros_like(machine.weights))
    forward, reverse, truth = both(device, machine, chains=5, temperatures=4)
    for estimate in (forward, reverse):
        np.testing.assert_allclose(estimate.log_Z, truth, rtol=1e-12)
        np.testing.assert_allclose(estimate.spread, 0.0, atol=1e-12)


def test_more_sweeps_at_a_temperature_lessen_the_spread(device, small):
    machine = small(4, 10, 10, 2.0)
    spreads = [
        annealing.forward(device, machine, seeds=range(4), chains=200, temperatures=20, sweeps=k).spread
        for k in (1, 10)
    ]
    assert spreads[1].mean() < spreads[0].mean()


def test_a_replica_does_not_depend_on_the_others(device, small):
    machine = small(3, 10, 10)
    options = {"chains": 20, "temperatures": 10}
    together = annealing.forward(device, machine, seeds=(4, 5, 6), **options)
    alone = annealing.forward(device, type(machine)(*(array[1:2] for array in machine)), seeds=(5,), **options)
    np.testing.assert_array_equal(together.log_weights[1], alone.log_weights[0])

"""What a field gains on endless data, against the machine's own log-likelihood of every configuration."""

import numpy as np

from placecells.rbm import exact
from placecells.rbm.machine import RBM
from placecells.rbm.units import Spin
from placecells.theory.averages import all_configurations, ring_probabilities
from placecells.theory.field_gains import expected_gains


def test_expected_gains_equal_the_mean_log_likelihood_over_all_configurations():
    sites, beta, amplitudes = 12, 0.8, np.array([0.3, 1.0, 3.0])
    shape = 1.2 / np.cosh((np.arange(sites) - 5.3) / 2)
    v = all_configurations(sites)
    p = ring_probabilities(v, beta)
    machines = [RBM(amplitude * shape[None], Spin(np.zeros(sites)), Spin(np.zeros(1))) for amplitude in amplitudes]
    gains = [p @ exact.log_likelihood(machine, v) + sites * np.log(2) for machine in machines]
    np.testing.assert_allclose(expected_gains(shape, amplitudes, beta), gains, atol=1e-11)

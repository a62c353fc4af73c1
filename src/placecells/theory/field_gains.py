"""Log-likelihood that weights of a given shape gain, for the machine of one -1/+1 hidden unit without fields."""

import numpy as np

from placecells.theory.averages import ring_log_cosh

AMPLITUDES = np.geomspace(0.25, 4.0, 33)  # factors of a learned place field
SHARES = np.geomspace(0.01, 1.0, 60)  # amplitudes of uniform weights, absolute
FEW = 8  # machines evaluated at a time, so that their transfer matrices fit the processor's cache


def expected_gains(shape, amplitudes, beta):
    """(P.9): exact mean gain in log-likelihood over infinite data of the Ising ring (8) at ``beta``, nat per sample.

    The weights are ``shape`` (sites,) times each of the ``amplitudes`` (amplitude,). The gain is counted from the
    machine without weights: <log cosh I> - sum_i log cosh w_i, because the partition function of the machine is
    2^(N+1) prod_i cosh w_i. Returns (amplitude,).
    """
    average, gains = ring_log_cosh(beta), []
    for few in np.array_split(amplitudes, -(-len(amplitudes) // FEW)):
        weights = np.multiply.outer(few, shape)
        gains.append(average(weights) - np.log(np.cosh(weights)).sum(axis=1))
    return np.concatenate(gains)

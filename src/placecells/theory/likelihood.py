"""What one ±1 unit without fields gains in log-likelihood, exactly, on endless data of the Ising ring."""

import numpy as np

from placecells.theory.averages import ring_log_cosh

FEW = 8  # machines at a time: their transfer matrices fit the processor's cache


def expected_gains(shape, amplitudes, beta):
    """Mean log-likelihood (amplitude,) over the law (8) at ``beta``, minus that of no weights, in nat per sample.

    The weights are ``shape`` (sites,) times each of the ``amplitudes``; <log cosh I> - sum_i log cosh w_i, because the
    machine's Z is 2^(N+1) prod cosh w_i.
    """
    average, gains = ring_log_cosh(beta), []
    for few in np.array_split(amplitudes, -(-len(amplitudes) // FEW)):
        weights = np.multiply.outer(few, shape)
        gains.append(average(weights) - np.log(np.cosh(weights)).sum(axis=1))
    return np.concatenate(gains)

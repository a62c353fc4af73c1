"""What one ±1 unit without fields gains in log-likelihood, exactly, on endless data of the Ising ring."""

import numpy as np

from placecells.theory.averages import ring_log_cosh


def expected_gains(shape, amplitudes, beta):
    """Mean log-likelihood (amplitude,) over the law (8) at ``beta``, minus that of no weights, in nat per sample.

    The weights are ``shape`` (sites,) times each of the ``amplitudes``; <log cosh I> - sum_i log cosh w_i, because the
    machine's Z is 2^(N+1) prod cosh w_i.
    """
    weights = np.multiply.outer(amplitudes, shape)
    return ring_log_cosh(beta)(weights) - np.log(np.cosh(weights)).sum(axis=1)

"""Uniform weights of one hidden spin as a stationary state of (31), and the growth of waves on them (C.7).

The averages are over given configurations: M = sum_i v_i is their total magnetisation, and growth rates are in units of
the learning rate nu.
"""

import numpy as np


def stationary_weight(total, sites):
    """(C.7): the positive w0 with <M tanh(w0 M)> / N = tanh w0, 0 where no such weight exists.

    total: M of every configuration, (sample,). sites: N.
    """
    from scipy.optimize import brentq  # here, because loading it is slow

    values, counts = np.unique(np.abs(total), return_counts=True)  # M takes few values

    def drive(w):
        return (counts @ (values * np.tanh(w * values))) / (counts.sum() * sites) - np.tanh(w)

    least, most = 1e-6, 10.0
    return brentq(drive, least, most) if drive(least) > 0.0 > drive(most) else 0.0


def wave_rate(power, total, weight):
    """(C.7): growth rate <|v_k|^2 sech^2(w0 M)> - sech^2 w0 of a wave on uniform weights w0, in units of nu.

    power: |v_k|^2 = |sum_i v_i exp(i k x_i)|^2 / N of every configuration, (sample,). total: M, (sample,).
    """
    slope = 1.0 / np.cosh(np.clip(weight * total, -300.0, 300.0)) ** 2
    return float((power * slope).mean() - 1.0 / np.cosh(weight) ** 2)

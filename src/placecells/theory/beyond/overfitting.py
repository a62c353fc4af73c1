"""Gain and loss of one -1/+1 hidden unit that is trained on few samples (C.14-C.15).

The gain is the mean log-likelihood of a configuration minus that of independent spins, -N ln 2, in nat. Weights have
the shape (site,); configurations are spins -1/+1, (sample, site).
"""

import numpy as np


def gain(weights, configurations):
    """<ln cosh(w v)> - sum_i ln cosh w_i over configurations: a float, in nat."""
    return float(_ln_cosh(configurations @ weights).mean() - _ln_cosh(weights).sum())


def curvature(weights, configurations):
    """H = -d^2(gain)/dw dw = diag(sech^2 w) - <sech^2(w v) v v^T>, (site, site)."""
    v = np.asarray(configurations, float)
    narrow = np.cosh(np.clip(v @ weights, -300.0, 300.0)) ** -2.0
    return np.diag(np.cosh(weights) ** -2.0) - (v * narrow[:, None]).T @ v / len(v)


def noise_of_samples(weights, configurations):
    """V, the covariance of the gradients tanh(w v) v of single configurations, (site, site)."""
    v = np.asarray(configurations, float)
    return np.cov(np.tanh(v @ weights)[:, None] * v, rowvar=False)


def effective_number(weights, configurations):
    """(C.14): K = tr H^-1 V, the number of weights that data fit, without the direction in which the field moves.

    That direction is the eigenvector of H that overlaps most with dw/dx: the likelihood of endless data does not depend
    on it. Raises ValueError where H has another eigenvalue that is not positive: the weights are then no maximum.
    """
    values, vectors = np.linalg.eigh(curvature(weights, configurations))
    shift = np.roll(weights, -1) - np.roll(weights, 1)
    kept = np.arange(len(values)) != np.argmax(np.abs(shift @ vectors))
    if (values[kept] <= 0).any():
        raise ValueError(f"the weights are no maximum of the likelihood: eigenvalue {values[kept].min():.2g}")
    spread = np.einsum("ij,ik,kj->j", vectors, noise_of_samples(weights, configurations), vectors)
    return float(np.sum(spread[kept] / values[kept]))


def cost_of_noise(of_data, of_model, rate, batch, chains):
    """What the noise of the updates costs, (nu/4) (tr V_data / S + tr V_model / C), in nat (C.15).

    of_data, of_model: covariances of the gradients of single configurations of the data and of the machine.
    """
    return 0.25 * rate * (np.trace(of_data) / batch + np.trace(of_model) / chains)


def held_out_gain(gain_of_many, cost, number, samples):
    """(C.14): G - E - K / (2 B), in nat. samples: B, an array of any shape."""
    return gain_of_many - cost - number / (2.0 * np.asarray(samples, float))


def fewest_samples(gain_of_many, cost, number):
    """(C.15): B at which the held-out gain vanishes, K / (2 (G - E)), in samples."""
    return number / (2.0 * (gain_of_many - cost))


def _ln_cosh(x):
    return np.logaddexp(x, -x) - np.log(2.0)

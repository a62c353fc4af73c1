"""A place field that diffuses in the landscape of a finite training set (C.11-C.13), for one -1/+1 hidden unit.

Lengths are in sites and times in updates. The landscape is known at whole sites, where no shift changes the weights.
"""

import numpy as np

ROWS = 10_000  # configurations whose inputs are in memory at once


def shifted(weights):
    """The weights at every shift along the ring: (site,) to (shift, site); row x is the field moved by x sites."""
    sites = len(weights)
    return weights[(np.arange(sites)[None, :] - np.arange(sites)[:, None]) % sites]


def gains(configurations, weights):
    """ln 2cosh(w_x v): what a configuration adds to the log-likelihood of a field moved by x sites, up to a constant.

    configurations: spins -1/+1 (sample, site). weights: (site,). Returns (sample, shift), in nat.
    """
    inputs = np.asarray(configurations, np.float32) @ shifted(weights).T.astype(np.float32)
    return np.logaddexp(inputs, -inputs)


def mean_gains(configurations, weights):
    """Mean of `gains` over configurations (sample, site): (shift,), in nat, the landscape of a training set."""
    total = np.zeros(len(weights))
    for first in range(0, len(configurations), ROWS):
        total += gains(configurations[first : first + ROWS], weights).sum(axis=0, dtype=float)
    return total / len(configurations)


def steepness(derivative, diffusion, rate):
    """(C.11): U over the mean gain, nu / (D |w'|^2), per nat: how many times the landscape is the noise's energy.

    derivative: w', (site,). diffusion: D, in sites^2 per update, where there is no landscape. rate: nu.
    """
    return rate / (diffusion * np.sum(np.asarray(derivative) ** 2))


def slowing(potential):
    """(C.12): D_eff / D = 1 / (<e^U> <e^-U>), averages over the ring; 1 where U is flat. potential: (..., shift).

    Lifson and Jackson's law for long times; exact for a force that does not change with time, and constant D.
    """
    number = np.shape(potential)[-1]
    both = np.logaddexp.reduce(potential, axis=-1) + np.logaddexp.reduce(-potential, axis=-1)
    return np.exp(2.0 * np.log(number) - both)


def crossover(configurations, weights, steep):
    """(C.13): B*, the number of independent samples at which a field is half way from trapped (B << B*) to free.

    configurations: fresh ones (sample, site). weights: (site,). steep: from `steepness`. Returns a float, in samples.
    """
    found = gains(configurations, weights)
    along = found - found.mean(axis=1, keepdims=True)
    return float(steep**2 * along.var(axis=0).mean())

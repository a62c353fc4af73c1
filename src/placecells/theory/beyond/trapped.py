"""A place field that diffuses in the landscape of a finite training set (C.11-C.13, C.16), for one -1/+1 hidden unit.

Lengths are in sites and times in updates. The landscape is known at whole sites, where no shift changes the weights.
"""

import numpy as np

ROWS = 10_000  # configurations whose inputs are in memory at once
FINE = 4  # points a site of a walk
DEEPEST = 60.0  # largest difference of U in a landscape: its stationary law then spans 26 powers of ten
SMALL_WAVE = 1e-4  # of the characteristic function whose curvature is the mean-square displacement
TINY = 1e-14  # added to rates, so that none is zero


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


def displacements(potential, diffusion, lags, start, end):
    """(C.16): mean-square displacement (sites^2) at each of the lags of a walker in the landscape U, exact: (lag,).

    The walker starts anywhere at time 0; origins of the displacements are all times from `start` to `end`. potential: U
    at whole sites, (shift,); between them it is interpolated. diffusion: D. lags, start, end: in updates. NaN where U
    varies by more than DEEPEST, beyond what rounding allows to compute.
    """
    u = _interpolated(potential)
    if np.ptp(u) > DEEPEST:
        return np.full(len(lags), np.nan)
    hop = diffusion * FINE**2  # rate of hops over 1/FINE sites where U is flat
    leave = hop * (np.exp((u - np.roll(u, -1)) / 2.0) + np.exp((u - np.roll(u, 1)) / 2.0))
    half = np.exp(-(u - u.min()) / 2.0)  # root of the stationary law
    values, vectors = np.linalg.eigh(_rates(hop, leave, 0.0))
    values, span = np.minimum(values, 0.0) - TINY, end - start
    mean = (np.exp(values * end) - np.exp(values * start)) / (values * span)
    origins = (vectors @ (mean * (vectors.T @ (1.0 / half)))).real / len(u)  # their law over the root
    values, vectors = np.linalg.eigh(_rates(hop, leave, SMALL_WAVE))
    left, right = origins @ vectors, vectors.conj().T @ half
    weight = (left * right).sum().real
    characteristic = np.array([(left * np.exp(values * lag) * right).sum().real for lag in lags]) / weight
    return 2.0 * (1.0 - characteristic) / (SMALL_WAVE * FINE) ** 2


def _interpolated(potential):
    """The potential at FINE points a site, by its waves."""
    sites = len(potential)
    return np.fft.irfft(np.fft.rfft(potential)[: (sites + 1) // 2], n=FINE * sites) * FINE


def _rates(hop, leave, wave):
    """Rates of hops ahead, times e^(i wave), and back, times e^(-i wave), between points, as a Hermitian matrix.

    Rows are multiplied by the root of the stationary law, and columns divided by it, so that all hops have one rate.
    """
    number = len(leave)
    at, rates = np.arange(number), np.diag(-leave).astype(complex if wave else float)
    rates[at, (at + 1) % number] += hop * (np.exp(1j * wave) if wave else 1.0)
    rates[at, (at - 1) % number] += hop * (np.exp(-1j * wave) if wave else 1.0)
    return rates


def crossover(configurations, weights, steep):
    """(C.13): B*, the number of independent samples at which a field is half way from trapped (B << B*) to free.

    configurations: fresh ones (sample, site). weights: (site,). steep: from `steepness`. Returns a float, in samples.
    """
    found = gains(configurations, weights)
    along = found - found.mean(axis=1, keepdims=True)
    return float(steep**2 * along.var(axis=0).mean())

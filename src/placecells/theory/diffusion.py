"""Diffusion of a place field by the noise of stochastic gradients, projected on the translation w' = dw/dx.

Lengths are in sites and times in updates. Diffusion coefficients D are in sites^2 per update: the mean-square
displacement after t updates is 2 D t.
"""

import numpy as np


def smoothed_derivative(weights, smoothing=0.0):
    """dw/dx along the last, periodic axis of weights (..., sites), low-passed by a Gaussian; the shape stays.

    smoothing: standard deviation of the Gaussian, in sites.
    """
    wavenumber = 2.0 * np.pi * np.fft.rfftfreq(weights.shape[-1])
    filtered = 1j * wavenumber * np.exp(-0.5 * (smoothing * wavenumber) ** 2)
    if weights.shape[-1] % 2 == 0:
        filtered[-1] = 0.0  # the wave of two sites has no derivative on the lattice
    return np.fft.irfft(filtered * np.fft.rfft(weights), n=weights.shape[-1])


def projected_gradient(configurations, weights, direction):
    """Gradient <h_a|v> v_i of one configuration, projected on a direction and summed over hidden units a and sites i.

    configurations: spins -1/+1, (samples, sites). weights, direction: (hidden, sites). Hidden units are -1/+1 without
    fields. Returns (samples,).
    """
    v = np.asarray(configurations, dtype=float)
    return np.sum(np.tanh(v @ weights.T) * (v @ direction.T), axis=1)


def sample_one_unit(weights, samples, generator):
    """(P.8): independent samples of the machine of one spin hidden unit with weights (sites,), given h = +1.

    Given h = +1, the spins are independent, with P(v_i = +1) = 1/(1 + exp(-2 w_i)). Samples given h = -1 have the
    opposite sign, on which <h|v> v_i does not depend. generator: a numpy Generator. Returns spins -1/+1, (samples,
    sites).
    """
    up = 1.0 / (1.0 + np.exp(-2.0 * np.asarray(weights)))
    return np.where(generator.random((samples, len(up))) < up, 1.0, -1.0)


def sample_units(weights, samples, generator):
    """Independent samples of the machine of a few -1/+1 hidden units without fields: spins -1/+1, (samples, sites).

    weights: (hidden, sites). The states h of the hidden units are drawn from their exact law, P(h) proportional to
    prod_i 2 cosh(sum_a h_a w_ai), over all 2^hidden states; given h, the spins are independent. generator: a numpy
    Generator.
    """
    hidden = len(weights)
    states = 2.0 * (np.arange(2**hidden)[:, None] >> np.arange(hidden) & 1) - 1.0
    inputs = states @ weights
    log_weight = np.sum(np.logaddexp(inputs, -inputs), axis=1)
    share = np.exp(log_weight - log_weight.max())
    drawn = generator.choice(len(states), samples, p=share / share.sum())
    up = 1.0 / (1.0 + np.exp(-2.0 * inputs))
    return np.where(generator.random((samples, weights.shape[1])) < up[drawn], 1.0, -1.0)


def correlation_factor(autocorrelation):
    """(P.24): 1 + 2 sum_l rho_l, the factor by which correlated chains increase the variance of a model average.

    autocorrelation: rho_1, rho_2, ... (lags,).
    """
    return 1.0 + 2.0 * np.sum(autocorrelation)


def diffusion_coefficient(derivative, data_variance, model_variance, *, rate, batch, chains):
    """(P.23): D = (nu^2 / 2) [Var_data / S + Var_model / chains] / (sum_a |w'_a|^2)^2, in sites^2 per update.

    derivative: w', (hidden, sites); with several hidden units D is that of their common translation. data_variance,
    model_variance: variances of `projected_gradient` along w' over the data and over the model. rate: nu, the learning
    rate. batch: S, samples per update. chains: number of independent chains, np.inf for exact model averages.
    """
    norm = np.sum(np.asarray(derivative) ** 2)
    return 0.5 * rate**2 * (data_variance / batch + model_variance / chains) / norm**2


def field_diffusion(weights, data, model, *, rate, batch, chains, smoothing=0.0):
    """`diffusion_coefficient` of the place fields of weights (hidden, sites).

    data, model: configurations (samples, sites) of the data and of the machine, from which the variances are estimated.
    """
    derivative = smoothed_derivative(weights, smoothing)
    return diffusion_coefficient(
        derivative,
        projected_gradient(data, weights, derivative).var(),
        projected_gradient(model, weights, derivative).var(),
        rate=rate,
        batch=batch,
        chains=chains,
    )

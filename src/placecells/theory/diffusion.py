"""Diffusion of the field by SGD noise: the noise projected on the translation mode w' of the field.

Lengths are in sites and time is in updates, so diffusion coefficients are in sites^2 per update; MSD = 2 D t.
"""

import numpy as np


def smoothed_derivative(weights, smoothing=0.0):
    """dw/dx along the last, periodic axis, low-passed by a Gaussian of deviation ``smoothing`` sites."""
    wavenumber = 2.0 * np.pi * np.fft.rfftfreq(weights.shape[-1])
    filtered = 1j * wavenumber * np.exp(-0.5 * (smoothing * wavenumber) ** 2)
    if weights.shape[-1] % 2 == 0:
        filtered[-1] = 0.0  # the derivative of the shortest wave is not defined on the sites
    return np.fft.irfft(filtered * np.fft.rfft(weights), n=weights.shape[-1])


def projected_gradient(configurations, weights, direction):
    """sum_a g_a . direction_a with g_a,i = <h_a|v> v_i, one number per configuration (samples, sites).

    ``weights`` and ``direction`` have shape (hidden, sites); hidden units are +-1 without fields.
    """
    v = np.asarray(configurations, dtype=float)
    return np.sum(np.tanh(v @ weights.T) * (v @ direction.T), axis=1)


def sample_one_unit(weights, samples, generator):
    """Independent samples of the machine of one unit, up to the global sign, shape (samples, sites).

    v = h s with independent s_i, P(s_i = 1) = 1/(1 + exp(-2 w_i)); <h|v> v_i does not depend on h, so h = 1.
    """
    up = 1.0 / (1.0 + np.exp(-2.0 * np.asarray(weights)))
    return np.where(generator.random((samples, len(up))) < up, 1.0, -1.0)


def correlation_factor(autocorrelation):
    """1 + 2 sum_l rho_l: by what correlated chains multiply the model's variance; rho_1, rho_2, ... given."""
    return 1.0 + 2.0 * np.sum(autocorrelation)


def diffusion_coefficient(derivative, data_variance, model_variance, *, rate, batch, chains):
    """D = (nu^2 / 2) [Var_data / S + Var_model / chains] / (sum_a |w'_a|^2)^2, in sites^2 per update.

    ``derivative`` is w' (hidden, sites): for several units, of all of them moving together. The variances
    are those of `projected_gradient` along it, over data and over the model. ``chains`` may be inf (exact
    moments).
    """
    norm = np.sum(np.asarray(derivative) ** 2)
    return 0.5 * rate**2 * (data_variance / batch + model_variance / chains) / norm**2


def field_diffusion(weights, data, model, *, rate, batch, chains, smoothing=0.0):
    """`diffusion_coefficient` of weights (hidden, sites) from configurations of the data and of the model."""
    derivative = smoothed_derivative(weights, smoothing)
    return diffusion_coefficient(
        derivative,
        projected_gradient(data, weights, derivative).var(),
        projected_gradient(model, weights, derivative).var(),
        rate=rate,
        batch=batch,
        chains=chains,
    )

"""Diffusion of a place field on colours, in space and in phase, by the noise of stochastic gradients.

The field w_i(a) can move along the ring (x, in sites) and turn on the circle of colours (phi, in radians). Both are
zero modes. Noise is projected on both, as in `placecells.theory.diffusion` on one. Times are in updates.
"""

import numpy as np

UNITS = {  # values of h, mean of h given its input
    "spin": ((-1.0, 1.0), np.tanh),
    "zero_one": ((0.0, 1.0), lambda inputs: 0.5 * (1.0 + np.tanh(0.5 * inputs))),
}


def zero_modes(weights, smoothing=0.0):
    """dw/dx and dw/dphi of weights (hidden, site, colour), low-passed in space: (2, hidden, site, colour).

    smoothing: standard deviation of the Gaussian in space, in sites. A phase phi turns the field by q phi / 2 pi
    colours.
    """
    along_sites = _derivative(weights, -2, smoothing)
    along_colours = _derivative(weights, -1) * weights.shape[-1] / (2.0 * np.pi)
    return -np.stack([along_sites, along_colours])


def _derivative(weights, axis, smoothing=0.0):
    """Derivative along a periodic axis by Fourier's series, with a Gaussian low-pass; the shape stays."""
    length = weights.shape[axis]
    wavenumber = 2.0 * np.pi * np.fft.rfftfreq(length)
    filtered = 1j * wavenumber * np.exp(-0.5 * (smoothing * wavenumber) ** 2)
    if length % 2 == 0:
        filtered[-1] = 0.0  # the wave of two sites has no derivative on the lattice
    series = np.moveaxis(np.fft.rfft(weights, axis=axis), axis, -1) * filtered
    return np.moveaxis(np.fft.irfft(series, n=length, axis=-1), -1, axis)


def projected_gradient(configurations, weights, modes, unit):
    """Gradient <h_mu|v> delta(v_i, a) of each configuration, summed against every mode: (samples, mode).

    configurations: colours 0 ... q-1, (samples, site). weights: (hidden, site, colour). modes: (mode, hidden, site,
    colour). unit: a name in UNITS; external fields are zero.
    """
    _, mean = UNITS[unit]
    hidden = mean(_sums(configurations, weights))
    return np.stack([(hidden * _sums(configurations, mode)).sum(axis=1) for mode in modes], axis=1)


def _sums(configurations, weights):
    """sum_i w_i(v_i) of every configuration and hidden unit: (samples, hidden)."""
    sites = np.arange(weights.shape[1])
    return np.stack([one[sites, configurations].sum(axis=1) for one in weights], axis=1)


def sample_units(weights, unit, samples, generator):
    """Independent samples of the machine of a few two-valued hidden units without fields: colours, (samples, site).

    weights: (hidden, site, colour). The states of the hidden units are drawn from their exact law, over all 2^hidden
    states; given these, the colours of the sites are independent. generator: a numpy Generator.
    """
    values, _ = UNITS[unit]
    bits = np.arange(2 ** len(weights))[:, None] >> np.arange(len(weights)) & 1
    inputs = np.tensordot(np.take(values, bits), weights, axes=1)  # (state, site, colour)
    top = inputs.max(axis=-1, keepdims=True)
    law = np.exp(inputs - top)
    log_weight = (np.log(law.sum(axis=-1)) + top[..., 0]).sum(axis=-1)
    share = np.exp(log_weight - log_weight.max())
    drawn = generator.choice(len(bits), samples, p=share / share.sum())
    edges = np.cumsum(law, axis=-1) / law.sum(axis=-1, keepdims=True)
    found = np.zeros((samples, weights.shape[1]), dtype=np.intp)
    chance = generator.random(found.shape)
    for colour in range(weights.shape[2] - 1):
        found += chance >= edges[drawn, :, colour]
    return found


def diffusion_matrix(modes, data_covariance, model_covariance, *, rate, batch, chains):
    """(P.23) for several zero modes: D = nu^2/2 G^-1 [Cov_data/S + Cov_model/chains] G^-1, (mode, mode) per update.

    modes: (mode, ...), the derivatives of the weights by the coordinates. G: their scalar products. data_covariance,
    model_covariance: covariances of `projected_gradient` (mode, mode). rate: nu. batch: S. chains: number of
    independent chains.
    """
    flat = modes.reshape(len(modes), -1)
    inverse = np.linalg.inv(flat @ flat.T)
    return 0.5 * rate**2 * inverse @ (data_covariance / batch + model_covariance / chains) @ inverse


def field_diffusion(weights, unit, data, model, *, rate, batch, chains, smoothing=0.0):
    """`diffusion_matrix` of the place fields of weights (hidden, site, colour): rows and columns are x and phi.

    data, model: configurations (samples, site) of the data and of the machine, from which the covariances follow.
    """
    modes = zero_modes(weights, smoothing)
    covariances = (np.cov(projected_gradient(v, weights, modes, unit).T) for v in (data, model))
    return diffusion_matrix(modes, *covariances, rate=rate, batch=batch, chains=chains)

"""The localised stationary profile u of the cubic flow: its form in the continuum (41-46) and its stability.

Lengths are in sites, profiles are u = w / sqrt(beta), and growth rates are in units of nu beta.
"""

import numpy as np

from placecells.theory.flow import cubic_jacobian


def stationary_kappas(linear=2.0):
    """Inverse widths kappa (1/site) of the two stationary profiles, the smaller first (44).

    They are the roots of kappa^2 + linear = 4 kappa. ``linear`` is the coefficient of u in (37), 2 in the paper, where
    kappa = 2 -+ sqrt(2). At linear = 4 the two roots meet at kappa = 2 (a saddle-node bifurcation).
    """
    split = np.sqrt(4.0 - linear)
    return 2.0 - split, 2.0 + split


def profile(position, kappa, centre=0.0):
    """(43): u(x) = sqrt(2) kappa sech(kappa (x - centre)). position: x in sites, any shape, which is returned."""
    return np.sqrt(2.0) * kappa / np.cosh(kappa * (np.asarray(position) - centre))


def full_width(kappa):
    """Full width at half maximum of the profile (43), in sites: 2 arcosh(2) / kappa."""
    return 2.0 * np.arccosh(2.0) / kappa


def amplitude_rate(kappa):
    """(45-46): growth rate 8 kappa (kappa - 3)/3 of the perturbation u -> (1 + eps) u, in units of nu beta.

    This is the rate along one direction: other perturbations can grow faster, see `linear_spectrum`.
    """
    return 8.0 * kappa * (kappa - 3.0) / 3.0


def linear_spectrum(kappa, half_length=20.0, points=400):
    """(P.21): growth rates of perturbations of the profile (43), (points,), descending, in units of nu beta.

    They are the spectrum of (37) linearised. With y = kappa x the operator is
    kappa^2 [d^2/dy^2 + 6 sech^2 y - 1 - (4/kappa) sech y int sech y dy]. It is discretised at ``points`` points by
    Fourier differentiation on the ring -half_length <= y < half_length. One eigenvalue is 0: that of the translation.
    Perturbations far from the profile form the band below -kappa^2.
    """
    y = np.linspace(-half_length, half_length, points, endpoint=False)
    step = y[1] - y[0]
    wavenumber = 2.0 * np.pi * np.fft.fftfreq(points, step)
    point = np.arange(points)
    second_derivative = np.fft.ifft(-(wavenumber**2)).real[point[:, None] - point]
    sech = 1.0 / np.cosh(y)
    operator = second_derivative + np.diag(6.0 * sech**2 - 1.0) - 4.0 / kappa * step * np.outer(sech, sech)
    return kappa**2 * np.linalg.eigvalsh(operator)[::-1]


def lattice_spectrum(state):
    """Growth rates of perturbations of a stationary profile ``state`` (sites,) of (36): (sites,), descending."""
    return np.linalg.eigvalsh(cubic_jacobian(state[None]))[::-1]

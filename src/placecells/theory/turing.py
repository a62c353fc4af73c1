"""Appendix A: the uniform state of the cubic flow of one hidden unit and its Turing instability (53-64).

``length`` is the length of the ring in sites. Growth rates are in units of nu beta, wavenumbers in radians per site.
"""

from typing import NamedTuple

import numpy as np


def uniform_amplitude(length):
    """u0 = sqrt(2 / (length - 1)), the uniform stationary state; it exists for length > 1."""
    return np.sqrt(2.0 / (np.asarray(length, dtype=float) - 1.0))


def growth_rate(wavenumber, length):
    """Growth rate in the continuum (37): s(p) = 2 u0^2 - p^2 for p > 0, and -4 for the uniform mode p = 0."""
    p = np.asarray(wavenumber, dtype=float)
    return np.where(p == 0.0, -4.0, 2.0 * uniform_amplitude(length) ** 2 - p**2)


def lattice_growth_rate(wavenumber, length):
    """Growth rate on the lattice (36): s(p) = 2 u0^2 - 2 (1 - cos p) for p > 0, and -4 for the uniform mode p = 0."""
    p = np.asarray(wavenumber, dtype=float)
    return np.where(p == 0.0, -4.0, 2.0 * uniform_amplitude(length) ** 2 - 2.0 * (1.0 - np.cos(p)))


def fastest_ring_rate(length, rate):
    """Growth rate of the longest wave on the ring, p = 2 pi / length, which grows fastest.

    rate: `growth_rate` or `lattice_growth_rate`.
    """
    return rate(2.0 * np.pi / np.asarray(length), length)


def critical_length():
    """(P.27): length above which a ring's longest wave grows in the continuum, (pi^2 + sqrt(pi^4 - 4 pi^2))/2 sites."""
    return 0.5 * (np.pi**2 + np.sqrt(np.pi**4 - 4.0 * np.pi**2))


def critical_lattice_length():
    """`critical_length` for the lattice, as a real number: rings from the next integer on are unstable."""
    from scipy.optimize import brentq  # here, because figure A1 needs the rest of this module only

    return brentq(lambda length: fastest_ring_rate(length, lattice_growth_rate), 4.0, 20.0)


class TwoSpecies(NamedTuple):
    """(P.25): the flow (37) as the limit of a reaction-diffusion system of an activator u and an inhibitor v.

    The inhibitor v is r in (P.25), diffusion is D_r, time is tau and length is L:
    du/dt = u'' + 2 u + u^3 - u v,    time * dv/dt = diffusion * v'' + length * u^2 - v.
    For diffusion -> infinity v is uniform, and for time -> 0 v follows u without delay: v = R = int u^2 dx, which gives
    (37).
    """

    length: float  # sites
    diffusion: float  # of the inhibitor, over that of the activator
    time: float  # relaxation time of the inhibitor, 1/(nu beta)

    def reaction(self):
        """Derivatives ((f_u, f_v), (g_u, g_v)) of the reaction terms f of u and g of v at the uniform state: (2, 2)."""
        u0 = uniform_amplitude(self.length)
        return np.array([[2.0 * u0**2, -u0], [2.0 * self.length * u0 / self.time, -1.0 / self.time]])

    def conditions(self):
        """(P.26): the four Turing conditions, as quantities that must be positive: (4,).

        The uniform state is stable against uniform perturbations where -(f_u + g_v) and f_u g_v - f_v g_u are positive.
        Some wave grows where delta f_u + g_v and (delta f_u + g_v)^2 - 4 delta (f_u g_v - f_v g_u) are positive.
        delta = diffusion/time is the ratio of the two diffusion constants.
        """
        (f_u, f_v), (g_u, g_v) = self.reaction()
        ratio = self.diffusion / self.time
        determinant = f_u * g_v - f_v * g_u
        mixed = ratio * f_u + g_v
        return np.array([-(f_u + g_v), determinant, mixed, mixed**2 - 4.0 * ratio * determinant])

    def growth_rate(self, wavenumber):
        """Dispersion relation: the larger real part of the two eigenvalues at each ``wavenumber`` (any shape)."""
        p = np.asarray(wavenumber, dtype=float)[..., None, None]
        matrix = self.reaction() - p**2 * np.diag([1.0, self.diffusion / self.time])
        return np.linalg.eigvals(matrix).real.max(axis=-1)

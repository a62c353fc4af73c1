"""Appendix A: the uniform state of the small-beta flow and its Turing instability (53-64).

``length`` is the length of the ring in sites. Rates are in units of nu beta, wavenumbers in radians per site.
"""

from typing import NamedTuple

import numpy as np


def uniform_amplitude(length):
    """u0 = sqrt(2 / (length - 1)), the uniform fixed point; needs length > 1."""
    return np.sqrt(2.0 / (np.asarray(length, dtype=float) - 1.0))


def growth_rate(wavenumber, length):
    """Continuum: s(p) = 2 u0^2 - p^2 for p > 0, and -4 for the homogeneous mode p = 0."""
    p = np.asarray(wavenumber, dtype=float)
    return np.where(p == 0.0, -4.0, 2.0 * uniform_amplitude(length) ** 2 - p**2)


def lattice_growth_rate(wavenumber, length):
    """Lattice: s(p) = 2 u0^2 - 2 (1 - cos p) for p > 0, and -4 for the homogeneous mode p = 0."""
    p = np.asarray(wavenumber, dtype=float)
    return np.where(p == 0.0, -4.0, 2.0 * uniform_amplitude(length) ** 2 - 2.0 * (1.0 - np.cos(p)))


def fastest_ring_rate(length, rate):
    """Growth rate of the slowest wave that fits the ring, p = 2 pi / length: it is the first to grow."""
    return rate(2.0 * np.pi / np.asarray(length), length)


def critical_length():
    """Continuum: the ring length above which p = 2 pi / length grows, (pi^2 + sqrt(pi^4 - 4 pi^2))/2."""
    return 0.5 * (np.pi**2 + np.sqrt(np.pi**4 - 4.0 * np.pi**2))


def critical_lattice_length():
    """The same for the lattice, as a real number; rings from the next integer on are unstable."""
    from scipy.optimize import brentq  # here, because figure A1 needs the rest of this module only

    return brentq(lambda length: fastest_ring_rate(length, lattice_growth_rate), 4.0, 20.0)


class TwoSpecies(NamedTuple):
    """The flow as activator u and inhibitor v, linearised at its uniform state.

    du/dt = u'' + 2 u + u^3 - u v,    time * dv/dt = diffusion * v'' + length * u^2 - v.
    As diffusion -> infinity v becomes uniform, and as time -> 0 it follows at once: v = R = int u^2, which
    is (37).
    """

    length: float
    diffusion: float
    time: float

    def reaction(self):
        """Derivatives ((f_u, f_v), (g_u, g_v)) of the reaction terms at the uniform state, shape (2, 2)."""
        u0 = uniform_amplitude(self.length)
        return np.array([[2.0 * u0**2, -u0], [2.0 * self.length * u0 / self.time, -1.0 / self.time]])

    def conditions(self):
        """The four Turing conditions as quantities that must be positive, shape (4,).

        -(f_u + g_v) and f_u g_v - f_v g_u: the homogeneous state is stable. D f_u + g_v, where D is the
        ratio of the two diffusion constants, and its square minus 4 D (f_u g_v - f_v g_u): some wave grows.
        """
        (f_u, f_v), (g_u, g_v) = self.reaction()
        ratio = self.diffusion / self.time
        determinant = f_u * g_v - f_v * g_u
        mixed = ratio * f_u + g_v
        return np.array([-(f_u + g_v), determinant, mixed, mixed**2 - 4.0 * ratio * determinant])

    def growth_rate(self, wavenumber):
        """Largest real part of the two eigenvalues at each ``wavenumber``: the dispersion relation."""
        p = np.asarray(wavenumber, dtype=float)[..., None, None]
        matrix = self.reaction() - p**2 * np.diag([1.0, self.diffusion / self.time])
        return np.linalg.eigvals(matrix).real.max(axis=-1)

"""Diffusion of one mode: variances, spectra of the Fokker-Planck operator, memory of Gibbs sweeps, repaired forces.

Equations (B.22) to (B.24) and (B.26) of docs/physics.md. u is dimensionless, and so are times, which are in units of an
inverse curvature.
"""

import numpy as np

from placecells.theory.reciprocal_space.landau import tilted


def variance(time, curvature):
    """Var u(t) of (B.22) from u(0) = 0 in a potential of curvature kappa = 4 -+ lambda: arrays that broadcast.

    It converges to 1 / kappa for kappa > 0, is 2 t for kappa = 0 and grows without bound for kappa < 0.
    """
    time, curvature = np.broadcast_arrays(np.asarray(time, float), np.asarray(curvature, float))
    flat = np.abs(curvature) < 1e-12
    safe = np.where(flat, 1.0, curvature)
    return np.where(flat, 2.0 * time, -np.expm1(-2.0 * safe * time) / safe)


def boson_spectrum(curvature, quartic=0.0, levels=4, points=4001):
    """The lowest `levels` eigenvalues (levels,) of H of (B.23), U(u) = curvature u^2 / 2 + quartic u^4.

    Second-order differences on a mesh of `points` values of u, with H's eigenfunctions 0 at both ends.
    """
    import scipy.linalg

    u = np.linspace(-1.0, 1.0, points) * _reach(curvature, quartic)
    slope = curvature * u + 4.0 * quartic * u**3
    potential = slope**2 / 4.0 - (curvature + 12.0 * quartic * u**2) / 2.0
    step = u[1] - u[0]
    side = np.full(points - 1, -1.0 / step**2)
    return scipy.linalg.eigh_tridiagonal(
        2.0 / step**2 + potential, side, eigvals_only=True, select="i", select_range=(0, levels - 1)
    )


def _reach(curvature, quartic):
    """A distance from 0 at which U is 80 above its minimum, where eigenfunctions exp(-U / 2) have vanished.

    Without a quartic term the size of the curvature counts, because the eigenfunctions depend on its size alone.
    """
    curvature = curvature if quartic else abs(curvature)
    u = np.geomspace(0.01, 1000.0, 2000)
    height = curvature * u**2 / 2.0 + quartic * u**4
    return u[np.flatnonzero(height - height.min() < 80.0)[-1]]


def sweep_correlation(value):
    """Correlation (lambda / 4)^2 (B.24) of X between one Gibbs sweep and the next, lambda < 4: (...,) -> (...,)."""
    return np.square(np.asarray(value, dtype=float) / 4.0)


def entropic_force(vector, points=4001, largest=40.0):
    """Table of the force (B.26) of the entropy on X = u.(v - 1/2).

    Returns X (points,) in increasing order and the force (points,). The force is -theta(X) - d log V / dX / 2: theta is
    the field whose mean is X, and the law of X for fair units is exp(-S) / sqrt(V) with S' = theta, V = dX/dtheta
    (saddle point). vector: the unit vector u (n,). `largest`: the largest |theta|, in units of the inverse root mean
    square of the vector's entries.
    """
    theta = np.linspace(-1.0, 1.0, points) * largest / np.sqrt(np.mean(vector**2))
    _, x, width = tilted(theta, vector)
    return x, -theta - 0.5 * np.gradient(np.log(width), x)

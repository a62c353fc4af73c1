"""The equation of small beta on a ring or a torus, its uniform state, and its stripes (C.2-C.6).

``sides``: side lengths in sites, one for a ring, two for a torus. Profiles u = w / sqrt(beta) have the shape ``sides``.
Growth rates are in units of nu beta, times in units of 1/(nu beta), nu being the learning rate.
"""

import math

import numpy as np

TOWNES_NORM = 11.7009  # int T^2 of the Townes profile, the solution of T'' + T'/r - T + T^3 = 0 without a node
CRITICAL_ASPECT = math.pi**2 / 2.0  # (C.5): long side over short side of the shortest unstable large rectangle
ISING_COUPLING = 14.697  # g_4 of the two-dimensional Ising model above its transition
ASPECT_AT_TRANSITION = 12.0 * math.pi**2 / ISING_COUPLING  # (C.9): CRITICAL_ASPECT near the transition, an estimate


def neighbour_sum(profile):
    """Sum over the nearest neighbours of every site of a profile of shape ``sides``; all axes are periodic."""
    return sum(np.roll(profile, step, axis) for axis in range(profile.ndim) for step in (1, -1))


def flow(profile):
    """(C.2): du/dt = sum over neighbours of u + u^3 - u sum_k u_k^2 for a profile of shape ``sides``."""
    return neighbour_sum(profile) + profile**3 - profile * np.sum(profile**2)


def energy(profile):
    """(C.2): the function E of which the flow is the downhill gradient, du/dt = -dE/du. In units of nu beta."""
    square = profile**2
    return -0.5 * np.sum(profile * neighbour_sum(profile)) + 0.25 * (np.sum(square) ** 2 - np.sum(square**2))


def dilation_energy(size, norm, dimensions):
    """(C.3): what a Gaussian profile of norm R = int u^2 adds to -d R + R^2/4, in the continuum. In units of nu beta.

    u^2 has standard deviation ``size`` (sites, any shape) along every axis. The gradient gives d R/(8 size^2), the
    quartic term -R^2/(4 (4 pi size^2)^(d/2)).
    """
    square = np.asarray(size, dtype=float) ** 2
    return norm * dimensions / (8.0 * square) - norm**2 / (4.0 * (4.0 * math.pi * square) ** (dimensions / 2.0))


def coupling_matrix(sides):
    """The matrix of `neighbour_sum` for flattened profiles, (sites, sites)."""
    sites = math.prod(sides)
    return np.stack([neighbour_sum(one.reshape(sides)).ravel() for one in np.eye(sites)])


def jacobian(profile, couplings):
    """Derivative of the flattened `flow` with respect to the flattened profile, (sites, sites).

    couplings: `coupling_matrix` of the profile's sides.
    """
    u = profile.ravel()
    matrix = couplings - 2.0 * np.outer(u, u)
    matrix[np.diag_indices(len(u))] += 3.0 * u**2 - np.sum(u**2)
    return matrix


def uniform_amplitude(sides):
    """(C.4): u0 = sqrt(2 d / (N - 1)), the uniform stationary state for N sites in d = len(sides) dimensions."""
    return np.sqrt(2.0 * len(sides) / (math.prod(sides) - 1.0))


def growth_rate(waves, sides):
    """(C.4): growth rate of a wave on the uniform state, -4 d for the uniform wave. In units of nu beta.

    waves: whole numbers of waves along every side, in the order of the sides.
    """
    if not any(waves):
        return -4.0 * len(sides)
    damping = sum(2.0 - 2.0 * np.cos(2.0 * np.pi * wave / side) for wave, side in zip(waves, sides, strict=True))
    return 2.0 * uniform_amplitude(sides) ** 2 - damping


def fastest_rate(sides):
    """(C.4): growth rate of the longest wave along the longest side, the least damped wave of all."""
    waves = [0] * len(sides)
    waves[int(np.argmax(sides))] = 1
    return growth_rate(waves, sides)


def shortest_unstable(short):
    """(C.5): the shortest long side, in sites, at which the uniform state of a rectangle with this short side grows."""
    long = short
    while fastest_rate((long, short)) <= 0.0:
        long += 1
    return long


def stripe_modulus(long, short):
    """(C.6): parameter m = k^2 of the stripe u = A dn(x) on a long x short rectangle, 0 where there is no stripe.

    The stripe is the wave of one period along the long side; lattice spacing is neglected.
    """
    from scipy.optimize import brentq  # here, because loading it is slow, and claims read the rest of this module
    from scipy.special import ellipe, ellipk

    def excess(m):
        k = ellipk(m)
        return k**2 * (2.0 - m) / long**2 - 2.0 * k * ellipe(m) * short / long + 1.0

    return brentq(excess, 0.0, 1.0 - 1e-12) if excess(0.0) > 0.0 else 0.0


def stripe_depth(long, short):
    """(C.6): smallest over largest u of the stripe, sqrt(1 - m); 1 where only the uniform state is there."""
    return math.sqrt(1.0 - stripe_modulus(long, short))

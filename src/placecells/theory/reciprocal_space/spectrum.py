"""Singular values and vectors of random weights W (N, M) with independent entries of standard deviation s.

Equations (B.6), (B.7), (B.10), (B.19) and (B.25) of docs/physics.md. All quantities are dimensionless.
"""

import numpy as np


def edges(visible, hidden, scale):
    """Lower and upper edge lambda_-, lambda_+ of the singular values, after (B.6).

    visible, hidden: numbers N, M of units; scale: s. Returns two floats.
    """
    return scale * abs(np.sqrt(visible) - np.sqrt(hidden)), scale * (np.sqrt(visible) + np.sqrt(hidden))


def density(value, visible, hidden, scale):
    """Density (B.6) of the singular values, 0 outside of the edges: value (...,) > 0 -> (...,)."""
    value = np.asarray(value, dtype=float)
    low, high = edges(visible, hidden, scale)
    inside = np.clip((high**2 - value**2) * (value**2 - low**2), 0.0, None)
    return np.sqrt(inside) / (np.pi * min(visible, hidden) * scale**2 * value)


def distribution(value, visible, hidden, scale):
    """Share of singular values below `value`, the integral of (B.6): (...,) -> (...,), between 0 and 1.

    With lambda^2 = a - b cos(theta), a and b the middle and half width of the squared edges, the density of theta is
    b^2 sin^2(theta) / (a - b cos(theta)), whose integral is elementary.
    """
    low, high = edges(visible, hidden, scale)
    a, b = (high**2 + low**2) / 2.0, (high**2 - low**2) / 2.0
    theta = np.arccos(np.clip((a - np.square(value)) / b, -1.0, 1.0))
    turned = np.arctan2(high * np.sin(theta / 2.0), low * np.cos(theta / 2.0))
    return (b * np.sin(theta) + a * theta - 2.0 * low * high * turned) / (2.0 * np.pi * min(visible, hidden) * scale**2)


def haar_participation(units):
    """Mean of N * IPR = N sum_i U_in^4 over random orthogonal matrices, 3 N / (N + 2) (B.7)."""
    return 3.0 * units / (units + 2.0)


def participation(vectors):
    """Inverse participation ratios sum_i U_in^4 (B.7) of the columns: (units, mode) -> (mode,)."""
    return np.sum(np.asarray(vectors) ** 4, axis=0)


def kurtosis(vectors):
    """Kurtosis 3 - 2 IPR (B.19) of x_n = sum_i U_in v_i for fair, independent v_i: (units, mode) -> (mode,)."""
    return 3.0 - 2.0 * participation(vectors)


def haar_kurtosis(units):
    """Mean of (B.19) over random orthogonal matrices, 3 - 6 / (N + 2)."""
    return 3.0 - 6.0 / (units + 2.0)


def curvature_matrix(weights, entropy=0.0):
    """Second derivatives (N + M, N + M) of the energy (B.10) of a machine with weights (N, M).

    entropy: curvature that the entropy adds to every unit: 0 for the energy, 4 for the free energy (B.12).
    """
    visible, hidden = np.shape(weights)
    return np.block([[entropy * np.eye(visible), -weights], [-np.transpose(weights), entropy * np.eye(hidden)]])


def reaction(visible, hidden, scale):
    """Curvatures A_v, A_h of (B.25) with Onsager's reaction, two floats."""
    return 4.0 + scale**2 * hidden / 4.0, 4.0 + scale**2 * visible / 4.0


def variances(value, visible_curvature=4.0, hidden_curvature=4.0):
    """Variances of u = (x + y)/sqrt(2) and w = (y - x)/sqrt(2) of a mode, the inverse of the matrix of (B.25).

    value: singular values (...,). With the curvatures 4 these are 1/(4 - lambda) and 1/(4 + lambda), as (B.12) has it.
    Returns two arrays (...,), NaN where the matrix is not positive definite.
    """
    value = np.asarray(value, dtype=float)
    determinant = visible_curvature * hidden_curvature - value**2
    determinant = np.where(determinant > 0.0, determinant, np.nan)
    half = (visible_curvature + hidden_curvature) / 2.0
    return (half + value) / determinant, (half - value) / determinant

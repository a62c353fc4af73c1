"""Modulations, order parameters and phases of the colour weights w_i(a) of one hidden unit.

The last two axes of `weights` are the site i of the ring (N sites) and the colour a (q colours). Weights are in the
zero-sum gauge: their sum over the colours is 0. The power of site i is p_i = sum_a w_i(a)^2 and its magnitude is
m_i = sqrt(p_i). With z_i = (2/q) sum_a w_i(a) exp(2 pi i a/q), the first harmonic of the weights at site i is
|z_i| cos(2 pi a/q - arg z_i). Where functions give means for random weights, these are independent Gaussian weights in
the zero-sum gauge.
"""

from math import lgamma
from typing import NamedTuple

import numpy as np

from placecells.measure.fields import circular_mean
from placecells.measure.order import random_order_uniform
from placecells.theory.ring_distance import ring_distance

FIELD_LEVEL = 0.5  # the place field of a unit are the sites whose m_i is at least this share of the largest m_i


class Phase(NamedTuple):
    """Phase of the first harmonic over the place field of a unit."""

    mean: np.ndarray  # radians, [0, 2 pi)
    spread: np.ndarray  # degrees, circular standard deviation


class Pairs(NamedTuple):
    """All pairs of hidden units of one machine: arrays (..., pair)."""

    distance: np.ndarray  # sites, between the two centres
    difference: np.ndarray  # degrees between the two phases, 0 to 180
    stacked: np.ndarray  # bool: the centres are nearer than one FWHM (mean of the two)


def power(weights: np.ndarray) -> np.ndarray:
    """p_i = sum_a w_i(a)^2. (..., site, colour) -> (..., site)."""
    return (np.asarray(weights, dtype=float) ** 2).sum(axis=-1)


def magnitude(weights: np.ndarray) -> np.ndarray:
    """m_i = sqrt(p_i), which fields.py takes as the weight of a site. (..., site, colour) -> (..., site)."""
    return np.sqrt(power(weights))


def in_field(weights: np.ndarray) -> np.ndarray:
    """Sites of the place field: m_i is at least half of its maximum. (..., site, colour) -> bool (..., site)."""
    size = magnitude(weights)
    top = size.max(axis=-1, keepdims=True)
    return (size >= FIELD_LEVEL * top) & (top > 0)


def angular_modulation(weights: np.ndarray) -> np.ndarray:
    """(16): A_i = sum_a |w_i(a)|. (..., site, colour) -> (..., site)."""
    return np.abs(np.asarray(weights, dtype=float)).sum(axis=-1)


def spatial_modulation(weights: np.ndarray) -> np.ndarray:
    """(17): S_a = sum_i w_i(a), signed. (..., site, colour) -> (..., colour)."""
    return np.asarray(weights, dtype=float).sum(axis=-2)


def order_harmonics(weights: np.ndarray) -> np.ndarray:
    """(P.13): F_m, the share of sum_i p_i in the harmonic m = 1 ... q//2 of the colours.

    A harmonic has two modes, cosine and sine; m = q/2 has one. The shares add up to 1. Where one harmonic dominates,
    the symmetry of the colours is broken. (..., site, colour) -> (..., harmonic), between 0 and 1; NaN for zero
    weights.
    """
    weights = np.asarray(weights, dtype=float)
    colours = weights.shape[-1]
    modes = np.abs(np.fft.rfft(weights, axis=-1)[..., 1:]) ** 2
    copies = np.where(2 * np.arange(1, colours // 2 + 1) == colours, 1, 2)  # m and q - m, which are equal for m = q/2
    return _share(copies / colours * modes.sum(axis=-2), power(weights).sum(axis=-1)[..., None])


def order_angular(weights: np.ndarray) -> np.ndarray:
    """(P.13): F_1 = (q/2) sum_i |z_i|^2 / sum_i p_i: share of the first harmonic. (..., site, colour) -> (...).

    For q = 2 the factor is 1/2 instead of q/2, because the first harmonic is then m = q/2.
    """
    return order_harmonics(weights)[..., 0]


def order_direction(weights: np.ndarray) -> np.ndarray:
    """(P.14): Lambda_1, the largest share of sum_i p_i along one direction u(a) of colour space.

    Lambda_1 is the top eigenvalue of sum_i w_i w_i^T over sum_i p_i, and 1 for w_i(a) = f_i u(a). Unlike F_m, Lambda_1
    is also useful for kernels that favour no harmonic.
    (..., site, colour) -> (...).
    """
    weights = np.asarray(weights, dtype=float)
    top = np.linalg.eigvalsh(np.swapaxes(weights, -1, -2) @ weights)[..., -1]
    return _share(top, power(weights).sum(axis=-1))


def order_spatial(weights: np.ndarray) -> np.ndarray:
    """(P.14): L = |sum_j p_j exp(2 pi i j/N)| / sum_j p_j: 1 for weights on one site, 0 for weights spread evenly.

    Where L is larger than for random weights, the symmetry of the sites is broken. (..., site, colour) -> (...).
    """
    return circular_mean(power(weights))[1]


def modulation_cv(weights: np.ndarray) -> np.ndarray:
    """(P.14): CV, the standard deviation over the mean of m_i over the sites. (..., site, colour) -> (...)."""
    size = magnitude(weights)
    return _share(size.std(axis=-1), size.mean(axis=-1))


def phase(weights: np.ndarray) -> Phase:
    """(P.15): circular mean and circular standard deviation sqrt(-2 ln R) of arg z_i over the place field.

    Sites have the weights p_i, and R is the resultant of the circular mean. The weights -w have the phase of w plus pi.
    (..., site, colour) -> (...), NaN for zero weights.
    """
    weights = np.asarray(weights, dtype=float)
    colours = weights.shape[-1]
    z = weights @ np.exp(2j * np.pi * np.arange(colours) / colours)
    inside = np.where(in_field(weights), power(weights), 0.0)
    share = _share(inside, inside.sum(axis=-1, keepdims=True))
    resultant = (share * np.exp(1j * np.angle(z))).sum(axis=-1)
    length = np.minimum(np.abs(resultant), 1.0)  # rounding may give more than 1, whose logarithm is positive
    return Phase(one_turn(np.angle(resultant)), np.degrees(np.sqrt(-2 * np.log(_positive(length)))))


def one_turn(angle: np.ndarray) -> np.ndarray:
    """`angle` in radians, any shape, brought to [0, 2 pi)."""
    angle = angle % (2 * np.pi)  # for a tiny negative angle, rounding gives 2 pi
    return np.where(angle == 2 * np.pi, 0.0, angle)


def overlaps(weights: np.ndarray) -> np.ndarray:
    """Normalised overlaps |w_mu . w_nu| / (|w_mu| |w_nu|) of the weight vectors of hidden units.

    (..., hidden, site, colour) -> (..., hidden, hidden), between 0 (orthogonal) and 1; NaN for zero weights.
    """
    weights = np.asarray(weights, dtype=float)
    vectors = weights.reshape(*weights.shape[:-2], -1)
    unit = vectors / _positive(np.linalg.norm(vectors, axis=-1))[..., None]
    return np.minimum(np.abs(unit @ np.swapaxes(unit, -1, -2)), 1.0)


def stacked_pairs(centre: np.ndarray, width: np.ndarray, angle: np.ndarray, sites: int) -> Pairs:
    """Distances and phase differences of all pairs of hidden units of a machine, and which pairs are stacked.

    centre, width (FWHM): (..., hidden), in sites. angle: phase, (..., hidden), in radians. sites: N. The pairs are
    (0, 1), (0, 2), ... in the order of np.triu_indices. A pair with a unit that has no centre or no width (NaN) has
    distance and difference NaN and is not stacked. For random phases the difference is uniform in 0 to 180 degrees.
    """
    one, other = np.triu_indices(np.shape(centre)[-1], k=1)
    reach = (width[..., one] + width[..., other]) / 2
    usable = np.isfinite(reach + centre[..., one] + centre[..., other])
    distance = ring_distance(centre[..., one] - centre[..., other], sites)
    difference = ring_distance(np.degrees(angle[..., one] - angle[..., other]), 360)
    blank = np.where(usable, 1.0, np.nan)
    return Pairs(distance * blank, difference * blank, usable & (distance < reach))


def random_order_harmonics(sites: int, colours: int) -> np.ndarray:
    """Exact mean of order_harmonics for random weights: (harmonic,).

    The N (q-1) free directions are equivalent, so the mean is 2/(q-1), and 1/(q-1) for m = q/2. F1 is 0.222 for q = 10.
    """
    return _directions(colours) / (colours - 1.0)


def random_order_angular(sites: int, colours: int) -> tuple[float, float]:
    """Exact mean and standard deviation of F1 for random weights: 0.222 and 0.020 for N = 100, q = 10.

    F1 is a Beta(N, N (q-3)/2) variable.
    """
    mean = float(random_order_harmonics(sites, colours)[0])
    return mean, float(np.sqrt(mean * (1.0 - mean) / (sites * (colours - 1) / 2.0 + 1.0)))


def random_order_dominant(sites: int, colours: int) -> float:
    """Exact mean of the largest F_m for random weights: 0.245 for N = 100, q = 10.

    The powers of the harmonics are independent Gamma(N) variables (Gamma(N/2) for m = q/2), and the shares are
    independent of the total power. So the mean of the largest share is the mean of the largest power over the mean
    total power.
    """
    from scipy.integrate import quad  # here, because nothing else of this module needs scipy, slow to import
    from scipy.special import gammainc

    shapes = sites * _directions(colours) / 2.0
    top = shapes.max() + 20.0 * np.sqrt(shapes.max()) + 40.0  # the integrand is zero above
    largest, _ = quad(lambda x: 1.0 - np.prod(gammainc(shapes, x)), 0.0, top, points=[shapes.max()], limit=200)
    return largest / shapes.sum()


def random_order_direction(sites: int, colours: int, draws: int = 1000) -> float:
    """Mean of order_direction over `draws` random weights, with an error of about 0.0003: 0.171 for N = 100, q = 10."""
    free = np.random.default_rng(0).standard_normal((draws, sites, colours - 1))
    return float(order_direction(free).mean())


def random_order_spatial(sites: int, colours: int) -> tuple[float, float]:
    """Mean and standard deviation of L for random weights at large N: 0.042 and 0.022 for N = 100, q = 10.

    p_i / sum_j p_j is a Dirichlet variable with parameters (q-1)/2, so <L^2> = 1/(N (q-1)/2 + 1) exactly. For large N,
    L has a Rayleigh law, of which these are mean and standard deviation.
    """
    square = 1.0 / (sites * (colours - 1) / 2.0 + 1.0)
    return float(np.sqrt(np.pi / 4.0 * square)), float(np.sqrt((1.0 - np.pi / 4.0) * square))


def random_modulation_cv(sites: int, colours: int) -> float:
    """Coefficient of variation of m_i for random weights at large N: 0.239 for q = 10.

    It is that of a chi variable with q-1 degrees of freedom.
    """
    mean = np.sqrt(2.0) * np.exp(lgamma(colours / 2.0) - lgamma((colours - 1) / 2.0))
    return float(np.sqrt(colours - 1.0 - mean**2) / mean)


def random_overlap(sites: int, colours: int) -> float:
    """Exact mean overlap of two random weight vectors, of N (q-1) free directions each: 0.027 for N = 100, q = 10."""
    return random_order_uniform(sites * (colours - 1))


def _directions(colours: int) -> np.ndarray:
    """Number of independent modes per site of each harmonic, (harmonic,); the sum is q-1."""
    harmonics = np.arange(1, colours // 2 + 1)
    return np.where(2 * harmonics == colours, 1.0, 2.0)


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part / whole, NaN where the whole is not positive."""
    return part / _positive(whole)


def _positive(values: np.ndarray) -> np.ndarray:
    """`values` with NaN where they are not positive."""
    return np.where(values > 0, values, np.nan)

"""What is read off the colour weights w_i(a) of one hidden unit: modulations, order parameters, phases.

The last two axes of `weights` are always the site of the ring (N) and the colour (q), in the zero-sum gauge (the sum
over colours is 0). With z_i = (2/q) sum_a w_i(a) exp(2 pi i a/q) the first harmonic of site i is |z_i| cos(2 pi a/q -
arg z_i), and p_i = sum_a w_i(a)^2 = m_i^2 is the site's power, m_i its magnitude.
"""

from math import lgamma
from typing import NamedTuple

import numpy as np

from placecells.measure.fields import circular_mean
from placecells.measure.order import random_order_uniform
from placecells.theory.ring_distance import ring_distance

FIELD_LEVEL = 0.5  # the field of a unit: its sites with m_i of at least this share of the largest


class Phase(NamedTuple):
    mean: np.ndarray  # radians, [0, 2 pi)
    spread: np.ndarray  # degrees, circular standard deviation


class Pairs(NamedTuple):
    distance: np.ndarray  # sites, between the two centres
    difference: np.ndarray  # degrees between the two phases, 0 to 180
    stacked: np.ndarray  # bool: the centres are nearer than one FWHM (mean of the two)


def power(weights: np.ndarray) -> np.ndarray:
    """p_i = sum_a w_i(a)^2. (..., site, colour) -> (..., site)."""
    return (np.asarray(weights, dtype=float) ** 2).sum(axis=-1)


def magnitude(weights: np.ndarray) -> np.ndarray:
    """m_i = sqrt(p_i), what stands in for the weight of a site in fields.py. (..., site, colour) -> (..., site)."""
    return np.sqrt(power(weights))


def in_field(weights: np.ndarray) -> np.ndarray:
    """Sites with m_i of at least half its maximum. (..., site, colour) -> bool (..., site)."""
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
    """F_m: share of sum_i p_i in the colour harmonic m = 1 ... q//2, two modes each (one for m = q/2).

    Where one harmonic dominates, the symmetry of the colours is broken. The shares add up to 1.

    (..., site, colour) -> (..., harmonic), between 0 and 1; NaN for zero weights.
    """
    weights = np.asarray(weights, dtype=float)
    colours = weights.shape[-1]
    modes = np.abs(np.fft.rfft(weights, axis=-1)[..., 1:]) ** 2
    copies = np.where(2 * np.arange(1, colours // 2 + 1) == colours, 1, 2)  # m and q - m, the same for m = q/2
    return _share(copies / colours * modes.sum(axis=-2), power(weights).sum(axis=-1)[..., None])


def order_angular(weights: np.ndarray) -> np.ndarray:
    """F1 = (q/2) sum_i |z_i|^2 / sum_i p_i: share of the first harmonic. (..., site, colour) -> (...)."""
    return order_harmonics(weights)[..., 0]


def order_direction(weights: np.ndarray) -> np.ndarray:
    """Largest share of sum_i p_i along one direction u(a) of colour space: top eigenvalue of sum_i w_i w_i^T.

    1 for w_i(a) = f_i u(a). Unlike F_m it suits kernels that favour no harmonic. (..., site, colour) -> (...).
    """
    weights = np.asarray(weights, dtype=float)
    top = np.linalg.eigvalsh(np.swapaxes(weights, -1, -2) @ weights)[..., -1]
    return _share(top, power(weights).sum(axis=-1))


def order_spatial(weights: np.ndarray) -> np.ndarray:
    """L = |sum_i p_i exp(2 pi i*i/N)| / sum_i p_i: 1 for a single site, 0 for a field spread evenly.

    Where it is more than random, the symmetry of the sites is broken. (..., site, colour) -> (...).
    """
    return circular_mean(power(weights))[1]


def modulation_cv(weights: np.ndarray) -> np.ndarray:
    """Coefficient of variation (population sd / mean) of m_i over the sites. (..., site, colour) -> (...)."""
    size = magnitude(weights)
    return _share(size.std(axis=-1), size.mean(axis=-1))


def phase(weights: np.ndarray) -> Phase:
    """Circular mean and circular standard deviation sqrt(-2 ln R) of arg z_i over the field, weighted with p_i.

    A field w -> -w has the phase + pi. (..., site, colour) -> (...), NaN for zero weights.
    """
    weights = np.asarray(weights, dtype=float)
    colours = weights.shape[-1]
    z = weights @ np.exp(2j * np.pi * np.arange(colours) / colours)
    inside = np.where(in_field(weights), power(weights), 0.0)
    share = _share(inside, inside.sum(axis=-1, keepdims=True))
    resultant = (share * np.exp(1j * np.angle(z))).sum(axis=-1)
    length = np.minimum(np.abs(resultant), 1.0)  # rounding must not put it beyond 1
    return Phase(one_turn(np.angle(resultant)), np.degrees(np.sqrt(-2 * np.log(_positive(length)))))


def one_turn(angle: np.ndarray) -> np.ndarray:
    """`angle` (radians) brought to [0, 2 pi); rounding alone would bring a tiny negative one to 2 pi."""
    angle = angle % (2 * np.pi)
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
    """All pairs of units of a machine: which are at the same place, and how their phases differ.

    centre and width (FWHM): (..., hidden) in sites; angle: (..., hidden) in radians. Returns (..., pair) with the
    pairs (0, 1), (0, 2), ... of np.triu_indices. Units without a centre or a width (NaN) have pairs with distance and
    difference NaN, not stacked. For random phases the difference is uniform between 0 and 180 degrees.
    """
    one, other = np.triu_indices(np.shape(centre)[-1], k=1)
    reach = (width[..., one] + width[..., other]) / 2
    usable = np.isfinite(reach + centre[..., one] + centre[..., other])
    distance = ring_distance(centre[..., one] - centre[..., other], sites)
    difference = ring_distance(np.degrees(angle[..., one] - angle[..., other]), 360)
    blank = np.where(usable, 1.0, np.nan)
    return Pairs(distance * blank, difference * blank, usable & (distance < reach))


def random_order_harmonics(sites: int, colours: int) -> np.ndarray:
    """Exact mean of order_harmonics for Gaussian weights in the zero-sum gauge: (harmonic,).

    The N (q-1) free directions are equivalent: 2/(q-1), and 1/(q-1) for m = q/2. F1 is 0.222 for q = 10.
    """
    return _directions(colours) / (colours - 1.0)


def random_order_angular(sites: int, colours: int) -> tuple[float, float]:
    """Exact mean and sd of F1 for Gaussian weights, a Beta(N, N (q-3)/2) variable: 0.222, 0.020 (N = 100, q = 10)."""
    mean = float(random_order_harmonics(sites, colours)[0])
    return mean, float(np.sqrt(mean * (1.0 - mean) / (sites * (colours - 1) / 2.0 + 1.0)))


def random_order_dominant(sites: int, colours: int) -> float:
    """Exact mean of the largest F_m for Gaussian weights: 0.245 (N = 100, q = 10).

    The powers of the harmonics are independent Gamma(N) variables (Gamma(N/2) for m = q/2), and the shares do not
    depend on their sum: the mean of the largest share is that of the largest power over that of the sum.
    """
    from scipy.integrate import quad  # here, because nothing else of this module needs scipy, slow to import
    from scipy.special import gammainc

    shapes = sites * _directions(colours) / 2.0
    top = shapes.max() + 20.0 * np.sqrt(shapes.max()) + 40.0  # nothing is left above
    largest, _ = quad(lambda x: 1.0 - np.prod(gammainc(shapes, x)), 0.0, top, points=[shapes.max()], limit=200)
    return largest / shapes.sum()


def random_order_direction(sites: int, colours: int, draws: int = 1000) -> float:
    """Simulated mean of order_direction for Gaussian weights, to about 0.0003: 0.171 (N = 100, q = 10)."""
    free = np.random.default_rng(0).standard_normal((draws, sites, colours - 1))
    return float(order_direction(free).mean())


def random_order_spatial(sites: int, colours: int) -> tuple[float, float]:
    """Mean and sd of L for Gaussian weights: 0.042, 0.022 (N = 100, q = 10).

    p_i / sum p is a Dirichlet variable with weights (q-1)/2, so <L^2> = 1/(N (q-1)/2 + 1) exactly. Mean and sd are
    those of the Rayleigh law with it, L's law for large N.
    """
    square = 1.0 / (sites * (colours - 1) / 2.0 + 1.0)
    return float(np.sqrt(np.pi / 4.0 * square)), float(np.sqrt((1.0 - np.pi / 4.0) * square))


def random_modulation_cv(sites: int, colours: int) -> float:
    """CV of m_i for Gaussian weights and large N, that of a chi variable with q-1 degrees of freedom.

    0.239 for q = 10.
    """
    mean = np.sqrt(2.0) * np.exp(lgamma(colours / 2.0) - lgamma((colours - 1) / 2.0))
    return float(np.sqrt(colours - 1.0 - mean**2) / mean)


def random_overlap(sites: int, colours: int) -> float:
    """Exact mean overlap of two Gaussian weight vectors, of N (q-1) free directions: 0.027 (N = 100, q = 10)."""
    return random_order_uniform(sites * (colours - 1))


def _directions(colours: int) -> np.ndarray:
    """Number of independent modes per site of each harmonic: (harmonic,), adding up to q-1."""
    harmonics = np.arange(1, colours // 2 + 1)
    return np.where(2 * harmonics == colours, 1.0, 2.0)


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return part / _positive(whole)


def _positive(values: np.ndarray) -> np.ndarray:
    """`values`, NaN where they are not positive."""
    return np.where(values > 0, values, np.nan)

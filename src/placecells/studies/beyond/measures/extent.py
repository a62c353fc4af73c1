"""How far a field of weights extends along every side of a ring or a torus, and what it is called.

The amplitude is a_i = w_i^2. The marginal of one axis is the sum of a over the other axes. Its resultant is the length
of the circular mean, 1 for weights at one place along the axis and 0 for weights that are even along it. A sech profile
of full width at half maximum F on a side of L sites has resultant 0.5 at F = 0.61 L and 0.3 at F = 0.92 L.

The limits below were set before any result was seen.
"""

import numpy as np

from placecells.measure.fields import MIN_RESULTANT, circular_mean, participation

BOUNDED = 0.5  # resultant from which a field is bounded along an axis: its FWHM is at most 0.61 of the side
SPREAD = MIN_RESULTANT  # below it a field is spread along the axis, as on the ring, where it has no centre then
EVEN = 0.9  # overlap of a uniform field with the uniform direction: ripples of at most 48% of the mean

# A field is uniform: spread along every axis, and even; other: spread along every axis and not even, such as a wave of
# both signs; stripe: bounded along some axes and spread along the others; local: bounded along every axis; uncertain:
# neither bounded nor spread along some axis.
CLASSES = ("uniform", "stripe", "local", "other", "uncertain")
UNIFORM, STRIPE, LOCAL, OTHER, UNCERTAIN = range(len(CLASSES))


def resultants(weights, dims):
    """Resultant along every axis: (..., dims) for weights of shape (..., *sides). dims: number of axes, 1 or 2.

    NaN for weights that are zero or not finite.
    """
    amplitude = np.asarray(weights, dtype=float) ** 2
    axes = tuple(range(-dims, 0))
    marginals = [amplitude.sum(axis=tuple(other for other in axes if other != axis)) for axis in axes]
    return np.stack([circular_mean(marginal)[1] for marginal in marginals], axis=-1)


def evenness(weights, dims):
    """Overlap |sum w| / sqrt(N sum w^2) with the uniform direction, 1 for equal weights: (..., *sides) -> (...)."""
    flat = _flat(weights, dims)
    norm = np.sqrt(flat.shape[-1] * np.sum(flat**2, axis=-1))
    return np.abs(flat.sum(axis=-1)) / np.where(norm > 0.0, norm, np.nan)


def share(weights, dims):
    """Participation ratio of a_i over the number of sites, 1 for equal weights: (..., *sides) -> (...)."""
    flat = _flat(weights, dims)
    return participation(flat) / flat.shape[-1]


def long_wave_share(weights, dims):
    """Share of sum w^2 in the uniform mode and the longest waves along every axis: (..., *sides) -> (...)."""
    axes = tuple(range(-dims, 0))
    power = np.abs(np.fft.fftn(np.asarray(weights, dtype=float), axes=axes)) ** 2
    whole = power.sum(axis=axes)
    kept = power[(..., *[0] * dims)]
    for axis in range(dims):
        for wave in (1, -1):
            kept = kept + power[(..., *[wave if other == axis else 0 for other in range(dims)])]
    return kept / np.where(whole > 0.0, whole, np.nan)


def classify(weights, dims):
    """Number in CLASSES of every field: (..., *sides) -> (...) int; UNCERTAIN where the weights are not finite."""
    along = resultants(weights, dims)
    bounded, spread = along >= BOUNDED, along < SPREAD
    found = np.full(along.shape[:-1], UNCERTAIN)
    found[(bounded | spread).all(-1)] = STRIPE
    found[bounded.all(-1)] = LOCAL
    even = spread.all(-1)
    found[even] = np.where(evenness(weights, dims)[even] >= EVEN, UNIFORM, OTHER)
    return found


def _flat(weights, dims):
    weights = np.asarray(weights, dtype=float)
    return weights.reshape(*weights.shape[:-dims], -1)

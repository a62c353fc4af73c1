"""Centre, width and shape of place fields: the bumps of weights on the ring, one weight vector for each hidden unit.

The last axis of `weights` is the site i of the ring, N sites in all. Positions and widths are in sites.
"""

from typing import NamedTuple

import numpy as np

from placecells.measure.crossings import first_crossing

SMOOTHING = 0.5  # sites: standard deviation of the Gaussian that low-passes weights before a width is measured
MIN_RESULTANT = 0.3  # weights with a smaller resultant are spread over the ring and have no centre
FIELD_SHARE = 0.5  # a unit carries a place field if its max |w| is at least this share of the units' upper quartile
SECH_FWHM = 2 * np.arccosh(2.0)  # FWHM of sech(kappa x) in units of 1/kappa: 2.634


class Centre(NamedTuple):
    """Centre of a place field."""

    position: np.ndarray  # sites, in [0, N), NaN without a centre
    resultant: np.ndarray  # length of the circular mean: 0 for weights spread evenly, 1 for weights on one site
    argmax: np.ndarray  # site of the largest |w_i|


class Width(NamedTuple):
    """Full width at half maximum of a place field."""

    fwhm: np.ndarray  # sites, NaN where the weights never fall to half of their maximum
    bumps: np.ndarray  # number of separate arcs of the ring above half maximum
    height: np.ndarray  # maximum of the low-passed weights, with the sign of the place field


def circular_mean(amplitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Circular mean of a non-negative amplitude: z = sum_j a_j exp(2 pi i j/N) / sum_j a_j, (P.10) with a_j = w_j^2.

    amplitude: a_j, (..., site). Returns the position (N / 2 pi) arg z in [0, N) sites, and the resultant |z|, both
    (...); NaN where the amplitude is zero or not finite.
    """
    amplitude = np.asarray(amplitude, dtype=float)
    sites = amplitude.shape[-1]
    total = amplitude.sum(axis=-1)
    valid = total > 0
    z = amplitude @ np.exp(2j * np.pi * np.arange(sites) / sites) / np.where(valid, total, 1.0)
    position = np.angle(z) * sites / (2 * np.pi) % sites
    position = np.where(position == sites, 0.0, position)  # for a tiny negative angle, rounding gives N
    return np.where(valid, position, np.nan), np.where(valid, np.abs(z), np.nan)


def centre(weights: np.ndarray, minimum: float = MIN_RESULTANT) -> Centre:
    """(P.10): centre of a place field, the circular mean of w_i^2; NaN where its resultant is below `minimum`.

    weights: (..., site). Returns arrays (...).
    """
    weights = np.asarray(weights, dtype=float)
    position, resultant = circular_mean(weights**2)
    position = np.where(resultant >= minimum, position, np.nan)
    return Centre(position, resultant, np.abs(weights).argmax(axis=-1))


def upright(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights turned so that their sum is not negative: s w (..., site), and the sign s = sign(sum_i w_i), (...).

    s is +1 where the sum is zero.
    """
    weights = np.asarray(weights, dtype=float)
    sign = np.where(weights.sum(axis=-1) < 0, -1.0, 1.0)
    return sign[..., None] * weights, sign


def low_pass(weights: np.ndarray, sigma: float = SMOOTHING) -> np.ndarray:
    """Convolution of weights (..., site) with a periodic Gaussian of standard deviation `sigma` sites: (..., site)."""
    weights = np.asarray(weights, dtype=float)
    sites = weights.shape[-1]
    wavenumber = 2 * np.pi * np.fft.rfftfreq(sites)
    return np.fft.irfft(np.fft.rfft(weights) * np.exp(-((sigma * wavenumber) ** 2) / 2), n=sites)


def width(weights: np.ndarray, sigma: float = SMOOTHING) -> Width:
    """Full width at half maximum (FWHM) of the upright weights around their peak, in sites.

    The weights are low-passed by a periodic Gaussian of standard deviation `sigma` sites. Their maximum is that of the
    parabola through the highest site and its two neighbours. The width is the distance of the two crossings of half
    maximum next to the peak, interpolated linearly. With sigma = 0.5 the result exceeds the FWHM of a sech of 5, 10, 20
    sites by 5%, 1.5%, 0.4%. Weights that never fall to half of their maximum have FWHM NaN and 0 bumps. Zero weights
    and weights that are not finite give NaN.

    weights: (..., site). Returns arrays (...).
    """
    weights = np.asarray(weights, dtype=float)
    field, sign = upright(weights)
    field = low_pass(field, sigma)
    peak = field.argmax(axis=-1)
    valid = np.isfinite(field).all(axis=-1) & (np.abs(weights).max(axis=-1) > 0)
    rolled = np.take_along_axis(field, _around(peak, field.shape[-1]), axis=-1)
    height = _parabola_top(rolled[..., -1], rolled[..., 0], rolled[..., 1])
    above = rolled > height[..., None] / 2
    bumps = (above & ~np.roll(above, 1, axis=-1)).sum(axis=-1)
    steps = np.arange(field.shape[-1])
    right = first_crossing(steps, rolled, height / 2)
    left = first_crossing(steps, np.roll(rolled[..., ::-1], 1, axis=-1), height / 2)
    missing = np.where(valid, 1.0, np.nan)
    return Width((left + right) * missing, bumps * missing, sign * height * missing)


def _around(peak: np.ndarray, sites: int) -> np.ndarray:
    """Indices of all sites in the order of the ring, starting at each peak (...): (..., site)."""
    return (peak[..., None] + np.arange(sites)) % sites


def _parabola_top(before: np.ndarray, top: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Maximum of the parabola through the values at three neighbouring sites; the middle value is the largest."""
    curvature = 2 * top - before - after
    safe = np.where(curvature > 0, curvature, 1.0)
    return np.where(curvature > 0, top + (after - before) ** 2 / (8 * safe), top)


def sech_width(weights: np.ndarray) -> np.ndarray:
    """1/kappa, in sites, of the least-squares fit of A sech(kappa (x - x0)) to the upright weights; compare (43).

    x is the signed distance on the ring from the peak of the low-passed weights; the weights that are fitted are not
    low-passed. The FWHM of the fit is 2.634/kappa. weights: (..., site). Returns (...), NaN where the fit does not
    converge and where it is wider than the ring.
    """
    weights = np.asarray(weights, dtype=float)
    field, _ = upright(weights)
    sites = field.shape[-1]
    start = width(weights)
    first_site = low_pass(field).argmax(axis=-1) - sites // 2
    rolled = np.take_along_axis(field, _around(first_site, sites), axis=-1).reshape(-1, sites)
    offsets = np.arange(sites) - sites // 2
    fits = [
        _sech_fit(offsets, row, abs(height), fwhm)
        for row, height, fwhm in zip(rolled, start.height.ravel(), start.fwhm.ravel(), strict=True)
    ]
    return np.array(fits).reshape(field.shape[:-1])


def _sech_fit(x: np.ndarray, field: np.ndarray, height: float, fwhm: float) -> float:
    """1/kappa of the fit to one weight vector `field` at positions `x`, both (site,); NaN where there is no fit.

    height, fwhm: height and width at which the fit starts.
    """
    if not np.isfinite(fwhm):
        return np.nan
    from scipy.optimize import leastsq  # here, because the rest of the module needs no scipy, which is slow to import

    def sech(parameters):
        y = np.abs(parameters[1] * (x - parameters[2]))
        return 2 * np.exp(-y) / (1 + np.exp(-2 * y))

    def residual(parameters):
        return parameters[0] * sech(parameters) - field

    def jacobian(parameters):
        amplitude, kappa, x0 = parameters
        shape = sech(parameters)
        slope = -amplitude * shape * np.tanh(kappa * (x - x0))
        return np.stack([shape, slope * (x - x0), -slope * kappa], axis=-1)

    found, status = leastsq(residual, [height, SECH_FWHM / fwhm, 0.0], Dfun=jacobian, xtol=1e-6)
    inverse = 1 / abs(found[1]) if found[1] else np.inf
    inside = inverse * SECH_FWHM < len(x) and abs(found[2]) < len(x) / 2
    return inverse if status in (1, 2, 3, 4) and inside else np.nan  # the codes of MINPACK for convergence


def participation(weights: np.ndarray) -> np.ndarray:
    """(P.11): participation (sum_i a_i)^2 / sum_i a_i^2 of a_i = w_i^2, the number of sites that carry the weights.

    (..., site) -> (...) in sites, NaN for zero weights.
    """
    amplitude = np.asarray(weights, dtype=float) ** 2
    return _ratio(amplitude.sum(axis=-1) ** 2, (amplitude**2).sum(axis=-1))


def sign_coherence(weights: np.ndarray) -> np.ndarray:
    """(P.11): |sum_i w_i| / sum_i |w_i|: 1 for weights of one sign. (..., site) -> (...), NaN for zero weights."""
    weights = np.asarray(weights, dtype=float)
    return _ratio(np.abs(weights.sum(axis=-1)), np.abs(weights).sum(axis=-1))


def carries_field(weights: np.ndarray, share: float = FIELD_SHARE) -> np.ndarray:
    """Which units carry a place field: bool (..., hidden) for weights (..., hidden, site).

    A unit carries a place field if it has a centre and its max_i |w_i| is at least `share` of the upper quartile of all
    units. The size of the weights depends on beta and on the number of units, so no fixed threshold would fit all
    machines. With the upper quartile, one unit with a large weight on a single site does not raise the threshold.
    """
    weights = np.asarray(weights, dtype=float)
    size = np.abs(weights).max(axis=-1)
    upper = np.quantile(size, 0.75, axis=-1, keepdims=True)
    return np.isfinite(centre(weights).position) & (size >= share * upper)


def _ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """numerator / denominator, NaN where the denominator is zero."""
    return numerator / np.where(denominator == 0, np.nan, denominator)


def gaps(centres: np.ndarray, sites: int) -> np.ndarray:
    """Distances between neighbouring centres, in the order of the ring; they add up to N = `sites`.

    centres: (..., hidden), in sites, NaN for units without a centre. Returns (..., hidden), in sites: with K centres
    the first K entries are gaps, and the others are NaN.
    """
    ordered = np.sort(np.asarray(centres, dtype=float), axis=-1)  # NaN last
    count = np.isfinite(ordered).sum(axis=-1, keepdims=True)
    following = np.roll(ordered, -1, axis=-1)
    is_last = np.arange(ordered.shape[-1]) == count - 1
    return np.where(is_last, ordered[..., :1] + sites, following) - ordered


def gap_cv(centres: np.ndarray, sites: int) -> np.ndarray:
    """Coefficient of variation (standard deviation over mean) of the gaps: 0 for equal gaps, near 1 for random centres.

    centres: (..., hidden), in sites, NaN for units without a centre. Returns (...), NaN for fewer than two centres.
    """
    distances = gaps(centres, sites)
    count = np.isfinite(distances).sum(axis=-1)
    mean = sites / np.where(count < 2, np.nan, count)
    spread = np.where(np.isfinite(distances), (distances - mean[..., None]) ** 2, 0.0).sum(axis=-1)
    return np.sqrt(spread / np.maximum(count, 1)) / mean


def centred(weights: np.ndarray, position: float) -> np.ndarray:
    """The weights (site,) of one unit, shifted by their Fourier series so that ``position`` (sites) moves to N/2."""
    sites = len(weights)
    phase = 2j * np.pi * np.fft.rfftfreq(sites) * (position - sites // 2)
    return np.fft.irfft(np.fft.rfft(weights) * np.exp(phase), n=sites)


def rescaled(weights: np.ndarray, factor: float) -> np.ndarray:
    """Weights (site,) centred on N/2, stretched to `factor` times their width; zero beyond the ends of the old ring."""
    position = np.arange(len(weights)) - len(weights) // 2
    return np.interp(position / factor, position, weights, left=0.0, right=0.0)

"""Gains in the log-likelihood of fresh configurations: by one place field, and by two equal ones at a distance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import mean_of
from placecells.measure.crossings import first_crossing
from placecells.measure.fields import centred
from placecells.measure.intervals import LEVEL
from placecells.measure.summary import final
from placecells.theory.ring import correlation

if TYPE_CHECKING:
    from collections.abc import Iterable

    import xarray as xr

SITES = 100  # of the ring on which gains are compared
SEPARATED = 0.95  # share of the difference in gain between two place fields at opposite places and at one place


def field_over_others(ds: xr.Dataset) -> Measurement:
    """Gain of the place field minus the largest gain of the same place field at other widths, nat per sample.

    ds: the dataset of an experiment of kind `field_gains`. Normal interval.
    """
    _check_field(ds["gain"])
    others = [name for name in ds["shape"].values if name not in ("field", "uniform")]
    if not others:
        raise Undecided("the field is compared with no other width")
    differences = {name: _difference(ds, "field", name) for name in others}
    detail = ", ".join(
        f"{name.removeprefix('field x ')} times the width: {found.value:.4f} below"
        for name, found in differences.items()
    )
    return min(differences.values(), key=lambda found: found.value)._replace(detail=detail)


def uniform_over_field(ds: xr.Dataset) -> Measurement:
    """Ratio of the gain of uniform weights to the gain of the place field; interval by the delta method."""
    _check_field(ds["gain"])
    above, below = _gain(ds, "uniform"), _gain(ds, "field")
    ratio = above / below
    products = [_covariance(ds, *pair) for pair in (("uniform",) * 2, ("field",) * 2, ("uniform", "field"))]
    spread = _error(ds, products[0] + ratio**2 * products[1] - 2 * ratio * products[2]) / abs(below)
    return Measurement(ratio, ratio - spread, ratio + spread)


def stretched_over_others(ds: xr.Dataset) -> Measurement:
    """`field_over_others` of a place field twice as wide as the learned one, beside the learned one as its half.

    Raises Undecided where the gain at twice the width is not in ds.
    """
    if "field x 2" not in ds["shape"].values:
        raise Undecided("the gain of twice the width is not there")
    names = {"field x 2": "field", "field": "field x 0.5"}
    part = ds.sel(shape=list(names), other=list(names))
    return field_over_others(part.assign_coords(shape=list(names.values()), other=list(names.values())))


def uniform_shares(gains: xr.Dataset, trained: xr.Dataset) -> dict[str, Measurement]:
    """What uniform weights gain over what the place field gains, in log-likelihood and in correlations.

    gains: the dataset of an experiment of kind `field_gains` that starts from the dataset `trained`. Each number is the
    smallest of those at the first, middle and last beta.
    """
    return {"likelihood": _least(map(uniform_over_field, _three(gains))), "correlations": _correlations(gains, trained)}


def staggered_shares(gains: xr.Dataset, trained: xr.Dataset) -> dict[str, Measurement]:
    """`uniform_shares` of weights of alternating sign in place of uniform ones, with exact gains (P.9)."""
    from placecells.theory.field_gains import SHARES, expected_gains

    signs, parts = (-1.0) ** np.arange(SITES), []
    for part in _three(gains):
        part = part.copy(deep=True)
        part["gain"].loc[{"shape": "uniform"}] = expected_gains(signs, SHARES[::3], float(part["beta"])).max()
        for axis in ("shape", "other"):
            part["gain_covariance"].loc[{axis: "uniform"}] = 0.0
        parts.append(part)
    return {"likelihood": _least(map(uniform_over_field, parts)), "correlations": _correlations(gains, trained, signs)}


def _three(ds: xr.Dataset) -> list[xr.Dataset]:
    """The dataset at its first, middle and last beta. Raises Undecided where it has no grid of beta."""
    if "beta" not in ds.dims:
        raise Undecided("one beta, the statement is about several")
    return [ds.isel(beta=index) for index in (0, ds.sizes["beta"] // 2, -1)]


def _least(found: Iterable[Measurement]) -> Measurement:
    """The measurement with the smallest value; all values are its detail."""
    found = list(found)
    detail = "From the smallest beta to the largest: " + ", ".join(f"{one.value:.3f}" for one in found) + "."
    return min(found, key=lambda one: one.value)._replace(detail=detail)


def _correlations(gains: xr.Dataset, trained: xr.Dataset, signs: np.ndarray | float = 1.0) -> Measurement:
    """Ratio of `explained` of weights of equal size to that of the place field, mean over runs.

    The size is that with the largest likelihood. signs: of these weights, (SITES,).
    """
    found = []
    for part in _three(gains):
        beta, size = float(part["beta"]), float(part["amplitude"].sel(shape="uniform"))
        last = final(trained.sel(beta=beta)).isel(hidden=0).transpose("seed", "site")
        known = np.isfinite(last["centre"].values) & (last["bumps"].values == 1)
        rows = zip(last["weights"].values[known], last["centre"].values[known], strict=True)
        fields = [explained(_middle(centred(weights, centre)), beta) for weights, centre in rows]
        found.append(mean_of(explained(size * signs * np.ones(SITES), beta) / np.array(fields)))
    return _least(found)


def explained(weights: np.ndarray, beta: float) -> float:
    """Square of the data's correlations of different sites minus that of what one unit's weights (site,) leave of them.

    The machine's correlations are tanh w_i tanh w_j, those of the data (9). Both squares are sums over pairs of sites.
    """
    sites, means = len(weights), np.tanh(weights)
    place = np.arange(sites)
    law = correlation(sites, beta)[(place[:, None] - place) % sites]
    machine = np.multiply.outer(means, means)
    other = ~np.eye(sites, dtype=bool)
    return float(np.sum(law[other] ** 2) - np.sum((law - machine)[other] ** 2))


def _middle(field: np.ndarray) -> np.ndarray:
    """The SITES sites in the middle of a place field (site,), where its centre is; the whole of a smaller ring."""
    start = max(0, (len(field) - SITES) // 2)
    return field[start : start + SITES]


def _difference(ds: xr.Dataset, one: str, other: str) -> Measurement:
    """Mean over configurations of the gain of shape `one` minus that of shape `other`, with a normal interval."""
    variance = _covariance(ds, one, one) + _covariance(ds, other, other) - 2 * _covariance(ds, one, other)
    mean, error = _gain(ds, one) - _gain(ds, other), _error(ds, variance)
    return Measurement(mean, mean - error, mean + error)


def _gain(ds: xr.Dataset, shape: str) -> float:
    return float(ds["gain"].sel(shape=shape))


def _covariance(ds: xr.Dataset, one: str, other: str) -> float:
    return float(ds["gain_covariance"].sel(shape=one, other=other))


def _error(ds: xr.Dataset, variance: float) -> float:
    """Half width of the normal interval of a mean over configurations, each of the given variance."""
    from scipy.stats import norm

    return float(norm.ppf((1 + LEVEL) / 2) * np.sqrt(variance / ds["sample_count"]))


def _check_field(gain: xr.DataArray) -> None:
    if gain.isnull().any():
        raise Undecided("no run has a field of one bump")


def vanishing_distance(pairs: xr.Dataset) -> float:
    """Distance (sites) of two equal place fields at which the repulsion has nearly vanished, by linear interpolation.

    It is the distance at which the pair has gained the share SEPARATED of the difference in gain between opposite
    places and one place. pairs: the dataset of an experiment of kind `pair_gains`.
    """
    _check_field(pairs["gain"])
    value = pairs["gain"].mean("seed").values
    level = value[0] + SEPARATED * (value[-1] - value[0])
    return float(first_crossing(pairs["distance"].values, -value, -level))


def separation_gain(pairs: xr.Dataset) -> np.ndarray:
    """Gain of two place fields at opposite places minus that of two at one place, nat per sample: (set,).

    Both gains are taken at the best amplitude, which is common to the two place fields. One value for each independent
    set of configurations.
    """
    _check_field(pairs["gain_together"])
    return (pairs["gain_opposite"] - pairs["gain_together"]).values

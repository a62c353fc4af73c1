"""Gains in the log-likelihood of fresh configurations: by one place field, and by two equal ones at a distance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.measure.crossings import first_crossing
from placecells.measure.intervals import LEVEL

if TYPE_CHECKING:
    import xarray as xr

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

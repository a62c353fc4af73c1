"""What a place field, and two equal ones at a distance, gain in log-likelihood of fresh configurations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, NotTestable
from placecells.measure.crossings import first_crossing
from placecells.measure.intervals import LEVEL

if TYPE_CHECKING:
    import xarray as xr

SEPARATED = 0.95  # of the gain from two fields at one place to two at opposite places


def field_over_others(ds: xr.Dataset) -> Measurement:
    """Gain of the field minus that of the best of the other widths, in nat per sample, normal interval."""
    _check_field(ds["gain"])
    others = [name for name in ds["shape"].values if name not in ("field", "uniform")]
    if not others:
        raise NotTestable("the field is compared with no other width")
    differences = {name: _difference(ds, "field", name) for name in others}
    detail = ", ".join(
        f"{name.removeprefix('field x ')} times the width: {found.value:.4f} below"
        for name, found in differences.items()
    )
    return min(differences.values(), key=lambda found: found.value)._replace(detail=detail)


def uniform_over_field(ds: xr.Dataset) -> Measurement:
    """Gain of uniform weights over that of the field, interval by the delta method."""
    _check_field(ds["gain"])
    above, below = _gain(ds, "uniform"), _gain(ds, "field")
    ratio = above / below
    products = [_covariance(ds, *pair) for pair in (("uniform",) * 2, ("field",) * 2, ("uniform", "field"))]
    spread = _error(ds, products[0] + ratio**2 * products[1] - 2 * ratio * products[2]) / abs(below)
    return Measurement(ratio, ratio - spread, ratio + spread)


def _difference(ds: xr.Dataset, one: str, other: str) -> Measurement:
    """Mean over configurations of the difference of the gains of two shapes, normal interval."""
    variance = _covariance(ds, one, one) + _covariance(ds, other, other) - 2 * _covariance(ds, one, other)
    mean, error = _gain(ds, one) - _gain(ds, other), _error(ds, variance)
    return Measurement(mean, mean - error, mean + error)


def _gain(ds: xr.Dataset, shape: str) -> float:
    return float(ds["gain"].sel(shape=shape))


def _covariance(ds: xr.Dataset, one: str, other: str) -> float:
    return float(ds["gain_covariance"].sel(shape=one, other=other))


def _error(ds: xr.Dataset, variance: float) -> float:
    """Half of the normal interval of a mean over the configurations."""
    from scipy.stats import norm

    return float(norm.ppf((1 + LEVEL) / 2) * np.sqrt(variance / ds["sample_count"]))


def _check_field(gain: xr.DataArray) -> None:
    if gain.isnull().any():
        raise NotTestable("no run has a field of one bump")


def vanishing_distance(pairs: xr.Dataset) -> float:
    """Distance in sites where the pair has gained SEPARATED of what separating brings, by linear interpolation.

    The gain is counted from fields at the same place to fields at opposite places.
    """
    _check_field(pairs["gain"])
    value = pairs["gain"].mean("seed").values
    level = value[0] + SEPARATED * (value[-1] - value[0])
    return float(first_crossing(pairs["distance"].values, -value, -level))


def separation_gain(pairs: xr.Dataset) -> np.ndarray:
    """Log-likelihood (set,), nat per sample, of fields at opposite places minus that of fields at one place.

    Each at its best amplitude, common to both fields; one value for each independent set of configurations.
    """
    _check_field(pairs["gain_together"])
    return (pairs["gain_opposite"] - pairs["gain_together"]).values

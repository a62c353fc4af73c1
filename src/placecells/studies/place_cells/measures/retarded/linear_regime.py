"""The first updates of training: the linear flow (22-23), alignment with the top eigenvector of C, and growth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from placecells.claims.claim import Measurement
from placecells.claims.intervals import mean_of
from placecells.measure.summary import experiment

if TYPE_CHECKING:
    import xarray as xr


def smallest(ds: xr.Dataset, name: str) -> Measurement:
    """The overlap `name` (seed, hidden), smallest over the units, mean over the runs."""
    overlap = ds[name].transpose("seed", "hidden").values
    return mean_of(overlap.min(axis=1), f"mean over the units {overlap.mean():.3g}")


def linear_flow(vanishing: xr.Dataset, usual: xr.Dataset) -> dict[str, Measurement]:
    """Whether weights follow the linear flow from their own start, and whether vanishing weights align."""
    return {
        "linear flow": smallest(usual, "overlap_with_linear"),
        "alignment": smallest(vanishing, "overlap"),
    }


def other_start(usual: xr.Dataset) -> dict[str, Measurement]:
    """Control: the linear flow from another unit's start, and, for the alignment, weights that start at usual size."""
    return linear_flow(usual, usual.assign(overlap_with_linear=usual["overlap_with_other"]))


def growth(ds: xr.Dataset) -> Measurement:
    """Relative growth of the weights in the last update over nu (lambda_1 - 1) of (22-23), mean over units and runs."""
    return mean_of((ds["growth"] / ds["rate"]).mean("hidden").values)


def growth_without_decay(ds: xr.Dataset) -> Measurement:
    """Control: `growth` with nu lambda_1, the rate without the machine's own average, which is -w."""
    return growth(ds.assign(rate=ds["rate"] + experiment(ds)["flow"]["rate"]))

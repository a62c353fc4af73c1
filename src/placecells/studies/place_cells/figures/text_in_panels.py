"""Text that several figures write: notes in panels, rates, and how settings compare with those of the notebooks."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from placecells.measure.summary import experiment


def note(ax: Axes, y: float, text: str, x: float = 0.97, ha: str = "right", va: str = "top", **style) -> None:
    """Write text at the place (x, y), in fractions of the panel's width and height."""
    ax.text(x, y, text, transform=ax.transAxes, ha=ha, va=va, **style)


def rate_of(ds: xr.Dataset) -> str:
    """The learning rate of an experiment, as the titles of panels state it."""
    return f"rate {experiment(ds)['training']['rate']:g}"


def time_factor(ds: xr.Dataset, time: float) -> float:
    """Rate times updates of an experiment over that of the authors' public notebooks, which is `time`."""
    return experiment(ds)["training"]["rate"] * float(np.nanmax(ds["update"])) / time


def against_notebooks(ds: xr.Dataset, time: float, noise: float) -> str:
    """Rate times updates and rate over batch of an experiment, as multiples of those of the authors' public notebooks.

    time: rate times updates of the notebooks. noise: their rate over batch.
    """
    training = experiment(ds)["training"]
    factors = time_factor(ds, time), training["rate"] / training["batch"] / noise
    if np.allclose(factors, 1):
        return "rate × updates and rate/batch as in the notebooks"
    return "rate × updates: {:.2g}, rate/batch: {:.2g} times the notebooks'".format(*factors)


def time_against_notebooks(ds: xr.Dataset, time: float) -> str:
    """`time_factor` in words."""
    factor = time_factor(ds, time)
    return "notebooks' rate × updates" if np.isclose(factor, 1) else f"{factor:.2g} × notebooks' rate × updates"

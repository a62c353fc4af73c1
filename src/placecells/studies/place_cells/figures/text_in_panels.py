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


def against_notebooks(ds: xr.Dataset, time: float, noise: float) -> str:
    """Rate times updates and rate over batch of an experiment, as multiples of those of the authors' public notebooks.

    time: rate times updates of the notebooks. noise: their rate over batch.
    """
    training = experiment(ds)["training"]
    factors = {
        "rate × updates": training["rate"] * float(np.nanmax(ds["update"])) / time,
        "rate/batch": training["rate"] / training["batch"] / noise,
    }
    if np.allclose(list(factors.values()), 1):
        return "rate × updates and rate/batch as in the notebooks"
    return ", ".join(f"{name}: {factor:.2g}" for name, factor in factors.items()) + " times the notebooks'"

"""Text that several figures write: notes in panels, rates, and how settings compare with those of the notebooks."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from placecells.figures.common import number
from placecells.measure.summary import experiment


def note(ax: Axes, y: float, text: str, x: float = 0.97, ha: str = "right", va: str = "top", **style) -> None:
    """Write text at the place (x, y), in fractions of the panel's width and height."""
    ax.text(x, y, text, transform=ax.transAxes, ha=ha, va=va, **style)


def rate_of(ds: xr.Dataset) -> str:
    """The learning rate of an experiment, as the titles of panels state it."""
    return f"rate {experiment(ds)['training']['rate']:g}"


def time_factor(ds: xr.Dataset, time: float) -> float:
    """Learning time of an experiment, its rate times updates, over that of the authors' public notebooks, `time`."""
    return experiment(ds)["training"]["rate"] * float(np.nanmax(ds["update"])) / time


def against_notebooks(ds: xr.Dataset, time: float, noise: float) -> str:
    """Learning time and noise, rate over batch, of an experiment as multiples of those of the notebooks."""
    training = experiment(ds)["training"]
    factors = time_factor(ds, time), training["rate"] / training["batch"] / noise
    if np.allclose(factors, 1):
        return "learning time and noise as in the notebooks"
    return "notebooks' learning time × {}, noise × {}".format(*map(number, factors))


def time_against_notebooks(ds: xr.Dataset, time: float) -> str:
    """Learning time of an experiment as a multiple of that of the notebooks."""
    factor = time_factor(ds, time)
    return "notebooks' learning time" + ("" if np.isclose(factor, 1) else f" × {number(factor)}")

"""Figure B4: growth of small means, and means that are large without being those of the teacher."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, ON_WHITE, new_figure, panel_label
from placecells.figures.curves import curve, numbered
from placecells.measure.summary import experiment
from placecells.studies.binary_synapses.measures.curves import COLOURS, LOADS, NAMES
from placecells.theory import binary_synapses as theory

TITLE = "Figure B4: growth rates, and polarisation without alignment"


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a measured against predicted growth rates, b size of the means and overlap against alpha."""
    figure = new_figure(height=75)
    one, other = figure.subplots(1, 2)
    _rates(one, datasets["growth_of_means"])
    _polarisation(other, datasets["polarisation_of_load"])
    return figure


def _rates(ax: Axes, ds: xr.Dataset) -> None:
    """Measured over predicted rate, a dot a run."""
    values = ds.transpose("load", "seed", "partition")
    for name in ds["partition"].values:
        part = values.sel(partition=name)
        ax.plot(
            part["predicted_rate"].values.ravel(),
            part["growth_rate"].values.ravel(),
            "o",
            color=COLOURS[name],
            markersize=3,
            label=NAMES[name],
        )
    ends = np.array([values["predicted_rate"].min(), values["predicted_rate"].max()])
    ax.plot(ends, ends, color=GREY, linewidth=0.8, label="equal")
    ax.set(xlabel="rate by theory at the leading eigenvalue", ylabel="measured rate")
    ax.legend(loc="upper left")
    panel_label(ax, "a", f"growth of small means, N = {experiment(ds)['growth']['sites']}")


def _polarisation(ax: Axes, ds: xr.Dataset) -> None:
    """rms of the means and overlap of their signs; thresholds of polarisation (dotted) and of alignment (full)."""
    teacher = experiment(ds)["teacher"]
    for name in ds["partition"].values:
        curve(
            ax,
            ds["polarisation"].sel(partition=name),
            "load",
            "o-",
            color=COLOURS[name],
            label=f"size of means, {NAMES[name]}",
        )
        curve(
            ax,
            ds["sign_overlap"].sel(estimate=name),
            "load",
            "s--",
            color=COLOURS[name],
            mfc="white",
            label="overlap of signs",
        )
        ax.axvline(
            theory.polarisation_threshold(teacher["beta"], name), color=COLOURS[name], linewidth=0.8, linestyle=":"
        )
    ax.axvline(theory.alignment_threshold(teacher["beta"]), color=GREY, linewidth=0.8)
    ax.axhline(theory.floor_of_overlap(teacher["sites"]), color=GREY, linewidth=0.8, linestyle=":", label="chance")
    ax.set(xlabel=r"$\alpha = M/N$", ylabel="size of means (rms), overlap", ylim=(0, 1.15))
    numbered(ax, "x", LOADS)
    ax.legend(loc="upper left", fontsize=6, **ON_WHITE)
    panel_label(ax, "b", f"large means without a teacher's signs, N = {teacher['sites']}")


if __name__ == "__main__":
    by_hand("figB4")

"""Figure B2: how much of a teacher of one unit each estimate finds, against the number of samples."""

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

TITLE = "Figure B2: overlap with planted synapses against the number of samples"

ASIDE = (0.95, 0.983, 1.017, 1.05)  # factors of alpha, so that the estimates' symbols stand side by side


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a overlap of the signs, b size of the means and their overlap."""
    figure = new_figure(height=75)
    one, other = figure.subplots(1, 2)
    _overlaps(one, datasets["overlap_of_load"])
    _means(other, datasets["overlap_of_load"], datasets["no_teacher"])
    return figure


def _overlaps(ax: Axes, ds: xr.Dataset) -> None:
    """Overlap of every estimate, replica-symmetric and spectral theory for infinite N, and what chance gives."""
    teacher = experiment(ds)["teacher"]
    load = np.geomspace(ds["load"].values.min(), ds["load"].values.max(), 120)
    beta = teacher["beta"]
    replica = [theory.replica_symmetric_overlap(alpha, beta) for alpha in load]
    ax.plot(load, replica, color=COLOURS["bayes"], linewidth=0.8, label="replica theory, Bayes-optimal")
    spectral = [theory.principal_overlap(alpha, beta) for alpha in load]
    ax.plot(load, spectral, "--", color=COLOURS["principal"], linewidth=0.8, label="theory, principal component")
    for name, aside in zip(ds["estimate"].values, ASIDE, strict=False):
        values = ds["sign_overlap"].sel(estimate=name)
        values = values.assign_coords(load=values["load"] * aside)
        curve(ax, values, "load", "o", color=COLOURS[name], label=NAMES[name])
    ax.axhline(theory.floor_of_overlap(teacher["sites"]), color=GREY, linewidth=0.7, linestyle=":", label="chance")
    ax.axvline(theory.alignment_threshold(beta), color=GREY, linewidth=0.7)
    ax.set(xlabel=r"$\alpha = M/N$", ylabel="overlap of signs with the teacher", ylim=(0, 1.05))
    numbered(ax, "x", LOADS)
    ax.legend(loc="upper left", fontsize=6, **ON_WHITE)
    panel_label(ax, "a", r"one unit; line: $\alpha_c = \beta^{-4}$")


def _means(ax: Axes, ds: xr.Dataset, nothing: xr.Dataset) -> None:
    """Overlap of the means, their size, and their size for samples without structure."""
    for name in ds["partition"].values:
        part, colour = ds.sel(partition=name), COLOURS[name]
        curve(ax, part["mean_overlap"], "load", "o-", color=colour, label=f"overlap of means, {NAMES[name]}")
        curve(ax, part["polarisation"], "load", "s--", color=colour, mfc="white", label="their size, rms")
        curve(ax, nothing["polarisation"].sel(partition=name), "load", "x", color=colour, label="size, no teacher")
    ax.set(xlabel=r"$\alpha = M/N$", ylabel="means $m$", ylim=(0, 1.05))
    numbered(ax, "x", LOADS)
    ax.legend(loc="upper left", fontsize=6)
    panel_label(ax, "b", "means of the synapses")


if __name__ == "__main__":
    by_hand("figB2")

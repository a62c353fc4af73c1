"""Figure B9: the rules of learning, among them that of the public realisation."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, panel_label
from placecells.figures.curves import band
from placecells.measure.summary import experiment

TITLE = "Figure B9: three rules of learning, and what the missing correction does"

LABELS = {"natural": "natural gradient", "adam": "Adam", "adam_uncorrected": "Adam, not corrected"}


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: divergence and overlap against updates, a column a rate."""
    ds = datasets["public_rates"]
    figure = new_figure(height=120)
    axes = figure.subplots(2, ds.sizes["rate"], sharey="row", sharex=True)
    for column, rate in enumerate(ds["rate"].values):
        part = ds.sel(rate=rate).isel(partition=0).swap_dims(record="step")
        _divergence(axes[0, column], part)
        _overlap(axes[1, column], part)
        panel_label(axes[0, column], "ac"[column] if column < 2 else "", f"rate {rate:g}")
        panel_label(axes[1, column], "bd"[column] if column < 2 else "", f"rate {rate:g}")
    return figure


def _divergence(ax: Axes, ds: xr.Dataset) -> None:
    """Kullback-Leibler divergence from fair coins; at most N P log 2, where all synapses are certain."""
    for name, colour in zip(LABELS, colours(3), strict=True):
        band(ax, ds["divergence"].sel(optimiser=name), "step", color=colour, label=LABELS[name])
    teacher = experiment(ds)["teacher"]
    most = teacher["units"] * teacher["sites"] * np.log(2.0)
    ax.axhline(most, color=GREY, linewidth=0.8, linestyle="--", label=f"N P ln 2 = {most:.1f}")
    ax.set(ylabel="divergence (nats)", ylim=(0, most * 1.45))
    ax.legend(loc="upper right", fontsize=7, ncols=2)


def _overlap(ax: Axes, ds: xr.Dataset) -> None:
    for name, colour in zip(LABELS, colours(3), strict=True):
        band(ax, ds["overlap"].sel(optimiser=name), "step", color=colour, label=LABELS[name])
    teacher = experiment(ds)["teacher"]
    ax.set(
        xlabel="updates",
        ylabel=rf"overlap of signs, P = {teacher['units']}, $\alpha$ = {teacher['load']:g}",
        ylim=(0, 1.05),
    )
    ax.legend(loc="lower right", fontsize=7)


if __name__ == "__main__":
    by_hand("figB9")

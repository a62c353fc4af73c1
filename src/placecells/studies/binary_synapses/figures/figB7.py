"""Figure B7: how tight the bound is, and whether it is one."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, panel_label
from placecells.figures.curves import curve, numbered
from placecells.measure.summary import experiment
from placecells.studies.binary_synapses.measures.curves import COLOURS, LOADS, NAMES

TITLE = "Figure B7: how tight the bound is"


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a and b bounds minus the exact log-likelihood, c and d errors of <log Z>."""
    figure = new_figure(height=125)
    axes = figure.subplots(2, 2).ravel()
    for ax, name in zip(axes[:2], ("dual", "overlap"), strict=True):
        _bounds(ax, datasets["bound_of_few"], datasets["bound_of_noise"], name)
    panel_label(axes[0], "a", NAMES["dual"])
    panel_label(axes[1], "b", NAMES["overlap"])
    for ax, name, letter in zip(axes[2:], ("dual", "overlap"), "cd", strict=True):
        _errors(ax, datasets["bias_of_partition"], name)
        panel_label(ax, letter, f"error of ⟨ln Z⟩, {NAMES[name]}")
    return figure


def _bounds(ax: Axes, ds: xr.Dataset, noise: xr.Dataset, name: str) -> None:
    """The stated and the exact bound at the learned means, and the bound before learning; a bound lies below 0.

    A star: the stated bound on samples of fair coins.
    """
    part = ds.sel(partition=name)
    shown = {
        "stated_bound": ("o-", "bound as learning states it"),
        "bound": ("s--", "exact bound, same means"),
        "start_bound": ("^:", "exact bound before learning"),
    }
    for (variable, (style, label)), colour in zip(shown.items(), (COLOURS[name], "0.2", "0.6"), strict=True):
        curve(ax, part[variable] - part["evidence"], "load", style, color=colour, label=label)
    coins = noise.sel(partition=name)
    curve(ax, coins["stated_bound"] - coins["evidence"], "load", "*", color="#CC79A7", label="as stated, fair coins")
    ax.axhline(0, color=GREY, linewidth=0.8)
    block = experiment(ds)["evidence"]
    ax.set(
        xlabel=rf"$\alpha = M/N$   (P = {block['units']}, N = {block['sites']})",
        ylabel=r"bound $-\,\ln P(D)$, nats a sample",
    )
    numbered(ax, "x", LOADS)
    bottom, top = ax.get_ylim()
    ax.set_ylim(bottom - 0.8 * (top - bottom), top)
    ax.legend(loc="lower left", fontsize=7)


def _errors(ax: Axes, ds: xr.Dataset, name: str) -> None:
    """Error of <log Z> against the size of the means, a curve per number of units."""
    for units, colour in zip(ds["units"].values, colours(ds.sizes["units"]), strict=True):
        curve(ax, ds[f"{name}_error"].sel(units=units), "polarisation", "o-", color=colour, label=f"P = {units}")
    ax.axhline(0, color=GREY, linewidth=0.8)
    noise = float(np.nanmax(ds["uncertainty"].values))
    ax.set(xlabel="size |m| of the means", ylabel="nats")
    place = "lower right" if name == "dual" else "upper left"
    ax.legend(loc=place, title=f"N = {experiment(ds)['synapses']['sites']}, reference ± {noise:.1g}")


if __name__ == "__main__":
    by_hand("figB7")

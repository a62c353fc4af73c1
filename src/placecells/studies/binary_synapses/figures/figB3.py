"""Figure B3: the transition at alpha beta^4 = 1, for three temperatures and three sizes."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, panel_label
from placecells.figures.curves import curve, numbered
from placecells.measure.summary import experiment
from placecells.studies.binary_synapses.measures.curves import LOADS
from placecells.theory import binary_synapses as theory

TITLE = r"Figure B3: overlap against $\alpha\beta^4$ for several temperatures and sizes"

EXPERIMENTS = ("collapse_hot", "collapse_warm", "collapse_cold")


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a all temperatures against alpha, b against alpha beta^4, c sizes at one temperature."""
    figure = new_figure(height=65)
    axes = figure.subplots(1, 3, sharey=True)
    shown = [datasets[name] for name in EXPERIMENTS if name in datasets]
    for ax, collapsed in zip(axes[:2], (False, True), strict=True):
        _temperatures(ax, shown, collapsed)
    axes[0].set_ylabel("overlap of signs with the teacher")
    panel_label(axes[0], "a", r"against $\alpha$")
    panel_label(axes[1], "b", r"against $\alpha\beta^4$")
    _sizes(axes[2], datasets["collapse_warm"])
    return figure


def _temperatures(ax: Axes, shown: list[xr.Dataset], collapsed: bool) -> None:
    """The largest size at each temperature, with replica theory."""
    for ds, colour in zip(shown, colours(len(shown)), strict=True):
        beta, sites = experiment(ds)["teacher"]["beta"], ds["sites"].values.max()
        scale = beta**4 if collapsed else 1.0
        values = ds["sign_overlap"].sel(estimate="overlap", sites=sites)
        curve(
            ax,
            values.assign_coords(load=values["load"] * scale),
            "load",
            "o",
            color=colour,
            label=rf"$\beta$ = {beta:g}",
        )
        load = np.geomspace(ds["load"].values.min(), ds["load"].values.max(), 60)
        ax.plot(load * scale, [theory.replica_symmetric_overlap(a, beta) for a in load], color=colour, linewidth=0.8)
    ax.axvline(1.0, color=GREY, linewidth=0.7, linestyle="-" if collapsed else "none")
    ax.set(ylim=(0, 1.05), xlabel=r"$\alpha\beta^4$" if collapsed else r"$\alpha = M/N$")
    numbered(ax, "x", LOADS)
    ax.legend(loc="upper left", title=f"N = {sites}, V2", fontsize=7, title_fontsize=7)


def _sizes(ax: Axes, ds: xr.Dataset) -> None:
    """All sizes at beta = 1: the transition sharpens slowly."""
    for sites, colour in zip(ds["sites"].values, colours(ds.sizes["sites"]), strict=True):
        curve(
            ax,
            ds["sign_overlap"].sel(estimate="overlap", sites=sites),
            "load",
            "o-",
            color=colour,
            label=f"N = {sites}",
        )
        ax.axhline(theory.floor_of_overlap(sites), color=colour, linewidth=0.7, linestyle=":")
    beta = experiment(ds)["teacher"]["beta"]
    load = np.geomspace(ds["load"].values.min(), ds["load"].values.max(), 60)
    infinite = [theory.replica_symmetric_overlap(alpha, beta) for alpha in load]
    ax.plot(load, infinite, color="black", linewidth=0.8, label="theory")
    ax.set(xlabel=r"$\alpha$")
    numbered(ax, "x", LOADS)
    ax.legend(loc="upper left", fontsize=7)
    panel_label(ax, "c", rf"sizes, $\beta$ = {beta:g}; dotted: chance")


if __name__ == "__main__":
    by_hand("figB3")

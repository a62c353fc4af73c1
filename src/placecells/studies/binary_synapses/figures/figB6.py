"""Figure B6: message passing on dual networks against the sum over their hidden states."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import colours, new_figure, panel_label
from placecells.figures.curves import numbered
from placecells.measure.summary import experiment

TITLE = "Figure B6: message passing against enumeration"

LEAST = 1e-16  # errors are shown no smaller than this


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a errors against the number of units, b against the number of sites, c sweeps, d learned overlaps."""
    figure = new_figure(height=125)
    axes = figure.subplots(2, 2).ravel()
    _units(axes[0], datasets["messages_of_units"])
    _sites(axes[1], datasets["messages_of_sites"])
    _convergence(axes[2], datasets["messages_correlated"])
    _learning(axes[3], datasets["messages_learned"])
    return figure


def _units(ax: Axes, ds: xr.Dataset) -> None:
    """Largest error of <v h>; without sweeps, as hollow symbols."""
    for size, colour in zip(ds["polarisation"].values, colours(ds.sizes["polarisation"]), strict=True):
        part = ds.sel(polarisation=size).transpose("units", "seed")
        for name, style in (("pairs_error", "o-"), ("untrained_error", "o:")):
            typical = np.exp(np.log(np.maximum(part[name].values, LEAST)).mean(1))
            label = f"|m| = {size:g}" if name == "pairs_error" else None
            face = colour if name == "pairs_error" else "white"
            ax.plot(part["units"], typical, style, color=colour, markersize=4, mfc=face, linewidth=1, label=label)
    ax.set(yscale="log", xlabel="hidden units P", ylabel=r"largest error of $\sqrt{N}\,\langle v_i h_\mu\rangle$")
    ax.legend(loc="center right")
    panel_label(ax, "a", "full: messages; dotted: no sweep")


def _sites(ax: Axes, ds: xr.Dataset) -> None:
    """Errors against N, with the slope of 1/N."""
    part = ds.transpose("sites", "seed")
    shown = {
        "pairs_error": r"$\sqrt{N}\,\langle v_i h_\mu\rangle$",
        "hidden_error": r"$\langle h_\mu\rangle$",
        "partition_error": r"$\langle\ln Z\rangle/N$",
    }
    for (name, label), colour in zip(shown.items(), colours(3), strict=True):
        ax.plot(
            part["sites"],
            np.exp(np.log(np.maximum(part[name].values, LEAST)).mean(1)),
            "o-",
            color=colour,
            markersize=4,
            linewidth=1,
            label=label,
        )
    sites = part["sites"].values
    first = part["hidden_error"].values[0].mean()
    ax.plot(sites, first * sites[0] / sites, color="0.5", linewidth=0.8, label="slope −1")
    block = experiment(ds)["dual"]
    ax.set(yscale="log", xlabel="sites N", ylabel="error", ylim=(None, 30))
    numbered(ax, "x", (25, 50, 100, 200, 400, 800))
    ax.legend(loc="upper right", fontsize=7, ncols=2)
    panel_label(ax, "b", f"P = {block['units']}, |m| = {block['polarisation']:g}")


def _convergence(ax: Axes, ds: xr.Dataset) -> None:
    """Sweeps until the messages stay; a cross where some runs did not converge."""
    for q, colour in zip(ds["correlation"].values, colours(ds.sizes["correlation"]), strict=True):
        part = ds.sel(correlation=q)
        typical = np.exp(np.log(part["sweeps"]).mean("seed"))
        ax.plot(part["beta"], typical, "o-", color=colour, markersize=4, linewidth=1, label=f"q = {q:g}")
        failed = (part["converged"].mean("seed") < 1).values
        ax.plot(part["beta"].values[failed], typical.values[failed], "kx", markersize=7)
    ax.set(yscale="log", xlabel=r"$\beta$", ylabel="sweeps to convergence", ylim=(3, 2000))
    ax.legend(loc="upper left", title="correlation of units", fontsize=7, ncols=2)
    panel_label(ax, "c", "no damping; ×: some runs did not converge")


def _learning(ax: Axes, ds: xr.Dataset) -> None:
    """Overlap with the teacher during learning with either solver, a line a run."""
    for name, colour in zip(ds["solver"].values, colours(2), strict=True):
        rows = ds["overlap"].sel(solver=name).isel(partition=0).transpose("seed", "record").values
        for number, row in enumerate(rows):
            ax.plot(row, color=colour, linewidth=0.7, alpha=0.8, label=str(name) if not number else None)
    teacher = experiment(ds)["teacher"]
    ax.set(xlabel="updates", ylabel="overlap of signs", ylim=(0, 1.05))
    ax.legend(loc="lower right", title="averages by")
    panel_label(ax, "d", rf"learning, P = {teacher['units']}, $\alpha$ = {teacher['load']:g}")


if __name__ == "__main__":
    by_hand("figB6")

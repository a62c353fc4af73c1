"""Figure B5: teachers of two and three units, independent and correlated."""

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, ON_WHITE, new_figure, panel_label
from placecells.figures.curves import band, curve, numbered
from placecells.measure.summary import experiment
from placecells.studies.binary_synapses.measures.curves import COLOURS, LOADS, NAMES
from placecells.theory import binary_synapses as theory

TITLE = "Figure B5: several units, and learning in two stages"

STAGES = {"agreed": ("#0072B2", "units agree"), "differing": ("#D55E00", "units differ")}


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a and b overlap for independent and correlated units, c two sets of sites against alpha, d in time."""
    figure = new_figure(height=125)
    axes = figure.subplots(2, 2).ravel()
    whole = datasets["several_units"]
    for ax, letter, q in zip(axes[:2], "ab", whole["correlation"].values, strict=True):
        _overlaps(ax, whole.sel(correlation=q))
        panel_label(ax, letter, f"correlation of units q = {q:g}")
    _sites(axes[2], whole)
    _stages(axes[3], datasets["two_stages"])
    return figure


def _overlaps(ax: Axes, ds: xr.Dataset) -> None:
    """Overlap, mean over matched units, with both partition terms."""
    for units, style in zip(ds["units"].values, ("o-", "s--"), strict=False):
        for name in ds["partition"].values:
            values = ds["sign_overlap"].sel(estimate=name, units=units)
            curve(ax, values, "load", style, color=COLOURS[name], label=f"P = {units}, {NAMES[name]}")
    ax.set(xlabel=r"$\alpha = M/N$", ylabel="overlap of signs, units matched", ylim=(0, 1.05))
    numbered(ax, "x", LOADS)
    ax.legend(loc="upper left", fontsize=6)


def _sites(ax: Axes, ds: xr.Dataset) -> None:
    """Two correlated units at the end of learning: sites on which the teacher's units agree, and the others."""
    q = float(ds["correlation"].max())
    part = ds.sel(units=2, correlation=q, partition="overlap").isel(record=-1)
    for name, (colour, label) in STAGES.items():
        curve(ax, part[f"{name}_overlap"], "load", "o-", color=colour, label=label)
    for threshold in theory.pair_thresholds(experiment(ds)["teacher"]["beta"], q):
        ax.axvline(threshold, color=GREY, linewidth=0.8)
    ax.axhline(0, color=GREY, linewidth=0.6)
    ax.set(xlabel=r"$\alpha = M/N$", ylabel="signed overlap on these sites", ylim=(-0.1, 1.4))
    numbered(ax, "x", LOADS)
    ax.legend(loc="upper left", title="sites where the two", **ON_WHITE)
    panel_label(ax, "c", f"P = 2, q = {q:g}; lines: two thresholds")


def _stages(ax: Axes, ds: xr.Dataset) -> None:
    """The same against the number of updates."""
    for name, (colour, label) in STAGES.items():
        band(ax, ds[f"{name}_overlap"].isel(partition=0).swap_dims(record="step"), "step", color=colour, label=label)
    teacher = experiment(ds)["teacher"]
    ax.axhline(0, color=GREY, linewidth=0.6)
    ax.set(xlabel="updates", ylabel="signed overlap on these sites", ylim=(-0.1, 1.05))
    ax.legend(loc="lower right", title="sites where the two")
    panel_label(ax, "d", rf"in time: N = {teacher['sites']}, $\alpha$ = {teacher['load']:g}")


if __name__ == "__main__":
    by_hand("figB5")

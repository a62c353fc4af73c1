"""Figure R13: log Z of small machines by several approximations."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, panel_label
from placecells.figures.curves import curve, over_runs
from placecells.measure.summary import experiment
from placecells.studies.reciprocal_space.measures.log_z import error_per_unit

TITLE = "Figure R13: log Z by normal modes and by mean fields, against exact sums"

NAMES = {
    "gaussian": "normal modes (B.20)",
    "public": "public code",
    "mean_field": "mean field (B.15)",
    "second_order": "second order",
    "without_weights": "no weights",
}


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a errors per unit against the scale, b largest singular values and share of defined normal integrals."""
    ds = datasets["log_partition"]
    figure = new_figure(height=70, width=150)
    axes = figure.subplots(1, 2)
    for (name, label), colour in zip(NAMES.items(), colours(len(NAMES)), strict=True):
        _errors(axes[0], ds, name, color=colour, label=label)
    axes[0].set(xscale="log", yscale="log", xlabel="scale of weights and fields", ylabel="|error| per unit (nat)")
    axes[0].set_xticks([], minor=True)
    axes[0].set_xticks(ds["scale"].values, [f"{scale:g}" for scale in ds["scale"].values], fontsize=6)
    axes[0].legend(loc="lower right", fontsize=6)
    panel_label(axes[0], "a", f"N = M = {experiment(ds)['partition']['units']}")
    _validity(axes[1], ds)
    return figure


def _errors(ax: Axes, ds: xr.Dataset, name: str, **style) -> None:
    """Geometric means over machines with their intervals, where at least half of the machines have a value."""
    values = error_per_unit(ds, name).transpose("seed", "scale")
    values = values.where(values.notnull().mean("seed") >= 0.5)
    middle, half = over_runs(np.log(values))
    low, high = np.exp(middle) - np.exp(middle - half), np.exp(middle + half) - np.exp(middle)
    ax.errorbar(values["scale"], np.exp(middle), np.nan_to_num([low, high]), fmt="o-", markersize=3, **style)


def _validity(ax: Axes, ds: xr.Dataset) -> None:
    curve(ax, ds["largest_value"], "scale", "o-", color=colours(1)[0], label=r"largest $\lambda$")
    ax.axhline(4.0, color=GREY, linewidth=0.7)
    ax.set(xlabel="scale of weights and fields", ylabel=r"largest singular value", xlim=(0, None), ylim=(0, None))
    other = ax.twinx()
    other.spines["right"].set_visible(True)
    share = np.isfinite(ds["gaussian"]).mean("seed")
    other.plot(ds["scale"], share, "s--", color=colours(2)[1], markersize=3)
    other.set_ylabel("share with a normal integral", color=colours(2)[1])
    other.set_ylim(-0.03, 1.2)
    panel_label(ax, "b", r"normal modes need $\lambda < 4$")


if __name__ == "__main__":
    by_hand("figR13")

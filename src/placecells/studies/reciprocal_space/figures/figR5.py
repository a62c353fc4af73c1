"""Figure R5: weights before and after rotations."""

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, panel_label
from placecells.figures.curves import curve, numbered

TITLE = "Figure R5: rotations of initial and of trained weights"


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a histograms, b divergences against 1/M, c correlations with the rotated weights."""
    figure = new_figure(height=65)
    axes = figure.subplots(1, 3)
    _histograms(axes[0], datasets)
    _divergences(axes[1], datasets)
    _correlations(axes[2], datasets["rotations"])
    return figure


def _histograms(ax: Axes, datasets: dict[str, xr.Dataset]) -> None:
    """Of the largest hidden size of normal weights, and of signs after a Haar rotation."""
    part = datasets["rotations"].isel(hidden_units=-1)
    shown = (("weights_share", "normal"), ("rotated_share", "rotated"), ("public_share", "public rotation"))
    for (name, label), style in zip(shown, ("-", "--", ":"), strict=True):
        ax.plot(part["bin"], part[name].mean("seed"), style, label=label)
    if "rotations_of_signs" in datasets:
        signs = datasets["rotations_of_signs"].isel(hidden_units=-1)["rotated_share"].mean("seed")
        ax.plot(signs["bin"], signs, ".", markersize=3, color="black", label="signs, rotated")
    ax.set(yscale="log", xlabel="weight / standard deviation", ylabel="share of the weights", xlim=(-5, 5))
    ax.set_ylim(1e-6, 30)
    ax.legend(loc="upper center", ncols=2, fontsize=6)
    panel_label(ax, "a", "histograms")


def _divergences(ax: Axes, datasets: dict[str, xr.Dataset]) -> None:
    shown = (
        ("rotations", "divergence", "normal, Haar", "o-", colours(1)[0]),
        ("rotations", "public_divergence", "normal, public", "^:", colours(2)[1]),
        ("rotations", "floor", "normal, floor", "x--", GREY),
        ("rotations_of_signs", "divergence", "signs (control), Haar", "s-", "black"),
        ("replica_modes", "divergence", "trained, Haar", "D-", colours(3)[2]),
        ("replica_modes", "floor", "trained, floor", "+--", colours(3)[2]),
    )
    for name, variable, label, fmt, colour in shown:
        if name in datasets:
            ds = datasets[name].assign_coords(hidden_units=1.0 / datasets[name]["hidden_units"])
            ds = ds.isel(snapshot=-1) if "snapshot" in ds.dims else ds
            curve(ax, ds[variable], "hidden_units", fmt, color=colour, label=label, markerfacecolor="none")
    ax.set(yscale="log", ylabel="Jensen-Shannon divergence (nat)", xlabel="1/M")
    numbered(ax, "x", (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3))
    low, high = ax.get_ylim()
    ax.set_ylim(low * (low / high) ** 0.8, high)  # room for the legend
    ax.legend(loc="lower right")
    panel_label(ax, "b", "divergence")


def _correlations(ax: Axes, ds: xr.Dataset) -> None:
    against = ds.assign_coords(hidden_units=1.0 / ds["hidden_units"])
    for (name, label), colour in zip(
        (("correlation", "Haar"), ("public_correlation", "public rotation")), colours(2), strict=True
    ):
        curve(ax, against[name], "hidden_units", "o-", color=colour, label=label)
    ax.axhline(0.0, color=GREY, linewidth=0.7)
    ax.set(xlabel="1/M", ylabel="correlation with the weights before", ylim=(-0.1, 1.0), xlim=(0, None))
    ax.legend(loc="upper right")
    panel_label(ax, "c", "what a rotation keeps")


if __name__ == "__main__":
    by_hand("figR5")

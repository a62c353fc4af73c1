"""Figure R10: log-likelihood of test images in training."""

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, panel_label
from placecells.figures.curves import curve

TITLE = "Figure R10: log-likelihood of test images by annealed importance sampling"

WAYS = {"forward": "o-", "reverse": "s--"}


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a log-likelihoods, b how far both estimates are apart, c spread of the log weights, against updates."""
    ds = datasets["replica_likelihood"].swap_dims(point="snapshot_update")
    ds = ds.sortby("snapshot_update")
    figure = new_figure(height=65)
    axes = figure.subplots(1, 3)
    _likelihood(axes[0], ds)
    _difference(axes[1], ds)
    _spread(axes[2], ds)
    for ax in axes:
        ax.set_xlabel("updates")
    return figure


def _sizes(ds: xr.Dataset):
    """(hidden size, its colour, its part of the dataset) for every hidden size."""
    for size, colour in zip(ds["hidden_units"].values, colours(ds.sizes["hidden_units"]), strict=True):
        yield size, colour, ds.sel(hidden_units=size)


def _likelihood(ax: Axes, ds: xr.Dataset) -> None:
    for size, colour, part in _sizes(ds):
        for way, fmt in WAYS.items():
            label = f"M = {size}" if way == "forward" else None
            curve(ax, part[way], "snapshot_update", fmt, color=colour, label=label, markerfacecolor="none")
    ax.axhline(float(ds["independent"].mean()), color=GREY, label="independent pixels")
    low, high = ax.get_ylim()
    ax.set(ylabel="log-likelihood of a test image (nat)", ylim=(low - 0.6 * (high - low), high))  # room for the legend
    ax.legend(loc="lower right")
    panel_label(ax, "a", "solid: forward, dashed: reverse")


def _difference(ax: Axes, ds: xr.Dataset) -> None:
    """Forward less reverse of every replica's mean, with the mean of both errors of the estimates as a bar."""
    for size, colour, part in _sizes(ds):
        mean = (part["forward"] - part["reverse"]).mean("seed")
        error = ((part["forward_error"] ** 2 + part["reverse_error"] ** 2) ** 0.5).mean("seed")
        ax.errorbar(
            part["snapshot_update"], mean, error, fmt="o-", color=colour, markersize=3, capsize=1.5, label=f"M = {size}"
        )
    ax.axhline(0.0, color=GREY, linewidth=0.7)
    ax.set(ylabel="forward less reverse (nat)")
    panel_label(ax, "b", "how far the two are apart")


def _spread(ax: Axes, ds: xr.Dataset) -> None:
    for _, colour, part in _sizes(ds):
        for way, fmt in WAYS.items():
            curve(ax, part[f"{way}_spread"], "snapshot_update", fmt, color=colour, markerfacecolor="none")
    ax.set(ylabel="standard deviation (nat)")
    panel_label(ax, "c", "spread of the log weights")


if __name__ == "__main__":
    by_hand("figR10")

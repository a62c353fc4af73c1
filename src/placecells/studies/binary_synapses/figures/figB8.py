"""Figure B8: binary synapses learned on handwritten digits."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, panel_label
from placecells.figures.curves import band

TITLE = "Figure B8: handwritten digits"

MOST_MAPS = 25  # units whose synapses are shown


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a entropy, b sweeps of messages, c units of background, d and e maps of few and of many units."""
    ds = datasets["digits_of_units"]
    figure = new_figure(height=130)
    above, below = figure.subfigures(2, 1)
    for ax, panel in zip(above.subplots(1, 3), (_entropy, _sweeps, _background), strict=True):
        panel(ax, ds)
    numbers = ds["units"].values
    maps = below.subplots(1, 2)
    for ax, letter, units in zip(maps, "de", (numbers[0], numbers[min(1, len(numbers) - 1)]), strict=True):
        shown = _maps(ax, ds.sel(units=units).isel(seed=0))
        panel_label(ax, letter, f"means of synapses, P = {units}")
    below.colorbar(shown, ax=maps, shrink=0.8, label="mean m of a synapse")
    return figure


def _per_units(ds: xr.Dataset):
    """(units, their colour, their part of the dataset against updates) for every number of units."""
    for units, colour in zip(ds["units"].values, colours(ds.sizes["units"]), strict=True):
        yield units, colour, ds.sel(units=units).swap_dims(record="step")


def _entropy(ax: Axes, ds: xr.Dataset) -> None:
    for units, colour, part in _per_units(ds):
        band(ax, part["entropy"], "step", color=colour, label=f"P = {units}")
    ax.axhline(np.log(2.0), color=GREY, linewidth=0.8, linestyle="--", label="ln 2")
    ax.set(xlabel="updates", ylabel="entropy per synapse (nats)", ylim=(0, 0.95))
    ax.legend(loc="upper right", ncols=2)
    panel_label(ax, "a", "entropy")


def _sweeps(ax: Axes, ds: xr.Dataset) -> None:
    """Sweeps of message passing in every update, and in how many updates it converged."""
    for units, colour, part in _per_units(ds):
        share = float(part["converged"].mean())
        label = f"P = {units}: {100 * share:.1f}% converged"
        ax.plot(part["step"], part["sweeps"].median("seed"), color=colour, linewidth=1, label=label)
    ax.set(xlabel="updates", ylabel="sweeps in the update, median", yscale="log", ylim=(5, 1500))
    ax.legend(loc="upper right")
    panel_label(ax, "b", "messages")


def _background(ax: Axes, ds: xr.Dataset) -> None:
    """Overlap of units with the sign of the mean image, sorted, first run."""
    for units, colour, part in _per_units(ds):
        overlap = part["background_overlap"].isel(seed=0).values
        overlap = np.sort(overlap[np.isfinite(overlap)])[::-1]
        ax.plot(np.arange(1, len(overlap) + 1), overlap, "o-", color=colour, markersize=2, label=f"P = {units}")
    ax.set(xscale="log", xlabel="unit, sorted", ylabel="overlap with the mean image", ylim=(0, 1.05))
    ax.legend(loc="lower left")
    panel_label(ax, "c", "units of background")


def _maps(ax: Axes, ds: xr.Dataset) -> AxesImage:
    """The means of every unit as an image, up to MOST_MAPS units, in a square, blue -1 and red +1."""
    side = int(ds["side"])
    means = ds["means"].transpose("hidden", "site").values[:, : side**2]
    means = means[np.isfinite(means).all(1)][:MOST_MAPS]
    columns = int(np.ceil(np.sqrt(len(means))))
    sheet = np.full((columns * (side + 1) + 1, columns * (side + 1) + 1), np.nan)
    for number, image in enumerate(means):
        row, column = divmod(number, columns)
        top, left = 1 + row * (side + 1), 1 + column * (side + 1)
        sheet[top : top + side, left : left + side] = image.reshape(side, side)
    ax.set_axis_off()
    return ax.imshow(sheet, cmap="coolwarm", vmin=-1, vmax=1, interpolation="nearest")


if __name__ == "__main__":
    by_hand("figB8")

"""Figure R11: singular values grow in training."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, panel_label
from placecells.figures.curves import numbered
from placecells.studies.reciprocal_space.figures.panels.image_rows import largest
from placecells.theory.reciprocal_space import landau

TITLE = "Figure R11: singular values in training"

MODES = 10  # shown singular values
DIRECTIONS = 5  # shown data modes
TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a singular values on digits, b on shuffled digits, c growth of data modes in the first steps."""
    figure = new_figure(height=70)
    axes = figure.subplots(1, 3)
    axes[1].sharey(axes[0])
    shown = (
        ("replicas", "replica_modes", "digits"),
        ("replicas_shuffled", "shuffled_modes", "shuffled pixels (control)"),
    )
    for ax, (name, modes, title), letter in zip(axes, shown, "ab", strict=False):
        if name in datasets:
            _values(ax, largest(datasets[name]))
            if modes in datasets:
                edge = float(largest(datasets[modes].isel(snapshot=0))["edge"])
                ax.axhline(edge, color=GREY, linestyle=":", label="edge before training")
            ax.axhline(landau.THRESHOLD, color=GREY, linewidth=0.7, label=r"$\lambda$ = 4")
            ax.legend(loc="upper left")
        ax.set(xlabel="epochs", ylabel=r"singular value $\lambda$")
        panel_label(ax, letter, title)
    _room(axes[0])
    numbered(axes[0], "y", TICKS)
    if "first_steps" in datasets:
        _growth(axes[2], datasets["first_steps"].isel(seed=0))
    panel_label(axes[2], "c", "first steps; dashed: (B.18)")
    return figure


def _values(ax: Axes, ds: xr.Dataset) -> None:
    """The first singular values of one replica against epochs."""
    values = ds["singular_value"].isel(mode=slice(MODES)).dropna("mode").dropna("record")
    for mode, colour in zip(values["mode"].values, colours(max(MODES, 8)), strict=False):
        label = f"mode {mode + 1}" if mode in (0, values.sizes["mode"] - 1) else None
        ax.plot(values["epoch"], values.sel(mode=mode), color=colour, label=label)
    ax.set_yscale("log")


def _growth(ax: Axes, ds: xr.Dataset) -> None:
    """Weight along data modes with the largest eigenvalues, and along the one with the lowest eigenvalue."""
    count = ds.sizes["direction"]
    directions = [*range(min(DIRECTIONS, count - 1)), count - 1]
    time = ds["time"].values
    for direction, colour in zip(directions, colours(len(directions)), strict=True):
        strength, excess = ds["strength"].isel(direction=direction).values, float(ds["excess"][direction])
        ax.plot(time, strength, color=colour, label=rf"$\kappa = {excess:.2f}$")
        ax.plot(time, strength[0] * np.exp(excess / 4.0 * time), "--", color=colour)
    ax.set(yscale="log", xlabel="learning rate × updates", ylabel="weight along a data mode")
    _room(ax)
    ax.legend(loc="upper left", ncols=2)


def _room(ax: Axes) -> None:
    """Leave the upper third of a logarithmic panel to its legend."""
    low, high = ax.get_ylim()
    ax.set_ylim(low, high * (high / low) ** 0.5 if low > 0 else high)


if __name__ == "__main__":
    by_hand("figR11")

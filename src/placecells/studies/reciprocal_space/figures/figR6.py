"""Figure R6: reciprocal variables at random states, and of trained machines."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, note, panel_label
from placecells.measure.summary import experiment
from placecells.theory.reciprocal_space import landau

TITLE = "Figure R6: laws of reciprocal variables"

SIZE = 784  # visible units, the paper's


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a densities of x of six modes, b of y, c pairs (x, y) of the first mode, d distances from normal laws."""
    ds = datasets["kurtosis_of_size"]
    nearest = np.abs(ds["visible"].values - SIZE).argmin()
    part = ds.isel(visible=nearest, seed=0)
    figure = new_figure(height=120)
    axes = figure.subplots(2, 2).ravel()
    for ax, name, letter, units in zip(
        axes[:2], "xy", "ab", (int(part["visible"]), experiment(ds)["states"]["hidden"]), strict=True
    ):
        _densities(ax, part[name], name)
        panel_label(ax, letter, f"{'NM'['xy'.index(name)]} = {units}")
    _pairs(axes[2], part)
    _distances(axes[3], datasets)
    return figure


def _densities(ax: Axes, values: xr.DataArray, name: str) -> None:
    bins = np.linspace(-2.0, 2.0, 21)
    for mode, colour in zip(values["shown"].values, colours(values.sizes["shown"]), strict=True):
        numbers = values.sel(shown=mode).values
        if np.isfinite(numbers).all():
            ax.hist(
                numbers,
                bins,
                density=True,
                histtype="step",
                color=colour,
                label=f"mode {mode}" if mode.isdigit() else mode,
            )
    u = np.linspace(-2, 2, 200)
    ax.plot(u, np.sqrt(2 / np.pi) * np.exp(-2 * u**2), color="black", label="normal, 1/4")
    ax.set(xlabel=rf"${name}_n$ minus its mean", ylabel="density", ylim=(0, 1.75))
    ax.legend(loc="upper center", ncols=2, fontsize=6)


def _pairs(ax: Axes, part: xr.Dataset) -> None:
    first = part.isel(shown=0)
    ax.plot(first["x"], first["y"], ".", markersize=2)
    for radius in (0.5, 1.0, 1.5):  # one, two and three standard deviations
        angle = np.linspace(0, 2 * np.pi, 100)
        ax.plot(radius * np.cos(angle), radius * np.sin(angle), color=GREY, linewidth=0.7)
    ax.set(xlabel="$x_1$ minus its mean", ylabel="$y_1$ minus its mean", xlim=(-2, 2), ylim=(-2, 2), aspect="equal")
    note(ax, 0.98, "circles: 1, 2, 3 sd", fontsize=6)
    panel_label(ax, "c", "first mode, random states")


def _distances(ax: Axes, datasets: dict[str, xr.Dataset]) -> None:
    """Distances of x from normal laws against the singular value: Gibbs samples of trained machines, and fair bits."""
    if "replica_states" in datasets:
        part = datasets["replica_states"].isel(hidden_units=-1)
        shown = (("gibbs_distance", "Gibbs samples", "o", colours(1)[0]), ("uniform_distance", "fair bits", "x", GREY))
        for name, label, marker, colour in shown:
            values, found = (part[one].transpose("seed", "mode").values.ravel() for one in ("value", name))
            ax.plot(values, found, marker, color=colour, markersize=3, markerfacecolor="none", label=label)
    ax.axvline(landau.THRESHOLD, ymax=0.85, color="black", linewidth=0.8, label=r"$\lambda = 4$")
    ax.set(xlabel=r"singular value $\lambda$", ylabel="distance of $x_n$ from a normal law", yscale="log")
    ax.set_ylim(top=5.0 * ax.get_ylim()[1])  # room for the legend
    ax.legend(loc="upper center", ncols=3)
    panel_label(ax, "d", "trained machines")


if __name__ == "__main__":
    by_hand("figR6")

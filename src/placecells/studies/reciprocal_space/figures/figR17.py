"""Figure R17: curvatures at initialisation, and modes of an extensive random spectrum."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, panel_label
from placecells.measure.summary import experiment

TITLE = "Figure R17: curvatures at initialisation, and the limit of the rule lambda = 4"


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a curvatures of the energy, b curvatures along u and w by Gibbs sampling, c variances of random modes."""
    figure = new_figure(height=70)
    axes = figure.subplots(1, 3)
    _saddle(axes[0], datasets["initial_many"])
    _curvatures(axes[1], datasets["initial_curvature"])
    _bulk(axes[2], datasets["bulk_of_strength"])
    return figure


def _saddle(ax: Axes, ds: xr.Dataset) -> None:
    """Curvatures of one machine in order, those of the energy and those of the free energy."""
    block = experiment(ds)["weights"]
    values = ds["singular_value"].isel(seed=0).values
    flat = np.zeros(abs(block["visible"] - block["hidden"]))
    energy = np.sort(np.concatenate([-values, flat, values]))
    rank = np.arange(len(energy)) / len(energy)
    ax.plot(rank, energy, color=colours(1)[0], label="energy")
    ax.plot(rank, 4 + energy, color=colours(2)[1], label="free energy")
    ax.axhline(0.0, color=GREY, linewidth=0.7)
    ax.set(xlabel="rank of the direction / (N + M)", ylabel="curvature")
    ax.legend(loc="center right")
    panel_label(ax, "a", "saddle (B.10)")


def _curvatures(ax: Axes, ds: xr.Dataset) -> None:
    """1 / Var u and 1 / Var w of all modes of all machines."""
    values = ds["singular_value"].values.ravel()
    for name, sign, colour in zip("uw", (-1, 1), colours(2), strict=True):
        ax.plot(
            values, 1 / ds[f"{name}_variance"].values.ravel(), ".", markersize=1.5, color=colour, label=f"along {name}"
        )
        ax.plot([0, values.max()], [4, 4 + sign * values.max()], color="black", linewidth=1)
    foreign = 1 / ds["foreign_variance"].values.ravel()
    ax.plot(values, foreign, ".", markersize=1, color=GREY, label="other vectors")
    low, high = ax.get_ylim()
    ax.set(xlabel=r"singular value $\lambda$", ylabel="1 / variance", ylim=(low, high + 0.3 * (high - low)))
    ax.legend(loc="upper left", markerscale=4)
    panel_label(ax, "b", r"initial machines; lines: $4 \mp \lambda$")


def _bulk(ax: Axes, ds: xr.Dataset) -> None:
    """Var u of all modes at each strength, with Onsager's reaction and without."""
    for strength, colour in zip(ds["strength"].values, colours(ds.sizes["strength"]), strict=True):
        part = ds.sel(strength=strength).mean("seed")
        ax.plot(part["singular_value"], part["u_variance"], ".", markersize=2, color=colour)
        ax.plot(part["singular_value"], part["onsager"], color=colour, label=rf"$s^2 N$ = {strength:g}")
    value = np.linspace(0, 3.9, 200)
    ax.plot(value, 1 / (4 - value), ":", color="black", label=r"$1/(4 - \lambda)$")
    ax.axvline(4.0, color=GREY, linewidth=0.7)
    ax.set(yscale="log", xlabel=r"singular value $\lambda$", ylabel="Var u", ylim=(0.08, 20))
    ax.legend(loc="upper left")
    panel_label(ax, "c", "random weights; lines: (B.25)")


if __name__ == "__main__":
    by_hand("figR17")

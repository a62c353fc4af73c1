"""Figure R3: singular values before training."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, note, panel_label
from placecells.measure.summary import experiment
from placecells.theory.reciprocal_space import spectrum

TITLE = "Figure R3: singular values of initial weights and the law of Marchenko and Pastur"


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a one size of machine, b four hidden sizes, c participation of singular vectors."""
    figure = new_figure(height=62)
    axes = figure.subplots(1, 3)
    _one_size(axes[0], datasets["initial_many"])
    _four_sizes(axes[1], datasets["initial_weights"])
    _participation(axes[2], datasets)
    return figure


def _one_size(ax: Axes, ds: xr.Dataset) -> None:
    block = experiment(ds)["weights"]
    _histogram(ax, ds["singular_value"].values, block, colours(1)[0], "weights")
    note(ax, 0.97, f"N = {block['visible']}, M = {block['hidden']}\n{ds.sizes['seed']} matrices")
    ax.set_ylabel("density")
    panel_label(ax, "a", "one size; line: (B.6)")


def _four_sizes(ax: Axes, ds: xr.Dataset) -> None:
    sizes = ds["hidden_units"].values
    for hidden, colour in zip(sizes, colours(len(sizes)), strict=True):
        block = experiment(ds)["weights"] | {"hidden": int(hidden)}
        _histogram(ax, ds["singular_value"].sel(hidden_units=hidden).values, block, colour, f"M = {hidden}")
    low, high = ax.get_ylim()
    ax.set_ylim(low, 1.5 * high)  # room for the legend
    ax.legend(loc="upper left", ncols=2)
    panel_label(ax, "b", "hidden sizes in their true order")


def _histogram(ax: Axes, values: np.ndarray, block: dict, colour: str, label: str) -> None:
    values = values[np.isfinite(values)]
    low, high = spectrum.edges(block["visible"], block["hidden"], block["scale"])
    ax.hist(values, 30, density=True, color=colour, alpha=0.35, label=label)
    inside = np.linspace(low, high, 400)[1:-1]
    ax.plot(inside, spectrum.density(inside, block["visible"], block["hidden"], block["scale"]), color=colour)
    ax.set_xlabel(r"singular value $\lambda$")


def _participation(ax: Axes, datasets: dict[str, xr.Dataset]) -> None:
    shown = (("initial_many", "independent"), ("initial_uneven", "uneven (control)"))
    for (name, label), colour in zip(shown, colours(2), strict=True):
        if name in datasets:
            values = datasets[name]["participation"].values.ravel()
            ax.hist(values, np.linspace(1, 6, 51), density=True, color=colour, alpha=0.5, label=label)
    visible = experiment(datasets["initial_many"])["weights"]["visible"]
    ax.axvline(spectrum.haar_participation(visible), color=GREY, label="Haar mean")
    ax.set(xlabel=r"$N \cdot \mathrm{IPR}$ of visible vectors", ylabel="density")
    ax.legend(loc="upper right")
    panel_label(ax, "c", "rotational symmetry")


if __name__ == "__main__":
    by_hand("figR3")

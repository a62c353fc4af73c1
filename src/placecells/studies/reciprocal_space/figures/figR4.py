"""Figure R4: singular values after training."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import colours, new_figure, panel_label
from placecells.theory.reciprocal_space import landau

TITLE = "Figure R4: singular values of trained machines"

BINS = 25


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a singular values, b effective singular values, at the end of training."""
    figure = new_figure(height=65)
    axes = figure.subplots(1, 2)
    edge = datasets["replica_modes"]["edge"] if "replica_modes" in datasets else None
    if "replicas" in datasets:
        _histograms(axes[0], datasets["replicas"]["singular_value"].isel(record=-1), edge)
    axes[0].axvline(landau.THRESHOLD, color="black", linewidth=0.8, label=r"$\lambda$ = 4")
    axes[0].set(xlabel=r"singular value $\lambda$")
    panel_label(axes[0], "a", "singular values; dotted: edge before training")
    if "replica_modes" in datasets:
        _histograms(axes[1], datasets["replica_modes"]["effective_value"].isel(snapshot=-1))
    axes[1].axvline(1.0, color="black", linewidth=0.8, label="1 (B.16)")
    axes[1].set(xlabel="effective singular value")
    panel_label(axes[1], "b", "with the machine's own variances")
    for ax in axes:
        ax.set(ylabel="modes per machine and bin", yscale="log")
        ax.legend(loc="upper right")
    return figure


def _histograms(ax: Axes, values: xr.DataArray, edge: xr.DataArray | None = None) -> None:
    """One line of steps for each hidden size, of all replicas, and the edge of its initial values."""
    bins = np.linspace(0.0, 1.02 * float(values.max()), BINS + 1)
    sizes = values["hidden_units"].values
    for size, colour in zip(sizes, colours(len(sizes)), strict=True):
        found = values.sel(hidden_units=size).values.ravel()
        counts = np.histogram(found[np.isfinite(found)], bins)[0] / values.sizes["seed"]
        ax.stairs(counts, bins, color=colour, label=f"M = {size}", baseline=None)
        if edge is not None and size in edge["hidden_units"]:
            ax.axvline(float(edge.sel(hidden_units=size)), color=colour, linestyle=":")


if __name__ == "__main__":
    by_hand("figR4")

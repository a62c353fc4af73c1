"""Figure R2: energy landscapes of single modes of a trained machine."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, panel_label
from placecells.studies.reciprocal_space.figures.panels.image_rows import largest

TITLE = "Figure R2: the energy landscape of single modes of a trained machine"

STATES = {  # x, y: (label, marker, size)
    ("uniform_x", "uniform_y"): ("fair bits", ".", 1.5),
    ("x", "y"): ("Gibbs samples", ".", 1.5),
    ("image_x", "image_y"): ("test images", "s", 3.0),
}


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """One panel for each shown mode, of the first replica of the largest hidden size."""
    ds = largest(datasets["replica_states"])
    if "replicas" in datasets:  # which has the number of visible units
        units, unit = datasets["replicas"].sizes["site"] + int(ds["hidden_units"]), "energy / (N + M)"
    else:
        units, unit = 1, "energy (nat)"
    rows = (ds.sizes["shown"] + 1) // 2
    figure = new_figure(height=15 + 62 * rows)
    axes = figure.subplots(rows, 2, squeeze=False).ravel()
    for ax in axes[ds.sizes["shown"] :]:
        ax.remove()
    for mode, ax in zip(range(ds.sizes["shown"]), axes, strict=False):
        part = ds.isel(shown=mode)
        value = float(ds["value"].isel(mode=mode))
        contours = _landscape(ax, part, value, units)
        figure.colorbar(contours, ax=ax, label=unit)
        _states(ax, part)
        panel_label(ax, "abcdefgh"[mode], rf"mode {mode + 1}, $\lambda$ = {value:.2f}, M = {int(ds['hidden_units'])}")
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), markerscale=1.5)
    return figure


def _landscape(ax: Axes, part: xr.Dataset, value: float, units: int):
    """Contours of the energy of the mode over what is shown of its plane."""
    x, y = (np.linspace(*_range(part, axis), 100) for axis in "xy")
    saddle_x, saddle_y = part["saddle"].values
    # the fields on x and y are -lambda saddle_y and -lambda saddle_x
    energy = -value * (np.multiply.outer(y, x) - saddle_y * x - saddle_x * y[:, None]) / units
    return ax.contourf(x, y, energy, 20, cmap="Greys_r", alpha=0.6)


def _range(part: xr.Dataset, axis: str) -> tuple[float, float]:
    """Both ends of an axis: all states and the saddle, with a margin."""
    names = (axis, f"image_{axis}", f"uniform_{axis}")
    found = np.concatenate([*(part[name].values for name in names), part["saddle"].sel(axis=[axis]).values])
    margin = 0.05 * np.ptp(found)
    return found.min() - margin, found.max() + margin


def _states(ax: Axes, part: xr.Dataset) -> None:
    for ((x, y), (label, marker, size)), colour in zip(STATES.items(), (GREY, *colours(2)), strict=True):
        ax.plot(part[x], part[y], marker, color=colour, markersize=size, label=label)
    ax.plot(*part["half"].values[:, None], "^", color="black", label="all units at 1/2")
    ax.plot(*part["saddle"].values[:, None], "x", color="black", markersize=6, markeredgewidth=1.5, label="saddle")
    ax.set(xlabel="visible variable x", ylabel="hidden variable y")


if __name__ == "__main__":
    by_hand("figR2")

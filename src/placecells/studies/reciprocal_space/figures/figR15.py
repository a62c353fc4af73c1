"""Figure R15: phase diagram of machines with random weights."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import new_figure, panel_label
from placecells.measure.summary import experiment

TITLE = "Figure R15: magnetisation and overlap of machines with random weights"

ORDER, GLASS = 8.0, np.sqrt(32.0)  # J0 and J of (B.27), the edges of the state without order


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a magnetisation, b overlap over the plane of J0 and J."""
    ds = datasets["phase_plane"]
    figure = new_figure(height=70, width=160)
    axes = figure.subplots(1, 2, sharey=True)
    for ax, name, letter in zip(axes, ("magnetisation", "overlap"), "ab", strict=True):
        values = ds[name].mean("seed").transpose("spread", "mean")
        image = ax.pcolormesh(ds["mean"], ds["spread"], values, vmin=0, vmax=1, shading="nearest")
        _lines(ax)
        ax.set(xlabel=r"$J_0 = (N + M) \langle W \rangle$")
        ax.set(xlim=_ends(ds["mean"].values), ylim=_ends(ds["spread"].values))
        figure.colorbar(image, ax=ax)
        panel_label(ax, letter, f"{name}, N = M = {experiment(ds)['disorder']['units']}")
    axes[0].set_ylabel(r"$J = \sqrt{N + M}\ \mathrm{std}\ W$")
    axes[0].legend(loc="upper left", fontsize=6, labelcolor="white")
    return figure


def _lines(ax: Axes) -> None:
    j = np.linspace(0, 30, 50)
    ax.plot([ORDER, ORDER], [0, GLASS], color="white", label="derived here")
    ax.plot([0, ORDER], [GLASS, GLASS], color="white")
    ax.plot(j, j, color="tab:red", linestyle="--", label="public figure")
    ax.axvline(1.0, color="tab:red", linestyle="--")


def _ends(values: np.ndarray) -> tuple[float, float]:
    return values.min(), values.max()


if __name__ == "__main__":
    by_hand("figR15")

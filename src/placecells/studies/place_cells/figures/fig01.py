"""Figure 1: the bipartite graph of a restricted Boltzmann machine."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import new_figure

TITLE = "Figure 1: the bipartite graph of a restricted Boltzmann machine"

VISIBLE, HIDDEN = 8, 4
MARKED = (2, 1)  # the pair (visible, hidden) whose weight is named


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Two layers of units, with a line from every visible unit to every hidden unit. No dataset is read."""
    figure = new_figure(height=52, width=110)
    ax = figure.subplots()
    visible, hidden = np.arange(VISIBLE, dtype=float), np.linspace(1, VISIBLE - 2, HIDDEN)
    for x in visible:
        for y in hidden:
            ax.plot([x, y], [0, 1], color="0.75", linewidth=0.6, zorder=1)
    _mark_weight(ax, visible[MARKED[0]], hidden[MARKED[1]])
    _layer(ax, visible, 0, "#0072B2", "v", "i", "N")
    _layer(ax, hidden, 1, "#D55E00", "h", r"\mu", "M")
    ax.text(VISIBLE, 0, "visible units\n(sites of the ring)", va="center", ha="left")
    ax.text(VISIBLE, 1, "hidden units", va="center", ha="left")
    ax.set(xlim=(-0.6, VISIBLE + 3.2), ylim=(-0.35, 1.35))
    ax.set_axis_off()
    return figure


def _mark_weight(ax: Axes, visible: float, hidden: float) -> None:
    ax.plot([visible, hidden], [0, 1], color="black", linewidth=1.4, zorder=2)
    ax.text(
        (visible + hidden) / 2 - 0.14,
        0.52,
        r"$w_{i\mu}$",
        ha="right",
        va="center",
        fontsize=10,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
    )


def _layer(ax: Axes, x: np.ndarray, y: float, colour: str, symbol: str, index: str, last: str) -> None:
    """Units of one layer, with the names of the first, the marked and the last unit."""
    ax.scatter(x, np.full_like(x, y), s=330, facecolor="white", edgecolor=colour, linewidth=1.4, zorder=3)
    names = {0: "1", MARKED[int(y)]: index, len(x) - 1: last}
    for k, name in names.items():
        ax.text(x[k], y, f"${symbol}_{{{name}}}$", ha="center", va="center", fontsize=9, zorder=4)


if __name__ == "__main__":
    by_hand("fig01")

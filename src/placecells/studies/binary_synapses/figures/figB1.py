"""Figure B1: an RBM with binary synapses, and the dual network whose weights are the means of the synapses."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import new_figure, panel_label

TITLE = "Figure B1: an RBM with binary synapses, and its dual network"

VISIBLE, HIDDEN = 6, 3
UP, DOWN = "#0072B2", "#D55E00"
SIGNS = np.random.default_rng(3).choice([-1.0, 1.0], (HIDDEN, VISIBLE))
MEANS = SIGNS * np.random.default_rng(4).uniform(0.15, 1.0, SIGNS.shape)


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a the RBM of one draw of the synapses, b the dual network. No dataset is read."""
    figure = new_figure(height=70)
    one, other = figure.subplots(1, 2)
    _network(one, SIGNS, r"$\xi_{\mu i} = \pm 1$")
    panel_label(one, "a", "synapses: each is −1 or +1")
    one.text(2.5, -0.62, "data: samples of the visible units", ha="center", fontsize=8)
    _network(other, MEANS, r"$m_{\mu i} = \langle\xi_{\mu i}\rangle$")
    for x in _places(HIDDEN):
        other.annotate("", (x, 1.14), (x, 1.5), arrowprops={"arrowstyle": "->", "color": "0.3"})
    other.text(2.5, 1.56, r"random fields $\Xi_\mu z_\mu$", ha="center", fontsize=8)
    panel_label(other, "b", "dual network: weights are means")
    other.text(2.5, -0.62, "message passing gives its averages", ha="center", fontsize=8)
    return figure


def _places(units: int) -> np.ndarray:
    return np.linspace(0, VISIBLE - 1, units + 2)[1:-1] if units == HIDDEN else np.arange(float(VISIBLE))


def _network(ax: Axes, weights: np.ndarray, name: str) -> None:
    """Two layers of units; a line per weight, its colour the sign and its width the size of the weight."""
    visible, hidden = _places(VISIBLE), _places(HIDDEN)
    for unit, x in enumerate(hidden):
        for site, y in enumerate(visible):
            weight = weights[unit, site]
            colour = UP if weight > 0 else DOWN
            ax.plot([y, x], [0, 1], color=colour, linewidth=0.3 + 1.3 * abs(weight), alpha=0.75, zorder=1)
    for places, height, symbol in ((visible, 0, "v"), (hidden, 1, "h")):
        ax.scatter(places, np.full_like(places, height), s=230, facecolor="white", edgecolor="black", zorder=3)
        for number, x in enumerate(places, 1):
            ax.text(x, height, f"${symbol}_{number}$", ha="center", va="center", fontsize=8, zorder=4)
    ax.text(-0.75, 0.5, name, rotation=90, va="center", ha="center")
    ax.plot([], [], color=UP, label="positive")
    ax.plot([], [], color=DOWN, label="negative")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, -0.34), ncols=2)
    ax.set(xlim=(-1.0, VISIBLE - 0.4), ylim=(-0.7, 1.75))
    ax.set_axis_off()


if __name__ == "__main__":
    by_hand("figB1")

"""Figure X2: the equation of small beta in two dimensions."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import colours, new_figure, panel_label
from placecells.studies.beyond.figures.panels.bars import class_bars
from placecells.theory.beyond import torus

TITLE = "Figure X2: in two dimensions the equation of small beta has no local field, and stripes on long rectangles"
EXPERIMENTS = {
    "ring_flow": "ring, random",
    "square_flow": "square, random",
    "square_flow_bumps": "square, bump",
    "rectangle_flow": "long, random",
}
SHORT_SIDES = (3, 4, 5, 6)  # sites


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a energy of a bump against its size, b ends of random starts, c growth rates, d depth of stripes."""
    figure = new_figure(height=125)
    axes = figure.subplots(2, 2).ravel()
    _dilation(axes[0])
    _ends(axes[1], datasets)
    _rates(axes[2])
    _depths(axes[3], datasets)
    return figure


def _dilation(ax: Axes) -> None:
    """(C.3) at the norm of the uniform state of a large system, R = 2 d."""
    size = np.geomspace(0.6, 12.0, 200)
    for dimensions, colour in zip((1, 2), colours(2), strict=True):
        energy = torus.dilation_energy(size, 2.0 * dimensions, dimensions)
        ax.plot(size, energy, color=colour, label=f"{dimensions} dimension{'s' * (dimensions > 1)}")
    ax.axhline(0.0, color="0.6", linewidth=0.6)
    ax.set(xscale="log", ylim=(-0.2, 1.0), xlabel="size of a bump (sites)", ylabel=r"energy ($\nu\beta$)")
    ax.set_xticks([1, 2, 5, 10], ["1", "2", "5", "10"])
    ax.minorticks_off()
    ax.legend()
    panel_label(ax, "a", "a bump against its size (C.3)")


def _ends(ax: Axes, datasets: dict[str, xr.Dataset]) -> None:
    bars = {}
    for name, label in EXPERIMENTS.items():
        if name in datasets:
            ds = datasets[name]
            codes = ds["class"].values[ds["outcome"].values == 0]
            if name == "rectangle_flow":  # the longest one only
                longest = ds.isel(sides=int(np.argmax(ds["aspect"].values)))
                codes = longest["class"].values[longest["outcome"].values == 0]
            bars[label.replace(", ", "\n")] = codes
    class_bars(ax, bars)
    ax.set_ylabel("share of starts")
    panel_label(ax, "b", "stationary states that starts end in")


def _rates(ax: Axes) -> None:
    """(C.4) of the longest wave against the aspect of the rectangle, for several short sides."""
    for short, colour in zip(SHORT_SIDES, colours(len(SHORT_SIDES)), strict=True):
        long = np.arange(short, 12 * short + 1)
        rate = [torus.fastest_rate((side, short)) * short**2 for side in long]
        ax.plot(long / short, rate, ".-", color=colour, markersize=3, label=f"{short}")
    ax.axhline(0.0, color="0.6", linewidth=0.6)
    ax.axvline(torus.CRITICAL_ASPECT, color="0.6", linestyle=":")
    ax.set(ylim=(-2.0, 1.0), xlabel="long side / short side", ylabel=r"rate $\times$ (short side)$^2$ ($\nu\beta$)")
    ax.legend(title="short side (sites)", ncols=2)
    panel_label(ax, "c", r"longest wave (C.4); dotted: $\pi^2/2$")


def _depths(ax: Axes, datasets: dict[str, xr.Dataset]) -> None:
    """Smallest over largest u of the stationary states, and (C.6)."""
    aspect = np.linspace(1.0, 16.5, 300)
    ax.plot(aspect, [torus.stripe_depth(1000.0 * a, 1000.0) for a in aspect], color="0.4", label="(C.6), large sides")
    for name, marker in (("square_flow", "s"), ("rectangle_flow", "o")):
        if name in datasets:
            ds = datasets[name]
            depth = ds["depth"].where(ds["outcome"] == 0).transpose("sides", "seed")
            aspects = np.broadcast_to(ds["aspect"].values, ds.sizes["sides"])  # one number where all are equal
            ax.plot(aspects, depth.values, marker, color=colours(2)[0], markersize=4, alpha=0.5)
    ax.set(xlabel="long side / short side", ylabel="smallest over largest u", ylim=(-0.03, 1.05))
    ax.legend()
    panel_label(ax, "d", "stripes grow out of the uniform state")


if __name__ == "__main__":
    by_hand("figX2")

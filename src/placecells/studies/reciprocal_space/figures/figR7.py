"""Figure R7: kurtosis of reciprocal variables against 1/N."""

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, panel_label
from placecells.figures.curves import curve

TITLE = "Figure R7: reciprocal variables become normal with size"


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a kurtosis against 1/N with the control, b the same without the control, enlarged."""
    figure = new_figure(height=65, width=150)
    axes = figure.subplots(1, 2)
    shown = (("kurtosis_of_size", "random vectors"), ("kurtosis_of_patches", "four units each (control)"))
    for ax, names in zip(axes, (shown, shown[:1]), strict=True):
        for (name, label), colour in zip(names, colours(2), strict=False):
            if name in datasets:
                ds = datasets[name].assign_coords(visible=1.0 / datasets[name]["visible"])
                curve(ax, ds["kurtosis"], "visible", "o", color=colour, label=label)
                ax.plot(ds["visible"], ds["law"].mean("seed"), "x", color=colour)
        inverse = np.linspace(0, 1.05 / datasets["kurtosis_of_size"]["visible"].values.min(), 50)
        ax.plot(inverse, 3 - 6 * inverse / (1 + 2 * inverse), color="black", label="Haar mean")
        ax.axhline(3.0, color=GREY, linewidth=0.7, linestyle=":")
        ax.set(xlabel="1/N", xlim=(0, None))
    axes[0].set_ylabel("kurtosis of x, mean over paired modes")
    axes[0].legend(loc="center right")
    panel_label(axes[0], "a", "with the control")
    panel_label(axes[1], "b", r"line: $3 - 6/(N + 2)$")
    return figure


if __name__ == "__main__":
    by_hand("figR7")

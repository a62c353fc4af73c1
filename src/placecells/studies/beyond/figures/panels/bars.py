"""Stacked bars of the classes of fields."""

import numpy as np
from matplotlib.axes import Axes

from placecells.studies.beyond.measures.extent import CLASSES

COLOURS = dict(zip(CLASSES, ("#bbbbbb", "#56b4e9", "#d55e00", "#cc79a7", "#f0f0f0"), strict=True))


def class_bars(ax: Axes, found: dict[str, np.ndarray]) -> None:
    """One bar for every entry {label: numbers in CLASSES, any shape}: the share of every class, with a legend."""
    bottom = np.zeros(len(found))
    for code, name in enumerate(CLASSES):
        height = np.array([(np.asarray(codes) == code).mean() for codes in found.values()])
        ax.bar(range(len(found)), height, 0.75, bottom, color=COLOURS[name], edgecolor="0.3", linewidth=0.4, label=name)
        bottom += height
    ax.set_xticks(range(len(found)), list(found), fontsize="small")
    ax.set(ylim=(0, 1))
    ax.legend(
        ncols=len(CLASSES) + 1, loc="upper center", bbox_to_anchor=(0.5, -0.2), columnspacing=0.8, handlelength=0.8
    )

"""Shared by all figures: sizes, colours, panel titles, numbers as text. Nothing here saves a file."""

from collections.abc import Callable
from string import ascii_lowercase

import matplotlib as mpl
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.measure.intervals import Estimate
from placecells.theory.ring_distance import ring_offset

MILLIMETRE = 1 / 25.4  # inch
FULL_WIDTH = 180.0  # mm, a text width of two columns
GREY = "0.55"
# a legend that covers the lines behind it; there must be no data where it is
ON_WHITE = {"frameon": True, "framealpha": 1.0, "edgecolor": "none", "borderpad": 0.2}
# one colour per way of sampling the data, the same in all figures
SAMPLING = {"stream": "#0072B2", "symmetrised": "#D55E00", "independent": "#009E73"}
SAMPLING_NAMES = {"stream": "streamed", "symmetrised": "symmetrised", "independent": "independent"}


def new_figure(height: float, width: float = FULL_WIDTH) -> Figure:
    """An empty figure, `width` by `height` mm, whose panels are laid out without overlap."""
    return Figure(figsize=(width * MILLIMETRE, height * MILLIMETRE), layout="constrained")


def panel_label(ax: Axes, letter: str, title: str = "") -> None:
    """Write a bold letter and the panel's title above the panel."""
    ax.set_title(rf"$\bf{{{letter}}}$  {title}", loc="left")


def note(ax: Axes, y: float, text: str, x: float = 0.97, ha: str = "right", va: str = "top", **style) -> None:
    """Write text at the place (x, y), in fractions of the panel's width and height."""
    ax.text(x, y, text, transform=ax.transAxes, ha=ha, va=va, **style)


def panel_grid(
    panels: list[tuple[Callable[[Axes, dict[str, xr.Dataset]], str], tuple[str, ...]]],
    datasets: dict[str, xr.Dataset],
    row_height: float,
) -> Figure:
    """A figure with two columns of labelled panels, in rows of `row_height` mm.

    panels: pairs (function, experiments that the panel needs); function(ax, datasets) draws the panel and returns its
    title. A panel that needs an absent experiment is left out.
    """
    shown = [panel for panel, names in panels if all(name in datasets for name in names)]
    rows = (len(shown) + 1) // 2
    figure = new_figure(height=row_height * rows)
    axes = figure.subplots(rows, 2, squeeze=False).ravel()
    for letter, panel, ax in zip(ascii_lowercase, shown, axes, strict=False):
        panel_label(ax, letter, panel(ax, datasets))
    for ax in axes[len(shown) :]:
        ax.remove()
    return figure


def colours(count: int) -> list:
    """`count` distinct colours: those of the style for up to seven, else steps of a colour map."""
    cycle = mpl.rcParams["axes.prop_cycle"].by_key()["color"]
    if count <= len(cycle):
        return cycle[:count]
    return list(mpl.colormaps["viridis"](np.linspace(0, 0.92, count)))


def ring_offsets(sites: int, centre: float) -> np.ndarray:
    """Signed ring distance (site,) of every site from `centre`, in [-sites/2, sites/2)."""
    return ring_offset(np.arange(sites) - centre, sites)


def ring_centred(values: np.ndarray, centre: float) -> tuple[np.ndarray, np.ndarray]:
    """Offsets (site,) from `centre` in increasing order, and `values` (site,) in the order of the offsets."""
    offsets = ring_offsets(len(values), centre)
    order = np.argsort(offsets)
    return offsets[order], np.asarray(values)[order]


def number(value: float, digits: int = 2) -> str:
    """`value` with `digits` significant digits, with an exponent from 10^6 on and below 10^-3; a dash for NaN."""
    if not np.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    magnitude = int(np.floor(np.log10(abs(value))))
    if -4 < magnitude < 6:
        return f"{value:.{max(digits - 1 - magnitude, 0)}f}".replace("-", "−")
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    return rf"${mantissa}\times10^{{{int(power)}}}$"


def with_interval(estimate: Estimate, digits: int = 2) -> str:
    """'value [low, high]', with as many decimals for the bounds as for the value."""
    if not np.isfinite(estimate.low):
        return number(estimate.value, digits)
    size = max(abs(bound) for bound in estimate)
    decimals = max(digits - 1 - int(np.floor(np.log10(size))), 0) if size else 0
    value, low, high = (f"{part:.{decimals}f}".replace("-", "−") for part in estimate)
    return f"{value} [{low}, {high}]"


def mean_and_sd(mean: float, sd: float) -> str:
    """'mean ± sd' with one decimal; the mean alone if there is no sd, a dash if there is no mean."""
    if not np.isfinite(mean):
        return "–"
    return f"{mean:.1f} ± {sd:.1f}" if np.isfinite(sd) else f"{mean:.1f}"


def error_bars(error: np.ndarray) -> np.ndarray | None:
    """`error` for Axes.errorbar, with 0 for NaN; None if no point has an error, as with a single seed."""
    return np.nan_to_num(error) if np.isfinite(error).any() else None

"""Shared by the figures of colour data: rows of panels, hues, images of weights, order parameters."""

from collections.abc import Callable, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, hsv_to_rgb
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from placecells.figures.common import new_figure, number, panel_label
from placecells.measure.colour_summary import Curve, transition
from placecells.measure.intervals import Estimate
from placecells.studies.place_cells.figures.panels.estimates import FEWEST_RUNS

# order parameter: (symbol, colour, marker), the same in all figures
ORDERS = {
    "order_angular": ("$F_1$", "#0072B2", "o"),
    "order_dominant": (r"$F_{\rm max}$", "#56B4E9", "s"),
    "order_direction": (r"$\Lambda_1$", "#CC79A7", "v"),
    "order_spatial": ("$L$", "#D55E00", "^"),
    "modulation_cv": ("CV of $m_i$", "#009E73", "D"),
}

Panel = Callable[[Axes], str]  # draws, and returns the panel's title


def draw_rows(rows: Sequence[Sequence[Panel]], heights: Sequence[float]) -> Figure:
    """A figure with a row of equally wide panels, labelled a, b, ..., for each entry that has panels.

    heights: of the rows, in mm.
    """
    shown = [(row, height) for row, height in zip(rows, heights, strict=True) if row]
    figure = new_figure(height=sum(height for _, height in shown))
    parts = figure.subfigures(len(shown), 1, height_ratios=[height for _, height in shown], squeeze=False)[:, 0]
    letters = iter("abcdefghijklmnop")
    for part, (row, _) in zip(parts, shown, strict=True):
        axes = part.subplots(1, max(len(row), 2), squeeze=False)[0]
        for panel, ax in zip(row, axes, strict=False):
            panel_label(ax, next(letters), panel(ax))
        for ax in axes[len(row) :]:
            ax.remove()
    return figure


def hues(count: int) -> ListedColormap:
    """`count` hues around the colour circle, so that neighbouring colours of the data have neighbouring hues."""
    turn = np.arange(count) / count
    return ListedColormap(hsv_to_rgb(np.stack([turn, np.full(count, 0.75), np.full(count, 0.92)], axis=-1)))


def signed_image(ax: Axes, values: np.ndarray, top: float, first_site: int = 0) -> AxesImage:
    """Draw values (site, colour) as an image with colours from -top, blue, over 0, white, to top, red."""
    sites, colours = values.shape
    ax.spines[:].set_visible(True)
    return ax.imshow(
        values.T,
        cmap="RdBu_r",
        vmin=-top,
        vmax=top,
        aspect="auto",
        origin="lower",
        interpolation="nearest",
        extent=(first_site - 0.5, first_site + sites - 0.5, -0.5, colours - 0.5),
    )


def weight_image(ax: Axes, weights: np.ndarray, first_site: int = 0) -> None:
    """Draw weights (site, colour) as an image with a colour bar: blue is negative, white zero, red positive."""
    top = np.abs(weights).max() or 1.0
    image = signed_image(ax, weights, top, first_site)
    ax.set_ylabel("colour $a$")
    bar = ax.figure.colorbar(image, ax=ax, pad=0.02, aspect=15)
    bar.outline.set_linewidth(0.6)


def order_curves(ax: Axes, ds: xr.Dataset, names: tuple[str, ...]) -> dict[str, Curve]:
    """Draw order parameters, some of ORDERS, against alpha, and return {name: its curve}.

    Points are means with 95% intervals, dashed lines random weights. A star with an interval marks each threshold. No
    interval is drawn for fewer runs than FEWEST_RUNS.
    """
    curves = transition(ds, names)
    if ds.sizes["seed"] < FEWEST_RUNS:
        curves = {name: _without_intervals(curve) for name, curve in curves.items()}
    for name, curve in curves.items():
        symbol, colour, marker = ORDERS[name]
        bars = np.nan_to_num(np.stack([curve.mean - curve.low, curve.high - curve.mean]))
        bars = np.maximum(bars, 0.0) if bars.any() else None
        ax.errorbar(curve.alpha, curve.mean, bars, fmt=f"{marker}-", color=colour, label=symbol)
        ax.axhline(curve.random, color=colour, linestyle="--", linewidth=0.7)
        _threshold(ax, curve, colour)
    ax.set(xscale="log", xlabel=r"$\alpha = N/B$", ylabel="order parameters")
    alpha = next(iter(curves.values())).alpha
    if alpha[0] < alpha[-1]:  # intervals of few runs may extend over many decades
        ax.set_xlim(alpha[0] / 1.4, alpha[-1] * 1.4)
    return curves


def _without_intervals(curve: Curve) -> Curve:
    unknown = np.full_like(curve.mean, np.nan)
    return curve._replace(low=unknown, high=unknown, threshold=Estimate(curve.threshold.value, np.nan, np.nan))


def _threshold(ax: Axes, curve: Curve, colour: str) -> None:
    value, low, high = curve.threshold
    if not np.isfinite(value):
        return
    bars = np.nan_to_num([[value - low], [high - value]])
    ax.errorbar(value, curve.half, xerr=bars, fmt="none", color=colour, zorder=4)
    ax.plot(value, curve.half, "*", markersize=9, mec="white", mew=0.5, color=colour, zorder=4)
    ax.plot([value, value], [0.0, curve.half], ":", color=colour, linewidth=0.9, zorder=1)


def threshold_text(curve: Curve) -> str:
    """A threshold with its interval, such as '0.12 [0.10, 0.15]'; a dash where there is none."""
    value, low, high = (number(part) for part in curve.threshold)
    return f"{value} [{low}, {high}]" if np.isfinite(curve.threshold.low) else value

"""Figure V1: noise ratios at which the symmetries of colours and sites break, for other colour models."""

from functools import partial

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.claims.claim import Undecided
from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, new_figure, panel_label
from placecells.measure.colour_summary import dominant_harmonic, transition
from placecells.measure.intervals import NOTHING, Estimate
from placecells.studies.place_cells.figures.panels.colour_panels import ORDERS, order_curves
from placecells.studies.place_cells.figures.panels.estimates import FEWEST_RUNS
from placecells.studies.place_cells.measures.xy import colour_transition

TITLE = "Figure V1: other colour models: the noise ratios at which the symmetries of the colours and the sites break"

COSINE = "xy_alpha_controlled"  # figure 11: the cosine kernel, trained as the variants are
PREFIX = "xy_variant_"
NAMES = ("order_dominant", "order_direction", "order_spatial")
RATIOS = {  # order parameters whose thresholds are compared: how they are drawn and named
    ("order_direction", "order_spatial"): r"any direction: $\Lambda_1$ / $L$",
    ("order_angular", "order_spatial"): r"first harmonic: $F_1$ / $L$",
}
PER_ROW = 3
WHITE = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}  # behind text above lines


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """One panel of order parameters against alpha per variant, and the ratio of their thresholds in a last panel."""
    variants = {name: ds for name, ds in datasets.items() if name != COSINE}
    panels = [partial(_variant, ds=ds, name=name, cosine=datasets.get(COSINE)) for name, ds in variants.items()]
    panels.append(partial(_ratios, datasets=datasets))
    columns = PER_ROW if len(panels) == 3 or len(panels) > 4 else 2
    rows = -(-len(panels) // columns)
    figure = new_figure(height=64.0 * rows + 6.0)
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for letter, panel, ax in zip("abcdefghijkl", panels, axes, strict=False):
        panel_label(ax, letter, panel(ax))
    for ax in axes[len(panels) :]:
        ax.remove()
    if variants:
        handles, labels = figure.axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=len(labels))
    return figure


def _name(name: str) -> str:
    """The colour model of an experiment in words."""
    return "cosine" if name == COSINE else name.removeprefix(PREFIX).replace("_", " ").replace("potts", "Potts")


def _variant(ax: Axes, ds: xr.Dataset, name: str, cosine: xr.Dataset | None) -> str:
    if cosine is not None:
        _reference(ax, cosine)
    order_curves(ax, ds, NAMES)
    if cosine is not None:
        alpha = np.atleast_1d(cosine["alpha"].values)
        low, high = ax.get_xlim()
        ax.set_xlim(min(low, alpha.min() / 1.4), max(high, alpha.max() * 1.4))
    ax.plot([], [], "--", color=GREY, label="random weights")
    ax.plot([], [], "*", color=GREY, markersize=7, label="half way")
    ax.set_ylim(0.0, 1.1)
    harmonic = dominant_harmonic(ds)
    most = f"mostly $m$ = {harmonic}" if harmonic else "no common $m$"
    return rf"{_name(name)}, $\beta$ = {float(ds['beta']):g}" + f"\n{most}"


def _reference(ax: Axes, cosine: xr.Dataset) -> None:
    """The order parameters of the cosine kernel as broad pale lines."""
    for name, curve in transition(cosine, NAMES).items():
        ax.plot(curve.alpha, curve.mean, color=ORDERS[name][1], linewidth=3.5, alpha=0.3, zorder=1)
    ax.plot([], [], color=GREY, linewidth=3.5, alpha=0.5, label="cosine kernel")


def _ratios(ax: Axes, datasets: dict[str, xr.Dataset]) -> str:
    """alpha at half rise of the colours' order over that of place, for each model: above 1 the colours order first."""
    values = [1.0]
    for shift, ((names, label), marker) in enumerate(zip(RATIOS.items(), ("v", "o"), strict=True)):
        found = np.array([_ratio(ds, names) for ds in datasets.values()]).T
        extent = np.maximum(np.nan_to_num([found[0] - found[1], found[2] - found[0]]), 0.0)
        y = np.arange(len(datasets)) + 0.25 * shift
        ax.errorbar(found[0], y, xerr=extent, fmt=marker, color=ORDERS[names[0]][1], label=label)
        values += found[0][np.isfinite(found[0])].tolist()
    for row, name in enumerate(datasets):
        place = (0.02, row - 0.2)
        ax.annotate(_name(name), place, xycoords=ax.get_yaxis_transform(), va="bottom", fontsize=7, bbox=WHITE)
    ax.plot([1.0, 1.0], [-0.6, len(datasets) - 0.5], ":", color="0.3", linewidth=0.8, zorder=0)
    ax.set(xscale="log", xlabel=r"$\alpha$ of the angle / $\alpha$ of place", xlim=(min(values) / 4, max(values) * 4))
    ax.set(ylim=(len(datasets) - 0.5, -0.45 * len(datasets)), yticks=[])  # with room for the legend
    ax.spines["left"].set_visible(False)
    ax.legend(loc="upper left")
    return "which symmetry breaks first:\nratio of the two thresholds"


def _ratio(ds: xr.Dataset, names: tuple[str, str]) -> Estimate:
    """The ratio of two thresholds, that of claims; NOTHING where one of them does not exist."""
    try:
        found = Estimate(*colour_transition.threshold_ratio(ds, names)[:3])
    except Undecided:
        return NOTHING
    return found if ds.sizes["seed"] >= FEWEST_RUNS else Estimate(found.value, np.nan, np.nan)


if __name__ == "__main__":
    by_hand("figV1")

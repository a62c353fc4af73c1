"""Figure X3: how fast the symmetry returns, on one line that nobody fitted."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, panel_label
from placecells.measure import intervals
from placecells.studies.beyond.measures.free_motion import LARGEST_STEP, Point, free_points

TITLE = "Figure X3: place fields diffuse as the noise of learning says"
SERIES = {  # experiment: what varies
    "free_rates": "rate and batch",
    "free_chains": "chains",
    "free_beta": r"$\beta$",
    "free_short_ring": "$N$ = 60",
    "free_long_ring": "$N$ = 200",
    "free_units": "$M$ = 2 to 5",
    "free_fast": "large rates",
}
MARKERS = "osD^v<>"


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a measured against predicted D; b their ratio against the step; c the same on colours."""
    figure = new_figure(height=75)
    line, ratio, phase = figure.subplots(1, 3)
    shown = [name for name in SERIES if {name, f"{name}_formula"} <= set(datasets)]
    for name, colour, marker in zip(shown, colours(len(shown)), MARKERS, strict=False):
        found = free_points(datasets[name], datasets[f"{name}_formula"])
        _against(line, found, SERIES[name], colour, marker)
        _ratios(ratio, found, colour, marker)
    if {"free_colours", "free_colours_formula"} <= set(datasets):
        for turning, label, colour, marker in ((False, "place", *_style(0)), (True, "phase", *_style(1))):
            found = free_points(datasets["free_colours"], datasets["free_colours_formula"], turning)
            _ratios(phase, found, colour, marker, label)
    _finish(line, ratio, phase)
    return figure


def _style(index: int) -> tuple[str, str]:
    return colours(2)[index], MARKERS[index]


def _estimate(values: np.ndarray) -> intervals.Estimate:
    known = values[np.isfinite(values)]
    return intervals.mean(known) if len(known) > 1 else intervals.Estimate(np.nan, np.nan, np.nan)


def _against(ax: Axes, found: list[Point], label: str, colour: str, marker: str) -> None:
    """Measured against predicted D, with 95% intervals over runs; no point where the measured D is not positive."""
    for index, one in enumerate(found):
        value, low, high = _estimate(one.measured)
        if not value > 0:
            continue
        error = [[value - low], [high - value]]
        ax.errorbar(one.predicted, value, error, fmt=marker, color=colour, markersize=3, label="" if index else label)


def _ratios(ax: Axes, found: list[Point], colour: str, marker: str, label: str = "") -> None:
    """Measured over predicted D against the step of the formula."""
    for index, one in enumerate(found):
        value, low, high = _estimate(one.ratio)
        error = [[value - low], [high - value]]
        ax.errorbar(one.step, value, error, fmt=marker, color=colour, markersize=3, label="" if index else label)


def _finish(line: Axes, ratio: Axes, phase: Axes) -> None:
    line.set(xlabel="$D$ of the formula (sites² per update)", ylabel="$D$ measured")
    if line.containers:
        line.set(xscale="log", yscale="log")
        ends = np.array(line.get_xlim())
        line.plot(ends, ends, color="black", linewidth=0.7, label="no fit")
        line.legend(fontsize=6, loc="upper left")
    for ax in (ratio, phase):
        ax.axhline(1.0, color="black", linewidth=0.7)
        ax.set(xscale="log", ylabel="measured / predicted")
        ax.set_ylim(0.0, max(2.0, ax.get_ylim()[1]))
        ax.xaxis.set_minor_formatter(NullFormatter())
    ratio.axvline(LARGEST_STEP, color=GREY, linewidth=0.7, linestyle=":")
    ratio.set_xlabel(r"step $\sqrt{2D}$ (sites)")
    phase.set_xlabel(r"step $\sqrt{2D}$ (sites, radian)")
    if phase.get_legend_handles_labels()[1]:
        phase.legend(fontsize=6)
    panel_label(line, "a", "spins")
    panel_label(ratio, "b", "the same")
    panel_label(phase, "c", "colours")


if __name__ == "__main__":
    by_hand("figX3")

"""Panels b and c of figure 3: the width of a place field against the correlation length of the data."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import mean_of
from placecells.figures.common import SAMPLING, note, panel_label, with_interval
from placecells.measure import fields, intervals
from placecells.measure.intervals import Estimate
from placecells.measure.summary import experiment, final, nominal_length, single_bump_width
from placecells.studies.place_cells.figures.panels.notebooks import against_notebooks
from placecells.studies.place_cells.measures.place_and_width import Widths
from placecells.theory.ring import correlation_length

TRAINED = ("field_width_streamed", "field_width")  # trained machines, one beta after the other
FLOW = "exact_field"  # stationary states of the exact flow (31), without noise
FLOW_COLOUR = "0.15"
NOTEBOOKS = {"time": 250.0, "noise": 1e-4}  # rate times updates, and rate over batch, of the notebooks' figure 3b


def possible(datasets: dict[str, xr.Dataset]) -> bool:
    """Whether there are widths to draw."""
    return any(name in datasets for name in (*TRAINED, FLOW))


def draw(controlled: Axes, notebooks: Axes, datasets: dict[str, xr.Dataset]) -> None:
    """Widths against the true correlation length, and those of `field_width` against the notebooks' nominal one."""
    shown = [datasets[name] for name in TRAINED if name in datasets]
    for ds, height in zip(shown, (0.29, 0.03), strict=False):
        _series(controlled, ds, correlation_length(ds["beta"].values), height)
    if FLOW in datasets:
        _flow(controlled, datasets[FLOW])
    controlled.set_xlabel(r"$\xi = -1/\ln\,\tanh\,\beta$ (sites)")
    panel_label(controlled, "b", "controlled: true correlation length")
    if "field_width" in datasets:
        _nominal(notebooks, datasets["field_width"])
    else:
        notebooks.remove()
    longest = max(
        float(nominal_length(datasets[name]["beta"].values).max()) for name in (*TRAINED, FLOW) if name in datasets
    )
    top = 1.5 * max(ax.dataLim.y1 for ax in (controlled, notebooks))
    for ax in (controlled, notebooks):
        ax.set(
            ylabel="FWHM of the place field (sites)", xlim=(0, 1.05 * longest), ylim=(0, top if np.isfinite(top) else 1)
        )
    controlled.legend(loc="upper left")


def _nominal(ax: Axes, ds: xr.Dataset) -> None:
    """The widths of `field_width` against the nominal length, with the numbers of runs that are left out."""
    _series(ax, ds, nominal_length(ds["beta"].values), 0.03)
    widths = _widths(ds)
    left_out = f"{np.isnan(widths).sum()} of {widths.size} runs left out (not exactly one bump)"
    note(ax, 0.98, f"{left_out}\n{against_notebooks(ds, **NOTEBOOKS)}", ha="left", x=0.03, fontsize=7)
    ax.set_xlabel(r"nominal $\xi$, from $\beta = \tan\,e^{-1/\xi}$ (sites)")
    panel_label(ax, "c", "as in the notebooks: nominal length")


def _widths(ds: xr.Dataset) -> np.ndarray:
    """FWHM (seed, beta) of the place fields of one bump, in sites."""
    return single_bump_width(final(ds)).isel(hidden=0).transpose("seed", "beta").values


def _series(ax: Axes, ds: xr.Dataset, length: np.ndarray, height: float) -> None:
    """Mean widths at lengths (beta,), with the line of the claims and its numbers at a height of the panel."""
    data = experiment(ds)["data"]
    colour = SAMPLING[data["sampling"]]
    name = "streamed data" if data["sampling"] == "stream" else f"$B$ = {data['samples']:,} samples".replace(",", " ")
    means = [intervals.mean(column) for column in _widths(ds).T]
    value, low, high = np.array(means).T
    bars = np.nan_to_num([value - low, high - value])
    ax.errorbar(length, value, bars, fmt="o", color=colour, label=name, zorder=3)
    try:
        slope, intercept, r2 = _line(ds, length)
    except Undecided:
        return
    ends = np.array([0, length.max()])
    ax.plot(ends, slope.value * ends + intercept.value, color=colour, linewidth=0.9, zorder=1)
    text = f"slope {_text(slope)}\nintercept {_text(intercept)}\n$R^2$ = {r2:.3f}"
    note(ax, height, text, va="bottom", color=colour, fontsize=7)


def _line(ds: xr.Dataset, length: np.ndarray) -> tuple[Measurement, Measurement, float]:
    """Slope and intercept, means over the lines of the runs, and R^2 of the line through the mean widths.

    Those of the claims on `width_slope`, `width_intercept` and `width_line`, for any length (beta,) in sites.
    """
    found = Widths(ds)
    found.length = length
    slope, intercept = (mean_of(part) for part in found.lines().T)
    return slope, intercept, float(np.corrcoef(length, np.nanmean(found.widths, axis=0))[0, 1] ** 2)


def _flow(ax: Axes, ds: xr.Dataset) -> None:
    """FWHM of the stationary states of the exact flow, which have no noise."""
    flow = ds.isel(seed=0, hidden=0).transpose("beta", "site")
    width = fields.width(flow["profile"].values).fwhm
    ax.plot(correlation_length(flow["beta"].values), width, "D-", color=FLOW_COLOUR, markersize=3, linewidth=0.7)
    ax.plot([], [], "D-", color=FLOW_COLOUR, markersize=3, linewidth=0.7, label="exact flow (31), no noise")


def _text(found: Measurement) -> str:
    return with_interval(Estimate(found.value, found.low, found.high))

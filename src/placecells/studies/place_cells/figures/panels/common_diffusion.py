"""Panel c of figure 6: the diffusion coefficient of the common motion against the number of hidden units."""

from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from placecells.claims.claim import Undecided
from placecells.figures.common import SAMPLING_NAMES, note, with_interval
from placecells.measure import intervals, motion, summary
from placecells.measure.intervals import Estimate
from placecells.studies.place_cells.figures.panels.motion_table import updates_per_epoch
from placecells.studies.place_cells.figures.panels.notebooks import rate_of
from placecells.studies.place_cells.measures import walks
from placecells.studies.place_cells.measures.moving_fields import coefficients, common_noise_formula, noise_formula

SLOW = ("common_motion", "common_motion_m10")  # streamed data, several units
SLOW_ONE = "diffusion_rates"  # the same with one unit, at several rates
FAST_ONE = "diffusion_symmetrised"  # runs of figure 5, at the rate of the trajectories of figure 6
SLOW_COLOUR, FAST_COLOUR, FORMULA_COLOUR = "#009E73", "#0072B2", "#D55E00"


class Point(NamedTuple):
    """D of the mean centre of `hidden` units, in sites^2 per 10^6 samples."""

    hidden: int
    measured: Estimate
    formula: float  # that (P.23) predicts, NaN without it
    ratio: Estimate  # measured over predicted, as the claims test it


def several_units(datasets: dict[str, xr.Dataset]) -> xr.Dataset | None:
    """The experiment of several units without a grid, whose trajectories the figure draws."""
    found = (ds for ds in datasets.values() if ds.sizes.get("hidden", 1) > 1 and "hidden_units" not in ds.dims)
    return next(found, None)


def _fast(datasets: dict[str, xr.Dataset]) -> list[xr.Dataset]:
    """The runs of one unit and of several at the larger rate."""
    return [ds for ds in (datasets.get(FAST_ONE), several_units(datasets)) if ds is not None]


def possible(datasets: dict[str, xr.Dataset]) -> bool:
    """Whether there is a diffusion coefficient to draw."""
    return bool(_fast(datasets)) or any(name in datasets for name in SLOW)


def draw(ax: Axes, datasets: dict[str, xr.Dataset]) -> None:
    """D against M at two rates, what the noise formula predicts, and D of one unit over M."""
    fast = [_point(ds) for ds in _fast(datasets)]
    slow = _slow(datasets)
    if fast:
        _series(ax, fast, FAST_COLOUR, "s", _label(_fast(datasets)[0]))
    if slow:
        _series(ax, slow, SLOW_COLOUR, "o", _label(next(datasets[name] for name in SLOW if name in datasets)))
        known = [(point.hidden, point.formula) for point in slow if np.isfinite(point.formula)]
        if known:
            ax.plot(*np.array(known).T, "_", color=FORMULA_COLOUR, markersize=10, label="noise formula")
    hidden = sorted({point.hidden for point in fast + slow})
    for points in (fast, slow):
        _one_over_number(ax, points)
    _axes(ax, hidden)
    ratios = [
        f"$M$ = {point.hidden}: {with_interval(point.ratio, digits=3)}"
        for point in slow
        if np.isfinite(point.ratio.value)
    ]
    if ratios:
        note(ax, 0.03, "\n".join(["$D$ over formula", *ratios]), x=0.03, ha="left", va="bottom", fontsize=7)


def _slow(datasets: dict[str, xr.Dataset]) -> list[Point]:
    """The points of `common_motion` and `common_motion_m10`, and that of one unit at their rate."""
    points, rates = [], set()
    for name in SLOW:
        if name in datasets:
            ds, formula = datasets[name], datasets.get(f"{name}_formula")
            rates.add(summary.experiment(ds)["training"]["rate"])
            points += [_several(ds, formula, int(number)) for number in ds["hidden_units"].values]
    for rate in rates:
        one = datasets.get(SLOW_ONE)
        if one is not None and rate in one["rate"].values:
            points.append(_single(one, datasets.get(f"{SLOW_ONE}_formula"), rate))
    return sorted(points, key=lambda point: point.hidden)


def _several(ds: xr.Dataset, formula: xr.Dataset | None, number: int) -> Point:
    part = ds.sel(hidden_units=number).isel(hidden=slice(number))
    if formula is None:
        return _point(part)
    at = formula.sel(hidden_units=number)
    ratio = Estimate(*common_noise_formula(ds.sel(hidden_units=[number]), formula)[f"{number} units"][:3])
    return _point(part)._replace(formula=_predicted(ds, at), ratio=ratio)


def _single(ds: xr.Dataset, formula: xr.Dataset | None, rate: float) -> Point:
    point = _point(ds.sel(rate=rate))
    if formula is None:
        return point
    ratio = Estimate(*noise_formula(ds.sel(rate=[rate]), formula)[f"rate {rate:g}"][:3])
    return point._replace(formula=_predicted(ds, formula.sel(rate=rate)), ratio=ratio)


def _predicted(ds: xr.Dataset, formula: xr.Dataset) -> float:
    return float(formula["diffusion"].mean()) * updates_per_epoch(ds)


def _point(ds: xr.Dataset) -> Point:
    """The measured D of an experiment without a grid."""
    paths = summary.centre_paths(ds)
    try:
        if paths.shape[1] == 1:
            walks.one_unit(ds)  # raises Undecided where centres cannot be followed
        found = intervals.mean(coefficients(motion.mean_centre(paths), summary.elapsed(ds)))
    except Undecided:
        found = intervals.NOTHING
    return Point(paths.shape[1], found, np.nan, intervals.NOTHING)


def _label(ds: xr.Dataset) -> str:
    config = summary.experiment(ds)
    return f"{SAMPLING_NAMES[config['data']['sampling']]}, {rate_of(ds)}"


def _series(ax: Axes, points: list[Point], colour: str, marker: str, label: str) -> None:
    points = [point for point in points if point.measured.value > 0]  # the axis is logarithmic
    if not points:
        return
    hidden, value, low, high = np.array([(point.hidden, *point.measured) for point in points]).T
    low = np.where(low > 0, low, value / 10)  # an interval that reaches zero runs out of the logarithmic axis
    bars = np.nan_to_num([value - low, high - value])
    ax.errorbar(hidden, value, bars, fmt=marker, color=colour, label=label)


def _one_over_number(ax: Axes, points: list[Point]) -> None:
    """The D of one unit over M, if there is one, up to the largest M of the points."""
    single = [point.measured.value for point in points if point.hidden == 1]
    hidden = np.array([1, max(point.hidden for point in points)]) if points else np.ones(2)
    if single and hidden[1] > 1:
        ax.plot(
            hidden, single[0] / hidden, "--", color="0.4", linewidth=0.8, zorder=1, label="$D$ of one unit over $M$"
        )


def _axes(ax: Axes, hidden: list[int]) -> None:
    ax.set(xscale="log", yscale="log", xlabel="hidden units $M$")
    ax.set_ylabel("$D$ of the mean centre\n" + r"(sites$^2$ per $10^6$ samples)")
    ax.set_xlim(0.8, 1.25 * max(*hidden, 3))
    ax.set_xticks(hidden, [str(number) for number in hidden])
    ax.xaxis.minorticks_off()
    low, high = ax.get_ylim()
    if 0 < low < high:
        ax.set_ylim(low / (high / low) ** 0.15, high * (high / low) ** 0.15)  # room for legend and ratios
    handles, labels = ax.get_legend_handles_labels()
    if handles:
        once = dict(zip(labels, handles, strict=True))  # the line of one unit is drawn at two rates
        ax.legend(once.values(), once.keys(), loc="upper right")

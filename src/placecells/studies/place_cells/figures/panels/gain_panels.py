"""Panels d and e of figure 3: what place fields and other shapes of weights gain in log-likelihood."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from placecells.claims.claim import Measurement
from placecells.figures.common import note, panel_label
from placecells.measure.fields import rescaled
from placecells.measure.summary import mean_field
from placecells.studies.place_cells.measures.field_likelihood import field_over_others
from placecells.theory.field_gains import AMPLITUDES, SHARES, expected_gains

FIELD, UNIFORM = "#0072B2", "#D55E00"
GAINS = "single_field_gains"  # gains on fresh configurations
STRETCHED = 2.0 ** np.linspace(-1.25, 1.25, 11)  # widths, in that of the learned place field
UNIFORM_AT = 2.0  # place of uniform weights on the axis of log2 of the width


def possible(datasets: dict[str, xr.Dataset]) -> bool:
    """Whether there is a place field to compare with."""
    return "single_field" in datasets and not np.isnan(mean_field(datasets["single_field"])).any()


def draw(heights: Axes, widths: Axes, datasets: dict[str, xr.Dataset]) -> None:
    """Exact gains (P.9) against the height of the weights; differences in gain against the width of the place field."""
    ds = datasets["single_field"]
    field, beta = mean_field(ds), float(ds["beta"])
    learned = expected_gains(field, AMPLITUDES, beta)
    uniform = expected_gains(np.ones(len(field)), SHARES, beta)
    _heights(heights, field.max(), learned, uniform)
    _stretched(widths, field, beta, learned.max())
    differences = _differences(datasets[GAINS]) if GAINS in datasets else {}
    _uniform(widths, uniform.max() - learned.max(), differences.get(UNIFORM_AT))
    _points(widths, differences)
    note(widths, 0.05, f"uniform weights: {uniform.max() / learned.max():.0%} of the learned gain", va="bottom")
    _axes_of_widths(widths)


def _heights(ax: Axes, top: float, learned: np.ndarray, uniform: np.ndarray) -> None:
    """Gains of the learned place field, `top` high, and of uniform weights, at all heights."""
    ax.plot(top * AMPLITUDES, learned, color=FIELD, label="learned place field")
    ax.plot(SHARES, uniform, color=UNIFORM, label="uniform weights")
    ax.axvline(top, color="0.5", linestyle=":", linewidth=0.8, label="learned height")
    ax.axhline(0.0, color="0.5", linewidth=0.6)
    best = learned.max()
    ax.set(xscale="log", xlabel=r"height of the weights, $\max_i |w_i|$", ylim=(-2 * best, 1.7 * best))
    ax.set_ylabel("gain in log-likelihood\n(nat per sample)")
    ax.legend(loc="upper left")
    panel_label(ax, "d", "as the paper words it: uniform weights")


def _stretched(ax: Axes, field: np.ndarray, beta: float, learned: float) -> None:
    """Exact gain of the place field at other widths, each at its best height, minus the learned one's."""
    best = [expected_gains(rescaled(field, factor), AMPLITUDES, beta).max() for factor in STRETCHED]
    ax.plot(np.log2(STRETCHED), np.array(best) - learned, color=FIELD, label="place field of this width, exact")
    ax.axhline(0.0, color="0.5", linewidth=0.6)


def _differences(gains: xr.Dataset) -> dict[float, Measurement]:
    """Place on the axis of widths: gain of a shape minus the learned one's, as the claim measures it."""
    places = {"uniform": UNIFORM_AT}
    for name in gains["shape"].values:
        if name.startswith("field x "):
            places[str(name)] = float(np.log2(float(name.removeprefix("field x "))))
    found = {}
    for name, place in places.items():
        pair = gains.sel(shape=["field", name], other=["field", name])
        below = field_over_others(pair.assign_coords(shape=["field", "it"], other=["field", "it"]))
        found[place] = Measurement(-below.value, -below.high, -below.low)
    return found


def _uniform(ax: Axes, exact: float, fresh: Measurement | None) -> None:
    """The exact difference of uniform weights, a short line at its place."""
    ends = UNIFORM_AT + np.array([-0.15, 0.15])
    ax.plot(ends, [exact, exact], color=UNIFORM, label="uniform weights, exact")
    if fresh is not None:
        ax.errorbar(UNIFORM_AT, fresh.value, _bars([fresh]), fmt="s", color=UNIFORM)


def _points(ax: Axes, differences: dict[float, Measurement]) -> None:
    """Differences on fresh configurations with their 95% intervals, without that of uniform weights."""
    fresh = {place: found for place, found in differences.items() if place != UNIFORM_AT}
    if fresh:
        values = [found.value for found in fresh.values()]
        ax.errorbar(list(fresh), values, _bars(fresh.values()), fmt="s", color=FIELD)
        ax.plot([], [], "s", color="0.4", label="fresh samples, 95%")


def _bars(found) -> np.ndarray:
    return np.array([(one.value - one.low, one.high - one.value) for one in found]).T


def _axes_of_widths(ax: Axes) -> None:
    low, high = ax.get_ylim()
    ax.set(xlim=(-1.5, UNIFORM_AT + 0.4), ylim=(low - 0.25 * (high - low), high + 0.55 * (high - low)))
    ax.set_xticks([-1, 0, 1, UNIFORM_AT], ["half\nas wide", "learned\nwidth", "twice\nas wide", "uniform"])
    ax.set_ylabel("gain minus that of the learned\nplace field (nat per sample)")
    ax.legend(loc="upper left")
    panel_label(ax, "e", "controlled: every shape at its best height")

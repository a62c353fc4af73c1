"""Figure 10: places and phases of five hidden units on colour data, and how robust their arrangement is."""

from functools import partial

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, error_bars, with_interval
from placecells.measure.colour_summary import (
    RIGHT_ANGLE,
    TOLERANCE,
    Stacking,
    overlap_audit,
    stacking,
    stacking_gain,
)
from placecells.measure.colours import magnitude
from placecells.measure.summary import final
from placecells.studies.place_cells.figures.colour_panels import draw_rows

TITLE = "Figure 10: five hidden units on colour data: places and phases, and how robust their arrangement is"

EXPERIMENTS = {  # name: (label, colour); panels a and b show the first experiment that is present
    "xy_m5_double_well": ("double well,\nlearned fields", "#0072B2"),
    "xy_m5_double_well_zero": ("double well,\nzero fields", "#56B4E9"),
    "xy_m5_binary": ("spin,\nlearned fields", "#D55E00"),
    "xy_m5_binary_zero": ("spin,\nzero fields", "#E69F00"),
}
BINS = np.arange(0.0, 181.0, 10.0)  # degrees


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """One machine in panels a and b, then statistics over all seeds of all experiments."""
    found = {name: datasets[name] for name in EXPERIMENTS if name in datasets}
    pairs = {name: stacking(ds) for name, ds in found.items()}
    first = next(iter(found))
    one = [partial(panel, ds=final(found[first]).isel(seed=0), name=first) for panel in (_space, _angle)]
    differences = [partial(_differences, pairs=pairs[name], name=name) for name in found]
    likelihood = {name: ds for name, ds in found.items() if "log_likelihood_test" in ds}
    audit = [
        partial(_frequencies, pairs=pairs),
        *([partial(_likelihood, found=likelihood, pairs=pairs)] if likelihood else []),
        partial(_overlaps, found=found),
    ]
    return draw_rows([one, differences, audit], [58.0, 55.0, 68.0])


def _label(name: str) -> str:
    return EXPERIMENTS[name][0].replace("\n", " ")


def _along_ring(ds: xr.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Indices of the hidden units in the order of their centres, and weights (hidden, site, colour) in that order."""
    order = np.argsort(ds["centre"].values)
    return order, ds["weights"].transpose("hidden", "site", "colour").values[order]


def _space(ax: Axes, ds: xr.Dataset, name: str) -> str:
    order, weights = _along_ring(ds)
    for k, (size, colour) in enumerate(zip(magnitude(weights), colours(len(order)), strict=True)):
        ax.plot(size, color=colour, label=rf"$\mu$ = {k + 1}")
    ax.set(xlabel="site $i$", ylabel="magnitude $m_i$", xlim=(0, weights.shape[1] - 1))
    ax.set_ylim(0.0, 1.25 * ax.get_ylim()[1])
    ax.legend(loc="upper center", ncols=len(order), columnspacing=0.8, handlelength=1.0)
    return f"place fields, {_label(name)}"


def _angle(ax: Axes, ds: xr.Dataset, name: str) -> str:
    """Weights of each unit at the site of its largest magnitude, with the fitted cosine.

    The legend gives the phase of the whole place field.
    """
    order, weights = _along_ring(ds)
    q = weights.shape[-1]
    a = np.linspace(0.0, q - 1.0, 200)
    for unit, own, colour in zip(order, weights, colours(len(order)), strict=True):
        peak = int(magnitude(own).argmax())
        fit = ds.isel(hidden=unit, site=peak)
        turn = 2.0 * np.pi * float(fit["cosine_frequency"]) * a / q
        curve = float(fit["cosine_amplitude"]) * np.cos(turn - float(fit["cosine_phase"]))
        ax.plot(a, curve, color=colour, linewidth=0.8)
        phase = np.degrees(float(ds["phase"].isel(hidden=unit)))
        ax.plot(own[peak], "o", color=colour, label=rf"{phase:.0f}°")
    ax.set(xlabel="colour $a$", ylabel="$w_i(a)$ at the peak")
    low, high = ax.get_ylim()
    ax.set_ylim(low, high + 0.25 * (high - low))
    ax.legend(loc="upper center", ncols=len(order), columnspacing=0.8, handlelength=1.0)
    return "their phases"


def _differences(ax: Axes, pairs: Stacking, name: str) -> str:
    """Histogram of the phase differences of all pairs of all runs, with the stacked pairs on top of the separated."""
    label, colour = EXPERIMENTS[name]
    ax.axvspan(RIGHT_ANGLE - TOLERANCE, RIGHT_ANGLE + TOLERANCE, color="0.92", zorder=0)
    values, labels = [pairs.separated, pairs.stacked], ["separated", "stacked"]
    labels = [f"{text}: {value.size}" for text, value in zip(labels, values, strict=True)]
    ax.hist(values, BINS, stacked=True, color=[GREY, colour], label=labels)
    ax.set(xlabel=r"$|\Delta\phi|$ (degrees)", ylabel="pairs", xlim=(0, 180), xticks=[0, 90, 180])
    ax.set_ylim(0.0, 1.4 * max(ax.get_ylim()[1], 1.0))
    ax.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    ax.legend(loc="upper left", handlelength=1.0)
    return label


def _frequencies(ax: Axes, pairs: dict[str, Stacking]) -> str:
    """Shares of runs with a stacked pair and of pairs with phases at a right angle, with binomial 95% intervals."""
    series = {
        "runs with a stacked pair": ("frequency", "o", "k"),
        "stacked pairs at 90° ± 20°": ("stacked_at_right_angle", "s", "#D55E00"),
        "separated pairs at 90° ± 20°": ("separated_at_right_angle", "^", GREY),
    }
    for k, (label, (field, marker, colour)) in enumerate(series.items()):
        value, low, high = np.array([getattr(found, field) for found in pairs.values()]).T
        at = np.arange(len(pairs)) + 0.2 * (k - 1)
        bars = np.nan_to_num(np.stack([value - low, high - value]))
        ax.errorbar(value, at, xerr=bars, fmt=marker, color=colour, label=label)
    below_legend = len(pairs) / (len(pairs) + 1.2)
    ax.axvline(2.0 * TOLERANCE / 180.0, ymax=below_legend, color=GREY, linestyle=":", linewidth=0.8)
    ax.set(xlabel="share (95% intervals)", xlim=(-0.03, 1.03), ylim=(len(pairs) - 0.5, -1.7))
    ax.set_yticks(range(len(pairs)), [EXPERIMENTS[name][0] for name in pairs])
    ax.legend(loc="upper left", handlelength=1.0)
    return "how often"


def _likelihood(ax: Axes, found: dict[str, xr.Dataset], pairs: dict[str, Stacking]) -> str:
    """Held-out log-likelihood, relative to the mean of the experiment's runs, against the number of stacked pairs."""
    most = max(pairs[name].per_run.max() for name in found)
    for k, (name, ds) in enumerate(found.items()):
        value = final(ds)["log_likelihood_test"].values
        value = value - np.nanmean(value)
        per_run, colour = pairs[name].per_run, EXPERIMENTS[name][1]
        shift = 0.16 * (k - (len(found) - 1) / 2.0)
        ax.plot(per_run + shift, value, ".", color=colour, alpha=0.4, markersize=4)
        counts = np.unique(per_run)
        groups = [value[per_run == count] for count in counts]
        mean = np.array([group.mean() for group in groups])
        error = np.array([group.std(ddof=1) / np.sqrt(group.size) if group.size > 1 else np.nan for group in groups])
        gain = with_interval(stacking_gain(ds))
        label = f"{_label(name)}:\ngain {gain}"
        ax.errorbar(counts + shift, mean, error_bars(error), fmt="_-", markersize=9, color=colour, label=label)
    ax.set(xlabel="stacked pairs in the run", ylabel="held-out log-likelihood\n− mean of all runs (nat)")
    ax.set_xticks(range(most + 1))
    ax.set_xlim(-0.5, most + 0.5)
    low, high = ax.get_ylim()
    ax.set_ylim(low, high + 0.5 * (high - low))
    ax.legend(loc="upper left", fontsize="small", handlelength=1.0, borderaxespad=0.2)
    return "do stacked pairs pay?"


def _overlaps(ax: Axes, found: dict[str, xr.Dataset]) -> str:
    """Cumulative distributions of the overlaps of weight vectors of the same machine and of different machines."""
    for name, ds in found.items():
        audit = overlap_audit(ds)
        colour = EXPERIMENTS[name][1]
        ax.ecdf(audit.within, color=colour, label=_label(name))
        if audit.across.size:
            ax.ecdf(audit.across, color=colour, linestyle=":", linewidth=0.9)
    ax.axvline(audit.random, ymax=0.5, color="k", linestyle="--", linewidth=0.8, label="random weights, mean")
    ax.plot([], [], ":", color=GREY, label="units of different runs")
    ax.set(xlabel=r"overlap $|w_\mu\cdot w_\nu|\,/\,|w_\mu||w_\nu|$", ylabel="cumulative share")
    ax.set(xscale="log", xlim=(1e-3, 1.0), ylim=(0.0, 2.0), yticks=[0.0, 0.5, 1.0])
    ax.legend(loc="upper left", fontsize="small", handlelength=1.0, borderaxespad=0.2)
    return "orthogonality"


if __name__ == "__main__":
    by_hand("fig10")

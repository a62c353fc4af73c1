"""Figure 10: places and phases of five hidden units on colour data, and how robust their arrangement is."""

from functools import partial

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, error_bars, number, with_interval
from placecells.measure.colour_summary import RIGHT_ANGLE, TOLERANCE, overlap_audit, stacking, stacking_gain
from placecells.measure.colours import magnitude, stacked_pairs
from placecells.measure.summary import experiment, final, ring_size
from placecells.studies.place_cells.figures.panels import colour_runs
from placecells.studies.place_cells.figures.panels.colour_panels import draw_rows
from placecells.studies.place_cells.figures.panels.colour_runs import SPIN, fields_name, full_name, measured, unit_name
from placecells.studies.place_cells.measures.xy import colour_units

TITLE = "Figure 10: five hidden units on colour data: places and phases, and how robust their arrangement is"

EXPERIMENTS = {  # panels a and b show the first that is present
    "xy_m5_double_well_1": colour_runs.WELL_1,
    "xy_m5_double_well_2": colour_runs.WELL_2,
    "xy_m5_double_well": colour_runs.CUSP,
    "xy_m5_double_well_zero": colour_runs.CUSP_ZERO,
    "xy_m5_spin": colour_runs.SPINS,
    "xy_m5_spin_zero": colour_runs.SPINS_ZERO,
    "xy_m5_binary": colour_runs.SPINS,
    "xy_m5_binary_zero": colour_runs.SPINS_ZERO,
}
SAME_DATA = {"xy_m5_binary": "xy_m5_spin", "xy_m5_binary_zero": "xy_m5_spin_zero"}  # shown where the latter is absent
HALF_TURN = 180.0  # degrees: phases of a unit and of its mirror image differ by it
BELOW_LEGEND = 2 / 3
Runs = dict[str, xr.Dataset]


def draw(datasets: Runs) -> Figure:
    """One machine in panels a and b, then statistics over all runs. Panels without an experiment are left out."""
    found = {name: datasets[name] for name in EXPERIMENTS if name in datasets}
    runs = {name: ds for name, ds in found.items() if SAME_DATA.get(name) not in found}
    likelihood = {name: ds for name, ds in found.items() if "log_likelihood_test" in ds}
    first = next(iter(found.values()))
    audit = [partial(panel, runs=runs) for panel in (_against_random, _overlaps)]
    lines = 2.0 * len(runs)  # of the legends beside panels
    return draw_rows(
        [
            [partial(panel, ds=first) for panel in (_space, _angle)],
            [partial(panel, runs=runs) for panel in (_distances, _gaps)],
            [partial(_differences, runs=runs, stacked=stacked) for stacked in (True, False)],
            audit + ([partial(_likelihood, found=likelihood)] if likelihood else []),
        ],
        [52.0, max(51.0, 13.0 + 3.3 * lines), max(51.0, 16.0 + 3.5 * lines), min(36.0 + 4.0 * lines, 76.0)],
    )


def _one_run(ds: xr.Dataset) -> tuple[xr.Dataset, np.ndarray, int]:
    """A run at the end of training, the indices of its hidden units in the order of their centres, and its number.

    It is the first run in which every unit has a centre, or the first of all.
    """
    last = final(ds)
    run = int(last["centre"].notnull().all("hidden").values.argmax())
    return last.isel(seed=run), np.argsort(last["centre"].isel(seed=run).values), run


def _space(ax: Axes, ds: xr.Dataset) -> str:
    last, order, run = _one_run(ds)
    weights = last["weights"].transpose("hidden", "site", "colour").values[order]
    for k, (size, colour) in enumerate(zip(magnitude(weights), colours(len(order)), strict=True)):
        ax.plot(size, color=colour, label=rf"$\mu$ = {k + 1}")
    ax.set(xlabel="site $i$", ylabel="magnitude $m_i$", xlim=(0, weights.shape[1] - 1))
    _smallest_gap(ax, last["centre"].values, ring_size(ds), " sites")
    training = "" if unit_name(ds) == SPIN else f", {colour_runs.training_text(ds)}"
    return f"{full_name(ds)}\nrun {run + 1} of {ds.sizes['seed']}{training}"


def _angle(ax: Axes, ds: xr.Dataset) -> str:
    """Weights of each unit at the site of its largest magnitude, with the fitted cosine.

    Units with a phase above half a turn are drawn as their mirror images, w -> -w. The legend gives the phase of the
    whole place field modulo half a turn.
    """
    last, order, _ = _one_run(ds)
    q = last.sizes["colour"]
    a = np.linspace(0.0, q - 1.0, 200)
    for unit, colour in zip(order, colours(len(order)), strict=True):
        own = last.isel(hidden=unit).transpose("site", "colour", ...)
        peak = int(magnitude(own["weights"].values).argmax())
        fit, phase = own.isel(site=peak), np.degrees(float(own["phase"]))
        sign = -1.0 if phase >= HALF_TURN else 1.0
        turn = 2.0 * np.pi * float(fit["cosine_frequency"]) * a / q
        curve = float(fit["cosine_amplitude"]) * np.cos(turn - float(fit["cosine_phase"]))
        ax.plot(a, sign * curve, color=colour, linewidth=0.8)
        ax.plot(sign * fit["weights"].values, "o", color=colour, label=rf"{phase % HALF_TURN:.0f}°")
    ax.set(xlabel="colour $a$", ylabel="$±w_i(a)$ at the peak")
    _smallest_gap(ax, np.degrees(last["phase"].values), HALF_TURN, "°")
    return "their phases modulo 180°"


def _smallest_gap(ax: Axes, values: np.ndarray, turn: float, unit: str) -> None:
    """Above the curves: the legend, the smallest gap between the values (hidden,) modulo `turn`, and that at random.

    The smallest gap of M random points on a circle is the circumference over M^2 in the mean.
    """
    low, high = ax.get_ylim()
    ax.set_ylim(low, high + 0.35 * (high - low))
    ax.legend(loc="upper center", ncols=len(values), columnspacing=0.8, handlelength=1.0)
    values = np.sort(values[np.isfinite(values)] % turn)
    if len(values) > 1:
        gap = np.diff(values, append=values[0] + turn).min()
        text = f"smallest gap: {number(gap)}{unit}; random: {number(turn / len(values) ** 2)}{unit}"
        ax.text(0.5, 0.85, text, transform=ax.transAxes, ha="center", va="top", fontsize=7)


def _name(ds: xr.Dataset) -> str:
    """Type of unit and external fields in two lines, with a dagger where all runs have the same training set."""
    return f"{unit_name(ds)},\n{fields_name(ds)}" + ("" if "data" in experiment(ds)["vary"] else " †")


def _share_below(ax: Axes, values: np.ndarray, name: str, label: str) -> None:
    """Draw the share of the values that are smaller than x against x."""
    colour = EXPERIMENTS[name].colour
    values = values[np.isfinite(values)]
    if values.size:
        ax.ecdf(values, color=colour, label=label)
    else:
        ax.plot([], [], color=colour, label=label)


def _null(ax: Axes, x: np.ndarray, y: np.ndarray, label: str, beside: bool = True, title: str = "") -> None:
    """Draw what random places or phases would give, with the legend beside the panel or in its empty corner."""
    ax.plot(x, y, "k--", linewidth=0.9, label=label)
    place = {"loc": "center left", "bbox_to_anchor": (1.0, 0.5)} if beside else {"loc": "lower right"}
    ax.legend(**place, handlelength=1.2, labelspacing=0.25, title=title, title_fontsize=7, alignment="left")
    ax.set(xlim=(0.0, x[-1]), ylim=(0.0, 1.02))


def _distances(ax: Axes, runs: Runs) -> str:
    """Distances of the centres of all pairs; a marker at the mean FWHM, nearer than which a pair is stacked."""
    for name, ds in runs.items():
        last, half = final(ds).transpose("seed", "hidden", ...), ring_size(ds) / 2
        pairs = stacked_pairs(*(last[part].values for part in ("centre", "width", "phase")), ring_size(ds))
        distance = pairs.distance[np.isfinite(pairs.distance)]
        _share_below(ax, distance, name, _name(ds))
        if distance.size:
            width = float(last["width"].where(last["centre"].notnull()).mean())
            ax.plot(width, (distance <= width).mean(), EXPERIMENTS[name].marker, color=EXPERIMENTS[name].colour)
    _null(ax, np.array([0.0, half]), np.array([0.0, 1.0]), "random places")
    ax.set(xlabel="distance of two centres (sites)", ylabel="share of pairs nearer")
    return "distances of all pairs"


def _gaps(ax: Axes, runs: Runs) -> str:
    """Gaps between neighbouring phases modulo half a turn, of runs in which every unit has a phase."""
    for name, ds in runs.items():
        phases = final(ds)["phase"].transpose("seed", "hidden").values
        phases = np.sort(np.degrees(phases[np.isfinite(phases).all(axis=1)]) % HALF_TURN, axis=1)
        gaps = np.diff(phases, axis=1, append=phases[:, :1] + HALF_TURN)
        _share_below(ax, gaps.ravel(), name, "_")
    x, units = np.linspace(0.0, HALF_TURN, 181), phases.shape[1]
    ax.axvline(HALF_TURN / units, color=GREY, linestyle=":", label="equally spaced")
    _null(ax, x, 1.0 - (1.0 - x / HALF_TURN) ** (units - 1), "random phases", beside=False)
    ax.set(xlabel="gap to the next phase, modulo 180° (degrees)", ylabel="share of gaps below", xlim=(0.0, 120.0))
    return "gaps between neighbouring phases"


def _differences(ax: Axes, runs: Runs, stacked: bool) -> str:
    """Differences of the phases modulo half a turn, 0 to 90 degrees, of all stacked or of all other pairs."""
    ax.axvspan(RIGHT_ANGLE - TOLERANCE, RIGHT_ANGLE, color="0.92", zorder=0)
    for name, ds in runs.items():
        pairs = stacking(ds)
        values = pairs.stacked if stacked else pairs.separated
        share = pairs.stacked_at_right_angle if stacked else pairs.separated_at_right_angle
        label = f"{unit_name(ds)}, {values.size} pair{'s' * (values.size != 1)}:\n{with_interval(share)}"
        _share_below(ax, np.minimum(values, HALF_TURN - values), name, label)
    random = f"random phases:\n{TOLERANCE / RIGHT_ANGLE:.2f}"
    _null(ax, np.array([0.0, RIGHT_ANGLE]), np.array([0.0, 1.0]), random, title="share in the shaded range")
    ax.set(xlabel=r"$|\Delta\phi|$ modulo 180° (degrees)", ylabel="share of pairs below", xticks=[0, 30, 60, 90])
    return "stacked pairs" if stacked else "separated pairs"


def _against_random(ax: Axes, runs: Runs) -> str:
    """The claims' numbers, each over its value for random places, random phases or units of different machines."""
    series = {
        "stacked pairs": (colour_units.pairs_against_random, "o", "#0072B2"),
        "unevenness of phases": (colour_units.even_phases, "s", "#D55E00"),
        "overlap of weights": (colour_units.orthogonality, "^", "#009E73"),
    }
    for k, (label, (measure, marker, colour)) in enumerate(series.items()):
        ax.plot([], [], marker, color=colour, label=label)
        for row, ds in enumerate(runs.values()):
            found, settled = measured(measure, ds)
            bars = np.nan_to_num([[found.value - found.low], [found.high - found.value]])
            face = colour if settled else "white"
            ax.errorbar(found.value, row + 0.22 * (k - 1), xerr=bars, fmt=marker, color=colour, mfc=face)
    ax.axvline(1.0, ymax=BELOW_LEGEND, color="k", linestyle="--", linewidth=0.8)
    ax.set(xlabel="measured / random", xlim=(-0.05, max(1.5, ax.get_xlim()[1])))
    _rows(ax, runs)
    ax.legend(loc="upper left", handlelength=1.0, borderaxespad=0.2)
    return "against random"


def _rows(ax: Axes, runs: Runs) -> None:
    """One row for each experiment, in the lower BELOW_LEGEND of the panel, with room for a legend above."""
    ax.set_yticks(range(len(runs)), [_name(ds) for ds in runs.values()])
    ax.set_ylim(len(runs) - 0.5, len(runs) - 0.5 - len(runs) / BELOW_LEGEND)


def _overlaps(ax: Axes, runs: Runs) -> str:
    """Overlaps of weight vectors of the same machine and of different machines: mean, 5th to 95th percentile."""
    for row, (name, ds) in enumerate(runs.items()):
        audit, style = overlap_audit(ds), EXPERIMENTS[name]
        for values, shift, face in ((audit.within, -0.15, style.colour), (audit.across, 0.15, "white")):
            if values.size:
                ax.plot(np.percentile(values, [5, 95]), [row + shift] * 2, color=style.colour, linewidth=1.2)
                ax.plot(values.mean(), row + shift, style.marker, color=style.colour, mfc=face)
    ax.axvline(audit.random, ymax=BELOW_LEGEND, color="k", linestyle="--", linewidth=0.8)
    ax.plot([], [], "o-", color=GREY, label="same machine")
    ax.plot([], [], "o-", color=GREY, mfc="white", label="different machines")
    ax.plot([], [], "k--", label="random weights")
    ax.set(xlabel=r"overlap $|w_\mu\cdot w_\nu|\,/\,|w_\mu||w_\nu|$", xscale="log", xlim=(5e-4, 1.5))
    _rows(ax, runs)
    ax.set_yticklabels([])
    ax.legend(loc="upper left", handlelength=1.4, borderaxespad=0.2)
    return "orthogonality"


def _likelihood(ax: Axes, found: Runs) -> str:
    """Held-out log-likelihood, relative to the mean of the experiment's runs, against the number of stacked pairs."""
    per_run = {name: stacking(ds).per_run for name, ds in found.items()}
    for k, (name, ds) in enumerate(found.items()):
        value, count, colour = final(ds)["log_likelihood_test"].values, per_run[name], EXPERIMENTS[name].colour
        value = value - np.nanmean(value)
        shift = 0.16 * (k - (len(found) - 1) / 2.0)
        ax.plot(count + shift, value, ".", color=colour, alpha=0.4, markersize=4)
        places = np.unique(count)
        groups = [value[count == place] for place in places]
        mean = np.array([group.mean() for group in groups])
        error = np.array([group.std(ddof=1) / np.sqrt(group.size) if group.size > 1 else np.nan for group in groups])
        label = f"{full_name(ds)}:\ngain {with_interval(stacking_gain(ds))}"
        ax.errorbar(places + shift, mean, error_bars(error), fmt="_-", markersize=9, color=colour, label=label)
    ax.axhline(0.0, color="k", linestyle="--", linewidth=0.8, zorder=0, label="no difference")
    most = max(count.max() for count in per_run.values())
    ax.set(xlabel="stacked pairs in the run", ylabel="held-out log-likelihood\n− mean of all runs (nat)")
    ax.set_xticks(range(most + 1))
    ax.set_xlim(-0.5, most + 0.5)
    low, high = ax.get_ylim()
    ax.set_ylim(low, high + 0.8 * (high - low))
    ax.legend(loc="upper left", handlelength=1.0, borderaxespad=0.2)
    return "do stacked pairs pay?"


if __name__ == "__main__":
    by_hand("fig10")

"""Panels e and f of figure 4: the width against the number of hidden units, and heights where fields are narrow."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from placecells.claims.claim import Measurement, Undecided
from placecells.figures.common import note, number
from placecells.measure import intervals
from placecells.measure.fields import carries_field, gaps
from placecells.measure.summary import experiment, final, ring_size
from placecells.studies.place_cells.measures.several_fields import SHRUNK, late_widths, shrinking_onset

ONSET = ("diffusion_symmetrised", "fields_m3", "fields_m5", "fields_m7", "fields_m10")  # one rate and kind of data
RATES = {0.1: ("#0072B2", "o"), 0.01: ("#009E73", "s")}
OTHER = ("#CC79A7", "^")  # any other rate
CROWDED = 0.9  # share of the mean gap: a unit that has a neighbour nearer than this is crowded


def widths(ax: Axes, datasets: dict[str, xr.Dataset]) -> str:
    """Mean FWHM against M with 95% intervals over runs, one colour for each rate, and N/M, where fields touch."""
    found: dict[float, list[tuple[int, intervals.Estimate]]] = {}
    for ds in datasets.values():
        width = intervals.mean(late_widths(ds))
        found.setdefault(experiment(ds)["training"]["rate"], []).append((ds.sizes["hidden"], width))
    for rate, points in sorted(found.items(), reverse=True):
        _points(ax, sorted(points), rate)
    hidden = np.unique([m for points in found.values() for m, _ in points])
    line = np.geomspace(hidden.min() / 1.4, hidden.max() * 1.4, 50)
    sites = ring_size(next(iter(datasets.values())))
    ax.plot(line, sites / line, linestyle="--", color="#D55E00", zorder=1, label="$N/M$: neighbours touch")
    _axes_of_widths(ax, hidden)
    _onset(ax, datasets)
    return "width and number of units"


def _points(ax: Axes, points: list[tuple[int, intervals.Estimate]], rate: float) -> None:
    colour, marker = RATES.get(rate, OTHER)
    hidden, value, low, high = np.array([(m, *width) for m, width in points]).T
    bars = np.nan_to_num([value - low, high - value])
    ax.errorbar(hidden, value, bars, fmt=marker + "-", color=colour, linewidth=0.7, label=f"FWHM, rate {rate:g}")


def _axes_of_widths(ax: Axes, hidden: np.ndarray) -> None:
    ax.set(xscale="log", yscale="log", xlabel="hidden units $M$", ylabel="sites", ylim=(1, 60))
    ax.set_xticks(hidden, [str(m) for m in hidden])
    ax.minorticks_off()
    ticks = (1, 2, 5, 10, 20, 50)
    ax.set_yticks(ticks, [str(t) for t in ticks])
    ax.legend(loc="lower left")


def _onset(ax: Axes, datasets: dict[str, xr.Dataset]) -> None:
    """The claim's number for the onset of shrinking, where all its experiments are there."""
    if not all(name in datasets for name in ONSET):
        return
    try:
        found: Measurement = shrinking_onset(*(datasets[name] for name in ONSET))
    except Undecided:
        return
    interval = f"{number(found.value)} [{number(found.low)}, {number(found.high)}]"
    note(ax, 0.98, f"{SHRUNK:g} of one unit's width at\n$M$ FWHM$_1$/$N$ = {interval}")


def _crowding(ds: xr.Dataset) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of all units with a place field: distance of the centre from the next site, largest |w|, smaller gap over N/M.

    The smaller gap is that to the nearer neighbour. M counts the units of a run that carry a place field. Shapes
    (unit,).
    """
    last, sites = final(ds).transpose("seed", "hidden", "site"), ring_size(ds)
    parts = []
    for weights, centres in zip(last["weights"].values.astype(float), last["centre"].values, strict=True):
        carries = carries_field(weights)
        order = np.argsort(centres[carries])
        place, size = centres[carries][order], np.abs(weights[carries][order]).max(axis=1)
        if len(place) > 1:
            after = gaps(place, sites)
            nearer = np.minimum(after, np.roll(after, 1))
            parts.append([np.abs(place - np.round(place)), size, nearer * len(place) / sites])
    return tuple(np.concatenate(parts, axis=1)) if parts else (np.empty(0),) * 3


def has_heights(ds: xr.Dataset) -> bool:
    """Whether some run has two place fields."""
    return _crowding(ds)[0].size > 0


def heights(ax: Axes, ds: xr.Dataset) -> str:
    """Largest weight of every place field against the distance of its centre from the next site, all runs."""
    offset, size, gap = _crowding(ds)
    near = rf"a neighbour nearer than {CROWDED:g} $N/M$"
    kinds = ((gap >= CROWDED, "o", "#0072B2", "other units"), (gap < CROWDED, "^", "#D55E00", near))
    for chosen, marker, colour, label in kinds:
        ax.plot(offset[chosen], size[chosen], marker, color=colour, label=label)
    ax.set(xlim=(-0.02, 0.52), ylim=(0, 1.35 * size.max()))
    ax.set(xlabel="distance of the centre from the next site (sites)", ylabel=r"$\max_i |w_{i\mu}|$")
    ax.legend(loc="upper right")
    return f"$M$ = {ds.sizes['hidden']}: heights of {len(size)} place fields, all seeds"

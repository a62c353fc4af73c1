"""Figure 9: the place field of a single hidden unit on colour data has a place and a phase."""

from collections.abc import Callable
from functools import partial

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, ring_centred, ring_offsets, with_interval
from placecells.measure import intervals
from placecells.measure.colour_summary import colour_number, over_seeds
from placecells.measure.colours import magnitude
from placecells.measure.fields import width
from placecells.measure.summary import final, single_bump_width
from placecells.studies.place_cells.figures.panels import colour_runs
from placecells.studies.place_cells.figures.panels.colour_panels import draw_rows, weight_image
from placecells.studies.place_cells.figures.panels.colour_runs import (
    SPIN,
    fields_name,
    full_name,
    measured,
    theta,
    training_text,
    unit_name,
)
from placecells.studies.place_cells.measures.xy import colour_fields

TITLE = "Figure 9: the place field of a single hidden unit on colour data: a place and a phase"

EXPERIMENTS = {
    "xy_double_well_1": colour_runs.WELL_1,
    "xy_double_well_2": colour_runs.WELL_2,
    "xy_double_well": colour_runs.CUSP,
    "xy_binary_learned": colour_runs.SPINS,
    "xy_double_well_zero": colour_runs.CUSP_ZERO,
    "xy_binary": colour_runs.SPINS_ZERO,
}
SHOWN = (  # of each group the first that is present: double wells of both thetas, with learned theta, a spin unit
    ("xy_double_well_1",),
    ("xy_double_well_2",),
    ("xy_double_well", "xy_double_well_zero"),
    ("xy_binary", "xy_binary_learned"),
)
BESIDE = {"loc": "center left", "bbox_to_anchor": (1.0, 0.5), "handlelength": 0.8}  # a legend right of the panel
Runs = dict[str, xr.Dataset]


def draw(datasets: Runs) -> Figure:
    """Weights, potentials, modulations, widths, cosine fits. A panel whose experiment is absent is left out."""
    found = {name: datasets[name] for name in EXPERIMENTS if name in datasets}
    shown = {name: found[name] for names in SHOWN if (name := next((n for n in names if n in found), None))}
    images = [ds for name, ds in shown.items() if name != "xy_double_well_2" or "xy_double_well_1" not in shown]
    return draw_rows(
        [
            [partial(_weights, ds=ds) for ds in images],
            [partial(panel, runs=shown) for panel in (_potentials, _modulation)],
            [partial(_widths, runs=found), partial(_peak, runs=shown)],
            [partial(panel, runs=shown) for panel in (_period, _phase)],
        ],
        [52.0, 48.0, 52.0, 50.0],
    )


def _one_unit(ds: xr.Dataset) -> xr.Dataset:
    return final(ds).isel(hidden=0)


def _middle(last: xr.Dataset) -> np.ndarray:
    """Centres (seed,) of the place fields; for weights without a centre, the site of the largest magnitude."""
    weights = last["weights"].transpose("seed", "site", "colour").values
    return np.where(last["centre"].notnull(), last["centre"].values, magnitude(weights).argmax(axis=-1))


def _weights(ax: Axes, ds: xr.Dataset) -> str:
    """Weights of the first seed, rolled so that the centre is in the middle."""
    last = _one_unit(ds)
    weights = last["weights"].isel(seed=0).transpose("site", "colour").values
    half = len(weights) // 2
    weight_image(ax, np.roll(weights, half - round(_middle(last)[0]), axis=0), first_site=-half)
    ax.set_xlabel("site relative to the centre")
    return f"{full_name(ds)}\n{training_text(ds)}"


def _potentials(ax: Axes, runs: Runs) -> str:
    """U(h) = h^2/2 + theta |h| (2), without the unit's field; dotted: the two values of a spin unit.

    The legend is the key of all panels.
    """
    h = np.linspace(-4.0, 4.0, 401)
    for name, ds in runs.items():
        style = EXPERIMENTS[name]
        ax.plot([], [], f"{style.marker}-", color=style.colour, label=full_name(ds).replace(", ", ",\n"))
        if unit_name(ds) == SPIN:
            for value in (-1.0, 1.0):
                ax.axvline(value, color=style.colour, linestyle=":")
        else:
            ax.plot(h, h**2 / 2 + theta(ds) * np.abs(h), color=style.colour)
    lowest = min(-(np.nan_to_num(min(theta(ds), 0.0)) ** 2) / 2 for ds in runs.values())
    ax.set(xlabel="hidden unit $h$", ylabel="potential $U(h)$", xlim=(-4, 4), ylim=(lowest - 0.5, lowest + 7.0))
    ax.legend(**BESIDE | {"handlelength": 1.6})
    return "potential of the hidden unit"


def _modulation(ax: Axes, runs: Runs) -> str:
    """Angular modulation (16) of all seeds, aligned by the centres, and the FWHM of these very curves."""
    for k, (name, ds) in enumerate(runs.items()):
        last, style = _one_unit(ds), EXPERIMENTS[name]
        modulation = last["angular_modulation"].transpose("seed", "site").values
        for values, centre in zip(modulation, _middle(last), strict=True):
            ax.plot(*ring_centred(values, centre), color=style.colour, linewidth=0.5, alpha=0.4)
        found = width(modulation)
        fwhm = intervals.mean(np.where(found.bumps == 1, found.fwhm, np.nan))
        side, place = ("left", "right")[k % 2], (0.02 + 0.96 * (k % 2), 0.98 - 0.25 * (k // 2))
        text = f"{unit_name(ds)}\nFWHM {with_interval(fwhm, 3)}"
        ax.text(*place, text, transform=ax.transAxes, ha=side, va="top", color=style.colour, fontsize=6.5)
    sites = modulation.shape[-1]
    ax.set(xlabel="site relative to the centre", ylabel=r"$A_i = \Sigma_a\,|w_i(a)|$", xlim=(-sites / 2, sites / 2))
    ax.set_ylim(0.0, 1.1 * ax.get_ylim()[1])
    return "angular modulation (16)"


def _widths(ax: Axes, runs: Runs) -> str:
    """FWHM of the magnitude: single runs, means with intervals, and the ratio of spin units to double wells."""
    spins = {fields_name(ds): ds for ds in runs.values() if unit_name(ds) == SPIN}
    beside = {"transform": ax.get_yaxis_transform(), "ha": "right", "va": "center", "fontsize": 7}
    top, compared = 1.0, False
    for row, (name, ds) in enumerate(runs.items()):
        values, style = single_bump_width(_one_unit(ds)), EXPERIMENTS[name]
        mean = over_seeds(values)
        bars = np.nan_to_num([[mean.value - mean.low], [mean.high - mean.value]])
        ax.plot(values.values, np.full(values.size, row - 0.22), ".", color=style.colour, alpha=0.5, markersize=4)
        ax.errorbar(mean.value, row + 0.12, xerr=bars, fmt=style.marker, color=style.colour)
        top = max(top, np.nanmax(values.values, initial=0.0), np.nan_to_num(mean.high))
        if unit_name(ds) != SPIN and fields_name(ds) in spins:
            ax.text(0.99, row, _text(colour_fields.wider, spins[fields_name(ds)], ds), **beside)
            compared = True
    if compared:
        ax.text(0.99, -0.9, "spin / this unit", **beside)
    ax.set_yticks(range(len(runs)), [full_name(ds) for ds in runs.values()])
    ax.set(xlabel="FWHM of the magnitude $m_i$ (sites)", xlim=(0.0, 1.7 * top), ylim=(len(runs) - 0.4, -1.3))
    return "widths at equal external fields"


def _text(measure: Callable, *datasets: xr.Dataset) -> str:
    """A claim's number with its interval, and a star where width or theta still change."""
    found, settled = measured(measure, *datasets)
    return with_interval(found) + ("" if settled else "*")


def _peak(ax: Axes, runs: Runs) -> str:
    """Weights w_i(a) at the site of the largest magnitude, first seed, and the cosine fitted to them."""
    for name, ds in runs.items():
        first, style = _one_unit(ds).isel(seed=0), EXPERIMENTS[name]
        weights = first["weights"].transpose("site", "colour").values
        peak = int(magnitude(weights).argmax())
        amplitude, frequency, phase, r2 = (
            float(first[f"cosine_{part}"].isel(site=peak)) for part in ("amplitude", "frequency", "phase", "r2")
        )
        colours = weights.shape[-1]
        a = np.linspace(0.0, colours - 1.0, 200)
        curve = amplitude * np.cos(2.0 * np.pi * frequency * a / colours - phase)
        ax.plot(a, curve, color=style.colour, linewidth=0.8)
        ax.plot(weights[peak], style.marker, color=style.colour, label=f"{unit_name(ds)}:\n$R^2$ = {r2:.3f}")
    ax.set(xlabel="colour $a$", ylabel="$w_i(a)$")
    ax.legend(**BESIDE)
    return "at the peak, with cosine fit"


def _offsets(last: xr.Dataset) -> np.ndarray:
    """Signed ring distances (seed, site) of all sites from the centre of the run's place field."""
    return np.stack([ring_offsets(last.sizes["site"], centre) for centre in _middle(last)])


def _in_field(ax: Axes, runs: Runs, values: Callable, middle: float, text: Callable[[xr.Dataset], str]) -> None:
    """values(ds) (seed, site), NaN outside the place field, of all seeds against the distance from the centre.

    The axis is as high as the largest deviation from `middle`. text: for the legend, a claim's number of a dataset.
    """
    reach, spread = 1.0, 0.0
    for name, ds in runs.items():
        last, style = _one_unit(ds), EXPERIMENTS[name]
        y, x = values(last), _offsets(last)
        look = {"color": style.colour, "markersize": 3, "markeredgewidth": 0, "alpha": 0.6}
        ax.plot(x.ravel(), y.ravel(), style.marker, label=f"{unit_name(ds)}:\n{text(ds)}", **look)
        reach = max(reach, np.abs(x[np.isfinite(y)]).max(initial=0.0) + 0.5)
        spread = max(spread, np.abs(y[np.isfinite(y)] - middle).max(initial=0.0))
    ax.axhline(middle, color=GREY, linewidth=0.8, linestyle="--", zorder=0)
    spread = 1.08 * spread or 1.0
    ax.set(xlabel="site relative to the centre", xlim=(-reach, reach), ylim=(middle - spread, middle + spread))
    ax.legend(**BESIDE)


def _period(ax: Axes, runs: Runs) -> str:
    q = colour_number(next(iter(runs.values())))

    def period(last: xr.Dataset) -> np.ndarray:
        return q / last["cosine_frequency"].transpose("seed", "site").values

    _in_field(ax, runs, period, q, lambda ds: f"SD {_text(colour_fields.frequency_spread, ds)}")
    ax.set_ylabel("period $q/f$ (colours)")
    return "fitted period in the place field; SD of $f$ in turns"


def _phase(ax: Axes, runs: Runs) -> str:
    def difference(last: xr.Dataset) -> np.ndarray:
        turn = (last["cosine_phase"] - last["phase"]).transpose("seed", "site").values
        return np.degrees((turn + np.pi) % (2.0 * np.pi) - np.pi)

    _in_field(ax, runs, difference, 0.0, lambda ds: f"SD {_text(colour_fields.phase_spread, ds)}")
    ax.set_ylabel("phase − its mean (degrees)")
    return "fitted phase in the place field; SD in degrees"


if __name__ == "__main__":
    by_hand("fig09")

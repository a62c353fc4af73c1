"""Figure 9: the place field of a single hidden unit on colour data has a place and a phase."""

from functools import partial

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import ring_centred, ring_offsets, with_interval
from placecells.measure.colour_summary import colour_number, over_seeds
from placecells.measure.colours import magnitude
from placecells.measure.summary import final, single_bump_width
from placecells.studies.place_cells.figures.colour_panels import draw_rows, weight_image

TITLE = "Figure 9: the place field of a single hidden unit on colour data: a place and a phase"

DOUBLE_WELL, SPIN = "double well", "spin"
EXPERIMENTS = {  # name: (type of the hidden unit, external fields)
    "xy_double_well": (DOUBLE_WELL, "learned"),
    "xy_double_well_zero": (DOUBLE_WELL, "zero"),
    "xy_binary": (SPIN, "zero"),
    "xy_binary_learned": (SPIN, "learned"),
}
COLOURS = {DOUBLE_WELL: "#0072B2", SPIN: "#D55E00"}
MARKERS = {DOUBLE_WELL: "o", SPIN: "s"}


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Weights of the first seed, angular modulations, cosine fits. A panel whose experiment is absent is left out."""
    last = {name: final(datasets[name]).isel(hidden=0) for name in EXPERIMENTS if name in datasets}
    shown = {unit: next((n for n in last if EXPERIMENTS[n][0] == unit), None) for unit in COLOURS}
    paper = {unit: last[name] for unit, name in shown.items() if name}
    images = [partial(_weights, ds=ds, name=shown[unit]) for unit, ds in paper.items()]
    modulations = [
        partial(_modulation, runs=runs, fields=fields)
        for fields in ("learned", "zero")
        if (runs := {EXPERIMENTS[n][0]: ds for n, ds in last.items() if EXPERIMENTS[n][1] == fields})
    ]
    fits = [partial(panel, runs=paper) for panel in (_peak, _period, _phase)]
    return draw_rows([images, modulations, fits], [50.0, 55.0, 60.0])


def _weights(ax: Axes, ds: xr.Dataset, name: str) -> str:
    """Weights of the first seed, rolled so that the centre is in the middle."""
    weights = ds["weights"].isel(seed=0).transpose("site", "colour").values
    half = len(weights) // 2
    middle = _middle(ds)[0]
    weight_image(ax, np.roll(weights, half - round(middle), axis=0), first_site=-half)
    ax.set_xlabel("site relative to the centre")
    unit, fields = EXPERIMENTS[name]
    return f"weights, {unit}, {fields} fields"


def _middle(ds: xr.Dataset) -> np.ndarray:
    """Centres (seed,) of the place fields; for weights without a centre, the site of the largest magnitude."""
    weights = ds["weights"].transpose("seed", "site", "colour").values
    return np.where(ds["centre"].notnull(), ds["centre"].values, magnitude(weights).argmax(axis=-1))


def _modulation(ax: Axes, runs: dict[str, xr.Dataset], fields: str) -> str:
    """Angular modulation (16) of all seeds, aligned by the centres, and the mean FWHM of the magnitude."""
    for k, (unit, ds) in enumerate(runs.items()):
        modulation = ds["angular_modulation"].transpose("seed", "site").values
        for values, centre in zip(modulation, _middle(ds), strict=True):
            ax.plot(*ring_centred(values, centre), color=COLOURS[unit], linewidth=0.6, alpha=0.5)
        width = single_bump_width(ds)
        seeds = f"{int(width.count())} of {width.size} seeds"
        text = f"{unit}\nFWHM {with_interval(over_seeds(width), 3)}\n{seeds}"
        side = ("left", "right")[k]
        place = (0.02 + 0.96 * k, 0.97)
        ax.text(*place, text, transform=ax.transAxes, ha=side, va="top", color=COLOURS[unit], fontsize=7)
    sites = modulation.shape[-1]
    ax.set(xlabel="site relative to the centre", ylabel=r"$A_i = \Sigma_a\,|w_i(a)|$", xlim=(-sites / 2, sites / 2))
    ax.set_ylim(0.0, 1.1 * ax.get_ylim()[1])
    return f"angular modulation (16), {fields} fields"


def _peak(ax: Axes, runs: dict[str, xr.Dataset]) -> str:
    """Weights w_i(a) at the site of the largest magnitude, first seed, and the cosine fitted to them."""
    for unit, ds in runs.items():
        first = ds.isel(seed=0)
        weights = first["weights"].transpose("site", "colour").values
        peak = int(magnitude(weights).argmax())
        amplitude, frequency, phase, r2 = (
            float(first[f"cosine_{name}"].isel(site=peak)) for name in ("amplitude", "frequency", "phase", "r2")
        )
        colours = weights.shape[-1]
        a = np.linspace(0.0, colours - 1.0, 200)
        curve = amplitude * np.cos(2.0 * np.pi * frequency * a / colours - phase)
        ax.plot(a, curve, color=COLOURS[unit], linewidth=0.8)
        label = f"{unit}, $R^2$ = {r2:.3f}"
        ax.plot(weights[peak], MARKERS[unit], color=COLOURS[unit], label=label)
    ax.set(xlabel="colour $a$", ylabel="$w_i(a)$")
    _room_for_legend(ax)
    return "at the peak, with cosine fit"


def _room_for_legend(ax: Axes) -> None:
    low, high = ax.get_ylim()
    ax.set_ylim(low, high + 0.3 * (high - low))
    ax.legend(loc="upper center")


def _offsets(ds: xr.Dataset) -> np.ndarray:
    """Signed ring distances (seed, site) of all sites from the centre of the run's place field."""
    return np.stack([ring_offsets(ds.sizes["site"], centre) for centre in _middle(ds)])


def _in_field(ax: Axes, runs: dict[str, xr.Dataset], values) -> None:
    """values(ds) (seed, site), NaN outside the place field, of all seeds against the distance from the centre."""
    reach = 1.0
    for unit, ds in runs.items():
        y, x = values(ds), _offsets(ds)
        ax.plot(x.ravel(), y.ravel(), MARKERS[unit], color=COLOURS[unit], markersize=2, alpha=0.5, label=unit)
        reach = max(reach, np.abs(x[np.isfinite(y)]).max(initial=0.0) + 0.5)
    ax.set(xlabel="site relative to the centre", xlim=(-reach, reach))


def _period(ax: Axes, runs: dict[str, xr.Dataset]) -> str:
    q = colour_number(next(iter(runs.values())))
    _in_field(ax, runs, lambda ds: q / ds["cosine_frequency"].transpose("seed", "site").values)
    ax.axhline(q, color="0.3", linewidth=0.8, linestyle="--", zorder=0)
    ax.set(ylabel="period $q/f$ (colours)", ylim=(0.0, 2.0 * q))
    _room_for_legend(ax)
    return "fitted period, place field"


def _phase(ax: Axes, runs: dict[str, xr.Dataset]) -> str:
    def difference(ds: xr.Dataset) -> np.ndarray:
        turn = (ds["cosine_phase"] - ds["phase"]).transpose("seed", "site").values
        return np.degrees((turn + np.pi) % (2.0 * np.pi) - np.pi)

    _in_field(ax, runs, difference)
    ax.axhline(0.0, color="0.3", linewidth=0.8, linestyle="--", zorder=0)
    ax.set(ylabel="phase − its mean (degrees)", ylim=(-180.0, 180.0), yticks=[-180, -90, 0, 90, 180])
    _room_for_legend(ax)
    return "fitted phase, place field"


if __name__ == "__main__":
    by_hand("fig09")

"""The table of figure 5: exponents and diffusion coefficients of one unit, as the claims on motion measure them."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import mean_of
from placecells.figures.common import SAMPLING, SAMPLING_NAMES, number, with_interval
from placecells.measure import motion, summary
from placecells.measure.intervals import Estimate
from placecells.studies.place_cells.measures import moving_fields, walks

PCD_COLOUR = "#CC79A7"  # runs with PCD-20, as in the paper, on the same data as other runs
LONG = (1.0, 8.0)  # epochs of 10^6 samples: lags of the second diffusion coefficient
FONT = 6.5  # points


class Runs(NamedTuple):
    """Runs of one unit with the same settings."""

    name: str
    below: str  # second line of the name: number of samples, or rate
    colour: str
    ds: xr.Dataset
    formula: float | None  # D that (P.23) predicts, in sites^2 per 10^6 samples


def runs_of(ds: xr.Dataset, formula: xr.Dataset | None = None) -> Runs:
    """The runs of an experiment without a grid; formula: what an experiment of kind `noise_formula` made of them."""
    config = summary.experiment(ds)
    sampling, training = config["data"]["sampling"], config["training"]
    pcd = training["negative"] == "pcd"
    samples = config["data"].get("samples")
    phase = [f"PCD-{training['gibbs']}"] if pcd else []
    number_of_samples = f"$B$ = {_power(samples)}" if samples else "fresh samples"
    return Runs(
        ", ".join([SAMPLING_NAMES[sampling], *phase]),
        ", ".join([*phase, number_of_samples]),
        PCD_COLOUR if pcd else SAMPLING[sampling],
        ds,
        None if formula is None else float(formula["diffusion"].mean()) * updates_per_epoch(ds),
    )


def of_rates(ds: xr.Dataset, formula: xr.Dataset | None) -> list[Runs]:
    """The runs of an experiment with a grid of learning rates, from the largest to the smallest."""
    found = []
    for rate in sorted(map(float, ds["rate"].values), reverse=True):
        runs = runs_of(ds.sel(rate=rate), None if formula is None else formula.sel(rate=rate))
        found.append(runs._replace(below=f"rate {rate:g}", colour="0.3"))
    return found


def updates_per_epoch(ds: xr.Dataset) -> float:
    """Updates in which a run meets 10^6 samples."""
    return summary.EPOCH / summary.experiment(ds)["training"]["batch"]


def long_lags(ds: xr.Dataset) -> Measurement:
    """D from the slope of the MSD at the lags LONG, in short runs up to half of the time: sites^2 per 10^6 samples."""
    paths, time = summary.after_burn_in(*walks.one_unit(ds))
    lags = summary.lags_of(time)
    at = lags * (time[1] - time[0])
    chosen = (at > LONG[0] - 1e-6) & (at < LONG[1] + 1e-6)
    if chosen.sum() < 3:
        raise Undecided("fewer than three lags")
    return mean_of(motion.slope(at[chosen], motion.msd(paths, lags[chosen])) / 2)


def short_lags(ds: xr.Dataset) -> Measurement:
    """D at lags up to a hundredth of the time, as the claims measure it: sites^2 per 10^6 samples."""
    return mean_of(moving_fields.coefficients(*walks.one_unit(ds)))


def one_origin(ds: xr.Dataset) -> Estimate:
    """D from one origin, as in the paper."""
    return summary.paper_motion(*walks.one_unit(ds))[2]


def table(ax: Axes, columns: list[Runs]) -> None:
    """A column for every set of runs, a row for every number with its 95% interval."""
    rows: list[tuple[str, Callable[[Runs], str]]] = [
        ("$D$ in sites² per $10^6$ samples", lambda runs: f"{runs.name.partition(',')[0]}\n{runs.below}"),
        ("runs", lambda runs: str(runs.ds.sizes["seed"])),
        ("exponent, lags to 1% of the time", lambda runs: _text(_exponent("short lags"), runs.ds, decimals=2)),
        ("exponent, lags 1 to 16 epochs", lambda runs: _text(_exponent("long lags"), runs.ds, decimals=2)),
        ("$D_\\mathrm{eff}$(8 epochs)/$D_\\mathrm{eff}$(0.1 epochs)", lambda runs: _text(walks.slowing, runs.ds)),
        ("$D$, lags to 1% of the time", lambda runs: _text(short_lags, runs.ds)),
        (f"$D$, lags {LONG[0]:g} to {LONG[1]:g} epochs", lambda runs: _text(long_lags, runs.ds)),
        ("$D$ from one origin", lambda runs: _text(one_origin, runs.ds)),
    ]
    if any(runs.formula is not None for runs in columns):
        formula = ("$D$ of the noise formula", lambda runs: "–" if runs.formula is None else number(runs.formula))
        rows.insert(-1, formula)
    cells = [[label, *(text(runs) for runs in columns)] for label, text in rows]
    first = 0.24
    widths = [first] + [(1 - first) / len(columns)] * len(columns)
    drawn = ax.table(cells, colWidths=widths, bbox=[0, 0, 1, 1], cellLoc="center", edges="horizontal")
    drawn.auto_set_font_size(False)
    drawn.set_fontsize(FONT)
    for (row, column), cell in drawn.get_celld().items():
        cell.set_height((1.9 if row == 0 else 1) / (0.9 + len(rows)))
        cell.set_linewidth(0.4)
        if column == 0:
            cell.get_text().set_horizontalalignment("left")
            cell.PAD = 0.01
        elif row == 0:
            cell.get_text().set_color(columns[column - 1].colour)
    ax.set_axis_off()
    problems = [f"{runs.name}: {problem}" for runs in columns if (problem := _problem(runs.ds))]
    if problems:
        ax.text(0.5, -0.03, "\n".join(problems), transform=ax.transAxes, ha="center", va="top", fontsize=FONT)


def _exponent(lags: str) -> Callable[[xr.Dataset], Measurement]:
    return lambda ds: walks.exponents(ds)[lags]


def _text(measure: Callable[[xr.Dataset], Measurement | Estimate], ds: xr.Dataset, decimals: int | None = None) -> str:
    """What is measured with its interval, or a dash where the data cannot say.

    decimals: of all numbers; if None, the largest one has two significant digits.
    """
    try:
        found = measure(ds)
    except Undecided:
        return "–"
    if decimals is None or not np.isfinite(found[1]):
        return with_interval(Estimate(*found[:3]))
    value, low, high = (f"{part:.{decimals}f}".replace("-", "−") for part in found[:3])
    return f"{value} [{low}, {high}]"


def _problem(ds: xr.Dataset) -> str | None:
    """Why centres cannot be followed from record to record, if so."""
    return motion.sampling_problem(summary.centre_paths(ds)[:, 0], summary.ring_size(ds))


def _power(samples: int) -> str:
    """A number with one significant digit and a power of ten, such as 10^6 or 2 10^4."""
    digit, exponent = f"{samples:.0e}".split("e")
    factor = "" if digit == "1" else rf"{digit} \cdot "
    return f"${factor}10^{{{int(exponent)}}}$"

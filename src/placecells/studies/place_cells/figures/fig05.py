"""Figure 5: the place field of a single hidden unit diffuses along the ring while training goes on."""

from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import (
    SAMPLING,
    SAMPLING_NAMES,
    colours,
    new_figure,
    panel_label,
    with_interval,
)
from placecells.measure import summary
from placecells.measure.intervals import Estimate
from placecells.measure.motion import sampling_problem

TITLE = "Figure 5: the place field of a single unit diffuses along the ring while training goes on"

PCD_COLOUR = "#CC79A7"  # runs with PCD-20, as in the paper, on the same data as other runs


class Measured(NamedTuple):
    name: str
    colour: str
    sampling: str
    pcd: bool
    samples: int | None  # None for streamed data
    time: np.ndarray  # (record,), in units of 10^6 samples
    paths: np.ndarray  # (seed, record), sites
    batch: int
    free: summary.Motion
    origin: tuple[np.ndarray, np.ndarray, Estimate]
    problem: str | None


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Trajectories, displacements from one origin and from all origins, and a table of all diffusion coefficients."""
    order = list(SAMPLING)
    measured = sorted((_measure(ds) for ds in datasets.values()), key=lambda m: (order.index(m.sampling), m.pcd))
    figure = new_figure(height=96)
    grid = figure.add_gridspec(2, 3, height_ratios=[2.8, 1])
    trajectories, one_origin, averaged = (figure.add_subplot(grid[0, k]) for k in range(3))
    # the paper's run (symmetrised data, PCD), or else the most similar one
    _trajectories(trajectories, max(measured, key=lambda m: (m.sampling == "symmetrised", m.pcd)))
    _one_origin(one_origin, measured)
    _averaged(averaged, measured)
    _table(figure.add_subplot(grid[1, :]), measured)
    return figure


def _measure(ds: xr.Dataset) -> Measured:
    time, paths = summary.elapsed(ds), summary.centre_paths(ds)[:, 0]
    config = summary.experiment(ds)
    sampling, pcd = config["data"]["sampling"], config["training"]["negative"] == "pcd"
    return Measured(
        SAMPLING_NAMES[sampling] + (f", PCD-{config['training']['gibbs']}" if pcd else ""),
        PCD_COLOUR if pcd else SAMPLING[sampling],
        sampling,
        pcd,
        config["data"].get("samples"),
        time,
        paths,
        config["training"]["batch"],
        summary.free_motion(paths, time),
        summary.paper_motion(paths, time),
        sampling_problem(paths, summary.ring_size(ds)),
    )


def _trajectories(ax: Axes, m: Measured) -> None:
    for path, colour in zip(m.paths, colours(len(m.paths)), strict=True):
        ax.plot(m.time, path, color=colour, linewidth=0.6)
    ax.set(xlabel=r"time (epochs of $10^6$ samples)", ylabel="centre, unwrapped (sites)")
    panel_label(ax, "a", f"centres, {m.name}")


def _one_origin(ax: Axes, measured: list[Measured]) -> None:
    """Mean-square displacement from one origin, over all runs, and the line fitted to it after the burn-in."""
    for m in measured:
        since, displacement, coefficient = m.origin
        mean = summary.mean_over_trajectories(displacement)
        ax.plot(since, mean, color=m.colour, linewidth=0.8)
        late = since >= summary.BURN_IN * m.time[-1]
        middle = mean[late].mean() - 2 * coefficient.value * since[late].mean()
        line = middle + 2 * coefficient.value * since[late]
        ax.plot(since[late], line, "--", color=m.colour, linewidth=1.2)
    ax.plot([], [], "--", color="0.3", label="line after burn-in")
    ax.set_ylim(top=1.15 * ax.get_ylim()[1])  # room for the legend
    ax.legend(loc="upper left", borderaxespad=0.2)
    ax.set(xlabel=r"time (epochs of $10^6$ samples)", ylabel=r"MSD from one origin (sites$^2$)")
    panel_label(ax, "b", "as in the notebooks: one origin")


def _averaged(ax: Axes, measured: list[Measured]) -> None:
    """Time-averaged mean-square displacement against the lag, and a line with the slope of free diffusion."""
    lags = np.concatenate([m.free.lag for m in measured])
    ax.set(xscale="log", yscale="log", xlim=(0.8 * lags.min(), 1.25 * lags.max()))
    for m in measured:
        ax.plot(m.free.lag, m.free.msd, ".-", color=m.colour, label=m.name)
    first = max((m.free for m in measured), key=lambda free: free.msd[0])
    guide = np.array([first.lag[0], first.lag[-1]])
    ax.plot(guide, 2 * first.msd[0] * guide / guide[0], "--", color="0.3", label="slope 1")
    ax.axvspan(*measured[0].free.fitted, color="0.93", zorder=0)
    low, high = ax.get_ylim()
    ax.set_ylim(low, 10 * high)  # room for the legend
    ax.legend(loc="upper left", borderaxespad=0.2)
    ax.set(xlabel=r"lag (epochs of $10^6$ samples)", ylabel=r"time-averaged MSD (sites$^2$)")
    panel_label(ax, "c", "controlled: all origins")


def _table(ax: Axes, measured: list[Measured]) -> None:
    """A table of all diffusion coefficients and exponents with their 95% intervals."""
    low, high = measured[0].free.fitted
    header = [
        "training data",
        "runs",
        f"exponent,\nlags {low:.2g} to {high:.2g}",
        f"$D$ at lags {low:.2g} to {high:.2g}\n(sites² / $10^6$ samples)",
        "the same per update\n($10^{-3}$ sites²)",
        "$D$ from one origin\n(sites² / $10^6$ samples)",
    ]
    table = ax.table(
        [_row(m) for m in measured],
        colLabels=header,
        colWidths=[0.25, 0.05, 0.17, 0.175, 0.175, 0.18],
        loc="center",
        cellLoc="center",
        edges="horizontal",
    )
    table.auto_set_font_size(False)
    table.set_fontsize(7)
    for (row, column), cell in table.get_celld().items():
        cell.set_height((2.1 if row == 0 else 1) / (2.2 + len(measured)))
        cell.set_linewidth(0.5)
        if row and column == 0:
            cell.get_text().set_color(measured[row - 1].colour)
    ax.set_axis_off()
    problems = [f"{m.name}: {m.problem}" for m in measured if m.problem]
    if problems:
        ax.text(0.5, 0, "\n".join(problems), transform=ax.transAxes, ha="center", va="top", fontsize=7)


def _power(number: int) -> str:
    """A number with one significant digit and a power of ten, such as 10^6 or 2 10^4."""
    digit, exponent = f"{number:.0e}".split("e")
    factor = "" if digit == "1" else rf"{digit} \cdot "
    return f"${factor}10^{{{int(exponent)}}}$"


def _row(m: Measured) -> list[str]:
    per_update = Estimate(*(1000 * m.batch / summary.EPOCH * bound for bound in m.free.coefficient))
    return [
        m.name + (f", $B$ = {_power(m.samples)}" if m.samples else ""),
        str(len(m.paths)),
        with_interval(m.free.exponent, digits=3),
        with_interval(m.free.coefficient),
        with_interval(per_update),
        with_interval(m.origin[2]),
    ]


if __name__ == "__main__":
    by_hand("fig05")

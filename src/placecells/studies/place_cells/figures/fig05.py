"""Figure 5: the place field of a single hidden unit diffuses along the ring while training goes on."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import SAMPLING, colours, new_figure, panel_label
from placecells.measure import motion, summary
from placecells.studies.place_cells.figures.panels.motion_table import LONG, Runs, of_rates, runs_of, table
from placecells.studies.place_cells.figures.panels.notebooks import rate_of, time_against_notebooks
from placecells.studies.place_cells.figures.panels.walk_curves import (
    MSD_LABEL,
    TIME,
    displacements,
    lag_axis,
    with_band,
)

TITLE = "Figure 5: the place field of a single unit diffuses along the ring while training goes on"

MAIN = ("diffusion_pcd", "diffusion_symmetrised", "diffusion_independent", "diffusion_streamed")
FORMULAS = {"diffusion_streamed": "diffusion_formula", "diffusion_rates": "diffusion_rates_formula"}
NOTEBOOKS_TIME = 1e5  # rate times updates of the notebooks' figure 5


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Trajectories, displacements from one origin and from all origins, and a table of exponents and coefficients.

    `diffusion_rates`, runs at smaller rates, are in the table only.
    """
    order = list(SAMPLING)
    runs = [runs_of(datasets[name], datasets.get(FORMULAS.get(name, ""))) for name in MAIN if name in datasets]
    runs.sort(key=lambda one: (order.index(summary.experiment(one.ds)["data"]["sampling"]), "PCD" in one.name))
    rates = []
    if "diffusion_rates" in datasets:
        rates = of_rates(datasets["diffusion_rates"], datasets.get(FORMULAS["diffusion_rates"]))
    figure = new_figure(height=(68 if runs else 0) + 50)
    grid = figure.add_gridspec(2 if runs else 1, 3, height_ratios=[68, 50] if runs else [50])
    if runs:
        trajectories, one_origin, averaged = (figure.add_subplot(grid[0, k]) for k in range(3))
        # the paper's run (symmetrised data, PCD), or else the most similar one
        _trajectories(trajectories, max(runs, key=lambda one: ("symmetrised" in one.name, "PCD" in one.name)))
        _one_origin(one_origin, runs)
        _averaged(averaged, runs)
    table(figure.add_subplot(grid[-1, :]), runs + rates)
    return figure


def _trajectories(ax: Axes, runs: Runs) -> None:
    time, paths = summary.elapsed(runs.ds), summary.centre_paths(runs.ds)[:, 0]
    for path, colour in zip(paths, colours(len(paths)), strict=True):
        ax.plot(time, path, color=colour, linewidth=0.6)
    ax.set(xlabel=TIME, ylabel="centre, unwrapped (sites)")
    compared = time_against_notebooks(runs.ds, NOTEBOOKS_TIME)
    panel_label(ax, "a", f"{runs.name}, {rate_of(runs.ds)}\n{compared}")


def _one_origin(ax: Axes, runs: list[Runs]) -> None:
    """Mean-square displacement from one origin, over all runs, and the line fitted to it after the burn-in."""
    for one in runs:
        time, paths = summary.elapsed(one.ds), summary.centre_paths(one.ds)[:, 0]
        since, displacement, coefficient = summary.paper_motion(paths, time)
        mean = summary.mean_over_trajectories(displacement)
        ax.plot(since, mean, color=one.colour, linewidth=0.8)
        late = since >= summary.BURN_IN * time[-1]
        middle = mean[late].mean() - 2 * coefficient.value * since[late].mean()
        ax.plot(since[late], middle + 2 * coefficient.value * since[late], "--", color=one.colour, linewidth=1.2)
    ax.plot([], [], "--", color="0.3", label="line after burn-in")
    ax.set_ylim(top=1.15 * ax.get_ylim()[1])  # room for the legend
    ax.legend(loc="upper left", borderaxespad=0.2)
    ax.set(xlabel=TIME, ylabel="MSD from one origin " + MSD_LABEL)
    panel_label(ax, "b", "as in the notebooks:\none origin")


def _averaged(ax: Axes, runs: list[Runs]) -> None:
    """Effective diffusion coefficient MSD/(2 lag) against the lag, with 95% bands over runs, and the formula's D."""
    lowest = []
    for one in runs:
        time, paths = summary.elapsed(one.ds), summary.centre_paths(one.ds)[:, 0]
        if motion.sampling_problem(paths, summary.ring_size(one.ds)):
            continue
        lag, displacement = displacements(paths, time)
        with_band(ax, lag, displacement / (2 * lag), one.colour, one.name)
        lowest.append(np.nanmin(displacement.mean(axis=0) / lag) / 2 if displacement.size else np.nan)
    for one in runs:
        if one.formula is not None:
            ax.axhline(one.formula, color="0.3", linestyle="--", linewidth=0.8, label="noise formula")
    ax.axvspan(*LONG, color="0.93", zorder=0)
    lag_axis(ax, above=0.42)
    ax.set_ylabel(r"$D_\mathrm{eff}$ = MSD/(2 lag)" + "\n" + r"(sites$^2$ per $10^6$ samples)")
    panel_label(ax, "c", "controlled:\nall origins")


if __name__ == "__main__":
    by_hand("fig05")

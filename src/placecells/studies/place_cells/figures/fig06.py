"""Figure 6: the centres of several place fields diffuse together and keep their distances."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.claims.claim import Undecided
from placecells.figures.by_hand import by_hand
from placecells.figures.common import colours, new_figure, note, panel_label, with_interval
from placecells.measure import motion, summary
from placecells.measure.intervals import Estimate
from placecells.studies.place_cells.figures.panels import common_diffusion
from placecells.studies.place_cells.figures.panels.notebooks import rate_of, time_against_notebooks
from placecells.studies.place_cells.figures.panels.walk_curves import (
    MSD_LABEL,
    TIME,
    displacements,
    lag_axis,
    with_band,
)
from placecells.studies.place_cells.measures.moving_fields import gaps_over_mean_centre

TITLE = "Figure 6: the centres of several place fields diffuse together and keep their distances"

MEAN, GAP, SINGLE = "#0072B2", "#D55E00", "0.35"
NOTEBOOKS_TIME = 2.5e5  # rate times updates of the notebooks' figure 6


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Trajectories of the first seed; displacements of mean centre and gaps; D of the mean centre against M."""
    ds, common = common_diffusion.several_units(datasets), common_diffusion.possible(datasets)
    above = ds is not None
    heights = [55] * above + [68]
    figure = new_figure(height=sum(heights))
    grid = figure.add_gridspec(len(heights), 2, height_ratios=heights)
    if ds is not None:
        _trajectories(figure.add_subplot(grid[0, :]), ds)
        _displacements(
            figure.add_subplot(grid[1, 0] if common else grid[1, :]), ds, datasets.get(common_diffusion.FAST_ONE)
        )
    if common:
        ax = figure.add_subplot(grid[-1, 1] if above else grid[-1, :])
        common_diffusion.draw(ax, datasets)
        panel_label(ax, "c", "diffusion of the mean centre")
    return figure


def _trajectories(ax: Axes, ds: xr.Dataset) -> None:
    """Unwrapped centres of all units in the first run."""
    time, paths = summary.elapsed(ds), summary.centre_paths(ds)[0]
    for k, (path, colour) in enumerate(zip(paths, colours(len(paths)), strict=True)):
        ax.plot(time, path, color=colour, linewidth=0.7, label=rf"$\mu$ = {k + 1}")
    ax.margins(x=0.01)
    low, high = ax.get_ylim()
    ax.set_ylim(low, high + 0.2 * (high - low))  # room for the legend above the trajectories
    ax.legend(ncols=len(paths), loc="upper left")
    ax.set(xlabel=TIME, ylabel="centre, unwrapped (sites)")
    panel_label(ax, "a", f"{len(paths)} place fields of one machine, {rate_of(ds)}; {_length(ds)}")


def _length(ds: xr.Dataset) -> str:
    return time_against_notebooks(ds, NOTEBOOKS_TIME)


def _displacements(ax: Axes, ds: xr.Dataset, one: xr.Dataset | None) -> None:
    """Time-averaged MSD of the mean centre, of the gaps, and of the place field of a machine with one unit."""
    time, paths = summary.elapsed(ds), summary.centre_paths(ds)
    number = paths.shape[1]
    with_band(ax, *displacements(motion.mean_centre(paths), time), MEAN, f"mean centre of {number} place fields")
    late, since = summary.after_burn_in(paths, time)
    lags = summary.lags_of(since)
    gaps = motion.msd(motion.tracked_gaps(late, summary.ring_size(ds)), lags).mean(axis=1)
    with_band(ax, lags * (time[1] - time[0]), gaps[np.isfinite(gaps).all(axis=1)], GAP, "gaps between neighbours")
    if one is not None:
        lag, single = displacements(summary.centre_paths(one)[:, 0], summary.elapsed(one))
        with_band(ax, lag, single, SINGLE, "place field of one unit")
        if single.size:
            ax.plot(
                lag, single.mean(axis=0) / number, "--", color=SINGLE, linewidth=0.8, label=f"the same over {number}"
            )
    lag_axis(ax, above=0.36, below=0.16)
    ax.set_ylabel(f"MSD {MSD_LABEL}")
    runs = f"{len(paths)} run{'s' if len(paths) > 1 else ''}"
    panel_label(ax, "b", f"displacements, {runs}")
    try:
        found = gaps_over_mean_centre(ds)
    except Undecided:
        return
    text = f"gaps over mean centre, at half\nof the time: {with_interval(Estimate(*found[:3]))}"
    note(ax, 0.03, text, va="bottom", fontsize=7)


if __name__ == "__main__":
    by_hand("fig06")

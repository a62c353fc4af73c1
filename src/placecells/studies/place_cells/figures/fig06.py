"""Figure 6: the centres of several place fields diffuse together and keep their distances."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import colours, new_figure, panel_label
from placecells.measure import motion, summary

TITLE = "Figure 6: the centres of several place fields diffuse together and keep their distances"

MEAN, GAP = "#0072B2", "#D55E00"


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Trajectories of the first seed; displacements of the mean centre and of the gaps for all seeds."""
    (ds,) = datasets.values()
    time, paths = summary.elapsed(ds), summary.centre_paths(ds)
    figure = new_figure(height=65)
    trajectories, displacement = figure.subplots(1, 2)
    _trajectories(trajectories, time, paths[0])
    late, since = summary.after_burn_in(paths, time)
    _displacements(displacement, late, summary.lags_of(since), time[1] - time[0], summary.ring_size(ds))
    return figure


def _trajectories(ax: Axes, time: np.ndarray, paths: np.ndarray) -> None:
    """Unwrapped centres (hidden, record) of one run."""
    for k, (path, colour) in enumerate(zip(paths, colours(len(paths)), strict=True)):
        ax.plot(time, path, color=colour, linewidth=0.7, label=rf"$\mu$ = {k + 1}")
    ax.margins(y=0.15)  # room for the legend below the trajectories
    ax.legend(ncols=min(len(paths), 4), loc="lower left")
    ax.set(xlabel=r"time (epochs of $10^6$ samples)", ylabel="centre, unwrapped (sites)")
    panel_label(ax, "a", f"{len(paths)} place fields of one machine")


def _displacements(ax: Axes, paths: np.ndarray, lags: np.ndarray, step: float, sites: int) -> None:
    """Time-averaged MSD of the mean centre and of the gaps: thin lines are single runs, thick lines their means."""
    lag = lags * step
    mean = motion.msd(motion.mean_centre(paths), lags)
    gaps = motion.msd(motion.tracked_gaps(paths, sites), lags)
    per_run = np.stack([summary.mean_over_trajectories(run) for run in gaps])
    ax.set(xscale="log", yscale="log", xlim=(0.8 * lag[0], 1.25 * lag[-1]))
    for values, colour, label in [(mean, MEAN, "mean centre"), (per_run, GAP, "gaps between neighbours")]:
        ax.plot(lag, values.T, color=colour, linewidth=0.5, alpha=0.5)
        ax.plot(lag, summary.mean_over_trajectories(values), color=colour, linewidth=1.8, label=label)
    start = summary.mean_over_trajectories(mean)[0]
    ax.plot(lag, start * lags, "--", color="0.3", linewidth=0.8, label="slope 1")
    low, high = ax.get_ylim()
    ax.set_ylim(low, high * (high / low) ** 0.4)  # room for the legend
    ax.legend(loc="upper left")
    ax.set(xlabel=r"lag (epochs of $10^6$ samples)", ylabel=r"MSD (sites$^2$)")
    panel_label(ax, "b", f"displacements, {len(paths)} run{'s' if len(paths) > 1 else ''}")


if __name__ == "__main__":
    by_hand("fig06")

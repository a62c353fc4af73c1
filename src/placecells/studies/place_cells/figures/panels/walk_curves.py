"""Mean-square displacements against the lag, with bands, as figures 5 and 6 draw them."""

import numpy as np
from matplotlib.axes import Axes

from placecells.measure import intervals, motion, summary

TIME = r"time (epochs of $10^6$ samples)"
LAG = r"lag (epochs of $10^6$ samples)"
MSD_LABEL = r"(sites$^2$)"


def displacements(paths: np.ndarray, time: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lags (lag,) in the unit of time, and time-averaged MSD (run, lag) in sites^2 after the burn-in.

    paths: centres (run, record), unwrapped. Runs without an MSD at some lag are left out.
    """
    paths, time = summary.after_burn_in(paths, time)
    lags = summary.lags_of(time)
    found = motion.msd(paths, lags)
    return lags * (time[1] - time[0]), found[np.isfinite(found).all(axis=1)]


def with_band(ax: Axes, lag: np.ndarray, values: np.ndarray, colour: str, label: str) -> None:
    """Mean of positive values (run, lag) over runs, with the 95% band of the jackknife of its logarithm."""
    if not values.size:
        return
    ax.plot(lag, values.mean(axis=0), ".-", color=colour, label=label, markersize=2.5)
    if len(values) > 1 and (values > 0).all():
        found = [intervals.jackknife([column], np.mean, log=True) for column in values.T]
        _, low, high = np.array(found).T
        ax.fill_between(lag, low, high, color=colour, alpha=0.2, linewidth=0)


def lag_axis(ax: Axes, above: float, below: float = 0.0) -> None:
    """Logarithmic axes, with shares `above` and `below` of the panel's height left free for a legend and a note."""
    ax.set(xscale="log", yscale="log", xlabel=LAG)
    low, high = ax.get_ylim()
    if not 0 < low < high:
        return
    decades = (high / low) ** (1 / (1 - above - below))
    ax.set_ylim(low / decades**below, high * decades**above)
    if ax.get_legend_handles_labels()[0]:
        ax.legend(loc="upper left", borderaxespad=0.2)

"""Panels of figure 7: what weights of one hidden unit and their likelihoods show along a series in alpha or beta."""

from functools import partial
from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from placecells.claims.claim import Undecided
from placecells.figures.common import GREY, colours, with_interval
from placecells.measure import intervals, order
from placecells.measure.intervals import NOTHING, Estimate
from placecells.measure.summary import random_baseline, ring_size
from placecells.studies.place_cells.figures.panels.estimates import bars, over_runs
from placecells.studies.place_cells.measures.retarded import crossover, two_sides

BLUE, RED, GREEN = "#0072B2", "#D55E00", "#009E73"
SINGLE = {"alpha": 0.35, "mew": 0, "markersize": 2.2, "zorder": 1}  # how single runs are drawn
SHARES = (0.0, 0.5, 1.0)  # ticks
LINEAR_BETA = 0.1  # up to here the axis of beta is linear, beyond it is logarithmic
LINEAR_GAIN = 0.1  # nat per sample, the same of the axis of gains
RANGE = (1e-3, 100.0)  # of alpha/alpha_c in the panels of all series


class Series(NamedTuple):
    """An experiment with one dimension of its grid, and the coordinate along it."""

    ds: xr.Dataset
    abscissa: str  # alpha or beta

    def ordered(self) -> tuple[np.ndarray, xr.Dataset]:
        """The coordinate, ascending, and the last records with the dimensions (point, seed, ...)."""
        last = two_sides.last(self.ds)
        (dim,) = last[self.abscissa].dims or (None,)
        last = last.rename_dims({dim: "point"}) if dim else last.expand_dims("point")
        last = last.isel(point=np.argsort(np.atleast_1d(last[self.abscissa].values)))
        last = last.isel(hidden=0).transpose("point", "seed", ...)
        return np.atleast_1d(last[self.abscissa].values), last


def _scale(ax: Axes, series: Series) -> None:
    if series.abscissa == "alpha":
        ax.set_xscale("log")
        return
    ax.set_xscale("symlog", linthresh=LINEAR_BETA, linscale=0.8)
    ax.set_xticks([0.0, LINEAR_BETA / 2, LINEAR_BETA, 0.2, 0.5, 1.0], ["0", "0.05", "0.1", "0.2", "0.5", "1"])
    ax.set_xticks([0.3, 0.4, 0.6, 0.7, 0.8, 0.9], minor=True)
    ax.set_xlim(-0.005, 1.1 * np.max(series.ds["beta"].values))


def _curve(ax: Axes, series: Series, values: xr.DataArray, colour: str, label: str, marker: str = "o") -> None:
    """Mean and 95% interval over runs, single runs as small points. values: (point, seed), in the series' order."""
    x, _ = series.ordered()
    ax.plot(x, values.values, "o", color=colour, **SINGLE)
    bars(ax, x, over_runs(values.values), fmt=f"{marker}-", color=colour, label=label)


def sum_of_weights(ax: Axes, series: Series) -> None:
    """W (11), beside random weights of the same size."""
    x, last = series.ordered()
    _curve(ax, series, last["order_parameter"], BLUE, "mean, 95% interval")
    random = random_baseline(series.ds, "order_parameter")
    at = np.atleast_1d(series.ds[series.abscissa].values)
    ax.plot(x, np.atleast_1d(random)[np.argsort(at)], "--", color=GREY, label="random weights")
    ax.plot([], [], "o", color=BLUE, label="single runs", **SINGLE)
    _scale(ax, series)


def place(ax: Axes, series: Series) -> None:
    """Share of the runs with a single bump, and the resultant (P.10)."""
    x, last = series.ordered()
    share = over_runs(two_sides.single(last).values, intervals.proportion)
    _curve(ax, series, two_sides.resultant(last), BLUE, r"resultant $|z|$")
    bars(ax, x, share, fmt="s-", color=RED, label="single bumps", zorder=3)
    ax.axhline(order.random_resultant(ring_size(last)), color=BLUE, linestyle="--", linewidth=0.7)
    ax.set(ylim=(-0.04, 1.35), yticks=SHARES)
    _scale(ax, series)


def gains(ax: Axes, series: Series) -> None:
    """Gain in log-likelihood over a machine without weights, of held-out samples and of the training set."""
    _, last = series.ordered()
    for kind, label, colour, marker in (
        ("train", "training set", GREY, "s"),
        ("test", "held-out samples", GREEN, "o"),
    ):
        _curve(ax, series, gain(last, kind), colour, label, marker)
    ax.axhline(0.0, color="k", linewidth=0.6)
    ax.set_yscale("symlog", linthresh=LINEAR_GAIN)
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}".replace("-", "−"))
    _scale(ax, series)


def gain(ds: xr.Dataset, kind: str) -> xr.DataArray:
    """Log-likelihood above that of a machine without weights, nat per sample. kind: train or test."""
    return ds[f"log_likelihood_{kind}"] + ring_size(ds) * np.log(2)


def scale_free(ax: Axes, series: Series) -> None:
    """W_uniform and W_local (P.12), beside random weights."""
    _, last = series.ordered()
    sites = ring_size(last)
    for name, label, colour, random in (
        ("order_local", r"$W_{\rm local}$", RED, order.random_order_local(sites)[0]),
        ("order_uniform", r"$W_{\rm uniform}$", BLUE, order.random_order_uniform(sites)),
    ):
        _curve(ax, series, last[name], colour, label)
        ax.axhline(random, color=colour, linestyle="--", linewidth=0.7)
    ax.set(ylim=(-0.25, 1.4), yticks=SHARES)
    _scale(ax, series)


def _measured(measure, ds: xr.Dataset) -> Estimate:
    """A claim's place in alpha/alpha_c with its interval, from its logarithm; NOTHING where the data do not tell."""
    try:
        return Estimate(*np.exp(measure(ds)[:3]).tolist())
    except (Undecided, KeyError):
        return NOTHING


def _against_threshold(series: Series) -> tuple[np.ndarray, xr.Dataset]:
    """alpha/alpha_c, ascending, of the points within RANGE, and the last records there."""
    _, last = series.ordered()
    ratio = np.atleast_1d(two_sides.noise_over_threshold(last).values)
    chosen = np.argsort(ratio)
    chosen = chosen[(ratio[chosen] > RANGE[0]) & (ratio[chosen] < RANGE[1])]
    return ratio[chosen], last.isel(point=chosen)


def kept_gain(ax: Axes, series: list[tuple[str, Series]]) -> str:
    """Gain of held-out samples over that of the training set; where it falls to 0, weights begin to do harm."""
    for (name, one), colour in zip(series, colours(len(series)), strict=True):
        x, last = _against_threshold(one)
        pairs = np.stack([gain(last, kind).values for kind in ("test", "train")], axis=-1)
        found = over_runs(pairs, partial(intervals.estimate, statistic=lambda m: float(m[0] / m[1])))
        onset = with_interval(_measured(crossover.onset_of_overfitting, one.ds), 3)
        bars(ax, x, found, fmt="o-", color=colour, label=f"{name}: {onset}")
    ax.set(ylabel="gain held out / gain in training", ylim=(-1.15, 1.05))
    ax.legend(loc="lower left", title=r"falls to 0 at $\alpha/\alpha_c$ =", alignment="left", title_fontsize=7)
    return r"overfitting against $\alpha/\alpha_c$, equal updates"


def resultants(ax: Axes, series: list[tuple[str, Series]]) -> str:
    """Resultant (P.10) with the place where it falls half way to random weights."""
    half = partial(crossover.half_fall, name="resultant")
    for (name, one), colour in zip(series, colours(len(series)), strict=True):
        x, last = _against_threshold(one)
        found = over_runs(two_sides.resultant(last).values)
        value = _measured(half, one.ds) if one.abscissa == "alpha" else NOTHING
        text = f": {with_interval(value, 2)}" if np.isfinite(value.value) else ""
        bars(ax, x, found, fmt="o-", color=colour, label=f"{name}{text}")
    sites = ring_size(series[0][1].ds)
    ax.axhline(order.random_resultant(sites), color=GREY, linestyle="--", linewidth=0.8, label="random weights")
    ax.set(ylabel=r"resultant $|z|$", ylim=(0.0, 2.2), yticks=np.arange(0.0, 1.1, 0.2))
    ax.legend(loc="upper right", title=r"half way at $\alpha/\alpha_c$ =", alignment="left", title_fontsize=7)
    return r"place fields against $\alpha/\alpha_c$, equal updates"

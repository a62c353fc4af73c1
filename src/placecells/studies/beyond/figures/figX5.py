"""Figure X5: how many samples a place field needs."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, panel_label
from placecells.measure import intervals, summary
from placecells.studies.beyond.measures import few_data
from placecells.theory.beyond.overfitting import held_out_gain

TITLE = "Figure X5: how many samples a place field needs"


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a held-out gain against alpha, with the law; b cost of few samples over that of the law."""
    figure = new_figure(height=75)
    gains, cost = figure.subplots(1, 2)
    if {"few_data", "few_data_law"} <= set(datasets):
        ds, law = datasets["few_data"], datasets["few_data_law"]
        betas = ds["beta"].values.tolist()
        for beta, colour in zip(betas, colours(len(betas)), strict=True):
            _gains(gains, ds, law, beta, colour)
            _costs(cost, ds, law, beta, colour)
        gains.legend()
    gains.axhline(0.0, color=GREY, linewidth=0.7)
    gains.set(xscale="log", xlabel=r"$\alpha = N/B$", ylabel="gain of held-out samples (nat)")
    cost.axhline(1.0, color=GREY, linewidth=0.7)
    cost.set(xscale="log", xlabel=r"$\alpha = N/B$", ylabel="cost of few samples / $K/(2B)$")
    cost.set_ylim(0.0, max(1.6, cost.get_ylim()[1]))
    for ax in (gains, cost):
        ax.xaxis.set_minor_formatter(NullFormatter())
    panel_label(gains, "a", r"lines: $G - E - K/(2B)$, no fit; stars: (C.15)")
    panel_label(cost, "b", "the same, in units of the law")
    return figure


def _points(ax: Axes, alpha: np.ndarray, values: np.ndarray, colour: str, label: str = "") -> None:
    """Means over runs of values (alpha, seed), with 95% intervals."""
    found = [intervals.mean(row[np.isfinite(row)]) for row in values]
    middle, low, high = (np.array([getattr(one, name) for one in found]) for name in ("value", "low", "high"))
    ax.errorbar(alpha, middle, [middle - low, high - middle], fmt="o", color=colour, markersize=3, label=label)


def _gains(ax: Axes, ds: xr.Dataset, law: xr.Dataset, beta: float, colour: str) -> None:
    there, sites = law.sel(beta=beta), summary.ring_size(ds)
    _points(
        ax,
        summary.ring_size(ds) / ds["samples"].values,
        few_data.held_out(ds).sel(beta=beta).values,
        colour,
        rf"$\beta$ = {beta:g}",
    )
    fewest, most = ds["samples"].values.min(), ds["samples"].values.max()
    alpha = np.geomspace(sites / most, sites / fewest, 100)
    gain, cost, fitted = (float(there[name]) for name in ("gain", "cost", "fitted"))
    line = held_out_gain(gain, cost, fitted, sites / alpha)
    ax.plot(alpha[line > -gain], line[line > -gain], color=colour)
    ax.plot(sites / float(there["fewest"]), 0.0, marker="*", color=colour, markersize=8)


def _costs(ax: Axes, ds: xr.Dataset, law: xr.Dataset, beta: float, colour: str) -> None:
    unit = float(law.sel(beta=beta)["fitted"]) / (2.0 * ds["samples"].values)
    _points(ax, summary.ring_size(ds) / ds["samples"].values, few_data.excess(ds, law, beta) / unit[:, None], colour)


if __name__ == "__main__":
    by_hand("figX5")

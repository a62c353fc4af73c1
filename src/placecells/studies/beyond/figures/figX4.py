"""Figure X4: place fields in the landscape of a finite training set, from trapped to free."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, panel_label
from placecells.measure import intervals
from placecells.studies.beyond.measures.finite_data import LONG, at_samples, curve, effective, sample_numbers

TITLE = "Figure X4: on finite data the landscape of the samples holds a place field back"
ASIDE = 1.12  # factor in B between the points of two series
SERIES = {  # experiment: (label, marker)
    "finite_replaced": ("independent, with replacement", "o"),
    "finite_epochs": ("independent, each once an epoch", "s"),
    "flat_replaced": ("symmetrised, with replacement", "^"),
    "flat_epochs": ("symmetrised, each once an epoch", "v"),
}


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a landscapes of training sets; b D_eff against the lag; c D_eff against the number of samples."""
    figure = new_figure(height=85)
    landscape, lags, law = figure.subplots(1, 3)
    if "finite_landscape" in datasets:
        _landscapes(landscape, datasets["finite_landscape"])
        _laws(law, datasets["finite_landscape"])
        if "finite_replaced" in datasets:
            _lags(lags, datasets["finite_replaced"], datasets["finite_landscape"])
        for index, (name, (label, marker)) in enumerate(SERIES.items()):
            if name in datasets:
                aside = ASIDE ** (index - 1.5)
                _points(law, datasets[name], datasets["finite_landscape"], label, marker, index, aside)
    law.set(xscale="log", xlabel="samples $B$", ylabel="$D_{eff}$ / $D$ of data and chains")
    law.set_ylim(bottom=0.0)
    handles, labels = law.get_legend_handles_labels()
    if labels:
        figure.legend(handles, labels, loc="outside lower center", ncols=3)
    panel_label(landscape, "a", "landscapes of training sets")
    panel_label(lags, "b", "with replacement")
    panel_label(law, "c", "from trapped to free")
    return figure


def _free(law: xr.Dataset, samples: int) -> float:
    """D of data and chains; of the largest number of samples where the law lacks this one."""
    known = sample_numbers(law)
    return float(at_samples(law, samples if samples in known else known[-1])["free"])


def _landscapes(ax: Axes, law: xr.Dataset) -> None:
    """U = -gain nu / (D |w'|^2) of the first training set of every size; its scale follows from B* (C.13)."""
    numbers = sample_numbers(law)
    for samples, colour in zip(numbers, colours(len(numbers)), strict=True):
        gain = at_samples(law, samples)["gain"].isel(seed=0).values
        ax.plot(np.arange(len(gain)), (gain.mean() - gain) * 1e3, color=colour, label=f"$B$ = {samples:,}")
    ax.set(xlabel="shift (sites)", ylabel="loss of likelihood (10$^{-3}$ nat)")
    ax.legend(fontsize=6)


def _lags(ax: Axes, ds: xr.Dataset, law: xr.Dataset) -> None:
    numbers = sample_numbers(ds)
    for samples, colour in zip(numbers, colours(len(numbers)), strict=True):
        lag, found = curve(at_samples(ds, samples))
        ax.plot(lag, found.mean(axis=0) / _free(law, samples), color=colour, label=f"$B$ = {samples:,}")
        if samples in sample_numbers(law):
            there = at_samples(law, samples)
            ax.plot(there["lag"], there["effective"].mean("seed") / float(there["free"]), "--", color=colour)
    ax.axhline(1.0, color=GREY, linewidth=0.7)
    ax.set(xscale="log", xlabel="lag (updates)", ylabel="$D_{eff}$(lag) / $D$")
    ax.set_ylim(bottom=0.0)


def _laws(ax: Axes, law: xr.Dataset) -> None:
    """D_eff of (C.16) at the long lag, with replacement, and the share of the chains."""
    numbers = sample_numbers(law)
    expected = [float(at_samples(law, b)["effective"].sel(share=LONG).mean()) / _free(law, b) for b in numbers]
    ax.plot(numbers, expected, "--", color="black", label="(C.16), no fit")
    last = at_samples(law, numbers[-1])
    ax.axhline(1.0, color=GREY, linewidth=0.7)
    ax.axhline(float(last["of_chains"] / last["free"]), color=GREY, linewidth=0.7, linestyle=":", label="chains alone")


def _points(ax: Axes, ds: xr.Dataset, law: xr.Dataset, label: str, marker: str, number: int, aside: float) -> None:
    """Mean D_eff over runs at the long lag; points of series `number` stand aside, so that none hides another."""
    colour = colours(len(SERIES))[number]
    for index, samples in enumerate(sample_numbers(ds)):
        values = effective(at_samples(ds, samples)) / _free(law, samples)
        values = values[np.isfinite(values)]
        if len(values) < 2:
            continue
        value, low, high = intervals.mean(values)
        error = [[value - low], [high - value]]
        ax.errorbar(samples * aside, value, error, fmt=marker, color=colour, markersize=4, label="" if index else label)


if __name__ == "__main__":
    by_hand("figX4")

"""Figure X1: machines trained on the Ising model on a torus."""

import matplotlib as mpl
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import colours, new_figure, panel_label
from placecells.figures.curves import over_runs
from placecells.measure.fields import upright
from placecells.studies.beyond.figures.panels.bars import class_bars
from placecells.studies.beyond.measures import trained

TITLE = "Figure X1: hidden units on a torus divide the room and have no field of their own size"
SHOWN = 0.3  # beta of the fields that are shown
RINGS = ("ring_machines", "ring")


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a fields of M units, b samples, c fields of one unit on rectangles, d classes, e growth rates."""
    figure = new_figure(height=160)
    upper, lower = figure.subfigures(2, 1, height_ratios=[1.15, 0.9])
    left, right = upper.subfigures(1, 2)
    _square_fields(left, datasets["torus_machines"])
    samples, rectangles = right.subfigures(2, 1, height_ratios=[0.8, 1.0])
    _samples(samples, datasets["torus_samples"])
    _rectangles(rectangles, datasets)
    bars, rates = lower.subplots(1, 2, width_ratios=[1.7, 1.0])
    _classes(bars, datasets)
    _rates(rates, datasets)
    return figure


def _square_fields(part: SubFigure, ds: xr.Dataset) -> None:
    """One row for every M: the fields of the first run."""
    ds = _at_shown(ds).isel(seed=0)
    numbers = ds["hidden_units"].values
    axes = part.subplots(len(numbers), numbers.max(), squeeze=False)
    for row, units in zip(axes, numbers, strict=True):
        fields = trained.fields(ds.sel(hidden_units=units))
        for mu, ax in enumerate(row):
            if mu < units:
                _image(ax, fields[mu])
            else:
                ax.remove()
        row[0].set_ylabel(f"M = {units}", rotation=0, ha="right", va="center")
    _label(part, "a", rf"fields on {_size(ds)} sites, $\beta$ = {float(ds['beta']):g}")


def _samples(part: SubFigure, ds: xr.Dataset) -> None:
    """The first configuration at every beta."""
    axes = part.subplots(1, ds.sizes["beta"], squeeze=False)[0]
    for ax, beta in zip(axes, ds["beta"].values, strict=True):
        spins = ds["configurations"].sel(beta=beta).isel(seed=0, sample=0)
        ax.imshow(spins.values.reshape(trained.sides_of(ds)), cmap="gray_r", vmin=-1, vmax=1, interpolation="nearest")
        ax.set(xticks=[], yticks=[], xlabel=rf"$\beta$ = {beta:g}")
    _label(part, "b", f"samples, {_size(ds)} sites")


def _rectangles(part: SubFigure, datasets: dict[str, xr.Dataset]) -> None:
    """Fields of one unit: two runs each on a short and on a long rectangle, and runs on a ring."""
    shown = [(name, run) for name in ("torus_short", "torus_long") for run in (0, 1) if name in datasets]
    axes = part.subplots(len(shown) + 1, 1, squeeze=False, height_ratios=[1.0] * len(shown) + [2.0])[:, 0]
    for ax, (name, run) in zip(axes, shown, strict=False):
        ds = _at_shown(datasets[name])
        _image(ax, trained.fields(ds.isel(seed=min(run, ds.sizes["seed"] - 1)))[0])
        ax.set_ylabel(_size(ds), rotation=0, ha="right", va="center")
    _label(part, "c", "one unit on rectangles, and on rings (the control)")
    _rings(axes[-1], datasets.get("ring_machines"))


def _rings(ax: Axes, ds: xr.Dataset | None) -> None:
    if ds is None:
        ax.remove()
        return
    for field in trained.fields(ds.isel(hidden_units=0))[:4, 0]:
        ax.plot(upright(field)[0], linewidth=0.8)
    ax.set(xlabel="site of a ring", ylabel="weight")


def _size(ds: xr.Dataset) -> str:
    return " x ".join(map(str, trained.sides_of(ds)))


def _label(part: SubFigure, letter: str, title: str) -> None:
    """The label of a part of the figure with several images, as `panel_label` writes it above one panel."""
    size = mpl.rcParams["axes.titlesize"]
    part.suptitle(rf"$\bf{{{letter}}}$  {title}", x=0.02, ha="left", fontsize=size)


def _at_shown(ds: xr.Dataset) -> xr.Dataset:
    """The dataset at the beta that is nearest to the one shown."""
    return ds.isel(beta=int(np.abs(ds["beta"].values - SHOWN).argmin())) if ds["beta"].ndim else ds


def _image(ax: Axes, field: np.ndarray) -> None:
    """A field (x, y), its sum not negative, in units of its largest weight."""
    field = upright(field.ravel())[0].reshape(field.shape)
    ax.imshow(field.T / np.abs(field).max(), cmap="RdBu_r", vmin=-1, vmax=1, origin="lower", interpolation="nearest")
    ax.set(xticks=[], yticks=[])


def _classes(ax: Axes, datasets: dict[str, xr.Dataset]) -> None:
    """Shares of fields of every class, pooled over beta and runs; dots: share of the weights in the longest waves."""
    parts = {}
    for name, label in (("torus_machines", "square"), ("torus_short", "short"), ("torus_long", "long"), RINGS):
        if name in datasets:
            ds = datasets[name]
            numbers = ds["hidden_units"].values if "hidden_units" in ds.coords else [1]
            for units in numbers:
                part = ds.sel(hidden_units=units).isel(hidden=slice(units)) if "hidden_units" in ds.coords else ds
                parts[f"{label}\nM = {units}"] = part
    means = [trained.long_wave_shares(part).mean() for part in parts.values()]
    ax.plot(
        range(len(parts)), means, "o", color="black", markersize=4, label="in longest waves", clip_on=False, zorder=3
    )
    class_bars(ax, {label: trained.classes(part) for label, part in parts.items()})
    ax.set_ylabel("share of fields; of weights")
    panel_label(ax, "d", "fields of all runs")


def _rates(ax: Axes, datasets: dict[str, xr.Dataset]) -> None:
    """Growth rate of the longest wave on uniform weights against beta, a line per rectangle."""
    ds = datasets["uniform_rates"]
    lines = {sides: ds["rate"].sel(sides=sides) for sides in ds["sides"].values}
    if "uniform_rates_seven" in datasets:
        seven = datasets["uniform_rates_seven"]
        lines[",".join(map(str, trained.sides_of(seven)))] = seven["rate"]
    order = sorted(lines, key=lambda sides: np.divide(*map(int, sides.split(","))))  # by aspect
    for sides, colour in zip(order, colours(len(order)), strict=True):
        rate = lines[sides].isel(axis=0).transpose("seed", "beta")
        mean, half = over_runs(rate)
        ax.errorbar(rate["beta"], mean, np.nan_to_num(half), fmt=".-", color=colour, label=sides.replace(",", " x "))
    ax.axhline(0.0, color="0.6", linewidth=0.6)
    ax.set_yscale("symlog", linthresh=0.05)
    ax.set(xlabel=r"$\beta$", ylabel=r"growth rate ($\nu$)")
    ax.legend(ncols=4, loc="upper center", bbox_to_anchor=(0.5, -0.2), columnspacing=0.8, handlelength=0.8)
    panel_label(ax, "e", "longest wave, uniform weights")


if __name__ == "__main__":
    by_hand("figX1")

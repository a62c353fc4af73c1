"""Figure 7: order parameters of the weights against beta and against the noise ratio."""

from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import error_bars, new_figure, panel_label
from placecells.measure.summary import final, mean_and_error, random_baseline
from placecells.theory.random_matrix import alpha_c, beta_c

TITLE = "Figure 7: order parameters of the weights against inverse temperature and against the noise ratio"

ORDERS = {
    "order_parameter": r"$W = |\Sigma_i\, w_i|$",
    "order_uniform": r"$W_{\rm uniform}$",
    "order_local": r"$W_{\rm local}$",
}


class Column(NamedTuple):
    title: str
    abscissa: str  # coordinate
    label: str


COLUMNS = {
    "retarded_beta": Column("inverse temperature", "beta", r"$\beta$"),
    "retarded_alpha": Column("as in the notebooks:\nequal epochs", "alpha", r"$\alpha = N/B$"),
    "retarded_alpha_controlled": Column("controlled:\nequal updates", "alpha", r"$\alpha = N/B$"),
}


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """One column per experiment, one row per order parameter of the final weights."""
    shown = [name for name in COLUMNS if name in datasets]
    figure = new_figure(height=125, width=60.0 * max(len(shown), 2))
    panels = figure.subplots(len(ORDERS), len(shown), sharex="col", sharey="row", squeeze=False)
    for column, name in enumerate(shown):
        for ax, order in zip(panels[:, column], ORDERS, strict=True):
            _order(ax, datasets[name], order, COLUMNS[name].abscissa)
        _threshold(panels[:, column], datasets[name], COLUMNS[name].abscissa)
        panel_label(panels[0, column], "abc"[column], _title(datasets[name], COLUMNS[name]))
        panels[-1, column].set_xlabel(COLUMNS[name].label)
    for ax, label in zip(panels[:, 0], ORDERS.values(), strict=True):
        ax.set_ylabel(label)
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels))
    return figure


def _title(ds: xr.Dataset, column: Column) -> str:
    if column.abscissa == "beta":
        return rf"{column.title}, $\alpha$ = {float(ds['alpha']):g}"
    return rf"{column.title}, $\beta$ = {float(ds['beta']):g}"


def _order(ax: Axes, ds: xr.Dataset, name: str, abscissa: str) -> None:
    """Mean and standard error over seeds, single seeds as points, random weights as a dashed line."""
    x = ds[abscissa].values
    grid = ds[abscissa].dims
    values = final(ds)[name].isel(hidden=0).transpose(*grid, "seed")
    mean, error, _ = mean_and_error(values, ("seed",))
    ax.plot(x, values.values, ".", color="0.7", markersize=2.5, zorder=1)
    ax.plot([], [], ".", color="0.7", label="single seeds")
    order = np.argsort(x)
    bars = error_bars(error.values[order])
    ax.errorbar(x[order], mean.values[order], bars, fmt="o-", label="mean ± s.e.")
    baseline = np.broadcast_to(random_baseline(ds, name), x.shape)
    ax.plot(x[order], baseline[order], "--", color="#D55E00", linewidth=0.9, label="random weights")
    if abscissa == "alpha":
        ax.set_xscale("log")


def _threshold(panels: np.ndarray, ds: xr.Dataset, abscissa: str) -> None:
    """The crossover (26) as a vertical line, with its value in the top panel."""
    if abscissa == "beta":
        place, name = float(beta_c(float(ds["alpha"]))), r"$\beta_c$"
    else:
        place, name = float(alpha_c(float(ds["beta"]))), r"$\alpha_c$"
    for ax in panels:
        ax.axvline(place, color="0.3", linewidth=0.8, linestyle=":", label="crossover (26)")
    panels[0].annotate(
        f"{name} = {place:.2g}",
        (place, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(3, -2),
        textcoords="offset points",
        va="top",
        fontsize=7,
    )


if __name__ == "__main__":
    by_hand("fig07")

"""Figure 7: weights, place fields and likelihoods against beta and against the noise ratio."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, new_figure, panel_label
from placecells.studies.place_cells.figures.panels import retarded_panels
from placecells.studies.place_cells.figures.panels.notebooks import Notebook, training_text
from placecells.studies.place_cells.figures.panels.retarded_panels import Series
from placecells.theory.random_matrix import alpha_c, beta_c

TITLE = "Figure 7: place fields and overfitting against inverse temperature and noise ratio"

NOTEBOOK = Notebook(rate=0.001, batch=10, epochs=250)
PLANE = "retarded_plane"
ROW, BOTTOM = 37.0, 62.0  # heights in mm
ABOVE = {"loc": "upper left", "ncols": 2, "columnspacing": 1.0, "borderaxespad": 0.1}  # a legend above the curves


class Column(NamedTuple):
    title: str
    abscissa: str  # coordinate
    label: str


COLUMNS = {
    "retarded_beta": Column("inverse temperature", "beta", r"$\beta$"),
    "retarded_alpha": Column("as in the notebooks: equal epochs", "alpha", r"$\alpha = N/B$"),
    "retarded_alpha_controlled": Column("controlled: equal updates", "alpha", r"$\alpha = N/B$"),
}


class Row(NamedTuple):
    panel: Callable[[Axes, Series], None]
    label: str
    needs: str  # a variable; the row is left out where an experiment does not have it
    column: int = 0  # of the panel that has the row's legend
    legend: dict | None = None  # where the legend is, None without a legend


ROWS = (
    Row(retarded_panels.sum_of_weights, r"$W = |\Sigma_i\, w_i|$", "order_parameter"),
    Row(retarded_panels.place, "place field", "weights", 0, ABOVE),
    Row(retarded_panels.gains, "gain (nat per sample)", "log_likelihood_test", 1, {"loc": "lower left"}),
    Row(retarded_panels.scale_free, "scale-free orders", "order_local", 0, ABOVE),
)


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """One column per experiment and one row per quantity; below them all experiments against alpha/alpha_c."""
    columns = {name: datasets[name] for name in COLUMNS if name in datasets}
    rows = [row for row in ROWS if all(row.needs in ds for ds in columns.values())]
    series = _series(datasets)
    heights = [ROW * len(rows) + 18.0] * bool(columns) + [BOTTOM] * bool(series)
    figure = new_figure(height=sum(heights))
    parts = list(figure.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0])
    if columns:
        _columns(parts.pop(0), columns, rows)
    for part in parts:
        _collapse(part, series, letters="abcdefgh"[len(columns) :])
    return figure


def _columns(part: SubFigure, datasets: dict[str, xr.Dataset], rows: list[Row]) -> None:
    panels = part.subplots(len(rows), max(len(datasets), 2), sharex="col", sharey="row", squeeze=False)
    for ax in panels[:, len(datasets) :].ravel():
        ax.remove()
    for letter, column, (name, ds) in zip("abc", panels.T, datasets.items(), strict=False):
        kind = COLUMNS[name]
        for ax, row in zip(column, rows, strict=True):
            row.panel(ax, Series(ds, kind.abscissa))
        _threshold(column, ds, kind.abscissa)
        panel_label(column[0], letter, _title(ds, kind))
        column[-1].set_xlabel(kind.label)
    for axes, row in zip(panels, rows, strict=True):
        axes[0].set_ylabel(row.label)
        if row.legend:
            axes[min(row.column, len(datasets) - 1)].legend(**row.legend)
    part.align_ylabels(panels[:, 0])
    handles, labels = panels[0, 0].get_legend_handles_labels()
    part.legend(handles, labels, loc="outside lower center", ncols=len(labels))


def _title(ds: xr.Dataset, column: Column) -> str:
    """The panel's title, with what is fixed, and with the time of training beside that of the notebooks."""
    fixed = r"$\alpha$" if column.abscissa == "beta" else r"$\beta$"
    value = float(ds["alpha" if column.abscissa == "beta" else "beta"])
    return f"{column.title}\n{fixed} = {value:g}; rate × updates:\n{training_text(ds, NOTEBOOK)}"


def _threshold(panels: np.ndarray, ds: xr.Dataset, abscissa: str) -> None:
    """The crossover (26) as a vertical line, with its value in the top panel."""
    if abscissa == "beta":
        place, name = float(beta_c(float(ds["alpha"]))), r"$\beta_c$"
    else:
        place, name = float(alpha_c(float(ds["beta"]))), r"$\alpha_c$"
    for ax in panels:
        first = ax is panels[0]
        label = "crossover (26)" if first else ""
        ax.axvline(place, ymax=1.0 if first else 0.8, color="0.3", linewidth=0.8, linestyle=":", label=label)
    right = abscissa == "alpha"
    panels[0].annotate(
        f"{name} = {place:.2g}",
        (place, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(3 if right else -3, -2),
        textcoords="offset points",
        ha="left" if right else "right",
        va="top",
        fontsize=7,
    )


def _series(datasets: dict[str, xr.Dataset]) -> list[tuple[str, Series]]:
    """(name, series) along alpha for each beta of the plane, and the series along beta."""
    found = []
    if PLANE in datasets:
        plane = datasets[PLANE]
        for k in np.argsort(np.atleast_1d(plane["beta"].values)):
            ds = plane.isel(beta=k) if "beta" in plane.dims else plane
            found.append((rf"$\beta$ = {float(ds['beta']):g}", Series(ds, "alpha")))
        if "retarded_beta" in datasets:
            ds = datasets["retarded_beta"]
            found.append((rf"$\alpha$ = {float(ds['alpha']):g}", Series(ds, "beta")))
    return found


def _collapse(part: SubFigure, series: list[tuple[str, Series]], letters: str) -> None:
    """Share of the training set's gain that held-out samples keep, and resultant, against alpha/alpha_c."""
    panels = (retarded_panels.kept_gain, retarded_panels.resultants)
    for letter, ax, panel in zip(letters, part.subplots(1, 2), panels, strict=False):
        title = panel(ax, series)
        top = 1.0 / ax.get_ylim()[1]  # above it there may be a legend
        ax.axvspan(0.5, 2.0, ymax=min(top, 1.0), color="0.93", zorder=0)
        ax.axvline(1.0, ymax=min(top, 1.0), color="0.3", linewidth=0.8, linestyle=":")
        ax.axhline(0.0, color=GREY, linewidth=0.6)
        ax.set(xscale="log", xlabel=r"$\alpha\,/\,\alpha_c(\beta)$, with $\alpha_c$ of (26)")
        panel_label(ax, letter, title)


if __name__ == "__main__":
    by_hand("fig07")

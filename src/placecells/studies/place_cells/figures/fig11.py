"""Figure 11: the symmetry of the colours and that of the sites break at different noise ratios."""

from functools import partial

import matplotlib as mpl
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from placecells.figures.by_hand import by_hand
from placecells.figures.common import with_interval
from placecells.measure.colour_summary import along_alpha
from placecells.measure.intervals import Estimate
from placecells.measure.summary import final
from placecells.studies.place_cells.figures.panels.colour_panels import ORDERS, draw_rows, order_curves, threshold_text
from placecells.studies.place_cells.figures.panels.notebooks import Notebook, noise_ratio, training_text
from placecells.studies.place_cells.measures.xy import colour_transition

TITLE = "Figure 11: the symmetry of the colours and that of the sites break at different noise ratios"

NOTEBOOK = Notebook(rate=0.1, batch=100, epochs=20)
EXPERIMENTS = {
    "xy_alpha": "as in the notebooks: equal epochs",
    "xy_alpha_controlled": "controlled: equal updates",
}
SHOWN = 5  # values of alpha in the panels of modulations


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Modulations of the first seed in panels a and b, order parameters over all seeds in panels c and d.

    The modulations are those of the controlled runs, or of the others where there are no controlled ones.
    """
    found = {name: datasets[name] for name in EXPERIMENTS if name in datasets}
    *_, (name, last) = found.items()
    first = along_alpha(final(last)).isel(seed=0, hidden=0)
    runs = EXPERIMENTS[name].rpartition(": ")[2]
    modulations = [partial(panel, ds=first, runs=runs) for panel in (_spatial, _angular)]
    curves = [partial(_orders, ds=ds, title=EXPERIMENTS[name]) for name, ds in found.items()]
    return draw_rows([modulations, curves], [62.0, 88.0])


def _several(ds: xr.Dataset) -> list[tuple[int, str, tuple]]:
    """(index, label, colour) of at most SHOWN values of alpha, from large to small."""
    count = ds.sizes["alpha"]
    chosen = np.unique(np.linspace(0, count - 1, min(SHOWN, count)).round().astype(int))[::-1]
    labels = [rf"$\alpha$ = {float(ds['alpha'][k]):.2g}" for k in chosen]
    shades = mpl.colormaps["viridis"](np.linspace(0.9, 0.0, len(chosen)))
    return list(zip(chosen, labels, list(shades), strict=True))


def _over_norm(ds: xr.Dataset, name: str) -> xr.DataArray:
    """A modulation over the norm of the weights, which depends on how long they were trained."""
    return ds[name] / np.sqrt((ds["weights"] ** 2).sum(("site", "colour")))


def _spatial(ax: Axes, ds: xr.Dataset, runs: str) -> str:
    values = _over_norm(ds, "spatial_modulation")
    for k, label, colour in _several(ds):
        ax.plot(values.isel(alpha=k).values, "o-", color=colour, label=label)
    ax.set(xlabel="colour $a$", ylabel=r"$S_a\,/\,\Vert w\Vert$, with $S_a = \Sigma_i\,w_i(a)$")
    _legend_on_top(ax)
    return f"spatial modulation (17), {runs}"


def _angular(ax: Axes, ds: xr.Dataset, runs: str) -> str:
    values = _over_norm(ds, "angular_modulation")
    for k, label, colour in _several(ds):
        ax.plot(values.isel(alpha=k).values, color=colour, label=label)
    ax.set(
        xlabel="site $i$",
        ylabel=r"$A_i\,/\,\Vert w\Vert$, with $A_i = \Sigma_a\,|w_i(a)|$",
        xlim=(0, ds.sizes["site"] - 1),
    )
    _legend_on_top(ax)
    return f"angular modulation (16), {runs}"


def _legend_on_top(ax: Axes) -> None:
    low, high = ax.get_ylim()
    ax.set_ylim(low, high + 0.3 * (high - low))
    ax.legend(loc="upper center", ncols=3, columnspacing=1.0)


def _orders(ax: Axes, ds: xr.Dataset, title: str) -> str:
    """F_1, L and the coefficient of variation of the magnitude; the legend gives the thresholds with 95% intervals."""
    curves = order_curves(ax, ds, ("order_angular", "order_spatial", "modulation_cv"))
    handles, _ = ax.get_legend_handles_labels()
    labels = [rf"{ORDERS[name][0]}: $\alpha$ = {threshold_text(curve)}" for name, curve in curves.items()]
    handles.append(_noise_of_place(ax, curves["order_spatial"].random))
    labels.append(_intermediate(ds))
    ax.set_ylim(0.0, 2.05)
    ax.set_yticks(np.arange(0.0, 1.1, 0.2))
    ax.legend(handles, labels, loc="upper left", title="half way at", alignment="left", title_fontsize=7)
    return (
        f"{title}\nrate × updates: {training_text(ds, NOTEBOOK)},"
        rf" $\nu/S$: {noise_ratio(ds, NOTEBOOK):.2g} ×"
    )


def _noise_of_place(ax: Axes, random: float) -> Patch:
    """The values of L that one machine with random weights may have, as claims count them."""
    half = colour_transition.NOISE_OF_PLACE * (1 - random)
    return ax.axhspan(max(random - half, 0.0), random + half, color=ORDERS["order_spatial"][1], alpha=0.15, zorder=0)


def _intermediate(ds: xr.Dataset) -> str:
    """The rises of F_1 and L at the alpha that is best for 'the angle but not the place', the numbers of a claim."""
    found = colour_transition.intermediate(ds)
    angle, place = (with_interval(Estimate(*found[part][:3])) for part in ("angle", "place"))
    alpha = found["angle"].detail.rstrip(".").replace("alpha", r"$\alpha$")
    return rf"random weights, $\pm 2$ s.d. of $L$; at {alpha}" + f"\n$F_1$ rises by {angle},\n$L$ rises by {place}"


if __name__ == "__main__":
    by_hand("fig11")

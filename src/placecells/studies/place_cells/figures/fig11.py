"""Figure 11: the symmetry of the colours and that of the sites break at different noise ratios."""

from functools import partial

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import colours
from placecells.measure.colour_summary import along_alpha
from placecells.measure.summary import final
from placecells.studies.place_cells.figures.colour_panels import ORDERS, draw_rows, order_curves, threshold_text

TITLE = "Figure 11: the symmetry of the colours and that of the sites break at different noise ratios"

EXPERIMENTS = {
    "xy_alpha": "as in the notebooks: equal epochs",
    "xy_alpha_controlled": "controlled: equal updates",
}
SHOWN = 5  # values of alpha in the panels of modulations


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Modulations of the first seed in panels a and b, order parameters over all seeds in panels c and d."""
    found = {name: datasets[name] for name in EXPERIMENTS if name in datasets}
    first = along_alpha(final(next(iter(found.values())))).isel(seed=0, hidden=0)
    modulations = [partial(panel, ds=first) for panel in (_spatial, _angular)]
    curves = [partial(_orders, ds=ds, title=EXPERIMENTS[name]) for name, ds in found.items()]
    return draw_rows([modulations, curves], [62.0, 75.0])


def _several(ds: xr.Dataset) -> list[tuple[int, str, tuple]]:
    """(index, label, colour) of at most SHOWN values of alpha, from large to small."""
    count = ds.sizes["alpha"]
    chosen = np.unique(np.linspace(0, count - 1, min(SHOWN, count)).round().astype(int))[::-1]
    labels = [rf"$\alpha$ = {float(ds['alpha'][k]):.2g}" for k in chosen]
    return list(zip(chosen, labels, colours(len(chosen)), strict=True))


def _spatial(ax: Axes, ds: xr.Dataset) -> str:
    for k, label, colour in _several(ds):
        ax.plot(ds["spatial_modulation"].isel(alpha=k).values, "o-", color=colour, label=label)
    ax.set(xlabel="colour $a$", ylabel=r"$S_a = \Sigma_i\,w_i(a)$")
    _legend_on_top(ax)
    return "spatial modulation (17)"


def _angular(ax: Axes, ds: xr.Dataset) -> str:
    for k, label, colour in _several(ds):
        ax.plot(ds["angular_modulation"].isel(alpha=k).values, color=colour, label=label)
    ax.set(xlabel="site $i$", ylabel=r"$A_i = \Sigma_a\,|w_i(a)|$", xlim=(0, ds.sizes["site"] - 1))
    _legend_on_top(ax)
    return "angular modulation (16)"


def _legend_on_top(ax: Axes) -> None:
    low, high = ax.get_ylim()
    ax.set_ylim(low, high + 0.3 * (high - low))
    ax.legend(loc="upper center", ncols=3, columnspacing=1.0)


def _orders(ax: Axes, ds: xr.Dataset, title: str) -> str:
    """F_1, L and the coefficient of variation of the magnitude; the legend gives the thresholds with 95% intervals."""
    curves = order_curves(ax, ds, ("order_angular", "order_spatial", "modulation_cv"))
    handles, _ = ax.get_legend_handles_labels()
    labels = [rf"{ORDERS[name][0]}: $\alpha$ = {threshold_text(curve)}" for name, curve in curves.items()]
    ax.set_ylim(0.0, 1.45 * ax.get_ylim()[1])
    ax.legend(handles, labels, loc="upper left", title="half way at", alignment="left", title_fontsize=7)
    return title


if __name__ == "__main__":
    by_hand("fig11")

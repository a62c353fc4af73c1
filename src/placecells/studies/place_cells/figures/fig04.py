"""Figure 4: the place fields of many hidden units tile the ring, and get narrower where they would overlap."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, mean_and_sd, new_figure, panel_label
from placecells.measure.fields import carries_field, upright
from placecells.measure.summary import Tiling, final, ring_size, tiling

TITLE = "Figure 4: many hidden units tile the ring, and get narrower when their place fields would overlap"

COLUMNS = 2


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """One panel of place fields per experiment, in the order of M, and a panel with the width against M."""
    ordered = sorted(datasets.values(), key=lambda ds: ds.sizes["hidden"])
    rows = len(ordered) // COLUMNS + 1
    figure = new_figure(height=55 * rows)
    grid = figure.add_gridspec(rows, COLUMNS)
    found = [tiling(ds) for ds in ordered]
    for k, (ds, tiles) in enumerate(zip(ordered, found, strict=True)):
        ax = figure.add_subplot(grid[divmod(k, COLUMNS)])
        _fields(ax, ds)
        panel_label(ax, "abcdefgh"[k], _headline(tiles))
    ax = figure.add_subplot(grid[-1, len(ordered) % COLUMNS :])
    _width_against_number(ax, found, ring_size(ordered[0]))
    panel_label(ax, "abcdefgh"[len(ordered)], "width and number of units")
    return figure


def _headline(tiles: Tiling) -> str:
    """A panel's title, with means over all seeds.

    Where some units carry no place field, the number of units by the notebooks' criterion is added.
    """
    cv = tiles.gap_cv[np.isfinite(tiles.gap_cv)]
    spacing = f"CV of gaps {cv.mean():.2f}" if cv.size else "no gaps"
    width = mean_and_sd(tiles.width, tiles.width_sd)
    with_field, above_one = tiles.with_field.mean(), tiles.above_one.mean()
    idle = rf", $\max|w|>1$: {above_one:.3g}" if with_field < tiles.hidden else ""
    return (
        f"$M$ = {tiles.hidden}: FWHM {width} sites{idle}\n"
        f"{spacing}, units with a place field: {with_field:.3g} of {tiles.hidden}"
    )


def _fields(ax: Axes, ds: xr.Dataset) -> None:
    """Final weights of all units, first seed: place fields in colours that alternate along the ring, others grey."""
    last = final(ds).isel(seed=0)
    weights, _ = upright(last["weights"].transpose("hidden", "site").values)
    carries = carries_field(weights)
    for field in weights[~carries]:
        ax.plot(field, color=GREY, linewidth=0.4, zorder=1)
    along_ring = np.argsort(last["centre"].values[carries])
    cycle = colours(7)
    for k, field in enumerate(weights[carries][along_ring]):
        ax.plot(field, color=cycle[k % len(cycle)], linewidth=0.9)
    ax.set(xlabel="site $i$", ylabel=r"weight $\pm w_{i\mu}$", xlim=(0, weights.shape[-1] - 1))


def _width_against_number(ax: Axes, found: list[Tiling], sites: int) -> None:
    """Mean FWHM (bars: standard deviation over units and seeds) against M, and the width N/M at which fields touch."""
    hidden = np.array([tiles.hidden for tiles in found])
    width, sd = np.array([[tiles.width, tiles.width_sd] for tiles in found]).T
    ax.errorbar(hidden, width, np.nan_to_num(sd), fmt="o", color="#0072B2", label="FWHM, mean ± sd")
    line = np.geomspace(max(hidden.min() / 1.5, 1), hidden.max() * 1.5, 50)
    ax.plot(line, sites / line, linestyle="--", color="#D55E00", zorder=1, label="$N/M$: neighbours touch")
    ax.set(xscale="log", yscale="log", xlabel="hidden units $M$", ylabel="sites")
    ax.set_xticks(hidden, [str(m) for m in hidden])
    ax.minorticks_off()
    ticks = [t for t in (1, 2, 5, 10, 20, 50) if ax.get_ylim()[0] <= t <= ax.get_ylim()[1]]
    ax.set_yticks(ticks, [str(t) for t in ticks])
    ax.legend()


if __name__ == "__main__":
    by_hand("fig04")

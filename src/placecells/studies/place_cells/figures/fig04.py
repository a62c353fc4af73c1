"""Figure 4: the place fields of many hidden units tile the ring, and get narrower where they would overlap."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, mean_and_sd, new_figure, panel_label
from placecells.measure.fields import carries_field, upright
from placecells.measure.summary import Tiling, final, tiling
from placecells.studies.place_cells.figures.panels import crowded_panels
from placecells.studies.place_cells.figures.panels.notebooks import against_notebooks, rate_of

TITLE = "Figure 4: many hidden units tile the ring, and get narrower when their place fields would overlap"

COLUMNS = 2
TILINGS = ("fields_m3", "fields_m10", "fields_m20", "fields_m100")  # experiments whose place fields are drawn
HEIGHTS = "fields_m20"  # the experiment whose heights are drawn
NOTEBOOKS = {
    "hidden": 100,
    "time": 1000.0,
    "noise": 1e-5,
}  # the notebooks' run of 100 units: rate x updates, rate/batch


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels of place fields in the order of M, the width against M, and the heights of place fields of 20 units."""
    ordered = sorted((datasets[name] for name in TILINGS if name in datasets), key=lambda ds: ds.sizes["hidden"])
    panels = [(_fields, ds) for ds in ordered] + [(crowded_panels.widths, datasets)]
    if HEIGHTS in datasets and crowded_panels.has_heights(datasets[HEIGHTS]):
        panels.append((crowded_panels.heights, datasets[HEIGHTS]))
    rows = -(-len(panels) // COLUMNS)
    figure = new_figure(height=58 * rows)
    grid = figure.add_gridspec(rows, COLUMNS)
    for k, (panel, data) in enumerate(panels):
        alone = k + 1 == len(panels) and k % COLUMNS == 0
        ax = figure.add_subplot(grid[k // COLUMNS, :] if alone else grid[divmod(k, COLUMNS)])
        panel_label(ax, "abcdefgh"[k], panel(ax, data))
    return figure


def _headline(ds: xr.Dataset, tiles: Tiling) -> str:
    """A panel's title, with means over all seeds.

    Where some units carry no place field, the number of units by the notebooks' criterion is added, and where the
    notebooks have the same number of units, how their settings compare.
    """
    cv = tiles.gap_cv[np.isfinite(tiles.gap_cv)]
    spacing = f"CV of gaps {cv.mean():.2f}" if cv.size else "no gaps"
    with_field, above_one = tiles.with_field.mean(), tiles.above_one.mean()
    idle = rf", $|w|>1$: {above_one:.3g}" if with_field < tiles.hidden else ""
    lines = [
        f"$M$ = {tiles.hidden}, {rate_of(ds)}: FWHM {mean_and_sd(tiles.width, tiles.width_sd)} sites",
        f"{spacing}; place fields: {with_field:.3g} of {tiles.hidden}{idle}",
    ]
    if tiles.hidden == NOTEBOOKS["hidden"]:
        lines.append(against_notebooks(ds, NOTEBOOKS["time"], NOTEBOOKS["noise"]))
    return "\n".join(lines)


def _fields(ax: Axes, ds: xr.Dataset) -> str:
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
    return _headline(ds, tiling(ds))


if __name__ == "__main__":
    by_hand("fig04")

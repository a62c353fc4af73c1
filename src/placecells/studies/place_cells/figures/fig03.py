"""Figure 3: the place field of a single hidden unit, its width, other shapes, and where its place comes from."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import colours, mean_and_sd, new_figure, note, panel_label, ring_centred
from placecells.measure.fields import upright
from placecells.measure.summary import final, mean_and_error
from placecells.measure.summary import single_bump_width as one_bump
from placecells.studies.place_cells.figures.panels import gain_panels, place_panels, width_panels
from placecells.studies.place_cells.figures.panels.notebooks import rate_of

TITLE = (
    "Figure 3: the place field of a single hidden unit, its width against the correlation length, other shapes, and "
    "where its place comes from"
)

ROW_HEIGHT = 58  # mm


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Rows of two panels: place fields; widths; gains of other shapes; places. A row without its datasets is left out.

    `single_field` gives the place fields; the modules of the other panels say which experiments they need.
    """
    rows = [(_fields, "single_field" in datasets)]
    rows += [(module.draw, module.possible(datasets)) for module in (width_panels, gain_panels, place_panels)]
    shown = [panels for panels, possible in rows if possible]
    figure = new_figure(height=ROW_HEIGHT * len(shown))
    for axes, panels in zip(figure.subplots(len(shown), 2, squeeze=False), shown, strict=True):
        panels(*axes, datasets)
    return figure


def _fields(left: Axes, right: Axes, datasets: dict[str, xr.Dataset]) -> None:
    """Final weights of all seeds, on the left at their places, on the right aligned by their centres."""
    ds = datasets["single_field"]
    last = final(ds).isel(hidden=0)
    weights, _ = upright(last["weights"].transpose("seed", "site").values)
    sites = weights.shape[-1]
    for colour, field, centre in zip(colours(len(weights)), weights, last["centre"].values, strict=True):
        left.plot(field, color=colour)
        if np.isfinite(centre):
            right.plot(*ring_centred(field, centre), color=colour, alpha=0.8)
    mean, _, used = mean_and_error(one_bump(last), ("seed",))
    sd = float(one_bump(last).std("seed", ddof=1)) if used > 1 else np.nan
    fwhm = mean_and_sd(float(mean), sd)
    note(right, 0.95, f"FWHM\n{fwhm} sites\n{int(used)} of {len(weights)} seeds")
    left.set(xlabel="site $i$", ylabel=r"weight $\pm w_i$", xlim=(0, sites - 1))
    right.set(xlabel="site relative to the centre", xlim=(-sites / 2, sites / 2), ylim=left.get_ylim())
    panel_label(left, "a", rf"final weights of {len(weights)} seeds, $\beta$ = {float(ds['beta']):g}, {rate_of(ds)}")
    panel_label(right, "a'", "the same, aligned")


if __name__ == "__main__":
    by_hand("fig03")

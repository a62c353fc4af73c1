"""Figure 8: configurations of the ring of colours, drawn independently, with colours as hues."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import new_figure, panel_label
from placecells.measure.colour_summary import colour_number
from placecells.studies.place_cells.figures.panels.colour_panels import hues

TITLE = "Figure 8: configurations of the ring of colours, drawn independently, with colours as hues"

SHOWN = 100  # samples
SIDE, WHEEL = 75.0, 24.0  # mm: width of an image, and of the colour circle


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """One image per beta of the experiment `xy_configurations`, seed 0: a row a sample, a column a site."""
    (ds,) = datasets.values()
    configurations = ds["configurations"].isel(seed=0, sample=slice(SHOWN))
    betas, q = np.atleast_1d(ds["beta"].values), colour_number(ds)
    figure = new_figure(height=SIDE + 8.0, width=SIDE * len(betas) + WHEEL)
    ratios = [*[SIDE] * len(betas), WHEEL]
    *panels, wheel = (figure.add_subplot(cell) for cell in figure.add_gridspec(1, len(ratios), width_ratios=ratios))
    for letter, ax, beta in zip("abcdefgh", panels, betas, strict=False):
        colours = configurations.sel(beta=beta) if "beta" in configurations.dims else configurations
        image = colours.transpose("sample", "site").values
        ax.imshow(image, cmap=hues(q), vmin=-0.5, vmax=q - 0.5, interpolation="nearest")
        ax.spines[:].set_visible(True)
        ax.set_xlabel("site $i$")
        title = rf"$\beta$ = {beta:g}, $q$ = {q} colours"
        if len(betas) > 1:
            panel_label(ax, letter, title)
        else:
            ax.set_title(title)
    panels[0].set_ylabel("sample")
    _wheel(wheel, q)
    return figure


def _wheel(ax: Axes, q: int) -> None:
    """The circle of colours, with the number of each colour."""
    sectors, _ = ax.pie(
        np.ones(q), colors=hues(q).colors, startangle=-180.0 / q, wedgeprops={"width": 0.45}, labels=range(q)
    )
    ax.set_title("colour $v_i$", loc="center")
    for sector in sectors:
        sector.set_edgecolor("white")


if __name__ == "__main__":
    by_hand("fig08")

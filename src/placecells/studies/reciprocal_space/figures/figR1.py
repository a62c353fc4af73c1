"""Figure R1: digits from trained machines."""

import xarray as xr
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import new_figure
from placecells.studies.reciprocal_space.figures.panels.image_rows import INK, image_rows

TITLE = "Figure R1: digits from Gibbs samples of trained machines"


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """One row of images for each hidden size, all of the first replica."""
    ds = datasets["replica_images"]
    sizes = ds["hidden_units"].values
    figure = new_figure(height=15 + 15 * len(sizes))
    ax = figure.subplots()
    first = ds["sampled"].isel(seed=0)
    image = image_rows(ax, {f"M = {size}": first.sel(hidden_units=size) for size in sizes}, int(ds["side"]))
    figure.colorbar(image, ax=ax, label=INK, shrink=0.9)
    return figure


if __name__ == "__main__":
    by_hand("figR1")

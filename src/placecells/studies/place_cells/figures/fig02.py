"""Figure 2: configurations of the Ising ring, drawn independently."""

import numpy as np
import xarray as xr
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import FULL_WIDTH, new_figure, panel_label
from placecells.theory.ring import correlation_length

TITLE = "Figure 2: configurations of the Ising ring, drawn independently"

SHOWN = 100  # samples


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """One image per beta of the experiment `ising_configurations`, seed 0: a row a sample, a column a site."""
    (ds,) = datasets.values()
    configurations = ds["configurations"].isel(seed=0, sample=slice(SHOWN))
    betas = np.atleast_1d(ds["beta"].values)
    width = min(FULL_WIDTH, 75 * len(betas))
    figure = new_figure(height=width / len(betas) + 12, width=width)
    panels = figure.subplots(1, len(betas), sharey=True, squeeze=False)[0]
    for letter, ax, beta in zip("abcdefgh", panels, betas, strict=False):
        spins = configurations.sel(beta=beta) if "beta" in configurations.dims else configurations
        image = spins.transpose("sample", "site").values
        ax.imshow(image, cmap=ListedColormap(["white", "#0072B2"]), vmin=-1, vmax=1, interpolation="nearest")
        ax.spines[:].set_visible(True)
        ax.set_xlabel("site $i$")
        panel_label(ax, letter, rf"$\beta$ = {beta:g}, $\xi$ = {correlation_length(beta):.1f} sites")
    panels[0].set_ylabel("sample")
    return figure


if __name__ == "__main__":
    by_hand("fig02")

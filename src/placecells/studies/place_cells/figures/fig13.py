"""Figure 13: top eigenvalue and eigenvector of the colour data's correlation matrix, and what theory predicts."""

from functools import partial

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import number, with_interval
from placecells.measure.colour_summary import along_alpha, eigenvalue_excess, law_crossing
from placecells.studies.place_cells.figures.panels.colour_panels import draw_rows, signed_image
from placecells.studies.place_cells.figures.panels.estimates import bars, over_runs

TITLE = "Figure 13: the colour data's correlation matrix: its top eigenvalue and eigenvector, beside the formulas"

NOISE, SIGNAL, EDGE = "#E69F00", "#009E73", "#0072B2"  # colours of the three predictions, as in figure 12
IMAGES = 3


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Eigenvalue and projections of `xy_correlation_alpha`, eigenvectors of `xy_correlation_vectors`."""
    above, below = [], []
    if "xy_correlation_alpha" in datasets:
        ds = along_alpha(datasets["xy_correlation_alpha"])
        above = [partial(_eigenvalue, ds=ds), partial(_projections, ds=ds)]
    if "xy_correlation_vectors" in datasets:
        ds = along_alpha(datasets["xy_correlation_vectors"]).isel(seed=0)
        count = ds.sizes["alpha"]
        chosen = np.unique(np.linspace(0, count - 1, min(IMAGES, count)).round().astype(int))[::-1]
        top = float(np.abs(ds["top_eigenvector"].isel(alpha=chosen)).max())
        below = [partial(_vector, ds=ds.isel(alpha=k), top=top) for k in chosen]
    figure = draw_rows([above, below], [70.0, 54.0])
    if below:
        _common_bar(figure.axes[-len(below) :])
    return figure


def _common_bar(panels: list[Axes]) -> None:
    """One colour bar for images that have one colour scale."""
    bar = panels[0].figure.colorbar(panels[0].images[0], ax=panels, pad=0.01, aspect=15, label="entry")
    bar.outline.set_linewidth(0.6)


def _points(ax: Axes, ds: xr.Dataset, name: str, **style) -> None:
    """Draw means over seeds with 95% intervals."""
    found = over_runs(ds[name].transpose("alpha", "seed").values)
    bars(ax, ds["alpha"].values, found, **({"zorder": 3} | style))


def _eigenvalue(ax: Axes, ds: xr.Dataset) -> str:
    alpha = ds["alpha"].values
    ax.plot(alpha, ds["law_edge"].values, color=EDGE, label="generalised edge")
    ax.plot(alpha, ds["law_noise"].values, "--", color=NOISE, label="(30) noise")
    ax.plot(alpha, ds["law_signal"].values, "-.", color=SIGNAL, label="(29) signal")
    _points(ax, ds, "top_eigenvalue", fmt="o", color="k", label="data")
    _points(ax, ds, "top_eigenvalue_shuffled", fmt="s", mfc="none", color="#D55E00", label="shuffled columns")
    ax.set(xscale="log", yscale="log", xlabel=r"$\alpha = N/B$", ylabel=r"top eigenvalue $\lambda_1$")
    ax.set_ylim(top=3.0 * ax.get_ylim()[1])
    ax.legend(loc="upper left", ncols=2)
    place = law_crossing(ds)
    if np.isfinite(place):
        excess = with_interval(eigenvalue_excess(ds), 3)
        ax.axvline(place, ymax=0.6, color="0.3", linewidth=0.8, linestyle=":")
        text = rf"$\alpha_c$ = {number(place)}" + f"\nmeasured / formula:\n{excess}"
        ax.annotate(text, (place, 0.02), (3, 0), ("data", "axes fraction"), "offset points", fontsize=7)
    return rf"top eigenvalue, $\beta$ = {float(ds['beta']):g}"


def _projections(ax: Axes, ds: xr.Dataset) -> str:
    for name, label, colour, marker in (
        ("projection_band", r"times waves $|k| \leq 3$", "#0072B2", "s"),
        ("projection_uniform", "uniform in space", "#D55E00", "o"),
    ):
        _points(ax, ds, name, fmt=f"{marker}-", color=colour, label=label)
    place = law_crossing(ds)
    if np.isfinite(place):
        ax.axvline(place, ymax=0.83, color="0.3", linewidth=0.8, linestyle=":")
    ax.set(xscale="log", xlabel=r"$\alpha = N/B$", ylabel="share of the top eigenvector", ylim=(0.0, 1.2))
    ax.set_yticks(np.arange(0.0, 1.1, 0.2))
    ax.legend(loc="upper right", ncols=2)
    return "projection on span(cos, sin)"


def _vector(ax: Axes, ds: xr.Dataset, top: float) -> str:
    """An eigenvector as an image with colours from -top to top; the title has its share in the band of slow waves."""
    signed_image(ax, ds["top_eigenvector"].transpose("site", "colour").values, top)
    ax.set(xlabel="site $i$", ylabel="colour $a$")
    return rf"eigenvector, $\alpha$ = {float(ds['alpha']):.2g}" + (
        f"\nshare of slow waves {float(ds['projection_band']):.2f}" if "projection_band" in ds else ""
    )


if __name__ == "__main__":
    by_hand("fig13")

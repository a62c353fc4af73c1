"""Figure R9: states spread along the first mode in the first updates."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, panel_label

TITLE = "Figure R9: states spread along the first mode in the first updates"

SPREAD = 0.5  # standard deviation of u and w of fair bits, exactly (B.12)
BAND = (0.025, 0.975)  # shares of the chains below the ends of a band
NORMAL = 1.96  # half width of the same band of a normal law, over its standard deviation


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a u and b w of the first mode against updates, c densities of u at the first and last snapshot."""
    ds = datasets["first_states"].isel(seed=0)
    figure = new_figure(height=65)
    axes = figure.subplots(1, 3)
    for ax, name, letter in zip(axes, "uw", "ab", strict=False):
        _history(ax, ds, name)
        ax.set(xlabel="updates", ylabel=f"{name} of mode 1")
        panel_label(ax, letter, {"u": "along u, downhill", "w": "along w, uphill"}[name])
    axes[0].legend(loc="upper right")
    _densities(axes[2], ds)
    return figure


def _history(ax: Axes, ds: xr.Dataset, name: str) -> None:
    """Bands of 95% of fair bits and of the chains, and every test image."""
    updates, half = ds["snapshot_update"].values, ds[f"half_{name}"].values
    ax.fill_between(
        updates, half - NORMAL * SPREAD, half + NORMAL * SPREAD, color=GREY, alpha=0.5, linewidth=0, label="fair bits"
    )
    chains, colour = ds[f"chain_{name}"], colours(1)[0]
    low, high = (chains.quantile(share, "chain").values for share in BAND)
    ax.fill_between(updates, low, high, color=colour, alpha=0.3, linewidth=0)
    ax.plot(updates, chains.mean("chain"), color=colour, label="chains")
    images = ds[f"image_{name}"].transpose("snapshot", "image").values
    ax.plot(updates, images, color=colours(2)[1], linewidth=0.5, label=["test images"] + [""] * (images.shape[1] - 1))
    ax.axhline(0.0, color="black", linewidth=0.7, linestyle=":", label="saddle")


def _densities(ax: Axes, ds: xr.Dataset) -> None:
    """Of u of the chains (steps) and of fair bits (lines), each counted from the mean of fair bits."""
    shown = dict.fromkeys((0, ds.sizes["snapshot"] - 1))
    parts = {int(ds["snapshot_update"][index]): ds.isel(snapshot=index) for index in shown}
    offsets = [(part["chain_u"] - part["half_u"]).values for part in parts.values()]
    low, high = min(-2.0, *map(np.min, offsets)), max(2.0, *map(np.max, offsets))
    for updates, offset, colour in zip(parts, offsets, colours(2), strict=False):
        ax.hist(offset, np.linspace(low, high, 41), density=True, color=colour, alpha=0.5, label=f"{updates} updates")
    u = np.linspace(-2.0, 2.0, 200)
    normal = np.exp(-(u**2) / (2 * SPREAD**2)) / (np.sqrt(2 * np.pi) * SPREAD)
    ax.plot(u, normal, color="black", label="fair bits, normal law")
    ax.set(xlabel="u of mode 1, from fair bits' mean", ylabel="density")
    ax.set_ylim(0, 1.5 * ax.get_ylim()[1])
    ax.legend(loc="upper left")
    panel_label(ax, "c", rf"chains; at the end $\lambda$ = {float(ds['value'][0]):.2f}")


if __name__ == "__main__":
    by_hand("figR9")

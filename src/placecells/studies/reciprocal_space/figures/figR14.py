"""Figure R14: Langevin motion of single modes."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import colours, new_figure, panel_label
from placecells.figures.curves import over_runs
from placecells.theory.reciprocal_space import diffusion

TITLE = "Figure R14: diffusion of modes, with and without a stationary state"


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a Var u in time, b Var w in time, c Var u with the quartic term, d the potentials."""
    ds = datasets["diffusion_of_modes"]
    figure = new_figure(height=110)
    axes = figure.subplots(2, 2).ravel()
    quartic = ds["quartic"].values.max()
    _variances(axes[0], ds.sel(quartic=0.0), "u_variance", -1.0)
    _variances(axes[1], ds.sel(quartic=0.0), "w_variance", 1.0)
    _variances(axes[2], ds.sel(quartic=quartic), "u_variance", None)
    axes[1].set(yscale="linear", ylim=(0, None))
    axes[0].legend(loc="upper left", ncols=2)
    panel_label(axes[0], "a", "along u, normal approximation; lines: (B.22)")
    panel_label(axes[1], "b", "along w, normal approximation; lines: (B.22)")
    panel_label(axes[2], "c", rf"along u, with $g u^4$, g = {quartic:g}")
    _potentials(axes[3], ds["value"].values, quartic)
    return figure


def _variances(ax: Axes, ds: xr.Dataset, name: str, sign: float | None) -> None:
    time = ds["time"].values
    for value, colour in zip(ds["value"].values, colours(ds.sizes["value"]), strict=True):
        mean, half = over_runs(ds[name].sel(value=value).transpose("seed", "record"))
        ax.errorbar(time, mean, np.nan_to_num(half), fmt=".", color=colour, label=rf"$\lambda$ = {value:g}")
        if sign is not None:
            ax.plot(time, diffusion.variance(time, 4.0 + sign * value), color=colour)
    ax.set(yscale="log", xlabel="time", ylabel=f"Var {name[0]}")


def _potentials(ax: Axes, values: np.ndarray, quartic: float) -> None:
    u = np.linspace(-7, 7, 300)
    for value, colour in zip(values, colours(len(values)), strict=True):
        ax.plot(u, (4 - value) * u**2 / 2, color=colour, linestyle=":")
        ax.plot(u, (4 - value) * u**2 / 2 + quartic * u**4, color=colour)
    ax.set(xlabel="u", ylabel="potential (nat)", ylim=(-15, 15))
    panel_label(ax, "d", "potentials; dotted: without the quartic term")


if __name__ == "__main__":
    by_hand("figR14")

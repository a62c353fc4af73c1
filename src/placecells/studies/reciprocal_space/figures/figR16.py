"""Figure R16: one mode across the breaking of its symmetry."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, panel_label
from placecells.figures.curves import curve
from placecells.theory.reciprocal_space import landau

TITLE = "Figure R16: the symmetry of an isolated mode breaks at the singular value 4"


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a order parameter, b Var u and Var w, c kurtosis of u, d -log of the density of u."""
    ds = datasets["mode_of_lambda"]
    figure = new_figure(height=120)
    axes = figure.subplots(2, 2).ravel()
    for ax in axes[:3]:
        ax.axvline(landau.THRESHOLD, color=GREY, linewidth=0.7)
        ax.set_xlabel(r"singular value $\lambda$")
    _by_size(axes[0], ds, "order")
    _order_lines(axes[0], ds["value"].values)
    _variances(axes[1], ds)
    _by_size(axes[2], ds, "kurtosis", "law_kurtosis")
    axes[2].axhline(3.0, color=GREY, linewidth=0.7, linestyle=":")
    axes[2].set(ylabel="kurtosis of u", ylim=(0.8, 3.6))
    axes[2].legend(loc="upper right", title="lines: law at finite size", title_fontsize=7)
    panel_label(axes[2], "c", "one well has 3, two sharp wells have 1")
    _densities(axes[3], ds)
    return figure


def _by_size(ax: Axes, ds: xr.Dataset, name: str, law: str = "") -> None:
    for units, colour in zip(ds["units"].values, colours(ds.sizes["units"]), strict=True):
        part = ds.sel(units=units)
        curve(ax, part[name], "value", "o", color=colour, label=f"N = {units}")
        if law:
            ax.plot(part["value"], part[law].mean("seed"), color=colour)


def _order_lines(ax: Axes, values: np.ndarray) -> None:
    value = np.linspace(values.min(), values.max(), 200)
    ax.plot(value, [landau.order_parameter(one) for one in value], color="black", label="mean field (B.14)")
    quartic = np.sqrt(landau.broken_square(value, 3.0, 3.0) / 2.0)
    ax.plot(value, quartic, "--", color="black", label="quartic (B.13)")
    ax.set(ylabel=r"rms $X / \sqrt{N}$", ylim=(0, 0.5))
    ax.legend(loc="upper left")
    panel_label(ax, "a", "order parameter")


def _variances(ax: Axes, ds: xr.Dataset) -> None:
    part = ds.isel(units=-1)
    value = np.linspace(ds["value"].values.min(), ds["value"].values.max(), 300)
    for name, law, sign, colour in zip("uw", ("law_u", "law_w"), (-1, 1), colours(2), strict=True):
        curve(ax, part[f"{name}_variance"], "value", "o", color=colour, label=f"mean square of {name}")
        ax.plot(part["value"], part[law].mean("seed"), color=colour)
        below = value[value < 3.97] if sign < 0 else value
        ax.plot(below, 1 / (4 + sign * below), ":", color=colour)
    ax.set(yscale="log", ylabel="mean square")
    ax.legend(loc="upper left")
    panel_label(ax, "b", f"N = {int(part['units'])}; lines: finite size; dotted: (B.12)")


def _densities(ax: Axes, ds: xr.Dataset) -> None:
    """Of the smallest machine, whose states between the two wells are seen."""
    smallest = ds["units"].values.min()
    part = ds.sel(units=smallest)["density"].mean("seed")
    shown = part["value"].values[:: max(1, part.sizes["value"] // 5)]
    for value, colour in zip(shown, colours(len(shown)), strict=True):
        density = part.sel(value=value).values
        free = -np.log(np.where(density > 0, density, np.nan) / density.max())  # a gap where no state was seen
        ax.plot(part["bin"], free, ".-", color=colour, label=rf"$\lambda$ = {value:g}")
    ax.set(xlabel=r"$u / \sqrt{N}$", ylabel="-log density (nat)", ylim=(-0.3, 12))
    ax.legend(loc="upper center", ncols=2, fontsize=6)
    panel_label(ax, "d", f"free energy, N = M = {smallest}")


if __name__ == "__main__":
    by_hand("figR16")

"""Figure R18: bosons, memory of Gibbs sweeps, and motion with the force of the whole entropy."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, panel_label
from placecells.figures.curves import curve
from placecells.measure.summary import experiment
from placecells.theory.reciprocal_space import diffusion, landau

TITLE = "Figure R18: spectra of the diffusion of a mode, and the diffusion that does converge"

NAMES = {
    "gibbs": "Gibbs sampling",
    "repaired": "motion, whole entropy",
    "expansion": "up to sixth order",
    "law": "law at finite size",
}


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a, b spectra without and with the quartic term, c root mean square of u, d correlation of a sweep."""
    figure = new_figure(height=115)
    axes = figure.subplots(2, 2).ravel()
    quartic = datasets["diffusion_of_modes"]["quartic"].values.max()
    _spectra(axes[0], datasets["diffusion_of_modes"], 0.0)
    panel_label(axes[0], "a", r"$n\kappa$, or $(n + 1)|\kappa|$ beyond $\lambda = 4$")
    _spectra(axes[1], datasets["diffusion_of_modes"], quartic)
    panel_label(axes[1], "b", rf"with $g u^4$, g = {quartic:g}: the lowest gap closes")
    _sizes(axes[2], datasets["repaired_modes"])
    _memory(axes[3], datasets["mode_of_lambda"])
    return figure


def _spectra(ax: Axes, ds: xr.Dataset, quartic: float) -> None:
    """Computed levels (points), and lines at all values of lambda."""
    part = ds["spectrum"].sel(quartic=quartic)
    value = np.linspace(0.2, 6.0, 59) if quartic else np.linspace(0.2, 6.0, 30)
    lines = np.array([diffusion.boson_spectrum(4.0 - one, quartic, part.sizes["level"], 1001) for one in value])
    for level, colour in zip(range(part.sizes["level"]), colours(part.sizes["level"]), strict=True):
        ax.plot(value, lines[:, level], color=colour)
        ax.plot(part["value"], part.isel(level=level), "o", color=colour)
    ax.axvline(landau.THRESHOLD, color=GREY, linewidth=0.7)
    ax.set(xlabel=r"singular value $\lambda$", ylabel="eigenvalue of H (B.23)", ylim=(-0.5, 12))


def _sizes(ax: Axes, ds: xr.Dataset) -> None:
    for (name, label), fmt in zip(NAMES.items(), ("o", "s", "^-", "-"), strict=True):
        curve(ax, ds[name], "value", fmt, label=label, markerfacecolor="none")
    ax.axvline(landau.THRESHOLD, color=GREY, linewidth=0.7)
    ax.set(xlabel=r"singular value $\lambda$", ylabel="rms u")
    ax.legend(loc="lower right")
    panel_label(ax, "c", f"motion of X and Y, N = M = {experiment(ds)['mode']['units']}")


def _memory(ax: Axes, ds: xr.Dataset) -> None:
    for units, colour in zip(ds["units"].values, colours(ds.sizes["units"]), strict=True):
        curve(ax, ds["memory"].sel(units=units), "value", "o", color=colour, label=f"N = {units}")
    value = np.linspace(ds["value"].values.min(), 4.0, 50)
    ax.plot(value, diffusion.sweep_correlation(value), color="black", label=r"$(\lambda/4)^2$ (B.24)")
    ax.plot(value, value / 4.0, ":", color="black", label=r"$\lambda/4$")
    ax.set(xlabel=r"singular value $\lambda$", ylabel="correlation of X over a sweep", ylim=(0, 1.05))
    ax.legend(loc="lower right")
    panel_label(ax, "d", "memory of Gibbs sampling")


if __name__ == "__main__":
    by_hand("figR18")

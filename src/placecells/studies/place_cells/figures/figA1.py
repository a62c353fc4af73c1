"""Figure A1: Turing instability of the uniform state of the small-beta flow."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, new_figure, panel_label
from placecells.theory import turing

TITLE = "Figure A1: Turing instability of the uniform state of the small-beta flow"

RINGS = (8, 9, 20)  # sites: the largest stable ring, the smallest unstable one, and a much larger one
DIFFUSIONS = (100.0, 1000.0)  # diffusion of the inhibitor over that of the activator; infinite in the limit
TIME = 0.01  # relaxation time of the inhibitor, in 1/(nu beta); 0 in the limit
CONDITIONS = (  # the four of (P.26), in their order
    "uniform: inhibitor fades fast",
    "uniform: inhibition prevails",
    "waves: inhibitor spreads fast",
    "waves: some of them grow",
)


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels: a dispersion relations, b the four conditions, c growth rate against ring size, d the states reached."""
    figure = new_figure(height=125)
    axes = figure.subplots(2, 2).ravel()
    _dispersion(axes[0])
    _conditions(axes[1])
    _growth(axes[2], datasets["turing_rings"])
    _states(axes[3], datasets["turing_rings"])
    return figure


def _dispersion(ax: Axes) -> None:
    """Growth rates: lattice (full), continuum (dashed), waves that fit the ring (dots), two-species form (black)."""
    for length, colour in zip(RINGS, colours(len(RINGS)), strict=True):
        p = np.linspace(1e-3, 1.6, 400)
        ax.plot(p, turing.lattice_growth_rate(p, length), color=colour, label=f"$L$ = {length}")
        ax.plot(p, turing.growth_rate(p, length), "--", color=colour, linewidth=0.8)
        waves = 2.0 * np.pi * np.arange(1, length // 2 + 1) / length
        waves = waves[waves < 1.6]
        ax.plot(waves, turing.lattice_growth_rate(waves, length), "o", color=colour)
    for diffusion, style in zip(DIFFUSIONS, (":", "-."), strict=True):
        species = turing.TwoSpecies(RINGS[-1], diffusion, TIME)
        label = f"two species, $L$ = {RINGS[-1]}, $D$ = {diffusion:g}"
        ax.plot(p, species.growth_rate(p), style, color="k", linewidth=0.8, label=label)
    ax.axhline(0.0, color=GREY, linewidth=0.6)
    ax.set(xlabel="wavenumber $p$", ylabel=r"growth rate $s(p)$ / $\nu\beta$", ylim=(-1.5, 1.4), xlim=(0, 1.6))
    ax.legend(loc="upper right", ncols=2)
    panel_label(ax, "a", "dispersion relation")


def _conditions(ax: Axes) -> None:
    """The four quantities that must be positive, each divided by its value at L = 30, with what it says in words."""
    length = np.geomspace(1.05, 30.0, 200)
    values = np.array([turing.TwoSpecies(x, 1e5, 1e-4).conditions() for x in length])
    for quantity, label, style in zip(values.T, CONDITIONS, ("-", "--", "-.", ":"), strict=True):
        ax.plot(length, quantity / quantity[-1], style, label=label)
    for place, name in ((1.0, "$L$ = 1"), (turing.critical_length(), "a wave fits")):
        ax.axvline(place, ymax=0.6, color="0.3", linewidth=0.8, linestyle=":")
        ax.annotate(name, (place, 0.03), (3, 0), ("data", "axes fraction"), "offset points", fontsize=7)
    ax.set(xscale="log", yscale="log", xlabel="ring length $L$ (sites)", ylabel="quantity over that at $L$ = 30")
    ax.set_xticks([1, 2, 5, 10, 20], ["1", "2", "5", "10", "20"])
    ax.minorticks_off()
    ax.set(xlim=(0.9, None), ylim=(0.05, 3e7))
    ax.legend(loc="upper right")
    panel_label(ax, "b", "four conditions, positive for $L$ > 1")


def _growth(ax: Axes, ds: xr.Dataset) -> None:
    """Growth rate of the ring's longest wave, p = 2 pi / L: theory of lattice and continuum, and direct simulation."""
    sites = ds["sites"].values
    length = np.linspace(sites.min(), sites.max(), 200)
    ax.plot(length, turing.fastest_ring_rate(length, turing.lattice_growth_rate), label="lattice")
    ax.plot(length, turing.fastest_ring_rate(length, turing.growth_rate), "--", label="continuum")
    ax.plot(sites, ds["growth_rate"].mean("seed").values, "ko", label="simulated")
    ax.axhline(0.0, color=GREY, linewidth=0.6)
    ax.axvline(turing.critical_length(), color="0.3", linewidth=0.8, linestyle=":")
    ax.annotate(
        f"$L_c$ = {turing.critical_length():.2f}\n(continuum)",
        (turing.critical_length(), 0.45),
        (4, 0),
        ("data", "axes fraction"),
        "offset points",
        fontsize=7,
    )
    ax.set(xlabel="ring size $L$ (sites)", ylabel=r"growth rate of $p = 2\pi/L$ / $\nu\beta$")
    ax.set_ylim(bottom=max(-0.8, ax.get_ylim()[0]))  # on 3 sites the wave decays below its second order
    ax.legend(loc="lower right")
    panel_label(ax, "c", "longest wave of the ring")


def _states(ax: Axes, ds: xr.Dataset) -> None:
    """Stationary profiles reached from the slightly perturbed uniform state, on rings around the critical size."""
    sites = [int(n) for n in ds["sites"].values if n in (7, 8, 9, 10, 14)]
    for size, colour in zip(sites, colours(len(sites)), strict=True):
        field = ds["profile"].sel(sites=size).isel(seed=0).values[:size]
        offset = np.arange(size) - size // 2
        ax.plot(offset, np.roll(field, size // 2), "o-", color=colour, markersize=2.5, label=f"$L$ = {size}")
    ax.set(xlabel="site relative to the peak", ylabel="stationary $u$", ylim=(0.0, 1.25))
    ax.legend(loc="upper center", ncols=3, columnspacing=1.0)
    panel_label(ax, "d", "state reached")


if __name__ == "__main__":
    by_hand("figA1")

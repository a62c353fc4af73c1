"""Figure 12: top eigenvalue and eigenvector of the Ising data's correlation matrix, and what theory predicts."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from placecells.claims.claim import Undecided
from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, panel_grid, with_interval
from placecells.measure import motion, order
from placecells.measure.intervals import NOTHING, Estimate
from placecells.studies.place_cells.figures.panels.estimates import bars, over_runs
from placecells.studies.place_cells.measures.retarded import matrix_laws, two_sides
from placecells.theory import random_matrix, ring

TITLE = "Figure 12: the Ising data's correlation matrix: its top eigenvalue and eigenvector, beside the formulas"

NOISE, SIGNAL, EDGE = "#E69F00", "#009E73", "#0072B2"  # colours of the three predictions, the same in all panels
RINGS = ("correlation_sides", "correlation_size")  # rings of several sizes: on both sides of (26), and above it
STRONG = ("correlation_overlap", "correlation_vectors")  # the data of panel c, with many data sets and with few
SHIFT = 6.0  # between the eigenvectors of panel c, in units of a uniform vector's entry
LAWS = ("law_noise", "law_signal")
ORDERS = {"order_parameter": "$W$", "order_local": r"$W_{\rm local}$", "order_uniform": r"$W_{\rm uniform}$"}


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels a to f. A panel whose experiment is absent is left out."""
    panels = [
        (_against_alpha, ("correlation_alpha",)),
        (_against_beta, ("correlation_beta",)),
        (_vectors, ("correlation_vectors",)),
        (_overlap, ("correlation_alpha",)),
        (_extrapolation, (_first_of(RINGS, datasets),)),
        (_sizes, ("correlation_size",)),
    ]
    return panel_grid(panels, datasets, row_height=66)


def _first_of(names: tuple[str, ...], datasets: dict[str, xr.Dataset]) -> str:
    """The first of some experiments that has a dataset; the last one if none has."""
    return next((name for name in names if name in datasets), names[-1])


def _law_lines(ax: Axes, x: np.ndarray, alpha: np.ndarray, beta: np.ndarray) -> None:
    """The predictions (24), (25) and the generalised edge at the points (alpha, beta), against x."""
    edge = [random_matrix.generalised_edge(_band(b), a) for a, b in zip(alpha, beta, strict=True)]
    ax.plot(x, edge, color=EDGE, label="generalised edge")
    ax.plot(x, random_matrix.marchenko_pastur_edge(alpha), "--", color=NOISE, label="(24) noise")
    ax.plot(x, ring.uniform_eigenvalue(beta), "-.", color=SIGNAL, label="(25) signal")


def _band(beta: float, points: int = 1024) -> np.ndarray:
    return ring.band(ring.wavenumbers(points), beta)


def _points(ax: Axes, x: np.ndarray, values: xr.DataArray, **style) -> None:
    """Draw means over seeds with 95% intervals. values: (point, seed) in any order of the dimensions."""
    bars(ax, x, over_runs(values.transpose(..., "seed").values), **({"fmt": "o", "zorder": 3} | style))


def _powers_of_two(ax: Axes) -> None:
    """Ticks 1, 2, 4, ... on a logarithmic axis that spans little more than a decade."""
    low, high = ax.get_ylim()
    powers = [2**k for k in range(20) if low <= 2**k <= high]
    ax.set_yticks(powers, [str(power) for power in powers])
    ax.yaxis.set_minor_locator(NullLocator())


def _against_alpha(ax: Axes, datasets: dict[str, xr.Dataset]) -> str:
    ds = datasets["correlation_alpha"].sortby("alpha")
    beta = float(ds["beta"])
    alpha = np.geomspace(ds["alpha"].min(), ds["alpha"].max(), 60)
    _law_lines(ax, alpha, alpha, np.full_like(alpha, beta))
    _points(ax, ds["alpha"].values, ds["top_eigenvalue"], color="k", label="data")
    _crossover(ax, random_matrix.alpha_c(beta), r"$\alpha_c$")
    ax.set(xscale="log", yscale="log", xlabel=r"$\alpha = N/B$", ylabel=r"top eigenvalue $\lambda_1$")
    _powers_of_two(ax)
    ax.legend(loc="upper left")
    return rf"top eigenvalue, $\beta$ = {beta:g}"


def _against_beta(ax: Axes, datasets: dict[str, xr.Dataset]) -> str:
    ds = datasets["correlation_beta"]
    alpha = float(ds["alpha"])
    beta = np.linspace(max(float(ds["beta"].min()), 1e-3), float(ds["beta"].max()), 60)
    _law_lines(ax, beta, np.full_like(beta, alpha), beta)
    _points(ax, ds["beta"].values, ds["top_eigenvalue"], color="k", label="data")
    _crossover(ax, random_matrix.beta_c(alpha), r"$\beta_c$")
    ax.set(yscale="log", xlabel=r"$\beta$", ylabel=r"top eigenvalue $\lambda_1$")
    _powers_of_two(ax)
    ax.legend(loc="upper left")
    return rf"top eigenvalue, $\alpha$ = {alpha:g}"


def _crossover(ax: Axes, place: float, name: str) -> None:
    """The crossover (26) as a dotted line, with its value at the bottom."""
    ax.axvline(place, ymax=0.55, color="0.3", linewidth=0.8, linestyle=":")
    label = f"{name} = {place:.2g}"
    anchor = (place, 0.02)
    ax.annotate(label, anchor, (3, 0), ("data", "axes fraction"), "offset points", fontsize=7)


def _vectors(ax: Axes, datasets: dict[str, xr.Dataset]) -> str:
    """Top eigenvectors of the first seed at up to five noise ratios, each with its own ticks; dotted: uniform."""
    ds = datasets["correlation_vectors"].isel(seed=0).sortby("alpha", ascending=False)
    chosen = np.unique(np.linspace(0, ds["alpha"].size - 1, 5).round().astype(int))
    sites, ticks = ds.sizes["site"], np.array([0, 2])
    shifts = -SHIFT * np.arange(len(chosen))
    for shift, index, colour in zip(shifts, chosen, colours(len(chosen)), strict=True):
        vector = np.sqrt(sites) * ds["top_eigenvector"].transpose(..., "site").values[index]
        ax.axhline(shift, color="0.8", linewidth=0.6)
        ax.plot([0, sites - 1], [shift + 1.0] * 2, ":", color="0.3", linewidth=0.8)
        ax.plot(np.arange(sites), shift + vector, color=colour)
        name = rf"$\alpha$ = {float(ds['alpha'][index]):.2g}"
        ax.text(1.02 * sites, shift, name, color=colour, va="center", fontsize=7)
    ax.set_yticks(np.add.outer(shifts, ticks).ravel(), [str(tick) for tick in ticks] * len(shifts))
    ax.tick_params(axis="y", labelsize=6)
    ax.set(xlabel="site $i$", ylabel=r"$\sqrt{N}\,w_i$, each with its own zero", xlim=(0, sites - 1))
    return rf"top eigenvectors, $\beta$ = {float(ds['beta']):g} (dotted: uniform)"


def _overlap(ax: Axes, datasets: dict[str, xr.Dataset]) -> str:
    """Overlap with the uniform vector: means over seeds, the large-N mean where it is below 1, and random vectors."""
    sites = 0
    for name, colour in (("correlation_alpha", "#0072B2"), (_first_of(STRONG, datasets), "#D55E00")):
        if name not in datasets:
            continue
        ds = datasets[name].sortby("alpha")
        beta, sites = float(ds["beta"]), int(np.rint(float((ds["alpha"] * ds["samples"])[0])))
        _points(ax, ds["alpha"].values, ds["order_uniform"], color=colour, label=rf"$\beta$ = {beta:g}")
        alpha = np.geomspace(ds["alpha"].min(), ds["alpha"].max(), 60)
        law = np.array([random_matrix.top_vector_uniform(_band(beta), a, sites) for a in alpha])
        ax.plot(alpha, np.where(law < 1.0, law, np.nan), color=colour, linewidth=0.8)
        ax.axvline(random_matrix.alpha_c(beta), ymax=0.65, color=colour, linewidth=0.8, linestyle=":")
    ax.axhline(order.random_order_uniform(sites), color=GREY, linestyle="--", linewidth=0.8, label="random")
    ax.set(xscale="log", ylim=(0.0, 1.2), xlabel=r"$\alpha = N/B$", ylabel=r"$|\Sigma_i w_i|\,/\sqrt{N}$")
    ax.set_yticks(np.arange(0.0, 1.1, 0.2))
    ax.legend(loc="upper right", ncols=3)
    return r"overlap with the uniform vector (dotted: $\alpha_c$)"


def _extrapolation(ax: Axes, datasets: dict[str, xr.Dataset]) -> str:
    """Ratio of the top eigenvalue to the generalised edge against N^(-2/3); the predictions stand at 0."""
    ds = datasets[_first_of(RINGS, datasets)]
    x = ds["sites"].values ** (-2.0 / 3.0)
    for alpha, colour in zip(np.atleast_1d(ds["alpha"].values), colours(ds["alpha"].size), strict=True):
        part = ds.sel(alpha=alpha) if "alpha" in ds.dims else ds
        edge = float(part["law_edge"].isel(sites=-1))
        ratio = part["top_eigenvalue"].transpose("sites", "seed") / edge
        limit = _limit(part)
        label = rf"$\alpha$ = {alpha:g}: {with_interval(limit, 3)}"
        _points(ax, x, ratio, color=colour, label=label)
        if np.isfinite(limit.value):
            slope = motion.slope(x, ratio.values.mean(axis=1))
            ax.plot([0.0, x.max()], [limit.value, limit.value + slope * x.max()], color=colour, linewidth=0.8)
            bars(ax, np.zeros(1), np.array([limit]).T, fmt="s", mfc="none", color=colour, clip_on=False)
        for law, marker in zip(LAWS, ("^", "v"), strict=True):
            ax.plot(0.0, float(part[law].isel(sites=-1)) / edge, marker, color=colour, clip_on=False)
    ax.axhline(1.0, color="k", linewidth=0.8, linestyle=":")
    for marker, name in (("^", "(24) noise"), ("v", "(25) signal")):
        ax.plot([], [], marker, color=GREY, label=name)
    ax.set(xlim=(-0.001, None), ylim=(0.0, 1.15), xlabel="$N^{-2/3}$", ylabel=r"$\lambda_1$ / generalised edge")
    handles, labels = ax.get_legend_handles_labels()  # lines come before bars
    count = len(LAWS)
    handles, labels = handles[count:] + handles[:count], labels[count:] + labels[:count]
    ax.legend(
        handles, labels, loc="lower right", title="limit for $N → ∞$ (squares)", alignment="left", title_fontsize=7
    )
    _what_is_seen(ax, ds)
    return rf"which law survives, $\beta$ = {float(ds['beta']):g}"


def _limit(part: xr.Dataset) -> Estimate:
    """The top eigenvalue for large N over the generalised edge, as claims compute it. part: one alpha."""
    side = "few" if float(two_sides.noise_over_threshold(part)) > 1 else "many"
    try:
        return Estimate(*matrix_laws.extrapolated(part, ("law_edge",), side)[:3])
    except Undecided:
        return NOTHING


def _what_is_seen(ax: Axes, ds: xr.Dataset) -> None:
    """Say by how much the limit exceeds (24) and (25) where the two are equal, the number of a claim."""
    try:
        excess = Estimate(*matrix_laws.extrapolated(ds, LAWS, "near")[:3])
    except Undecided:
        return
    part = matrix_laws.nearest(ds)
    both = max(float(part[law].isel(sites=-1)) for law in LAWS) / float(part["law_edge"].isel(sites=-1))
    text = r"(24) = (25) at $\alpha_c$:" + f"\nthe limit exceeds both\n{with_interval(excess, 3)} times"
    arrow = {"arrowstyle": "->", "linewidth": 0.6, "shrinkB": 4}
    ax.annotate(text, (0.0, both), (0.12, 0.62), "data", "axes fraction", arrowprops=arrow, va="center", fontsize=7)


def _sizes(ax: Axes, datasets: dict[str, xr.Dataset]) -> str:
    """The three order parameters of the top eigenvector against N at the largest alpha, with the large-N theory."""
    ds = datasets["correlation_size"]
    ds = ds.sel(alpha=ds["alpha"].max()) if "alpha" in ds.dims else ds
    sites = ds["sites"].values
    for (name, label), colour in zip(ORDERS.items(), colours(3), strict=True):
        _points(ax, sites, ds[name], color=colour, label=label)
        ax.plot(sites, ds[f"law_{name}"].values, color=colour, linewidth=0.8)
    ax.set(xscale="log", yscale="log", xlabel="$N$", ylabel="order parameters")
    ax.set_xticks(sites, [str(n) for n in sites])
    ax.minorticks_off()
    lowest = min(float(ds[name].mean("seed").min()) for name in ORDERS)
    ax.set_ylim(lowest / 3.0, 4.0 * ax.get_ylim()[1])
    ax.legend(loc="upper right", ncols=3)
    return rf"top eigenvector, $\alpha$ = {float(ds['alpha']):g}: large-$N$ theory (lines)"


if __name__ == "__main__":
    by_hand("fig12")

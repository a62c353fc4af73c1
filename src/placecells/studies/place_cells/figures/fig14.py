"""Figure 14: profiles of the small-beta flow beside trained weights, for one and two units, and in the continuum."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, error_bars, panel_grid, ring_centred
from placecells.measure.fields import centre, upright
from placecells.measure.summary import final, mean_and_error
from placecells.studies.place_cells.kinds.integrate import lattice_state
from placecells.theory import soliton

TITLE = "Figure 14: the small-beta flow beside trained weights, two units, and the continuum profile"

REACH = 9.0  # sites shown on either side of a centre
UNITS = ("#0072B2", "#D55E00")
POSITION = "site relative to the centre"
SCALED = r"$u = w\,/\sqrt{\beta}$"


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels a to h. A panel that needs an absent experiment is left out."""
    panels = [
        (_collapse, ("small_beta_rbm",)),
        (_heights, ("small_beta_rbm", "exact_field")),
        (_cubic_units, ("two_units_cubic",)),
        (_exact_units, ("two_units_exact",)),
        (_separation, ("two_fields_separation",)),
        (_profiles, ("small_beta_rbm", "stationary_states")),
        (_stability, ("profile_stability",)),
        (_fate, ("profile_fate",)),
    ]
    return panel_grid(panels, datasets, row_height=58)


def _scaled_weights(ds: xr.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """beta (beta,), and profiles w / sqrt(beta) of the final weights, upright: (beta, seed, site)."""
    beta = np.atleast_1d(ds["beta"].values)
    weights = final(ds)["weights"].isel(hidden=0)
    weights = weights if "beta" in weights.dims else weights.expand_dims("beta")
    fields, _ = upright(weights.transpose("beta", "seed", "site").values)
    return beta, fields / np.sqrt(beta)[:, None, None]


def _aligned(fields: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Offsets from the centre and values, two arrays (n,), of all profiles (seed, site) with a centre, within REACH."""
    x, u = [], []
    for field, place in zip(fields, centre(fields).position, strict=True):
        if np.isfinite(place):
            offsets, values = ring_centred(field, place)
            near = np.abs(offsets) <= REACH
            x.append(offsets[near])
            u.append(values[near])
    return np.concatenate([[], *x]), np.concatenate([[], *u])


def _lattice(sites: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Offsets and values, within REACH, of the stable stationary profile of (36), which is centred on a site."""
    offsets, field = ring_centred(lattice_state(sites, sites // 2), sites // 2)
    near = np.abs(offsets) <= REACH
    return offsets[near], field[near]


def _collapse(ax: Axes, datasets: dict[str, xr.Dataset]) -> str:
    """Profiles w / sqrt(beta) of all seeds, and the parameter-free stationary profile of (36)."""
    beta, fields = _scaled_weights(datasets["small_beta_rbm"])
    ax.plot(*_lattice(), "k-", linewidth=1.4, label="(36)", zorder=3)
    for b, scaled, colour in zip(beta, fields, colours(len(beta)), strict=True):
        x, u = _aligned(scaled)
        ax.plot(x, u, ".", color=colour, markersize=3, label=rf"$\beta$ = {b:g}")
    ax.set(xlabel=POSITION, ylabel=SCALED, xlim=(-REACH, REACH))
    ax.legend(loc="upper right")
    return "trained weights, rescaled"


def _heights(ax: Axes, datasets: dict[str, xr.Dataset]) -> str:
    """Sum of u_i^2 against beta, of trained weights and of the stationary state of (31)."""
    exact = datasets["exact_field"]
    square = (exact["profile"] ** 2).sum("site").isel(hidden=0).mean("seed")
    ax.plot(exact["beta"].values, square.values, "-", label="(31), infinite data")
    beta, fields = _scaled_weights(datasets["small_beta_rbm"])
    values = xr.DataArray(np.sum(fields**2, axis=-1), dims=("beta", "seed"))
    mean, error, _ = mean_and_error(values, ("seed",))
    ax.errorbar(beta, mean.values, error_bars(error.values), fmt="o", color="#D55E00", label="trained")
    limit = float(np.sum(lattice_state(40, 20) ** 2))
    ax.axhline(limit, color="k", linewidth=0.8, linestyle="--", label=rf"(36): {limit:.4f}")
    ax.axhspan(0.9 * limit, 1.1 * limit, color="0.92", zorder=0, label="± 10%")
    ax.set(xlabel=r"$\beta$", ylabel=r"$\Sigma_i\,u_i^2$", xlim=(0.0, None))
    ax.set_ylim(top=1.2 * ax.get_ylim()[1])
    ax.legend(loc="upper left", ncols=2)
    return "where the collapse ends"


def _units(ax: Axes, fields: np.ndarray, rotated: bool) -> None:
    """Profiles (hidden, site) of two units and their sum of squares, shifted along the ring together."""
    total = np.sum(fields**2, axis=0)
    fields = np.roll(fields, len(total) // 4 - int(np.argmax(total)), axis=1)
    total = np.sum(fields**2, axis=0)
    ax.fill_between(np.arange(len(total)), total, color="0.9", label=r"$u_1^2 + u_2^2$")
    for index, (field, colour) in enumerate(zip(fields, UNITS, strict=True), start=1):
        ax.plot(field, "o-", color=colour, markersize=2.5, label=f"$u_{index}$")
    if rotated:
        for field, colour in zip(_unmixed(fields), UNITS, strict=True):
            ax.plot(field, ":", color=colour)
        ax.plot([], [], ":", color=GREY, label="rotated")
    ax.axhline(0.0, color=GREY, linewidth=0.6)
    ax.set(xlabel="site", ylabel="$u$", ylim=(-1.15, 1.85))
    ax.legend(loc="upper center", ncols=4)


def _unmixed(fields: np.ndarray) -> np.ndarray:
    """The rotation of the profiles (hidden, site) of two units into each other that makes the sum of u^4 largest."""
    angles = np.linspace(0.0, np.pi / 2.0, 361)
    turned = [np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]) @ fields for a in angles]
    return turned[int(np.argmax([np.sum(u**4) for u in turned]))]


def _cubic_units(ax: Axes, datasets: dict[str, xr.Dataset]) -> str:
    _units(ax, datasets["two_units_cubic"]["profile"].isel(seed=0).values, rotated=True)
    return "two units at cubic order, (49): an arbitrary rotation"


def _exact_units(ax: Axes, datasets: dict[str, xr.Dataset]) -> str:
    ds = datasets["two_units_exact"]
    _units(ax, ds["profile"].isel(seed=0).values, rotated=False)
    return "two units, full equations (47): pure profiles"


def _separation(ax: Axes, datasets: dict[str, xr.Dataset]) -> str:
    """Time that two continuum profiles take to move one site further apart, 1 / (d distance / dt), against distance."""
    ds = datasets["two_fields_separation"]
    time, distance = ds["elapsed"].values, ds["distance"].values
    final_distance = distance[-1]
    grid = np.linspace(distance.min(), final_distance - 0.05, 60)
    rising = np.concatenate([[True], np.diff(np.maximum.accumulate(distance)) > 0.0])
    logarithm = np.interp(grid, distance[rising], np.log(np.maximum(time[rising], 1e-6)))
    slope = np.gradient(np.exp(logarithm), grid)
    ax.plot(grid, slope)
    width = soliton.full_width(soliton.stationary_kappas()[0])
    _mark(ax, width, "one width\n(FWHM)")
    _mark(ax, final_distance, "opposite")
    ax.set(yscale="log", xlabel="distance of the two profiles (sites)", ylabel=r"time per site $\times\,\nu\beta$")
    ax.set_xlim(right=final_distance + 2.0)
    return "repulsion of two continuum profiles, (51)"


def _mark(ax: Axes, place: float, text: str, height: float = 0.03) -> None:
    ax.axvline(place, color="0.3", linewidth=0.8, linestyle=":")
    ax.annotate(text, (place, height), (3, 0), ("data", "axes fraction"), "offset points", fontsize=7)


def _profiles(ax: Axes, datasets: dict[str, xr.Dataset]) -> str:
    """Stationary profiles of the continuum and of the lattice, centred on a site and on a bond, and trained weights at
    the smallest beta. The legend gives heights, sums of squares and stability."""
    states = datasets["stationary_states"]
    kappa, peak, total = (states[name].values for name in ("kappa", "peak", "sum_of_squares"))
    fate = np.where(states["growth_rate"].values > 0, "saddle", "stable")
    x = np.linspace(-REACH, REACH, 300)
    label = rf"continuum, $\kappa$ = {kappa[0]:.3f}: peak {peak[0]:.3f} ({fate[0]})"
    ax.plot(x, soliton.profile(x, kappa[0]), label=label)
    middle = states.sizes["site"] // 2
    for k, (place, marker, colour) in enumerate([("site", "s", "#D55E00"), ("bond", "D", "#009E73")]):
        field, number = states["profile"].values[k], 2 + k
        offsets, values = ring_centred(field, middle + 0.5 * k)
        label = rf"on a {place}: peak {peak[number]:.4f}, $\sum u^2$ = {total[number]:.4f} ({fate[number]})"
        ax.plot(offsets, values, marker, color=colour, mfc="none", markersize=3.5, label=label)
    beta, fields = _scaled_weights(datasets["small_beta_rbm"])
    smallest = int(np.argmin(beta))
    ax.plot(
        *_aligned(fields[smallest]),
        ".",
        color="k",
        markersize=3,
        label=rf"trained, $\beta$ = {beta[smallest]:g}",
    )
    ax.set(xlabel=POSITION, ylabel=SCALED, xlim=(-REACH, REACH))
    ax.set_ylim(top=1.75 * ax.get_ylim()[1])
    ax.legend(loc="upper center")
    return "profiles and trained weights"


def _stability(ax: Axes, datasets: dict[str, xr.Dataset]) -> str:
    """Largest growth rate other than the 0 of a translation, and the rate of the amplitude alone (45-46)."""
    ds = datasets["profile_stability"]
    kappa = ds["kappa"].values
    rates = ds["growth_rate"].transpose("kappa", "mode").values
    others = np.array([np.delete(rate, np.argmin(np.abs(rate)))[0] for rate in rates])
    ax.plot(kappa, others, "o-", label="full spectrum")
    ax.plot(kappa, ds["amplitude_rate"].values, "--", label="amplitude only (45-46)")
    ax.axhline(0.0, color=GREY, linewidth=0.6)
    for place, name in zip(soliton.stationary_kappas(), (r"$2-\sqrt{2}$", r"$2+\sqrt{2}$"), strict=True):
        _mark(ax, place, name, height=0.4)
    ax.set(xlabel=r"$\kappa$", ylabel=r"growth rate / $\nu\beta$", xlim=(0.0, 4.2))
    ax.legend(loc="upper left", bbox_to_anchor=(0.15, 1.0))
    return r"stability: lost at $\kappa$ = 2, not 3"


def _fate(ax: Axes, datasets: dict[str, xr.Dataset]) -> str:
    """Height of the profile against time, from starts below and above each stationary profile."""
    ds = datasets["profile_fate"]
    for profile, colour in zip(ds["profile"].values, UNITS, strict=False):
        for factor in ds["factor"].values:
            run, style = ds.sel(profile=profile, factor=factor), "-" if factor < 1 else "--"
            label = f"{profile}, {100.0 * (factor - 1.0):+.0f}%"
            ax.plot(run["elapsed"].values, run["peak"].values, style, color=colour, label=label)
    for kappa in soliton.stationary_kappas():
        ax.axhline(soliton.profile(0.0, kappa), color=GREY, linewidth=0.6, zorder=0)
    ax.set(xscale="symlog", yscale="log", xlabel=r"time $\times\,\nu\beta$", ylabel="height of the profile")
    ax.set_xscale("symlog", linthresh=0.1)
    ax.set_xlim(left=0.0)
    ax.set_ylim(top=40.0)
    ax.legend(loc="upper right")
    return "from below and above each profile"


if __name__ == "__main__":
    by_hand("fig14")

"""Figure 14: profiles of the small-beta flow beside trained weights, for one and two units, and in the continuum."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from placecells.claims.claim import Undecided
from placecells.figures.by_hand import by_hand
from placecells.figures.common import GREY, colours, error_bars, panel_grid, ring_centred
from placecells.measure import intervals
from placecells.measure.fields import centre, upright
from placecells.measure.summary import final
from placecells.studies.place_cells.kinds.integrate import lattice_state
from placecells.studies.place_cells.measures.small_beta import equations as small_beta_equations
from placecells.studies.place_cells.measures.small_beta import fields as small_beta_fields
from placecells.theory import soliton
from placecells.theory.ring_distance import ring_offset

TITLE = "Figure 14: the small-beta flow beside trained weights, two units, and the continuum profile"

REACH = 9.0  # sites shown on either side of a centre
UNITS = ("#0072B2", "#D55E00")
TRAINED = {"small_beta_rbm": "o", "small_beta_two_units": "s"}  # experiments and their markers
NAMES = {"small_beta_rbm": "one unit", "small_beta_two_units": "two units"}
POSITION = "site relative to the centre"
SCALED = r"$u = w\,/\sqrt{\beta}$"


def draw(datasets: dict[str, xr.Dataset]) -> Figure:
    """Panels a to h. A panel that needs an absent experiment is left out."""
    panels = [
        (_collapse, ("small_beta_rbm",)),
        (_shapes, ("small_beta_rbm", "exact_field")),
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
        ax.plot(x, u, ".", color=colour, markersize=2, label=rf"$\beta$ = {b:g}")
    ax.set(xlabel=POSITION, ylabel=SCALED, xlim=(-REACH, REACH))
    ax.legend(loc="upper right")
    return "trained weights, rescaled"


def _shapes(ax: Axes, datasets: dict[str, xr.Dataset]) -> str:
    """Width, height and sum of squares over those of (36) against beta: of (31), of trained fields, and at beta = 0."""
    solved = small_beta_fields.exact_shapes(datasets["exact_field"])
    trained = {name: small_beta_fields.trained_shapes(datasets[name]) for name in TRAINED if name in datasets}
    for which, colour in zip(small_beta_fields.SHAPE, colours(3), strict=True):
        ax.plot(solved["beta"].values, solved.sel(shape=which).values, "-", color=colour, label=which)
        for (name, marker), shift in zip(TRAINED.items(), (-0.004, 0.004), strict=True):
            if name in trained:
                _with_intervals(ax, trained[name].sel(shape=which), shift, {"fmt": marker, "color": colour})
                _limit(ax, trained[name], solved, which, 3.0 * shift, {"fmt": marker, "color": colour})
    within = small_beta_fields.WITHIN
    label = f"expected at 0: ± {100 * within:.0f}%"
    ax.fill_between([-0.03, 0.03], 1.0 - within, 1.0 + within, color="0.9", zorder=0, label=label)
    for name, marker in TRAINED.items():
        if name in trained:
            ax.plot([], [], marker, color=GREY, mfc="none", label=f"trained, {NAMES[name]}")
    ax.set(xlabel=r"$\beta$ (0: extrapolated)", ylabel="over that of (36)", xlim=(-0.03, 0.53), ylim=(0.85, 2.2))
    ax.legend(loc="upper left", ncols=2)
    return "shape of the fields, and its limit"


def _with_intervals(ax: Axes, values: xr.DataArray, shift: float, style: dict) -> None:
    """Mean over runs of values (beta, seed) with Student's interval, at beta + shift."""
    estimates = [intervals.mean(row) for row in values.transpose("beta", "seed").values]
    _points(ax, values["beta"].values + shift, estimates, style)


def _limit(ax: Axes, trained: xr.DataArray, solved: xr.DataArray, which: str, place: float, style: dict) -> None:
    """What a claim judges: the shape of trained fields at beta = 0. Nothing where it cannot be extrapolated."""
    try:
        values = small_beta_fields.extrapolated(trained, solved)
    except Undecided:
        return
    _points(ax, [place], [intervals.mean(values.sel(shape=which).values)], style)


def _points(ax: Axes, x: ArrayLike, estimates: list[intervals.Estimate], style: dict) -> None:
    value, low, high = np.array(estimates).T
    bars = error_bars(np.stack([value - low, high - value]))
    ax.errorbar(x, value, bars, mfc="none", markersize=3.5, elinewidth=0.8, **style)


def _units(ax: Axes, fields: np.ndarray, rotated: bool) -> None:
    """Profiles (hidden, site) of two units and their sum of squares, shifted along the ring together."""
    fields = np.roll(fields, len(fields[0]) // 2 - _middle(fields), axis=1)
    total = np.sum(fields**2, axis=0)
    ax.fill_between(np.arange(len(total)), total, color="0.9", label=r"$u_1^2 + u_2^2$")
    for index, (field, colour) in enumerate(zip(fields, UNITS, strict=True), start=1):
        ax.plot(field, "o-", color=colour, markersize=2.5, label=f"$u_{index}$")
    if rotated:
        for field, colour in zip(small_beta_fields.most_local(fields), UNITS, strict=True):
            ax.plot(field, ":", color=colour)
        ax.plot([], [], ":", color=GREY, label="rotated")
    ax.axhline(0.0, color=GREY, linewidth=0.6)
    ax.set(xlabel="site", ylabel="$u$", ylim=(-1.15, 1.85))
    ax.legend(loc="upper center", ncols=4)


def _middle(fields: np.ndarray) -> int:
    """The site halfway between the places of the two most local profiles, the short way round."""
    one, other = np.abs(small_beta_fields.most_local(fields)).argmax(axis=1)
    return round(one + ring_offset(other - one, fields.shape[1]) / 2.0)


def most_mixed(ds: xr.Dataset) -> int:
    """Index of the random start whose two units are mixed most: their squares overlap most (`small_beta_fields`)."""
    profiles = ds["profile"].transpose("seed", "hidden", "site").values
    return int(np.argmax([small_beta_fields.mixing(run) for run in profiles]))


def _cubic_units(ax: Axes, datasets: dict[str, xr.Dataset]) -> str:
    ds = datasets["two_units_cubic"]
    _units(ax, ds["profile"].isel(seed=most_mixed(ds)).values, rotated=True)
    return f"two units at cubic order, (49): the most mixed of {ds.sizes['seed']}"


def _exact_units(ax: Axes, datasets: dict[str, xr.Dataset]) -> str:
    ds = datasets["two_units_exact"]
    _units(ax, ds["profile"].isel(seed=0).values, rotated=False)
    return "two units, full equations (47): pure profiles"


def _separation(ax: Axes, datasets: dict[str, xr.Dataset]) -> str:
    """Time that two continuum profiles take to move one site further apart, 1 / (d distance / dt), against distance."""
    ds = datasets["two_fields_separation"]
    time, distance = ds["elapsed"].values, ds["distance"].values
    final_distance, width = distance[-1], small_beta_fields.WIDTH
    grid = np.linspace(distance.min(), final_distance - 0.05, 60)
    rising = np.concatenate([[True], np.diff(np.maximum.accumulate(distance)) > 0.0])
    logarithm = np.interp(grid, distance[rising], np.log(np.maximum(time[rising], 1e-6)))
    ax.plot(grid, np.gradient(np.exp(logarithm), grid), label="(51), continuum")
    slow = small_beta_fields.SLOW * small_beta_equations.formation_time() / width
    ax.axhline(slow, color=GREY, linewidth=0.8, linestyle="--", label="a width in ten formation times")
    _mark(ax, width, "one width\n(FWHM)", height=0.45)
    _mark(ax, final_distance, "opposite", height=0.15)
    if "two_fields_lattice" in datasets:
        ends = datasets["two_fields_lattice"]["distance"].isel(record=-1).values
        ends = ends[ends < final_distance + 2.0]
        ax.plot(ends, np.full(len(ends), 0.06), "^", color="#D55E00", transform=ax.get_xaxis_transform(), markersize=4)
        ax.plot([], [], "^", color="#D55E00", label="at rest on the lattice, (49)")
    ax.set(yscale="log", xlabel="distance of the two profiles (sites)", ylabel=r"time per site $\times\,\nu\beta$")
    ax.set_xlim(right=final_distance + 2.0)
    ax.set_ylim(top=1e5 * ax.get_ylim()[1])
    ax.legend(loc="upper left")
    return "repulsion of two profiles"


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

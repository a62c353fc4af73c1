"""Place fields of several hidden units at the end of training: widths, gaps, cover of the ring, repulsion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import finite, mean_of, ratio_of, share_of, statistic_of
from placecells.measure import fields
from placecells.measure.crossings import first_crossing
from placecells.measure.summary import aligned_mean, final, ring_size, single_bump_width, tiling
from placecells.studies.place_cells.measures.field_likelihood import separation_gain, vanishing_distance

if TYPE_CHECKING:
    import xarray as xr

RODS = 100_000  # random placements of rods
TURNS = 200  # random placements of the learned fields of a run
SHRUNK = 0.9  # of a single unit's width, where fields count as narrower


def late_widths(ds: xr.Dataset) -> np.ndarray:
    """FWHM of the fields of one bump, mean over units and the records of the second half: (seed,), in sites."""
    late = ds.isel(record=slice(ds.sizes["record"] // 2, None))
    return single_bump_width(late).mean(("hidden", "record")).values


def width_ratio(some: xr.Dataset, others: xr.Dataset) -> Measurement:
    """FWHM with one number of units over FWHM with another, geometric means over runs."""
    one, other = late_widths(some), late_widths(others)
    return ratio_of(one, other, f"{np.nanmean(one):.3g} and {np.nanmean(other):.3g} sites.")


def shrinking_onset(*datasets: xr.Dataset) -> Measurement:
    """Number of units at which fields have SHRUNK of a single unit's width, times that width over N.

    datasets: those of one unit and of growing numbers of units. Linear in the logarithm of the number of units.
    """
    widths = [finite(late_widths(ds)) for ds in datasets]
    return _onset(_numbers(datasets), widths, ring_size(datasets[0]))


def shrinking_from_one_unit_on(*datasets: xr.Dataset) -> Measurement:
    """`shrinking_onset` of widths that fall as the inverse square root of the number of units, from one unit on.

    The widths of every run are those of the runs of one unit times that factor: the control.
    """
    numbers, single = _numbers(datasets), finite(late_widths(datasets[0]))
    return _onset(numbers, [single / np.sqrt(number) for number in numbers], ring_size(datasets[0]))


def shrinking_to_their_share(*datasets: xr.Dataset) -> Measurement:
    """`shrinking_onset` of widths that are those of the runs of one unit, or the share N/M where that is smaller."""
    numbers, single, sites = _numbers(datasets), finite(late_widths(datasets[0])), ring_size(datasets[0])
    return _onset(numbers, [single * min(1.0, sites / number / single.mean()) for number in numbers], sites)


def _numbers(datasets: Sequence[xr.Dataset]) -> list[int]:
    return [ds.sizes["hidden"] for ds in datasets]


def _onset(numbers: Sequence[int], widths: Sequence[np.ndarray], sites: int) -> Measurement:
    units = np.log(numbers)

    def onset(*samples: np.ndarray) -> float:
        means = np.array([sample.mean() for sample in samples])
        place = first_crossing(units, means, SHRUNK * means[0])
        return np.exp(units[-1] if np.isnan(place) else place) * means[0] / sites

    if np.mean(widths[-1]) > SHRUNK * np.mean(widths[0]):
        raise Undecided(f"fields of {numbers[-1]} units are not narrower than a single unit's")
    shown = ", ".join(f"{number}: {width.mean():.1f}" for number, width in zip(numbers, widths, strict=True))
    return statistic_of(widths, onset, f"Units: FWHM: {shown}.")


def _gaps(ds: xr.Dataset) -> np.ndarray:
    """Gaps (run, hidden) between neighbouring centres at the end, of the runs whose units all have a centre."""
    centres = final(ds)["centre"].transpose("seed", "hidden").values
    centres = centres[np.isfinite(centres).all(axis=1)]
    if not len(centres):
        raise Undecided("no run has a centre for every unit")
    return fields.gaps(centres, ring_size(ds))


def apart(ds: xr.Dataset) -> Measurement:
    """Share of runs whose smallest gap exceeds the mean FWHM of the fields."""
    gaps, width = _gaps(ds), float(np.nanmean(late_widths(ds)))
    free = max(0.0, 1 - gaps.shape[1] * width / ring_size(ds)) ** (gaps.shape[1] - 1)
    return share_of(gaps.min(axis=1) > width, f"FWHM {width:.3g} sites; points at random: {free:.2f}.")


def uneven_gaps(ds: xr.Dataset) -> Measurement:
    """Mean CV of the gaps of a run over the mean CV of hard rods of one FWHM placed at random."""
    gaps, width = _gaps(ds), float(np.nanmean(late_widths(ds)))
    rods = _cv(_rods(gaps.shape[1], ring_size(ds), width, RODS)).mean()
    return mean_of(_cv(gaps) / rods, f"CV of the gaps {_cv(gaps).mean():.3f}; rods of one width {rods:.3f}.")


def _cv(gaps: np.ndarray) -> np.ndarray:
    return gaps.std(axis=1) / gaps.mean(axis=1)


def _rods(hidden: int, sites: int, width: float, number: int) -> np.ndarray:
    """Gaps between centres of rods of a length, placed at random on the ring without overlap: (number, hidden)."""
    free = sites - hidden * width
    if free <= 0:
        raise Undecided(f"{hidden} rods of {width:.1f} sites do not fit on {sites} sites")
    return width + free * np.random.default_rng(0).dirichlet(np.ones(hidden), number)


def at_random(ds: xr.Dataset, copies: int = 40) -> xr.Dataset:
    """The last record of ds, `copies` times, with centres drawn at random on the ring."""
    last = ds.isel(record=[-1], seed=np.repeat(np.arange(ds.sizes["seed"]), copies))
    places = np.random.default_rng(0).uniform(0, ring_size(ds), last["centre"].shape)
    return last.assign(centre=last["centre"].copy(data=places))


def evenly(ds: xr.Dataset) -> xr.Dataset:
    """The last record of ds with centres and weights of every unit k moved to k N/M, the weights by whole sites."""
    last = ds.isel(record=[-1]).transpose(..., "hidden", "site")
    sites, hidden = ring_size(ds), ds.sizes["hidden"]
    weights = last["weights"].values
    places = np.arange(hidden) * sites / hidden
    shift = np.round(places).astype(int) - np.abs(weights).argmax(axis=-1)
    moved = np.take_along_axis(weights, (np.arange(sites) - shift[..., None]) % sites, axis=-1)
    centres = last["centre"].transpose(..., "hidden")
    return last.assign(
        weights=last["weights"].copy(data=moved),
        centre=centres.copy(data=np.broadcast_to(places, centres.shape)),
    )


def halves(measure: Callable[..., Measurement]) -> Callable[[xr.Dataset], Measurement]:
    """The measure of two datasets, taken of every other run of one dataset and of the runs between them."""
    return lambda ds: measure(ds.isel(seed=slice(None, None, 2)), ds.isel(seed=slice(1, None, 2)))


def as_rods(ds: xr.Dataset, copies: int = 40) -> xr.Dataset:
    """The last record of ds, `copies` times, with the centres of hard rods of one FWHM placed at random."""
    last = at_random(ds, copies)
    gaps = _rods(ds.sizes["hidden"], ring_size(ds), float(np.nanmean(late_widths(ds))), last.sizes["seed"])
    places = np.cumsum(gaps, axis=1) % ring_size(ds)
    return last.assign(centre=last["centre"].transpose("seed", "record", "hidden").copy(data=places[:, None]))


def tiling_cv(ds: xr.Dataset) -> Measurement:
    """CV of the gaps between the centres of the units that carry a field."""
    found = tiling(ds)
    return mean_of(found.gap_cv, f"{found.with_field.min()} to {found.with_field.max()} units carry a field.")


def with_field(ds: xr.Dataset) -> Measurement:
    """Share of the units of a run that carry a field."""
    found = tiling(ds)
    return mean_of(found.with_field / found.hidden)


def uneven_cover(ds: xr.Dataset) -> Measurement:
    """Unevenness of the cover of the ring over its mean for the same fields at random places; per run.

    The cover of site i is the sum of w_i mu^2 / sum_j w_j mu^2 over the units that carry a field, low-passed over their
    mean distance; its unevenness is its coefficient of variation over the sites.
    """
    weights = final(ds)["weights"].transpose("seed", "hidden", "site").values.astype(float)
    carries, rng, values = fields.carries_field(weights), np.random.default_rng(0), []
    if (carries.sum(axis=1) < 2).any():
        raise Undecided("fewer than two units of a run carry a field")
    for run, units in zip(weights, carries, strict=True):
        shares = run[units] ** 2 / (run[units] ** 2).sum(axis=1, keepdims=True)
        random = [_unevenness(turn_each(shares, rng)) for _ in range(TURNS)]
        values.append(_unevenness(shares) / np.mean(random))
    number = carries.sum(axis=1)
    return mean_of(values, f"{number.min()} to {number.max()} of {weights.shape[1]} units carry a field.")


def turned(ds: xr.Dataset, copies: int = 10) -> xr.Dataset:
    """The last record of ds, `copies` times, with the weights of every unit turned round the ring at random."""
    last = ds.isel(record=[-1], seed=np.repeat(np.arange(ds.sizes["seed"]), copies)).transpose(..., "hidden", "site")
    rng = np.random.default_rng(1)
    weights = last["weights"].values
    places = turn_each(weights.reshape(-1, weights.shape[-1]), rng).reshape(weights.shape)
    return last.assign(weights=last["weights"].copy(data=places))


def turn_each(rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Every row of rows (row, site) turned round the ring by a number of sites of its own, drawn at random."""
    shift = rng.integers(0, rows.shape[1], len(rows))
    return np.take_along_axis(rows, (np.arange(rows.shape[1]) - shift[:, None]) % rows.shape[1], axis=1)


def _unevenness(shares: np.ndarray) -> float:
    """Coefficient of variation over the sites of the sum of shares (unit, site), low-passed over their distance."""
    cover = fields.low_pass(shares.sum(axis=0), shares.shape[1] / len(shares))
    return float(cover.std() / cover.mean())


def redundancy(pairs: xr.Dataset) -> Measurement:
    """Share of what a second field gains in the log-likelihood that it loses at the place of the first one.

    Both fields have their best amplitude. pairs: gains of two fields. Two fields at opposite places gain twice what one
    does.
    """
    lost = separation_gain(pairs)
    return mean_of(lost / (pairs["gain_opposite"].values / 2), f"{lost.mean():.3g} nat per sample.")


def third_of_the_ring(pairs: xr.Dataset) -> xr.Dataset:
    """pairs with fields a third of the ring apart, as three fields are, in place of fields at one place."""
    gain = pairs["gain"].transpose("seed", "distance").values
    return pairs.assign(
        gain_together=("seed", gain[:, 2 * (gain.shape[1] - 1) // 3]), gain_opposite=("seed", gain[:, -1])
    )


def pair_gain_over_two(field: np.ndarray) -> np.ndarray:
    """Mean gain of two copies of a field (site,) at distances 0, 1, ..., N/2, minus twice that of one: (distance,).

    Only the partition function depends on the distance d: with x_i = tanh(w_i) tanh(w_i+d), the gain is
    -log (prod_i (1 + x_i) + prod_i (1 - x_i)) / 2, from (47). In nat per sample.
    """
    t = np.tanh(field)
    x = np.array([t * np.roll(t, distance) for distance in range(len(t) // 2 + 1)])
    plus, minus = np.log1p(x).sum(axis=1), np.log1p(-x).sum(axis=1)
    return np.log(2) - np.logaddexp(plus, minus)


def repulsion_range(ds: xr.Dataset) -> Measurement:
    """Distance at which two copies of a field have 95% of what they gain by separating, in FWHM; over runs.

    ds: runs of one unit. The field of a run is its mean over the second half of the records, aligned; the gains are
    exact, `pair_gain_over_two`.
    """
    import xarray as xr  # here, because the workflow imports this module for the claims' datasets

    late = ds.isel(hidden=0, record=slice(ds.sizes["record"] // 2, None)).transpose("seed", "record", "site")
    runs = zip(late["weights"].values.astype(float), late["centre"].values, strict=True)
    means = np.array([aligned_mean(weights, centres) for weights, centres in runs])
    means = means[np.isfinite(means).all(axis=1)]
    if not len(means):
        raise Undecided("no run has a field with a centre")
    ranges = []
    for gain in map(pair_gain_over_two, means):
        pairs = xr.Dataset({"gain": (("seed", "distance"), gain[None])}, {"distance": np.arange(len(gain))})
        ranges.append(vanishing_distance(pairs))
    shape = fields.width(means)
    widths = np.where(shape.bumps == 1, shape.fwhm, np.nan)
    return mean_of(ranges / widths, f"{np.nanmean(ranges):.3g} sites, FWHM {np.nanmean(widths):.3g} sites.")

"""Where the place field of a single unit forms, and how wide it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import mean_of, p_value, share_of, statistic_of, uniform_on_ring
from placecells.measure import fields
from placecells.measure.summary import final, ring_size, single_bump_width
from placecells.theory.ring import correlation_length, spectrum
from placecells.theory.ring_distance import ring_distance

if TYPE_CHECKING:
    import xarray as xr

CLOSE = 7.0  # sites, half of the FWHM at beta = 1: nearer centres count as the same place
GROWN = 0.5  # largest weight at which linear growth ends, about half of the height of a place field
LEAST = 40  # runs that a statement on places needs


def localised(ds: xr.Dataset, record: int = -1) -> Measurement:
    """Share of runs whose place field has one bump, and FWHM and participation below N/3 sites, at a record."""
    weights, limit = ds["weights"].isel(hidden=0, record=record).transpose("seed", "site").values, ring_size(ds) / 3
    found = fields.width(weights)
    return share_of((found.bumps == 1) & (found.fwhm < limit) & (fields.participation(weights) < limit))


def localised_at_start(ds: xr.Dataset) -> Measurement:
    """`localised` of the initial weights."""
    return localised(ds, record=0)


def centres_at_formation(ds: xr.Dataset) -> np.ndarray:
    """Centres (seed,) in sites at formation of the place field; NaN for runs in which no place field forms.

    Formation is the first record with a centre at which the largest |w_i| exceeds half of its final value.
    """
    ds = ds.isel(hidden=0).transpose("seed", "record", "site")
    height = np.abs(ds["weights"]).max("site").values
    formed = (height > height[:, -1:] / 2) & np.isfinite(ds["centre"].values)
    first = ds["centre"].values[np.arange(len(formed)), formed.argmax(axis=1)]
    return np.where(formed.any(axis=1), first, np.nan)


def place_uniform(ds: xr.Dataset) -> Measurement:
    """p value of Kuiper's test that the centres at formation are uniform on the ring.

    Raises Undecided for fewer than LEAST runs that form a place field.
    """
    centres = centres_at_formation(ds)
    centres = centres[np.isfinite(centres)]
    if len(centres) < LEAST:
        raise Undecided(f"{len(centres)} runs formed a field, the test needs {LEAST}")
    return p_value(uniform_on_ring(centres, ring_size(ds)), len(centres))


def _start(ds: xr.Dataset) -> np.ndarray:
    """Initial weights (seed, site) of one unit."""
    return ds["weights"].isel(record=0, hidden=0).transpose("seed", "site").values.astype(float)


def linear_centres(ds: xr.Dataset) -> np.ndarray:
    """Centres (seed,) in sites that linear growth (22) of the initial weights predicts, w(T) = exp(T (C - 1)) w(0).

    C is the exact correlation matrix of the ring (9). T, the rate times the number of updates, is the first at which a
    weight has the size GROWN.
    """
    sites = ring_size(ds)
    growth = spectrum(sites, float(ds["beta"]))[: sites // 2 + 1] - 1
    times, found = np.linspace(0, 20 / growth[0], 800), []
    for modes in np.fft.rfft(_start(ds)):
        grown = np.fft.irfft(modes * np.exp(np.multiply.outer(times, growth)), n=sites)
        first = (np.abs(grown).max(axis=1) >= GROWN).argmax()
        found.append(float(fields.centre(grown[first], minimum=0.0).position))
    return np.array(found)


def _agreement(centres: np.ndarray, others: np.ndarray, sites: int, unlike: bool) -> Measurement:
    """Share of runs whose centre is less than CLOSE sites from the other centre of the same run, both (run,).

    unlike: from the other centres of all other runs, mean over these.
    """
    known = np.isfinite(centres) & np.isfinite(others)
    close = ring_distance(centres[known][:, None] - others[known], sites) < CLOSE
    if not unlike:
        return share_of(np.diag(close), f"Among different runs {_other(close).mean():.2f}." if len(close) > 1 else "")
    return mean_of(_other(close))


def _other(close: np.ndarray) -> np.ndarray:
    """Share (run,) of true entries of close (run, run) in the other columns than a run's own."""
    return (close.sum(axis=1) - np.diag(close)) / max(len(close) - 1, 1)


def place_predicted(ds: xr.Dataset, unlike: bool = False) -> Measurement:
    """Share of runs whose centre at formation is less than CLOSE sites from that of linear growth.

    unlike: of the linear growth of other runs' initial weights.
    """
    return _agreement(centres_at_formation(ds), linear_centres(ds), ring_size(ds), unlike)


def place_of_other_start(ds: xr.Dataset) -> Measurement:
    """`place_predicted` from the initial weights of other runs."""
    return place_predicted(ds, unlike=True)


def place_agrees(ds: xr.Dataset, other: xr.Dataset, unlike: bool = False) -> Measurement:
    """Share of pairs of runs with the same initial weights whose centres at formation are less than CLOSE sites apart.

    A pair is a run of ds and the run of `other` with the same number. All runs of `other` have the data and the noise
    of the first run of ds; the pair of that run is left out. unlike: pairs of runs of different numbers.
    """
    if not np.array_equal(_start(ds), _start(other)):
        raise Undecided("the runs of the two experiments do not start from the same weights")
    centres = (centres_at_formation(each)[1:] for each in (ds, other))
    return _agreement(*centres, ring_size(ds), unlike)


def place_of_other_pairs(ds: xr.Dataset, other: xr.Dataset) -> Measurement:
    """`place_agrees` for pairs of runs with different initial weights."""
    return place_agrees(ds, other, unlike=True)


def place_of_data(ds: xr.Dataset, other: xr.Dataset, unlike: bool = False) -> Measurement:
    """Share of pairs of runs on the same data whose centres at the end of training are less than CLOSE sites apart.

    A pair is a run of ds and the run of `other` with the same number. All runs of `other` have the initial weights and
    the noise of the first run of ds; the pair of that run is left out. unlike: pairs of runs on different data.
    """
    centres = (each["centre"].isel(hidden=0, record=-1).values[1:] for each in (ds, other))
    return _agreement(*centres, ring_size(ds), unlike)


def place_of_other_data(ds: xr.Dataset, other: xr.Dataset) -> Measurement:
    """`place_of_data` for pairs of runs on different data."""
    return place_of_data(ds, other, unlike=True)


class Widths:
    """FWHM of place fields of one bump against the correlation length xi (P.2).

    length: xi (k,), sites. widths: FWHM (seed, k), sites, NaN where a run has no place field of one bump. Raises
    Undecided for fewer than four lengths, and where one has no such run.
    """

    def __init__(self, ds: xr.Dataset):
        if "beta" not in ds.dims or ds.sizes["beta"] < 4:
            raise Undecided("fewer than four correlation lengths, a line needs four")
        self.length = correlation_length(ds["beta"].values)
        self.widths = single_bump_width(final(ds)).isel(hidden=0).transpose("seed", "beta").values
        if np.isnan(self.widths).all(axis=0).any():
            raise Undecided("a correlation length has no field of one bump")

    def lines(self) -> np.ndarray:
        """Slope and intercept (seed, 2) of the line through the widths of every run, NaN for fewer than four widths."""
        known = np.isfinite(self.widths)
        return np.array(
            [
                np.polyfit(self.length[one], row[one], 1) if one.sum() >= 4 else (np.nan, np.nan)
                for row, one in zip(self.widths, known, strict=True)
            ]
        )


def width_line(ds: xr.Dataset, exchanged: bool = False) -> dict[str, Measurement]:
    """Slope of the line through the FWHM of every run against xi, and R^2 of the line through their means.

    exchanged: each half of the list of correlation lengths has the widths of the other half.
    """
    found = Widths(ds)
    if exchanged:
        found.widths = np.roll(found.widths, len(found.length) // 2, axis=1)

    def r2(rows: np.ndarray) -> float:
        return float(np.corrcoef(found.length, np.nanmean(rows, axis=0))[0, 1] ** 2)

    return {"slope": mean_of(found.lines()[:, 0]), "R²": statistic_of([found.widths], r2)}


def exchanged_width_line(ds: xr.Dataset) -> dict[str, Measurement]:
    """`width_line` with the widths of the shorter and the longer correlation lengths exchanged."""
    return width_line(ds, exchanged=True)


def width_slope(ds: xr.Dataset) -> Measurement:
    """Slope of the line through the FWHM against xi, mean over runs."""
    return mean_of(Widths(ds).lines()[:, 0])


def width_intercept(ds: xr.Dataset) -> Measurement:
    """Intercept (sites) of the line through the FWHM against xi, mean over runs."""
    return mean_of(Widths(ds).lines()[:, 1])


def intercept_of_power(ds: xr.Dataset, power: float = 1.5, added: float = 0.0) -> Measurement:
    """`width_intercept` of widths ~ xi^power plus `added` sites, with the measured fluctuations between runs."""
    found = Widths(ds)
    mean, law = np.nanmean(found.widths, axis=0), found.length**power
    found.widths = added + found.widths / mean * law * np.mean(mean) / np.mean(law)
    return mean_of(found.lines()[:, 1])


def intercept_of_shifted(ds: xr.Dataset) -> Measurement:
    """`width_intercept` of widths proportional to xi and five sites."""
    return intercept_of_power(ds, power=1.0, added=5.0)


def above_line(ds: xr.Dataset, flow: xr.Dataset) -> Measurement:
    """FWHM (sites) of the noise-free flow at its smallest beta, minus the line of FWHM against xi, extended to there.

    flow: the dataset of an experiment of kind `relax`. Mean over the lines of the runs.
    """
    lines = Widths(ds).lines()
    weakest = flow.isel(beta=flow["beta"].values.argmin(), seed=0, hidden=0)
    width, short = float(fields.width(weakest["profile"].values).fwhm), float(correlation_length(weakest["beta"]))
    return mean_of(width - lines @ (short, 1.0), f"FWHM {width:.2f} sites at xi = {short:.2f}.")


def size_exponent(ds: xr.Dataset, share_of_ring: bool = False) -> Measurement:
    """Exponent of the FWHM against the number of sites of the ring, a fit for every run number, mean over these.

    share_of_ring: the widths are multiplied by the number of sites, as if they were shares of the ring. Raises
    Undecided for a single size.
    """
    if "sites" not in ds.dims or ds.sizes["sites"] < 2:
        raise Undecided("one size of the ring, the comparison needs two")
    sites = ds["sites"].values.astype(float)
    widths = single_bump_width(final(ds)).isel(hidden=0).transpose("seed", "sites").values
    widths = widths[np.isfinite(widths).all(axis=1)] * (sites if share_of_ring else 1.0)
    if not len(widths):
        raise Undecided("no run number has a field of one bump at all sizes")
    means = ", ".join(f"{width:.1f} for {size:.0f}" for width, size in zip(widths.mean(axis=0), sites, strict=True))
    return mean_of(np.polyfit(np.log(sites), np.log(widths).T, 1)[0], f"Mean FWHM by number of sites: {means}.")


def exponent_of_shares(ds: xr.Dataset) -> Measurement:
    """`size_exponent` of widths that are fixed shares of the ring."""
    return size_exponent(ds, share_of_ring=True)

"""Claims on the Ising data and the field of a single unit: sections III.1 and III.2."""

import numpy as np
import xarray as xr

from placecells.analysis import fields
from placecells.analysis.summary import final, final_widths, fit_line, ring_size, single_bump_width
from placecells.claims.claim import Agrees, Band, Claim, Measurement, NotTestable
from placecells.claims.likelihood import field_gains, mean_field
from placecells.claims.measurements import (
    BINOMIAL,
    LEVEL_OF_TESTS,
    P_VALUE,
    STUDENT,
    agreement,
    from_estimate,
    median_of,
    p_value,
    share_of,
    uniform_on_ring,
)
from placecells.data import ising
from placecells.theory.ring import correlation, correlation_length

DATA = {"sites": 100, "beta": 1.0}
SETS, SAMPLES = 10, 100_000  # data sets drawn for the claims on the data themselves, and their size
NEIGHBOURS = 10  # distances over which correlations are compared


def _data_sets() -> list[np.ndarray]:
    """Fresh data sets of spins (sample, site), from the pipeline's sampler."""
    return [ising.decode(ising.sample(DATA, SAMPLES, seed), DATA["sites"]) for seed in range(SETS)]


def mean_spin() -> Measurement:
    """Mean of all spins."""
    return agreement([spins.mean() for spins in _data_sets()], 0.0)


def correlation_ratio() -> Measurement:
    """Measured correlation over (9), mean over distances 1 ... NEIGHBOURS."""
    expected = correlation(DATA["sites"], DATA["beta"])
    ratios = []
    for spins in _data_sets():
        v = spins[:, :].astype(np.float32)
        found = [np.mean(v * np.roll(v, -d, axis=1)) for d in range(1, NEIGHBOURS + 1)]
        ratios.append(np.mean(found / expected[1 : NEIGHBOURS + 1]))
    return agreement(ratios, 1.0)


def rotation_p() -> Measurement:
    """Are the correlations of neighbours the same at all sites? Analysis of variance over data sets."""
    from scipy.stats import f_oneway

    bonds = np.array([(spins * np.roll(spins, -1, axis=1)).mean(axis=0) for spins in _data_sets()])  # (set, site)
    return p_value(f_oneway(*bonds.T).pvalue, SETS)


def localised(ds: xr.Dataset) -> Measurement:
    """Share of runs at beta >= 0.6 with one bump whose FWHM and participation are below N/3."""
    last = final(ds).where(ds["beta"] >= 0.6, drop=True)
    limit = ring_size(ds) / 3
    hits = (single_bump_width(last) < limit) & (fields.participation(last["weights"].values) < limit)
    return share_of(hits.values.ravel())


def _formed_centres(ds: xr.Dataset, least: int) -> np.ndarray:
    """Centres (seed,) at formation: the first record at which the peak has half its final height."""
    ds = ds.isel(hidden=0).transpose("seed", "record", "site")
    height = np.abs(ds["weights"]).max("site").values
    formed = (height > height[:, -1:] / 2) & np.isfinite(ds["centre"].values)
    known = formed.any(axis=1)
    if known.sum() < least:
        raise NotTestable(f"{known.sum()} runs formed a field, the test needs {least}")
    return ds["centre"].values[known, formed[known].argmax(axis=1)]


def place_uniform(ds: xr.Dataset) -> Measurement:
    """Kuiper's test of the centres at formation over initial weights."""
    centres = _formed_centres(ds, least=40)
    return p_value(uniform_on_ring(centres, ring_size(ds)), len(centres))


def place_repeats(ds: xr.Dataset) -> Measurement:
    """Circular spread (sites) of the centres over data and noise at the same initial weights, median deviation."""
    centres, sites = _formed_centres(ds, least=10), ring_size(ds)
    direction = np.angle(np.exp(2j * np.pi * centres / sites).mean())
    away = np.angle(np.exp(1j * (2 * np.pi * centres / sites - direction))) * sites / (2 * np.pi)
    return median_of(np.abs(away), detail=f"{np.mean(np.abs(away) < 10):.0%} of the runs within 10 sites.")


def width_slope(ds: xr.Dataset) -> Measurement:
    """Slope of FWHM against xi."""
    fit = _width_fit(ds)
    intercept = fit.intercept
    detail = f"Intercept {intercept.value:.1f} [{intercept.low:.1f}, {intercept.high:.1f}] sites, R² = {fit.r2:.3f}."
    return from_estimate(fit.slope, ds.sizes["seed"], detail)


def _width_fit(ds: xr.Dataset):
    beta = ds["beta"].values
    if len(beta) < 4:
        raise NotTestable(f"{len(beta)} correlation lengths, a line needs four")
    return fit_line(correlation_length(beta), final_widths(ds).mean.values)


def width_linearity(ds: xr.Dataset) -> Measurement:
    """R^2 of the line through the mean widths, bootstrap over seeds."""
    from scipy.stats import bootstrap

    length = correlation_length(ds["beta"].values)
    widths = single_bump_width(final(ds)).isel(hidden=0).transpose("seed", "beta").values
    if len(length) < 4 or np.isnan(widths).all(axis=0).any():
        raise NotTestable("fewer than four correlation lengths have fields of one bump")

    def r2(index):
        return np.corrcoef(length, np.nanmean(widths[index], axis=0))[0, 1] ** 2

    every = np.arange(len(widths))
    bounds = bootstrap((every,), r2, vectorized=False, method="percentile", n_resamples=499, rng=0).confidence_interval
    return Measurement(float(r2(every)), float(bounds.low), float(bounds.high), len(widths))


def width_intercept(ds: xr.Dataset) -> Measurement:
    """Intercept of the line."""
    return from_estimate(_width_fit(ds).intercept, ds.sizes["seed"])


def width_against_size(ds: xr.Dataset) -> Measurement:
    """Largest over smallest mean FWHM over the sizes of the ring."""
    widths = final_widths(ds)
    if (widths.used < 2).any():
        raise NotTestable("a size has fewer than two fields of one bump")
    order = widths.mean.values.argsort()
    ratio = widths.mean.values[order[-1]] / widths.mean.values[order[0]]
    relative = 1.96 * np.sqrt(sum((widths.sem.values[k] / widths.mean.values[k]) ** 2 for k in (order[0], order[-1])))
    return Measurement(ratio, ratio * (1 - relative), ratio * (1 + relative), int(widths.used.min()))


def best_width(ds: xr.Dataset) -> Measurement:
    """Log-likelihood of the field minus the better of half and twice its width, in nat per sample."""
    gain = field_gains(mean_field(ds), float(ds["beta"]), factors=(0.5, 2.0))
    return gain.field_over_others


def uniform_share(ds: xr.Dataset) -> Measurement:
    """Gain of uniform weights at their best amplitude over that of the field at its best amplitude."""
    return field_gains(mean_field(ds), float(ds["beta"]), factors=()).uniform_over_field


CLAIMS = [
    Claim(
        id="ising-06",
        section="III.1",
        figure="fig02",
        statement="The data have zero mean.",
        source="text",
        quantity="p value that the mean of all spins of fresh data sets is zero",
        unit="1",
        datasets=(),
        measure=mean_spin,
        expected=Band(low=LEVEL_OF_TESTS),
        tolerance="level of the test, 1%",
        test=P_VALUE,
    ),
    Claim(
        id="ising-07",
        section="III.1",
        figure="fig02",
        statement="Correlations decay with the distance d along the ring as (t^d + t^(N-d))/(1 + t^N), t = tanh beta.",
        source="text",
        quantity=f"p value that measured correlations are the law's, mean ratio over distances 1 to {NEIGHBOURS}",
        unit="1",
        datasets=(),
        measure=correlation_ratio,
        expected=Band(low=LEVEL_OF_TESTS),
        tolerance="level of the test, 1%; a 10% error of beta shifts the ratio by a hundred standard errors",
        test=P_VALUE,
    ),
    Claim(
        id="ising-08",
        section="III.1",
        figure="",
        statement="The data's law does not change under rotations of the ring.",
        source="text",
        quantity="p value that the correlation of neighbours is the same at all sites",
        unit="1",
        datasets=(),
        measure=rotation_p,
        expected=Band(low=LEVEL_OF_TESTS),
        tolerance="level of the test, 1%",
        test=P_VALUE,
    ),
    Claim(
        id="ising-09",
        section="III.2",
        figure="fig03",
        statement="The weights of a single hidden unit become localised, in every run.",
        source="text",
        quantity="share of runs with a single bump whose FWHM and participation are below N/3",
        unit="1",
        datasets=("field_width",),
        measure=localised,
        expected=Band(low=0.9),
        tolerance="every run, within what the number of runs can show",
        test=BINOMIAL,
        least_runs=20,
    ),
    Claim(
        id="ising-10",
        section="III.2",
        figure="fig03",
        statement="For invariant data the place of the field is arbitrary: uniform on the ring over initial weights.",
        source="text",
        quantity="p value of Kuiper's test of the centres at formation",
        unit="1",
        datasets=("place_initial_weights",),
        measure=place_uniform,
        expected=Band(low=LEVEL_OF_TESTS),
        tolerance="level of the test, 1%; at least 40 runs, enough to see a preference for one half of the ring",
        test=P_VALUE,
        least_runs=40,
    ),
    Claim(
        id="ising-10b",
        section="III.2",
        figure="fig03",
        statement="The place is set by the initial weights: other data and other noise lead to the same place.",
        source="text",
        quantity="median distance from the common centre, same initial weights, other data and noise",
        unit="site",
        datasets=("place_same_weights",),
        measure=place_repeats,
        expected=Band(high=12.5),
        tolerance="half of the 25 sites that centres without any memory would have on a ring of 100",
        test="bootstrap (BCa) of the median over runs, 95%",
        least_runs=10,
    ),
    Claim(
        id="ising-11",
        section="III.2",
        figure="fig03",
        statement="Finite independent data break the invariance: over initial weights, the centres prefer places.",
        source="text",
        quantity="p value of Kuiper's test of the centres at formation, one data set of 1000 configurations",
        unit="1",
        datasets=("place_finite_data",),
        measure=place_uniform,
        expected=Band(high=LEVEL_OF_TESTS),
        tolerance="level of the test, 1%",
        test=P_VALUE,
        least_runs=40,
    ),
    Claim(
        id="ising-12",
        section="III.2",
        figure="fig03",
        statement="The width of the field grows linearly with the correlation length of the data.",
        source="text",
        quantity="R² of the line through the mean FWHM against xi",
        unit="1",
        datasets=("field_width",),
        measure=width_linearity,
        expected=Band(low=0.95),
        tolerance="a straight line explains 95% of the variation, set in advance",
        test="percentile bootstrap over runs, 95%",
    ),
    Claim(
        id="ising-12b",
        section="III.2",
        figure="fig03",
        statement="Widths against the true correlation length have slope 3.4 (the notebook's fit, corrected).",
        source="notebook",
        quantity="slope of FWHM against xi",
        unit="1",
        datasets=("field_width",),
        measure=width_slope,
        expected=Agrees(3.4, 0.3, 1.0),
        tolerance="interval of the slope and 0.3 for the notebook's own error and width definition",
        test=STUDENT,
        audit=1,
    ),
    Claim(
        id="ising-13",
        section="III.2",
        figure="fig03",
        statement="The line has a positive intercept: the width stays finite where the correlation length vanishes.",
        source="text",
        quantity="intercept of FWHM against xi",
        unit="site",
        datasets=("field_width",),
        measure=width_intercept,
        expected=Band(low=0.0),
        tolerance="positive",
        test=STUDENT,
    ),
    Claim(
        id="ising-14",
        section="III.2",
        figure="fig03",
        statement="The width does not depend on the size of the ring.",
        source="notebook",
        quantity="largest over smallest mean FWHM for N from 100 to 400",
        unit="1",
        datasets=("width_size",),
        measure=width_against_size,
        expected=Agrees(1.0, 0.05, 0.1),
        tolerance="5% for being the largest of three ratios",
        test="error propagation of the standard errors over runs, 95%",
    ),
    Claim(
        id="ising-15",
        section="III.2.1",
        figure="fig03",
        statement="A field of the data's width is the best: narrower and wider ones have the lower likelihood.",
        source="text",
        quantity="log-likelihood of the field minus the better of half and twice its width, best amplitudes",
        unit="nat per sample",
        datasets=("single_field",),
        measure=best_width,
        expected=Band(low=0.0),
        tolerance="positive",
        test="paired differences over 4*10^5 fresh samples, normal interval, 95%",
        least_runs=1,
    ),
    Claim(
        id="ising-16",
        section="III.2.1",
        figure="fig03",
        statement="Uniform weights would miss the data's structure.",
        source="text",
        quantity="gain in log-likelihood of uniform weights over that of the field, each at its best amplitude",
        unit="1",
        datasets=("single_field",),
        measure=uniform_share,
        expected=Band(high=0.1),
        tolerance="to miss the structure is to gain less than a tenth of what the field gains",
        test="ratio of means over 4*10^5 fresh samples, percentile bootstrap, 95%",
        least_runs=1,
        audit=6,
    ),
]

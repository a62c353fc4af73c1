"""Claims on XY data and the fields they leave in the weights: section IV, but for the thresholds."""

import numpy as np
import xarray as xr

from placecells.analysis import motion, summary
from placecells.analysis.colour_summary import overlap_audit, stacking, stacking_gain
from placecells.analysis.summary import final, ring_size
from placecells.claims.claim import Agrees, Band, Claim, Measurement, NotTestable
from placecells.claims.measurements import (
    BINOMIAL,
    BOOTSTRAP,
    LEVEL_OF_TESTS,
    P_VALUE,
    agreement,
    finite,
    from_estimate,
    mean_of,
    p_value,
    ratio_of_means,
    share_of,
    uniform_on_ring,
)
from placecells.data import xy
from placecells.theory.xy import mode_correlation

DATA = {"sites": 100, "colours": 10, "beta": 1.5}
SETS, SAMPLES, NEIGHBOURS = 10, 20_000, 5
RUNS_FOR_UNIFORMITY = 20
DEGREES = 180 / np.pi


def _data_sets() -> list[np.ndarray]:
    """Fresh colours (sample, site) as phases exp(2 pi i a / q)."""
    phases = np.exp(2j * np.pi * np.arange(DATA["colours"]) / DATA["colours"])
    return [phases[xy.decode(xy.sample(DATA, SAMPLES, seed), DATA["sites"])] for seed in range(SETS)]


def correlation_ratio() -> Measurement:
    """Measured correlation <cos(theta_i - theta_j)> over the exact one, mean over distances 1 ... NEIGHBOURS."""
    expected = mode_correlation(DATA["sites"], DATA["colours"], DATA["beta"])
    ratios = []
    for z in _data_sets():
        found = [np.mean((z * np.roll(z, -d, axis=1).conj()).real) for d in range(1, NEIGHBOURS + 1)]
        ratios.append(np.mean(found / np.asarray(expected)[1, 1 : NEIGHBOURS + 1]))
    return agreement(ratios, 1.0)


def invariance_p() -> Measurement:
    """Are neighbours' correlations the same at all sites, colours equally frequent? Smaller p, doubled."""
    from scipy.stats import chi2, f_oneway

    z = _data_sets()
    bonds = np.array([(one * np.roll(one, -1, axis=1).conj()).real.mean(axis=0) for one in z])
    first = np.array([one.mean(axis=1) for one in z]).ravel()  # one mean vector per configuration
    n, spread = len(first), np.var(first.real) + np.var(first.imag)
    statistic = 2 * n * np.abs(first.mean()) ** 2 / spread
    return p_value(min(1.0, 2 * min(f_oneway(*bonds.T).pvalue, chi2.sf(statistic, 2))), SETS)


def _last(ds: xr.Dataset) -> xr.Dataset:
    """The last record, units of all runs side by side: dimension run."""
    return final(ds).stack(run=("seed", "hidden"))


def _peak(ds: xr.Dataset, name: str) -> np.ndarray:
    """A quantity (run,) at the site of the strongest angular modulation."""
    last = _last(ds)
    return last[name].isel(site=last["angular_modulation"].argmax("site")).values


def localised(ds: xr.Dataset) -> Measurement:
    """Share of units localised in space (L > 0.5) and in angle (F1 > 0.9)."""
    last = _last(ds)
    detail = f"Mean L {float(last['order_spatial'].mean()):.2f}, mean F1 {float(last['order_angular'].mean()):.2f}."
    return share_of(((last["order_spatial"] > 0.5) & (last["order_angular"] > 0.9)).values, detail)


def weaker(binary: xr.Dataset, well: xr.Dataset) -> Measurement:
    """Resultant of a binary unit's field over that of a double well's."""
    return ratio_of_means(_last(binary)["order_spatial"].values, _last(well)["order_spatial"].values)


def peaked(ds: xr.Dataset) -> Measurement:
    """Largest angular modulation (16) over its mean over sites."""
    modulation = _last(ds)["angular_modulation"]
    return mean_of((modulation.max("site") / modulation.mean("site")).values)


def cosine_r2(ds: xr.Dataset) -> Measurement:
    """R^2 of the cosine at the peak."""
    return mean_of(_peak(ds, "cosine_r2"))


def frequency(ds: xr.Dataset) -> Measurement:
    """Turns over the q colours of the cosine at the peak."""
    return mean_of(_peak(ds, "cosine_frequency"))


def frequency_spread(ds: xr.Dataset) -> Measurement:
    """Standard deviation of the fitted frequency over the sites of a field."""
    return mean_of(_last(ds)["cosine_frequency"].std("site").values)


def phase_spread(ds: xr.Dataset) -> Measurement:
    """Circular standard deviation of the phase over the sites of a field, in degrees."""
    return mean_of(_last(ds)["phase_spread"].values)


def places_and_phases(ds: xr.Dataset) -> Measurement:
    """Kuiper's tests of centres and of phases over runs; the smaller p value, doubled."""
    last = final(ds).isel(hidden=0)
    centres, phases = finite(last["centre"]), finite(last["phase"])
    if min(len(centres), len(phases)) < RUNS_FOR_UNIFORMITY:
        raise NotTestable(f"{len(centres)} runs have a centre, a test of uniformity needs {RUNS_FOR_UNIFORMITY}")
    p = min(uniform_on_ring(centres, ring_size(ds)), uniform_on_ring(phases, 2 * np.pi))
    return p_value(min(1.0, 2 * p), len(centres))


def without_stacked_pairs(ds: xr.Dataset) -> Measurement:
    """Share of runs in which no two fields are at one place."""
    found = stacking(ds)
    known = found.frequency
    detail = f"{found.stacked.size} stacked pairs, {_share(found.stacked_at_right_angle)} of them at 90 ± 20 degrees."
    return Measurement(1 - known.value, 1 - known.high, 1 - known.low, len(found.per_run), detail)


def _share(found: motion.Estimate) -> str:
    return "none" if np.isnan(found.value) else f"{found.value:.0%} [{found.low:.0%}, {found.high:.0%}]"


def stacked_right_angle(ds: xr.Dataset) -> Measurement:
    """Share of the stacked pairs whose phases are 90 +- 20 degrees apart."""
    found = stacking(ds)
    return from_estimate(found.stacked_at_right_angle, found.stacked.size)


def stacking_pays(ds: xr.Dataset) -> Measurement:
    """Held-out log-likelihood of runs with stacked pairs minus that of runs without."""
    return from_estimate(stacking_gain(ds), ds.sizes["seed"])


def even_phases(ds: xr.Dataset) -> Measurement:
    """CV of the gaps between the phases of a machine's units minus that of phases at random."""
    phases = final(ds)["phase"].transpose("seed", "hidden").values
    phases = np.sort(phases[np.isfinite(phases).all(axis=1)], axis=1)
    if len(phases) < 2:
        raise NotTestable(f"{len(phases)} runs have a phase for every unit")
    gaps = np.diff(phases, axis=1, append=phases[:, :1] + 2 * np.pi)
    random = np.random.default_rng(0).dirichlet(np.ones(gaps.shape[1]), 100_000)
    expected = np.mean(random.std(axis=1) / random.mean(axis=1))
    cv = gaps.std(axis=1) / gaps.mean(axis=1)
    return mean_of(cv - expected, f"CV {cv.mean():.2f}, random {expected:.2f}, equal 0.")


def orthogonality(ds: xr.Dataset) -> Measurement:
    """Mean overlap of the weight vectors of one machine over that of units of different machines."""
    found = overlap_audit(ds)
    detail = f"Within {found.within.mean():.3f}, across {found.across.mean():.3f}, random weights {found.random:.3f}."
    per_run = found.within.reshape(ds.sizes["seed"], -1).mean(axis=1)
    return mean_of(per_run / found.across.mean(), detail)


def drift(ds: xr.Dataset) -> Measurement:
    """Distance the centre moves in the second half of the training, in FWHM."""
    update = ds["update"].values
    half = ds.isel(record=int(np.abs(update - update[-1] / 2).argmin()), hidden=0)
    last, sites = final(ds).isel(hidden=0), ring_size(ds)
    away = (last["centre"].values - half["centre"].values + sites / 2) % sites - sites / 2
    return mean_of(np.abs(away) / last["width"].values)


def streamed_exponent(ds: xr.Dataset) -> Measurement:
    """Exponent of the mean-square displacement of the centre."""
    found = summary.free_motion(summary.centre_paths(ds)[:, 0], summary.elapsed(ds))
    detail = f"D = {found.coefficient.value:.2g} sites² per 10⁶ samples."
    return from_estimate(found.exponent, ds.sizes["seed"], detail)


def streamed_phase(ds: xr.Dataset) -> Measurement:
    """Root-mean-square displacement of the phase from the middle to the end of the training, in degrees."""
    ds = ds.isel(hidden=0).transpose("seed", "record", ...)
    late = ds["phase"].values[:, ds.sizes["record"] // 2 :]
    moved = np.abs(np.unwrap(late, axis=1)[:, -1] - late[:, 0]) * DEGREES
    return mean_of(moved)


def _claim(number: str, statement: str, quantity: str, datasets: tuple, measure, expected, tolerance: str, **more):
    """What most claims of this section have in common."""
    settings = {"source": "text", "unit": "1", "test": BOOTSTRAP, "figure": "fig09", "section": "IV.2"} | more
    return Claim(
        id=f"xy-{number}",
        statement=statement,
        quantity=quantity,
        datasets=datasets,
        measure=measure,
        expected=expected,
        tolerance=tolerance,
        **settings,
    )


TWO_MACHINES = (("", "xy_double_well", "double well"), ("b", "xy_binary", "binary unit, zero fields"))

CLAIMS = [
    _claim(
        "48",
        "The data are invariant under rotations of the ring and of the colours.",
        "p value that neighbours' correlations are the same at all sites and colours equally frequent",
        (),
        invariance_p,
        Band(low=LEVEL_OF_TESTS),
        "level of the test, 1%, doubled for two tests",
        test=P_VALUE,
        figure="fig08",
        section="IV.1",
    ),
    _claim(
        "49",
        "Correlations between colours decay along the ring with the ratio of the transfer matrix's eigenvalues.",
        f"p value that measured correlations are the exact ones, mean ratio over distances 1 to {NEIGHBOURS}",
        (),
        correlation_ratio,
        Band(low=LEVEL_OF_TESTS),
        "level of the test, 1%",
        test=P_VALUE,
        figure="fig08",
        section="IV.1",
    ),
    *(
        _claim(
            number,
            f"The weights localise in space and in angle ({unit}).",
            "share of runs with L > 0.5 and F1 > 0.9",
            (name,),
            localised,
            Band(low=0.65),
            "every run, within what ten runs can show",
            test=BINOMIAL,
            least_runs=8,
        )
        for number, name, unit in (("50", "xy_double_well", "double well"), ("51", "xy_binary", "binary unit"))
    ),
    _claim(
        "52",
        "A binary unit's field is slightly weaker localised than a double well's.",
        "L of a binary unit over L of a double well, learned fields",
        ("xy_binary_learned", "xy_double_well"),
        weaker,
        Band(high=1.0),
        "weaker",
        test="ratio of means, percentile bootstrap over runs, 95%",
    ),
    _claim(
        "53",
        "The angular modulation is peaked in space.",
        "largest angular modulation over its mean over sites",
        ("xy_double_well",),
        peaked,
        Band(low=2.0),
        "twice the mean; 1 for a modulation that is the same everywhere",
    ),
    *(
        _claim(
            f"54{letter}",
            f"At the peak the weights are a cosine of the colour ({unit}).",
            "R² of the fit at the site of the strongest modulation",
            (name,),
            cosine_r2,
            Band(low=0.97),
            "3% of the variance left, set in advance",
        )
        for letter, name, unit in TWO_MACHINES
    ),
    *(
        _claim(
            f"55{letter}",
            f"The cosine turns once over the q colours ({unit}).",
            "fitted frequency at the peak",
            (name,),
            frequency,
            Agrees(1.0, 0.01, 0.06),
            "6%: the largest deviation that a reader of the figure would call one turn",
        )
        for letter, name, unit in TWO_MACHINES
    ),
    *(
        _claim(
            f"56{letter}",
            f"Its phase is the same over the whole field ({unit}).",
            "circular standard deviation of the phase over the field",
            (name,),
            phase_spread,
            Band(high=8.0),
            "8 degrees, a quarter of one colour's turn of 36",
            unit="degree",
        )
        for letter, name, unit in TWO_MACHINES
    ),
    _claim(
        "56c",
        "Its period is the same over the whole field.",
        "standard deviation of the fitted frequency over the field",
        ("xy_double_well",),
        frequency_spread,
        Band(high=0.1),
        "a tenth of a turn",
    ),
    _claim(
        "57",
        "Place and phase are arbitrary: uniform over runs.",
        "p value of Kuiper's tests of centres and phases, doubled",
        ("xy_streamed_start",),
        places_and_phases,
        Band(low=LEVEL_OF_TESTS),
        "level of the test, 1%, doubled for two tests",
        test=P_VALUE,
        least_runs=RUNS_FOR_UNIFORMITY,
    ),
    *(
        _claim(
            f"58{letter}",
            f"The fields of five units lie apart in space ({unit}).",
            "share of runs without two fields at one place",
            (name,),
            without_stacked_pairs,
            Band(low=0.8),
            "robust over runs: four of five",
            test=BINOMIAL,
            figure="fig10",
            audit=4,
            least_runs=10,
        )
        for letter, name, unit in (
            ("", "xy_m5_double_well", "double wells"),
            ("b", "xy_m5_binary", "binary, learned fields"),
            ("c", "xy_m5_binary_zero", "binary, zero fields"),
        )
    ),
    _claim(
        "59",
        "Five units have the same frequency, one turn over the colours.",
        "fitted frequency at the peaks",
        ("xy_m5_double_well",),
        frequency,
        Agrees(1.0, 0.01, 0.06),
        "as for one unit",
        figure="fig10",
    ),
    _claim(
        "60",
        "The phases of five units are equally spaced.",
        "CV of the gaps between phases minus that of phases at random",
        ("xy_m5_double_well",),
        even_phases,
        Band(high=-0.2),
        "clearly more even than at random, whose CV varies by 0.2 from run to run",
        figure="fig10",
        audit=4,
    ),
    _claim(
        "61",
        "The weight vectors of five units are mutually orthogonal.",
        "mean overlap within a machine over that of units of different machines",
        ("xy_m5_binary_zero",),
        orthogonality,
        Band(high=0.5),
        "half of what units that know nothing of each other overlap",
        source="ours",
        figure="fig10",
        audit=4,
    ),
    _claim(
        "61b",
        "Two fields at one place have phases at a right angle.",
        "share of stacked pairs with phases 90 ± 20 degrees apart (random: 0.22)",
        ("xy_m5_binary_zero",),
        stacked_right_angle,
        Band(low=0.5),
        "more than half, twice the random share",
        test=BINOMIAL,
        source="ours",
        figure="fig10",
        audit=4,
        least_runs=10,
    ),
    _claim(
        "61c",
        "Runs with two fields at one place have the higher likelihood.",
        "held-out log-likelihood of runs with stacked pairs minus that of the others",
        ("xy_m5_binary",),
        stacking_pays,
        Band(low=0.0),
        "positive",
        test="Welch's interval over runs, 95%",
        source="ours",
        unit="nat per sample",
        figure="fig10",
        audit=4,
    ),
    _claim(
        "62",
        "The field does not diffuse in the course of the training.",
        "distance the centre moves in the second half of the training, in FWHM",
        ("xy_binary",),
        drift,
        Band(high=0.5),
        "half a width",
        unit="FWHM",
    ),
    _claim(
        "63",
        "On streamed data it does diffuse, in space.",
        "exponent of the mean-square displacement of the centre",
        ("xy_streamed",),
        streamed_exponent,
        Agrees(1.0, 0.05, 0.3),
        "statistical error, and 5% for the short record",
        source="ours",
        figure="",
    ),
    _claim(
        "63b",
        "On streamed data it does diffuse, in phase.",
        "displacement of the phase from the middle to the end of the training",
        ("xy_streamed",),
        streamed_phase,
        Band(low=8.0),
        "more than the phase varies within one field",
        source="ours",
        unit="degree",
        figure="",
    ),
]

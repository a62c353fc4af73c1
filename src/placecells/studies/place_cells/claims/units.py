"""Claims on several hidden units: section III.2.2."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Agrees, Band, Claim, Measurement, Undecided
from placecells.claims.intervals import (
    BINOMIAL,
    EXACT,
    STUDENT,
    exact,
    finite,
    mean_of,
    ratio_of,
    share_of,
    statistic_of,
)
from placecells.measure import fields
from placecells.measure.crossings import first_crossing
from placecells.measure.summary import final, ring_size, single_bump_width, tiling
from placecells.studies.place_cells.measures.field_likelihood import (
    separation_gain,
    vanishing_distance,
)

if TYPE_CHECKING:
    import xarray as xr

RODS = 100_000  # random placements of rods
SHRUNK = 0.9  # of a single unit's width, where fields count as narrower


def _widths(ds: xr.Dataset) -> np.ndarray:
    """FWHM of all fields of one bump, mean over the units of a run: (seed,)."""
    return single_bump_width(final(ds)).mean("hidden").values


def _gaps(ds: xr.Dataset) -> np.ndarray:
    """Gaps between neighbouring centres (run, hidden) of runs whose units all have a centre."""
    centres = final(ds)["centre"].transpose("seed", "hidden").values
    centres = centres[np.isfinite(centres).all(axis=1)]
    if not len(centres):
        raise Undecided("no run has a centre for every unit")
    return np.array([fields.gaps(row, ring_size(ds)) for row in centres])


def apart(ds: xr.Dataset) -> Measurement:
    """Share of runs whose smallest gap exceeds the mean FWHM of the fields."""
    return share_of(_gaps(ds).min(axis=1) > np.nanmean(_widths(ds)))


def even_gaps(ds: xr.Dataset) -> Measurement:
    """CV of the gaps minus the mean CV of hard rods of one FWHM placed at random."""
    gaps = _gaps(ds)
    sites, width = ring_size(ds), float(np.nanmean(_widths(ds)))
    rods = _rod_gaps(gaps.shape[1], sites, width)
    cv = gaps.std(axis=1) / gaps.mean(axis=1)
    expected = np.mean(rods.std(axis=1) / rods.mean(axis=1))
    detail = f"CV of the gaps {cv.mean():.3f}; rods of one width {expected:.3f}; points {_point_cv(gaps.shape[1]):.3f}."
    return mean_of(cv - expected, detail)


def _rod_gaps(hidden: int, sites: int, width: float) -> np.ndarray:
    """Gaps between centres of rods of a length, placed at random on the ring without overlap: (RODS, hidden)."""
    free = sites - hidden * width
    if free <= 0:
        raise Undecided(f"{hidden} rods of {width:.1f} sites do not fit on {sites} sites")
    return width + free * np.random.default_rng(0).dirichlet(np.ones(hidden), RODS)


def _point_cv(hidden: int) -> float:
    gaps = np.random.default_rng(0).dirichlet(np.ones(hidden), RODS)
    return float(np.mean(gaps.std(axis=1) / gaps.mean(axis=1)))


def tiling_cv(ds: xr.Dataset) -> Measurement:
    """CV of the gaps between the centres of the units that carry a field."""
    found = tiling(ds)
    return mean_of(found.gap_cv, f"{found.with_field.min()} to {found.with_field.max()} units carry a field.")


def width_ratio(some: xr.Dataset, others: xr.Dataset) -> Measurement:
    """FWHM with one number of units over FWHM with another, mean over the runs of each."""
    return ratio_of(_widths(some), _widths(others))


def with_field(ds: xr.Dataset) -> Measurement:
    """Share of the units of a run that carry a field."""
    found = tiling(ds)
    return mean_of(found.with_field / found.hidden)


def shrinking_onset(*datasets: xr.Dataset) -> Measurement:
    """Number of units at which fields are SHRUNK of a single unit's, times that width over N.

    datasets: those of one unit and of growing numbers of units. Linear in the logarithm of the number of units.
    """
    hidden, sites = np.log([ds.sizes["hidden"] for ds in datasets]), ring_size(datasets[0])
    widths = [finite(_widths(ds)) for ds in datasets]

    def onset(*samples):
        means = np.array([sample.mean() for sample in samples])
        place = first_crossing(hidden, means, SHRUNK * means[0])
        return np.exp(hidden[-1] if np.isnan(place) else place) * means[0] / sites

    if np.mean(widths[-1]) > SHRUNK * np.mean(widths[0]):
        raise Undecided(f"fields of {datasets[-1].sizes['hidden']} units are not narrower than a single unit's")
    runs = min(map(len, widths))
    if runs < 2:
        raise Undecided("a number of units has fewer than two runs with fields of one bump")
    shown = ", ".join(f"{np.exp(m):.0f}: {width.mean():.1f}" for m, width in zip(hidden, widths, strict=True))
    return statistic_of(widths, onset, f"Units: FWHM: {shown}.")


def redundancy(ds: xr.Dataset) -> Measurement:
    """What two fields gain by being at opposite places instead of one, in nat per sample."""
    return mean_of(separation_gain(ds))


def repulsion_range(ds: xr.Dataset, pairs: xr.Dataset) -> Measurement:
    """Distance, in FWHM, beyond which two fields gain as much as two independent ones. pairs: gains of two fields."""
    distance = vanishing_distance(pairs)
    width = float(np.nanmean(_widths(ds)))
    return exact(distance / width, f"{distance:.1f} sites, FWHM {width:.1f} sites.")


claim = partial(Claim, section="III.2.2", figure="fig04", source="text", unit="1", test=STUDENT)

CLAIMS = [
    claim(
        id="units-17",
        statement="With three units every field has the width that a single unit's field has.",
        quantity="FWHM with three units over FWHM with one",
        datasets=("fields_m3", "single_field"),
        measure=width_ratio,
        expected=Agrees(1.0, 0.15),
        tolerance="5%: the two are trained at different rates and data",
        test="ratio of means, percentile bootstrap over runs, 95%",
    ),
    claim(
        id="units-18",
        statement="The centres of three fields lie apart: further than one width.",
        quantity="share of runs whose smallest gap exceeds the mean FWHM",
        datasets=("fields_m3",),
        measure=apart,
        expected=Band(low=0.35),
        tolerance="three rods of one width would never overlap; points would be that far apart in a third of the runs",
        test=BINOMIAL,
    ),
    claim(
        id="units-18b",
        statement="The centres of three fields lie further apart than one width in nearly every run.",
        quantity="share of runs whose smallest gap exceeds the mean FWHM",
        datasets=("three_units",),
        measure=apart,
        expected=Band(low=0.8),
        tolerance="what 24 runs without exception can show is 0.86; points at random would have a third",
        test=BINOMIAL,
        least_runs=20,
    ),
    claim(
        id="units-19",
        statement="Three fields keep roughly equal distances.",
        quantity="CV of the gaps minus that of hard rods of one width placed at random",
        datasets=("fields_m3",),
        measure=even_gaps,
        expected=Band(high=0.0),
        tolerance="more even than exclusion alone makes them",
    ),
    claim(
        id="units-19b",
        statement="Three fields keep roughly equal distances, over many runs.",
        quantity="CV of the gaps minus that of hard rods of one width placed at random",
        datasets=("three_units",),
        measure=even_gaps,
        expected=Band(high=0.0),
        tolerance="more even than exclusion alone makes them",
        least_runs=20,
    ),
    claim(
        id="units-20",
        statement="Ten fields tile the ring uniformly.",
        quantity="CV of the gaps between centres (points at random: 0.90)",
        datasets=("fields_m10",),
        measure=tiling_cv,
        expected=Band(high=0.15),
        tolerance="a sixth of the CV of points at random, set in advance",
    ),
    claim(
        id="units-20b",
        statement="Every one of ten units carries a field.",
        quantity="share of the units of a run that carry a field",
        datasets=("fields_m10",),
        measure=with_field,
        expected=Band(low=0.9),
        tolerance="nine of ten",
    ),
    claim(
        id="units-21",
        statement="Fields shrink when they would overlap: ten fields of the single unit's width exceed the ring.",
        quantity="FWHM with ten units over FWHM with one",
        datasets=("fields_m10", "single_field"),
        measure=width_ratio,
        expected=Band(high=0.85),
        tolerance="ten widths of 14 sites on 100 sites leave 0.71; 0.85 is half-way to no shrinking",
        test="ratio of means, percentile bootstrap over runs, 95%",
    ),
    claim(
        id="units-21b",
        statement="Twenty fields are narrower than ten.",
        quantity="FWHM with twenty units over FWHM with ten",
        datasets=("fields_m20", "fields_m10"),
        measure=width_ratio,
        expected=Band(high=1.0),
        tolerance="narrower",
        test="ratio of means, percentile bootstrap over runs, 95%",
    ),
    claim(
        id="units-21c",
        statement="Fields begin to shrink when the number of units times the single unit's width reaches the ring.",
        quantity="number of units whose fields have 0.9 of the single unit's width, times that width, over N",
        datasets=("single_field", "fields_m3", "fields_m5", "fields_m7", "fields_m10"),
        measure=shrinking_onset,
        expected=Band(0.5, 1.5),
        tolerance="a statement of order one: within a half",
        test="percentile bootstrap over the runs of every number of units, 95%",
    ),
    claim(
        id="units-22",
        statement="Fields repel because close ones are redundant: beyond about one width they gain as two alone.",
        quantity="distance at which the pair's likelihood reaches 95% of what it gains by separating, in FWHM",
        unit="FWHM",
        datasets=("single_field", "two_fields_gains"),
        measure=repulsion_range,
        expected=Agrees(1.0, 0.5),
        tolerance="about one width: within a half",
        test=EXACT + ", but for the mean over runs of the field",
        least_runs=1,
        audit=8,
    ),
    claim(
        id="units-22b",
        statement="The repulsion reaches to about 2.3 widths.",
        source="ours",
        quantity="distance at which the pair's likelihood reaches 95% of what it gains by separating, in FWHM",
        unit="FWHM",
        datasets=("single_field", "two_fields_gains"),
        measure=repulsion_range,
        expected=Agrees(2.3, 0.3),
        tolerance="the distance is read off a curve that flattens: 0.3 widths",
        test=EXACT + ", but for the mean over runs of the field",
        least_runs=1,
        audit=8,
    ),
    claim(
        id="units-22c",
        statement="Two fields at one place are redundant: apart they describe the data better.",
        quantity="log-likelihood of fields at opposite places minus that at one place, each at its best amplitude",
        unit="nat per sample",
        datasets=("two_fields_gains",),
        measure=redundancy,
        expected=Band(low=0.0),
        tolerance="positive",
        test="bootstrap (BCa) over 20 blocks of fresh samples, 95%",
    ),
]

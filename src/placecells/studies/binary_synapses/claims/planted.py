"""Claims on teachers: how much of their synapses is found, and where theory says that it can be."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.chosen import at, first_above, runs
from placecells.claims.claim import Agrees, Band, Claim, Control, Measurement
from placecells.claims.intervals import LOG_STUDENT, STUDENT, WELCH, difference_of, geometric_mean_of, mean_of
from placecells.theory import binary_synapses as theory

if TYPE_CHECKING:
    import xarray as xr

LOAD = 5.0  # alpha at which the estimates are compared, beta = 1
BOTH = ("dual", "overlap")


def overlap_of(ds: xr.Dataset, estimate: str) -> Measurement:
    """Overlap of one estimate."""
    return mean_of(at(ds, load=LOAD, estimate=estimate)["sign_overlap"])


def below_best(ds: xr.Dataset, estimates: tuple[str, str] = BOTH) -> dict[str, Measurement]:
    """Overlap of the Bayes-optimal estimate minus that of others, of the same teachers."""
    best = at(ds, load=LOAD, estimate="bayes")["sign_overlap"]
    lost = (best - at(ds, load=LOAD, estimate=name)["sign_overlap"] for name in estimates)
    return {part: mean_of(one) for part, one in zip(BOTH, lost, strict=True)}


def several_units(ds: xr.Dataset, record: int = -1) -> dict[str, Measurement]:
    """Overlap of two and of three independent units at alpha = 8, dual network, after the record `record`."""
    part = at(ds, correlation=0.0, load=8.0, partition="dual").isel(record=record)
    return {f"P = {units}": mean_of(at(part, units=units)["overlap"]) for units in (2, 3)}


def collapse(hot: xr.Dataset, cold: xr.Dataset, load: float = 9.765625) -> Measurement:
    """Overlap at beta = 0.8 minus overlap at beta = 1.25, N = 400, both at alpha beta^4 = 4 by default."""
    one = at(hot, sites=400, load=load, estimate="overlap")["sign_overlap"]
    other = at(cold, sites=400, load=1.6384, estimate="overlap")["sign_overlap"]
    return difference_of(runs(one), runs(other))


def predicted_difference() -> float:
    """The same by replica theory of the Bayes-optimal estimate."""
    return theory.replica_symmetric_overlap(4 / 0.8**4, 0.8) - theory.replica_symmetric_overlap(4 / 1.25**4, 1.25)


def rate_slope(ds: xr.Dataset, swapped: bool = False) -> dict[str, Measurement]:
    """Slope of measured against predicted growth rates over alpha, one line a run; swapped: the other term's rates."""
    rows = ds.transpose("partition", "seed", "load")
    predicted = rows["predicted_rate"].values[::-1] if swapped else rows["predicted_rate"].values
    found = {}
    for name, measured, theory_rates in zip(
        rows["partition"].values, rows["growth_rate"].values, predicted, strict=True
    ):
        found[str(name)] = mean_of([np.polyfit(x, y, 1)[0] for x, y in zip(theory_rates, measured, strict=True)])
    return found


def unaligned(ds: xr.Dataset, load: float = 0.5) -> dict[str, Measurement]:
    """Size of the means minus the overlap of their signs."""
    part = at(ds, load=load)
    return {
        name: mean_of(at(part, partition=name)["polarisation"] - at(part, estimate=name)["sign_overlap"])
        for name in BOTH
    }


def stages(ds: xr.Dataset) -> Measurement:
    """Updates until half overlap on sites where the teacher's units differ, over those on sites where they agree.

    A run that does not come so far counts with all its updates.
    """
    part = ds.isel(partition=0).transpose("seed", "record", ...)
    late, early = (
        first_above(part[f"{name}_overlap"].values, part["step"].values + 1.0, 0.5) for name in ("differing", "agreed")
    )
    return geometric_mean_of(late / early)


def between(ds: xr.Dataset, correlation: float = 0.3) -> Measurement:
    """Overlap on sites where two units agree minus overlap where they differ, alpha = 2, at the end of learning."""
    part = at(ds, units=2, correlation=correlation, load=2.0, partition="overlap").isel(record=-1)
    return mean_of(part["agreed_overlap"] - part["differing_overlap"])


def gibbs(markov: xr.Dataset, independent: xr.Dataset) -> Measurement:
    """Overlap with samples of a Markov chain minus overlap with independent samples."""
    return difference_of(*(runs(at(ds, load=LOAD, estimate="dual")["sign_overlap"]) for ds in (markov, independent)))


claim = partial(Claim, section="B", unit="1", test=STUDENT)
text = partial(claim, source="text", where="abstract", row="planted")
ours = partial(claim, source="ours")

CLAIMS = [
    text(
        id="synapses-10",
        statement="Learning finds planted synapses: one unit.",
        quantity="overlap of the signs with the teacher, N = 100, beta = 1, alpha = 5",
        datasets=("overlap_at_five",),
        measure=partial(overlap_of, estimate="dual"),
        expected=Band(low=0.8),
        tolerance="nine of ten synapses, of which the Bayes-optimal estimate finds little more",
        why="alpha = 5 is five times the threshold beta^-4 at which the teacher begins to show.",
        controls=(Control("samples of fair coins", partial(overlap_of, estimate="dual"), ("no_teacher",)),),
        figure="figB2",
    ),
    text(
        id="synapses-10b",
        statement="Learning finds planted synapses: several units.",
        quantity="overlap of the signs with the teacher, units matched, N = 100, alpha = 8, independent units",
        datasets=("several_units",),
        measure=several_units,
        expected={"P = 2": Band(low=0.7), "P = 3": Band(low=0.7)},
        tolerance="units that all learn one direction have about 0.5",
        why="The partition function makes units repel, so that each takes a unit of the teacher.",
        controls=(Control("before learning", partial(several_units, record=0), ("several_units",)),),
        figure="figB5",
    ),
    ours(
        id="synapses-11",
        statement="The Bayes-optimal estimate has the overlap of replica theory.",
        quantity="overlap of the signs, alpha = 5",
        datasets=("overlap_at_five",),
        measure=partial(overlap_of, estimate="bayes"),
        expected=Agrees(theory.replica_symmetric_overlap(LOAD, 1.0), 0.03),
        tolerance="three corrections of order 1/N",
        why="Messages are exact for dense graphs without structure, in the limit of many sites.",
        controls=(Control("principal component", partial(overlap_of, estimate="principal"), ("overlap_at_five",)),),
        figure="figB2",
    ),
    ours(
        id="synapses-11b",
        statement="The principal component has the overlap of spectral theory.",
        quantity="overlap of the signs, alpha = 5",
        datasets=("overlap_at_five",),
        measure=partial(overlap_of, estimate="principal"),
        expected=Agrees(theory.principal_overlap(LOAD, 1.0), 0.03),
        tolerance="three corrections of order 1/N",
        why="The teacher is a spike in the covariance, of which the leading eigenvector keeps a share.",
        controls=(Control("Bayes-optimal estimate", partial(overlap_of, estimate="bayes"), ("overlap_at_five",)),),
        figure="figB2",
    ),
    ours(
        id="synapses-12",
        statement="Learning the distribution of synapses finds almost as much as the Bayes-optimal estimate.",
        quantity="Bayes-optimal overlap minus that of learning, same samples, alpha = 5",
        datasets=("overlap_at_five",),
        measure=below_best,
        expected=dict.fromkeys(BOTH, Band(high=0.02)),
        tolerance="half of what the principal component loses by theory",
        why="At five times the threshold one solution attracts all.",
        controls=(
            Control(
                "principal component, a real vector whose signs are taken at the end",
                partial(below_best, estimates=("principal", "principal")),
                ("overlap_at_five",),
            ),
        ),
        figure="figB2",
    ),
    ours(
        id="synapses-13",
        statement="Overlaps at different temperatures are those of one curve in alpha beta^4, up to what theory says.",
        quantity="overlap at beta = 0.8 minus overlap at beta = 1.25, alpha beta^4 = 4, N = 400",
        datasets=("collapse_hot", "collapse_cold"),
        measure=collapse,
        expected=Agrees(predicted_difference(), 0.1),
        tolerance="a tenth, which twelve teachers of 400 sites can resolve",
        why="The teacher's spike in the covariance shows from alpha beta^4 = 1 on.",
        controls=(
            Control(
                "alpha beta^4 = 1 against 4", partial(collapse, load=2.44140625), ("collapse_hot", "collapse_cold")
            ),
        ),
        test=WELCH,
        figure="figB3",
    ),
    ours(
        id="synapses-14",
        statement="Small means grow along the leading eigenvector at the rates of linear theory.",
        quantity="slope of measured against predicted rates over alpha",
        datasets=("growth_of_means",),
        measure=rate_slope,
        expected=dict.fromkeys(BOTH, Agrees(1.0, 0.01)),
        tolerance="one in a hundred",
        why="For small means both terms of the bound are quadratic forms of the means.",
        controls=(Control("the rates of the other term", partial(rate_slope, swapped=True), ("growth_of_means",)),),
        figure="figB4",
    ),
    ours(
        id="synapses-15",
        statement="Means become large before they are those of the teacher.",
        quantity="size of the means (rms) minus overlap of their signs, alpha = 0.5",
        datasets=("polarisation_of_load",),
        measure=unaligned,
        expected=dict.fromkeys(BOTH, Band(low=0.1)),
        tolerance="a tenth; alpha lies between 0.11 or 0.14, where means leave 0, and 1, where the teacher shows",
        why="The edge of the noise in the covariance makes small means grow before the teacher's spike leaves it.",
        controls=(Control("alpha = 0.06", partial(unaligned, load=0.06), ("polarisation_of_load",)),),
        figure="figB4",
    ),
    ours(
        id="synapses-16",
        statement="Correlated units are learned in two stages: first where they agree, then where they differ.",
        quantity="updates to half overlap where units differ over those where units agree, q = 0.3",
        datasets=("two_stages",),
        measure=stages,
        expected=Band(low=2.0),
        tolerance="the linear rates of sum and difference differ by more than a factor 2",
        why="The sum of two correlated units has the larger eigenvalue.",
        controls=(Control("independent units", stages, ("one_stage",)),),
        test=LOG_STUDENT,
        figure="figB5",
    ),
    ours(
        id="synapses-17",
        statement="Between the two thresholds only sites where the units agree are found.",
        quantity="overlap where units agree minus overlap where units differ, q = 0.3, alpha = 2",
        datasets=("pairs_and_triples",),
        measure=between,
        expected=Band(low=0.25),
        tolerance="a quarter of the largest overlap",
        why="alpha = 2 lies between the thresholds 0.355 of the sum and 4.06 of the difference.",
        controls=(Control("independent units", partial(between, correlation=0.0), ("pairs_and_triples",)),),
        figure="figB5",
    ),
    ours(
        id="synapses-18",
        statement="Samples of a long Markov chain teach as independent samples do.",
        quantity="overlap with samples of a chain minus overlap with independent samples, alpha = 5",
        datasets=("gibbs_samples", "overlap_at_five"),
        measure=gibbs,
        expected=Agrees(0.0, 0.05),
        tolerance="a twentieth of the largest overlap",
        why="Five hundred sweeps between samples are more than the chain remembers.",
        controls=(Control("samples of fair coins", gibbs, ("gibbs_samples", "no_teacher")),),
        test=WELCH,
        figure="figB2",
    ),
]

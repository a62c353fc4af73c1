"""Claims on the two steps of learning: the bound that is climbed, and the messages that give expectations."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.chosen import at, runs
from placecells.claims.claim import REPRODUCED, Agrees, Band, Claim, Control, Measurement
from placecells.claims.intervals import (
    BINOMIAL,
    EXACT,
    STUDENT,
    WELCH,
    difference_of,
    exact,
    mean_of,
    share_of,
)

if TYPE_CHECKING:
    import xarray as xr

LOADED = 20.0  # alpha at which eight sites have enough samples to be learned


def share_climbed(ds: xr.Dataset, variable: str = "bound") -> Measurement:
    """Share of the way from the bound before learning to the log-likelihood that learning climbs; the dual network."""
    part = at(ds, load=LOADED, partition="dual")
    return mean_of((part[variable] - part["start_bound"]) / (part["evidence"] - part["start_bound"]))


def excess(ds: xr.Dataset, partition: str = "dual") -> Measurement:
    """The stated bound minus the log-likelihood, alpha = 5."""
    part = at(ds, partition=partition, load=5.0)
    return mean_of(part["stated_bound"] - part["evidence"])


def dual_bias(ds: xr.Dataset, name: str = "dual") -> Measurement:
    """Error of <log Z> for one unit whose synapses are half certain."""
    return mean_of(at(ds, units=1, polarisation=0.5)[f"{name}_error"])


def lost_correlation(ds: xr.Dataset, correlation: float = 0.6) -> Measurement:
    """Error of sqrt(N) <v h> by messages, three units with correlated synapses, beta = 1."""
    return mean_of(at(ds, correlation=correlation, beta=1.0)["pairs_error"])


def converges(ds: xr.Dataset) -> Measurement:
    """Share of dual networks on which message passing ends before its limit of sweeps."""
    return share_of(runs(ds["converged"]) == 1)


def one_unit_error(ds: xr.Dataset, units: int = 1) -> Measurement:
    """Largest error for machines of `units` units, of any average."""
    part = at(ds, units=units)
    return exact(max(float(part[name].max()) for name in ("partition_error", "hidden_error", "pairs_error")))


def error_slopes(
    ds: xr.Dataset, variables: tuple[str, str] = ("hidden_error", "pairs_error")
) -> dict[str, Measurement]:
    """Slopes of log error against log N, one fit a run."""
    rows = (ds[name].transpose("seed", "sites").values for name in variables)
    slopes = ([np.polyfit(np.log(ds["sites"].values), np.log(row), 1)[0] for row in part] for part in rows)
    return {part: mean_of(found) for part, found in zip(("<h>", "sqrt(N) <v h>"), slopes, strict=True)}


def learned(ds: xr.Dataset, record: int = -1) -> Measurement:
    """Overlap with three planted units after learning with messages."""
    return mean_of(at(ds, solver="messages")["overlap"].isel(partition=0, record=record))


def solvers(ds: xr.Dataset, record: int = -1) -> Measurement:
    """Overlap after learning by messages minus that by enumeration."""
    overlap = ds["overlap"].isel(partition=0)
    return difference_of(
        runs(at(overlap, solver="messages").isel(record=record)), runs(at(overlap, solver="enumerate").isel(record=-1))
    )


def several(ds: xr.Dataset) -> dict[str, Measurement]:
    """Overlap of three independent units at alpha = 8, by each term of the partition function that the dataset has."""
    part = at(ds, units=3, correlation=0.0, load=8.0)
    return {str(name): mean_of(part["sign_overlap"].sel(estimate=name)) for name in part["estimate"].values}


def alone(ds: xr.Dataset) -> dict[str, Measurement]:
    """The same without the term of the partition function, for either part of the statement."""
    [without] = several(ds).values()
    return {"dual": without, "overlap": without}


claim = partial(Claim, section="A", unit="1")
text = partial(claim, source="text", where="abstract")
ours = partial(claim, source="ours")

CLAIMS = [
    text(
        id="synapses-01",
        statement="The maximisation step climbs the lower bound on the log-likelihood of the data.",
        quantity="share of the way from the bound before learning to log P(D) that the exact bound climbs, alpha = 20",
        datasets=("bound_of_few",),
        measure=share_climbed,
        expected=Band(low=0.5),
        tolerance="more than half of the way; the rest is what P(D) has from the other sign of all synapses",
        why="Every step follows the gradient of the bound, and the bound is tight where the synapses are certain.",
        controls=(Control("means before learning", partial(share_climbed, variable="start_bound"), ("bound_of_few",)),),
        test=STUDENT,
        figure="figB7",
        row="bound",
    ),
    claim(
        id="synapses-02",
        source="notebook",
        where="public realisation, bound by the dual network",
        statement="What the public realisation computes is a lower bound on the log-likelihood.",
        quantity="stated bound minus log P(D), samples of fair coins, alpha = 5",
        unit="nat per sample",
        datasets=("bound_of_noise",),
        measure=excess,
        expected=Band(high=0.0),
        tolerance="a bound lies below the log-likelihood",
        why="Fields of the dual network do not depend on the sample, so <log Z>, which is subtracted, is too small.",
        controls=(
            Control("the leading order in N", partial(excess, partition="overlap"), ("bound_of_noise",), REPRODUCED),
        ),
        test=STUDENT,
        figure="figB7",
        audit=1,
    ),
    ours(
        id="synapses-02b",
        statement="For one unit of half certain synapses the dual network underestimates <log Z>.",
        quantity="<log Z> of the dual network minus that of synapses drawn one by one",
        unit="nat",
        datasets=("bias_of_partition",),
        measure=dual_bias,
        expected=Band(high=-0.05),
        tolerance="more than a twentieth of a nat, which a sample's data term of order 1 would feel",
        why="log Z of one unit is the same for all synapses, and lower for weights below 1.",
        controls=(Control("the leading order in N", partial(dual_bias, name="overlap"), ("bias_of_partition",)),),
        test=STUDENT,
        figure="figB7",
    ),
    text(
        id="synapses-03",
        statement="The expectation step is message passing on a dual network whose parameters are those of the "
        "distribution of synapses.",
        quantity="overlap of three planted units after learning with messages, alpha = 8",
        datasets=("messages_learned",),
        measure=learned,
        expected=Band(low=0.7),
        tolerance="as for learning with exact averages: units that all learn one direction have about 0.5",
        why="A visible unit feels all hidden units weakly, so messages give the means of the activity to order 1/N.",
        controls=(Control("before learning", partial(learned, record=0), ("messages_learned",)),),
        test=STUDENT,
        figure="figB6",
        row="messages",
    ),
    ours(
        id="synapses-03f",
        statement="Learning with messages finds as much as learning with exact averages.",
        quantity="overlap of three planted units by messages minus overlap by enumeration, alpha = 8",
        datasets=("messages_learned",),
        measure=solvers,
        expected=Agrees(0.0, 0.1),
        tolerance="a tenth of the largest overlap",
        why="In some runs two units stay alike: messages miss the correlation of hidden units that drives them apart.",
        controls=(Control("messages, before learning", partial(solvers, record=0), ("messages_learned",)),),
        test=WELCH,
        figure="figB6",
    ),
    ours(
        id="synapses-03b",
        statement="Message passing converges on all dual networks of independent synapses.",
        quantity="share of dual networks on which it ends before 200 sweeps",
        datasets=("messages_of_units",),
        measure=converges,
        expected=Band(low=0.9),
        tolerance="nine in ten",
        why="Independent synapses couple the hidden units by 1/sqrt(N) only, so a sweep shrinks the changes.",
        test=BINOMIAL,
        figure="figB6",
    ),
    ours(
        id="synapses-03c",
        statement="For one unit message passing is exact.",
        quantity="largest error of <log Z>/N, <h> and sqrt(N) <v h> over runs",
        datasets=("messages_of_units",),
        measure=one_unit_error,
        expected=Band(high=1e-12),
        tolerance="rounding of sums over a hundred sites",
        why="A network with one hidden unit is a tree.",
        controls=(Control("two units", partial(one_unit_error, units=2), ("messages_of_units",)),),
        test=EXACT,
        least_runs=1,
        figure="figB6",
    ),
    ours(
        id="synapses-03d",
        statement="Of messages, the error of <h> falls as 1/N, that of <v h> as 1/sqrt(N).",
        quantity="slopes of the logarithm of the error against that of N, three independent units",
        datasets=("messages_of_sites",),
        measure=error_slopes,
        expected={"<h>": Agrees(-1.0, 0.25), "sqrt(N) <v h>": Agrees(-0.5, 0.25)},
        tolerance="a quarter, for corrections of higher order at 25 sites",
        why="Messages are right to first order in the overlap of two units, which is 1/sqrt(N), but miss that two "
        "hidden units are correlated, which enters <v h> in first order.",
        controls=(
            Control(
                "the two errors exchanged",
                partial(error_slopes, variables=("pairs_error", "hidden_error")),
                ("messages_of_sites",),
            ),
        ),
        test=STUDENT,
        figure="figB6",
    ),
    ours(
        id="synapses-03e",
        statement="For units with correlated synapses messages give <v h> wrong, however many sites there are.",
        quantity="largest error of sqrt(N) <v h>, three units, q = 0.6, |m| = 0.9, beta = 1",
        datasets=("messages_correlated",),
        measure=lost_correlation,
        expected=Band(low=0.2),
        tolerance="half of |m| tanh(q m^2), the part of <v h> that comes from the correlation of two hidden units",
        why="Messages know the correlation of a visible and a hidden unit, not that of two hidden units.",
        controls=(Control("independent units", partial(lost_correlation, correlation=0.0), ("messages_correlated",)),),
        test=STUDENT,
        figure="figB6",
    ),
    text(
        id="synapses-05",
        statement="Data, synapses and neural activity interact: learning needs the averages of the neurons' activity.",
        quantity="overlap of three planted units, alpha = 8",
        datasets=("several_units",),
        measure=several,
        expected={"dual": Band(low=0.7), "overlap": Band(low=0.7)},
        tolerance="without averages of their own activity, all units learn one direction: at most about 0.5",
        why="The partition function makes units repel that are alike.",
        controls=(Control("no partition function", alone, ("units_alone",)),),
        test=STUDENT,
        figure="figB5",
        row="messages",
    ),
]

"""Claims on how trained machines depend on the number of hidden units, at the companion paper's own sizes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from placecells.claims.chosen import at, runs
from placecells.claims.claim import Band, Claim, Control, Measurement
from placecells.claims.intervals import LOG_WELCH, WELCH, difference_of, ratio_of

if TYPE_CHECKING:
    import xarray as xr

SMALL, LARGE = 500, 3000  # hidden units of the smallest and of the largest machine
COMMAND = "snakemake reciprocal_space --configfile config/reciprocal_paper.yaml"


def largest_value(ds: xr.Dataset, record: int = -1) -> Measurement:
    """Largest singular value of the largest machine over that of the smallest one."""
    values = (at(ds, hidden_units=size)["singular_value"].isel(record=record, mode=0) for size in (LARGE, SMALL))
    return ratio_of(*map(runs, values))


def rotation(ds: xr.Dataset, snapshot: int = -1) -> Measurement:
    """Divergence of weights from their rotation less its floor, largest machine minus smallest one."""
    parts = (at(ds, hidden_units=size).isel(snapshot=snapshot) for size in (LARGE, SMALL))
    return difference_of(*(runs(part["divergence"] - part["floor"]) for part in parts))


def normality(ds: xr.Dataset, distance: str = "gibbs_distance") -> Measurement:
    """Distance of x from a normal law, mean over all modes, largest machine minus smallest one."""
    return difference_of(*(runs(at(ds, hidden_units=size)[distance].mean("mode")) for size in (LARGE, SMALL)))


def kurtosis(ds: xr.Dataset, of: str = "gibbs_kurtosis") -> Measurement:
    """|kurtosis of x - 3|, mean over modes, largest machine minus smallest one.

    of: variable of the dataset: gibbs_kurtosis (..., mode), or samples of x such as uniform_x (..., shown, state).
    """
    parts = (at(ds, hidden_units=size)[of] for size in (LARGE, SMALL))
    return difference_of(*(runs(_excess(part)) for part in parts))


def _excess(values: xr.DataArray) -> xr.DataArray:
    """Mean over modes of |kurtosis - 3|, (seed,). values: kurtoses (seed, mode), or samples (seed, shown, state)."""
    if "state" in values.dims:
        standard = (values - values.mean("state")) / values.std("state")
        return abs((standard**4).mean("state") - 3).mean("shown")
    return abs(values - 3).mean("mode")


claim = partial(Claim, section="size", unit="1", decides=f"not run here: `{COMMAND}`", failing="statement")

CLAIMS = [
    claim(
        id="reciprocal-70",
        source="ours",
        statement="After training the largest singular value falls with the number of hidden units.",
        quantity="largest singular value for 3000 hidden units over that for 500, geometric means",
        datasets=("replicas",),
        measure=largest_value,
        expected=Band(high=1.0),
        tolerance="the opposite of the order before training",
        test=LOG_WELCH,
        why="More hidden units share the field that a strong mode exerts on the visible units.",
        controls=(Control("before training", partial(largest_value, record=0), ("replicas",)),),
        figure="figR4",
        audit=1,
    ),
    claim(
        id="reciprocal-71",
        source="notebook",
        where="figure on rotated weights, against 1/M",
        statement="Rotated weights differ the less from trained weights, the more hidden units there are.",
        quantity="Jensen-Shannon divergence less that of two rotations, 3000 hidden units minus 500",
        unit="nat",
        datasets=("replica_modes",),
        measure=rotation,
        expected=Band(high=0.0),
        tolerance="any fall; without the floor the divergence falls by the number of weights alone",
        test=WELCH,
        why="Weights of a hidden unit are a sum of as many modes; what is not normal in one mode averages out.",
        figure="figR5",
    ),
    claim(
        id="reciprocal-72",
        source="ours",
        statement="Reciprocal variables of trained machines come closer to normal laws with more hidden units.",
        quantity="Kolmogorov-Smirnov distance of x from a normal law, mean over modes, 3000 hidden units minus 500",
        datasets=("replica_states",),
        measure=normality,
        expected=Band(high=0.0),
        tolerance="any fall",
        test=WELCH,
        why="The abstract states normal laws for infinite size; the number of visible units is the same here.",
        controls=(Control("fair bits", partial(normality, distance="uniform_distance"), ("replica_states",)),),
        figure="figR6",
    ),
    claim(
        id="reciprocal-73",
        source="ours",
        statement="The kurtosis of reciprocal variables of trained machines comes closer to 3 with more hidden units.",
        quantity="|kurtosis of x - 3|, mean over modes, 3000 hidden units minus 500",
        datasets=("replica_states",),
        measure=kurtosis,
        expected=Band(high=-0.05),
        tolerance="two clearly separate wells have kurtosis 1: as much as one mode in forty of the smaller machine",
        test=WELCH,
        why="A mode that is a sum of more units is closer to a normal law, unless it orders.",
        controls=(Control("fair bits", partial(kurtosis, of="uniform_x"), ("replica_states",)),),
        figure="figR6",
    ),
]

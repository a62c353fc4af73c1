"""Claims on the authors' public code: what its slips change before any training."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from placecells.claims.chosen import at
from placecells.claims.claim import REPRODUCED, Agrees, Band, Claim, Control, Measurement
from placecells.claims.intervals import LOG_STUDENT, STUDENT, geometric_mean_of, mean_of
from placecells.studies.reciprocal_space.measures.log_z import typical_error

if TYPE_CHECKING:
    import xarray as xr


def label_ratio(ds: xr.Dataset, first: int = 3, other: int = 2) -> Measurement:
    """Largest singular value with the hidden size number `first` over that with number `other`, smallest first."""
    largest = ds["singular_value"].isel(mode=0)
    return geometric_mean_of(largest.isel(hidden_units=first) / largest.isel(hidden_units=other))


def correlation(ds: xr.Dataset, name: str = "public_correlation") -> Measurement:
    """Correlation of weights with rotated weights, mean over hidden sizes."""
    return mean_of(ds[name].mean("hidden_units"))


def ordered(ds: xr.Dataset, mean: float = 4.0) -> Measurement:
    """Magnetisation at the smallest spread of the weights."""
    return mean_of(at(ds, mean=mean, spread=ds["spread"].values.min())["magnetisation"])


claim = partial(Claim, section="audit", unit="1", test=STUDENT, failing="notebook")
notebook = partial(claim, source="notebook")

CLAIMS = [
    claim(
        id="reciprocal-40",
        source="ours",
        statement="A machine with more hidden units has larger singular values, so that exchanged labels show.",
        quantity="largest singular value at the largest hidden size over that at the second largest, initial weights",
        datasets=("initial_weights",),
        measure=label_ratio,
        expected=Band(low=1.1),
        tolerance="(B.6) gives 1.32 for 3000 and 1200 hidden units and 784 visible ones",
        why="The upper edge of the random spectrum grows as the root of the number of hidden units.",
        controls=(Control("the labels exchanged", partial(label_ratio, first=2, other=3), ("initial_weights",)),),
        test=LOG_STUDENT,
        figure="figR3",
        audit=1,
    ),
    notebook(
        id="reciprocal-41",
        where="public code, rotated weights",
        statement="Rotated weights are as good as newly drawn ones.",
        quantity="correlation of weights with rotated weights, mean over hidden sizes",
        datasets=("rotations",),
        measure=correlation,
        expected=Agrees(0.0, 0.05),
        tolerance="weights of tens of thousands of entries resolve a hundredth",
        why="N/10 coordinate planes hold at most a fifth of the coordinates.",
        controls=(
            Control("Haar rotations", partial(correlation, name="correlation"), ("rotations",), gives=REPRODUCED),
        ),
        figure="figR5",
        audit=2,
    ),
    notebook(
        id="reciprocal-42",
        where="public code, log Z of normal modes",
        statement="The public formula for log Z holds for weak modes.",
        quantity="geometric mean |error| of log Z per unit, N = M = 12, weights and fields of scale 0.2",
        unit="nat",
        datasets=("log_partition",),
        measure=partial(typical_error, name="public", scale=0.2),
        expected=Band(high=0.005),
        tolerance="less than a hundredth of the entropy log 2 of a unit, as for (B.20)",
        why="The integral over a mode multiplies the squares of its mean by lambda / 2, without the variance 1/4.",
        controls=(
            Control(
                "without the extra factor",
                partial(typical_error, name="gaussian", scale=0.2),
                ("log_partition",),
                gives=REPRODUCED,
            ),
        ),
        test=LOG_STUDENT,
        figure="figR13",
        audit=3,
    ),
    claim(
        id="reciprocal-43",
        source="ours",
        statement="Machines of zero-one units are not ordered at J0 = 4, four times the public line.",
        quantity="magnetisation at J0 = 4, smallest spread of the weights",
        datasets=("phase_plane",),
        measure=ordered,
        expected=Band(high=0.3),
        tolerance="finite machines of a hundred units have 0.15 without order; J0 = 12 has more than 0.8",
        why="A zero-one unit of variance 1/4 passes on a quarter, and couples to half of the units: J0 = 8.",
        controls=(Control("J0 = 12", partial(ordered, mean=12.0), ("phase_plane",)),),
        figure="figR15",
        audit=4,
    ),
]

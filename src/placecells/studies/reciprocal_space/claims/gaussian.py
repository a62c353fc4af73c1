"""Claims on the laws of reciprocal variables: normal for infinite size."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Agrees, Band, Claim, Control, Measurement
from placecells.claims.intervals import LOG_STUDENT, STUDENT, mean_of
from placecells.studies.reciprocal_space.measures.log_z import typical_error

if TYPE_CHECKING:
    import xarray as xr

SLOPE, INTERCEPT = 0, 1


def kurtosis_line(ds: xr.Dataset, part: int) -> Measurement:
    """Slope or intercept of the kurtosis of x against 1/N, a line a run."""
    rows = ds["kurtosis"].transpose("seed", "visible").values
    return mean_of([np.polyfit(1.0 / ds["visible"].values, row, 1)[part] for row in rows])


claim = partial(Claim, section="gaussian", unit="1", test=STUDENT)

CLAIMS = [
    claim(
        id="reciprocal-20",
        source="text",
        where="abstract",
        row="gaussian",
        statement="For infinite size reciprocal variables are normal.",
        quantity="kurtosis of x for 1/N to 0, fair units and random singular vectors",
        datasets=("kurtosis_of_size",),
        measure=partial(kurtosis_line, part=INTERCEPT),
        expected=Agrees(3.0, 0.02),
        tolerance="a third of what a hundred units are away from it",
        why="x is a sum of many independent numbers, none of which dominates.",
        controls=(
            Control(
                "singular vectors on four units each", partial(kurtosis_line, part=INTERCEPT), ("kurtosis_of_patches",)
            ),
        ),
        figure="figR7",
    ),
    claim(
        id="reciprocal-21",
        source="ours",
        statement="The kurtosis approaches 3 as 3 - 6/N.",
        quantity="slope of the kurtosis of x against 1/N",
        datasets=("kurtosis_of_size",),
        measure=partial(kurtosis_line, part=SLOPE),
        expected=Agrees(-6.0, 1.5),
        tolerance="a quarter, which tells -6 from 0 and from -2 and -12",
        why="A fair unit has the excess kurtosis -2, and the vectors have the participation 3/N.",
        controls=(
            Control(
                "singular vectors on four units each", partial(kurtosis_line, part=SLOPE), ("kurtosis_of_patches",)
            ),
        ),
        figure="figR7",
    ),
    claim(
        id="reciprocal-22",
        source="ours",
        statement="The partition function of normal reciprocal variables is close to the exact one for weak modes.",
        quantity="geometric mean |error| of log Z per unit, N = M = 12, weights and fields of scale 0.2",
        unit="nat",
        datasets=("log_partition",),
        measure=partial(typical_error, name="gaussian", scale=0.2),
        expected=Band(high=0.005),
        tolerance="less than a hundredth of the entropy log 2 of a unit",
        why="All modes are far below lambda = 4, where the normal integral diverges.",
        controls=(
            Control(
                "fields without weights", partial(typical_error, name="without_weights", scale=0.2), ("log_partition",)
            ),
        ),
        test=LOG_STUDENT,
        figure="figR13",
    ),
]

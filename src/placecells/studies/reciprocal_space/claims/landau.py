"""Claims on the free energy of a mode and of the whole machine."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.chosen import at
from placecells.claims.claim import Agrees, Band, Claim, Control, Measurement
from placecells.claims.intervals import LOG_STUDENT, STUDENT, geometric_mean_of, mean_of
from placecells.studies.reciprocal_space.measures.log_z import typical_error
from placecells.theory.reciprocal_space import landau

if TYPE_CHECKING:
    import xarray as xr


def of_largest(ds: xr.Dataset, name: str, value: float) -> Measurement:
    """A number of the largest machine of one mode at lambda = value."""
    return mean_of(at(ds, value=value, units=ds["units"].values.max())[name])


def scaled_variance(ds: xr.Dataset, name: str = "u_variance", sign: float = -1.0, values=(2.0, 3.0)):
    """Variance of u (sign -1) or w (sign 1) times its curvature 4 + sign lambda, largest machine."""
    part = at(ds, units=ds["units"].values.max())
    kept = ("lambda = 2", "lambda = 3")
    return {
        part_: mean_of(at(part, value=value)[name] * (4.0 + sign * value))
        for part_, value in zip(kept, values, strict=True)
    }


def finite_size(ds: xr.Dataset, drawn: float = 4.0) -> Measurement:
    """Var u at lambda = drawn over that of the law at finite size at lambda = 4, smallest machine."""
    part = at(ds, units=ds["units"].values.min())
    return geometric_mean_of(at(part, value=drawn)["u_variance"] / at(part, value=4.0)["law_u"])


def error_ratio(ds: xr.Dataset, above: str = "second_order", below: str = "mean_field") -> Measurement:
    """Error of one approximation of log Z over that of another at scale 0.2, in a machine each."""
    part = at(ds, scale=0.2)
    return geometric_mean_of(np.abs((part[above] - part["exact"]) / (part[below] - part["exact"])))


claim = partial(Claim, section="landau", unit="1", test=STUDENT, figure="figR16")
text = partial(claim, source="text", where="abstract")
ours = partial(claim, source="ours", datasets=("mode_of_lambda",))

CLAIMS = [
    text(
        id="reciprocal-10",
        row="landau",
        statement="A strong mode breaks the symmetry of the energy landscape: its law has two wells.",
        quantity="kurtosis of u at lambda = 6 in the largest machine of one mode",
        datasets=("mode_of_lambda",),
        measure=partial(of_largest, name="kurtosis", value=6.0),
        expected=Band(high=1.5),
        tolerance="one well has 3, two sharp wells have 1",
        why="Above lambda = 4 the energy of aligned units outweighs the entropy of fair ones.",
        controls=(Control("lambda = 3", partial(of_largest, name="kurtosis", value=3.0), ("mode_of_lambda",)),),
    ),
    ours(
        id="reciprocal-11",
        statement="The order parameter is that of the exact mean field.",
        quantity="root mean square of X over sqrt(N) at lambda = 5, largest machine of one mode",
        measure=partial(of_largest, name="order", value=5.0),
        expected=Agrees(landau.order_parameter(5.0), 0.02),
        tolerance="a twentieth of the largest order parameter 0.4: vectors of hundreds of units scatter so much",
        why="One mode couples all units, so that its mean field is exact for many units.",
        controls=(Control("lambda = 4", partial(of_largest, name="order", value=4.0), ("mode_of_lambda",)),),
    ),
    ours(
        id="reciprocal-12",
        statement="Below the threshold Var u is 1 / (4 - lambda).",
        quantity="Var u (4 - lambda), largest machine of one mode",
        measure=scaled_variance,
        expected=dict.fromkeys(("lambda = 2", "lambda = 3"), Agrees(1.0, 0.05)),
        tolerance="a twentieth; the quartic term takes about 1/N (4 - lambda)^-2",
        why="Entropy has the curvature 4, and the energy subtracts lambda.",
        controls=(Control("lambda = 5 and 6", partial(scaled_variance, values=(5.0, 6.0)), ("mode_of_lambda",)),),
    ),
    ours(
        id="reciprocal-13",
        statement="Across the mode Var w is 1 / (4 + lambda).",
        quantity="Var w (4 + lambda), largest machine of one mode",
        measure=partial(scaled_variance, name="w_variance", sign=1.0),
        expected=dict.fromkeys(("lambda = 2", "lambda = 3"), Agrees(1.0, 0.05)),
        tolerance="a twentieth",
        why="Along w the energy adds lambda to the curvature.",
        controls=(Control("Var u in place of Var w", partial(scaled_variance, sign=1.0), ("mode_of_lambda",)),),
    ),
    ours(
        id="reciprocal-14",
        statement="At the threshold the fluctuations are those of the law at finite size.",
        quantity="Var u at lambda = 4 over its value by the law at finite size, smallest machine of one mode",
        measure=finite_size,
        expected=Agrees(1.0, 0.1),
        tolerance="a tenth: the chains remember tens of sweeps there",
        why="The saddle-point law of a sum of fair units is the only approximation.",
        controls=(Control("lambda = 5", partial(finite_size, drawn=5.0), ("mode_of_lambda",)),),
        test=LOG_STUDENT,
    ),
    text(
        id="reciprocal-15",
        row="free_energy",
        statement="A mean-field approximation gives the free energy.",
        quantity="geometric mean |error| of log Z by mean field per unit, N = M = 12, scale 0.05",
        unit="nat",
        datasets=("log_partition",),
        measure=partial(typical_error, name="mean_field", scale=0.05),
        expected=Band(high=0.001),
        tolerance="twice the first term that is left out",
        why="The first term that mean field leaves out is N M s^2 / 32.",
        controls=(
            Control(
                "fields without weights", partial(typical_error, name="without_weights", scale=0.05), ("log_partition",)
            ),
        ),
        test=LOG_STUDENT,
        figure="figR13",
    ),
    claim(
        id="reciprocal-16",
        source="ours",
        statement="The second order of Thouless, Anderson and Palmer is closer than the mean field.",
        quantity="error of log Z by second order over that by mean field, N = M = 12, scale 0.2",
        datasets=("log_partition",),
        measure=error_ratio,
        expected=Band(high=0.2),
        tolerance="a fifth; the next order is smaller by a factor of the order of the scale",
        why="The second order is the reaction of each unit to itself by way of the other layer.",
        controls=(
            Control(
                "the two exchanged", partial(error_ratio, above="mean_field", below="second_order"), ("log_partition",)
            ),
        ),
        test=LOG_STUDENT,
        figure="figR13",
    ),
]

"""Claims on machines before training: singular values, rotational symmetry, the saddle of the energy."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.chosen import runs
from placecells.claims.claim import Agrees, Band, Claim, Control, Measurement
from placecells.claims.intervals import STUDENT, mean_of
from placecells.measure.summary import experiment
from placecells.theory.reciprocal_space import spectrum

if TYPE_CHECKING:
    import xarray as xr


def distance(ds: xr.Dataset) -> Measurement:
    """Distance of the singular values from (B.6), times the root of their number."""
    return mean_of(runs(ds["distance"]) * np.sqrt(ds.sizes["mode"]))


def largest(ds: xr.Dataset) -> Measurement:
    """Largest singular value over the upper edge lambda_+."""
    block = experiment(ds)["weights"]
    edge = spectrum.edges(block["visible"], block["hidden"], block["scale"])[1]
    return mean_of(ds["singular_value"].isel(mode=0) / edge)


def participation(ds: xr.Dataset) -> Measurement:
    """Inverse participation ratio of visible vectors, mean over modes, over that of Haar vectors."""
    expected = spectrum.haar_participation(experiment(ds)["weights"]["visible"])
    return mean_of(ds["participation"].mean("mode") / expected)


def rotation(ds: xr.Dataset) -> Measurement:
    """Divergence of weights from their rotation less its floor (B.9), mean over hidden sizes."""
    return mean_of((ds["divergence"] - ds["floor"]).mean("hidden_units"))


def saddle(ds: xr.Dataset, downhill: str = "downhill") -> Measurement:
    """Share of modes with one downhill and one uphill direction."""
    return mean_of(np.minimum(ds[downhill], ds["uphill"]))


def curvature_slope(ds: xr.Dataset, variance: str = "u_variance") -> Measurement:
    """Slope of 4 - 1 / Var u against lambda over the modes of a machine, a line a run."""
    part = ds.transpose("seed", "mode")
    lowered = 4.0 - 1.0 / part[variance].values
    rows = zip(part["singular_value"].values, lowered, strict=True)
    return mean_of([np.polyfit(values, row, 1)[0] for values, row in rows])


claim = partial(Claim, section="initialisation", unit="1", test=STUDENT)
text = partial(claim, source="text", where="abstract")

CLAIMS = [
    text(
        id="reciprocal-01",
        row="spectrum",
        statement="Singular values of the initial weights follow the law of Marchenko and Pastur.",
        quantity="Kolmogorov-Smirnov distance from (B.6), times the root of the number of singular values",
        datasets=("initial_many",),
        measure=distance,
        expected=Band(high=0.5),
        tolerance="independent draws of the law have 0.87 in the mean; singular values repel and lie closer to it",
        why="The weights are independent normal numbers, in matrices of hundreds of rows.",
        controls=(Control("weights whose variance rises along the visible units", distance, ("initial_uneven",)),),
        figure="figR3",
    ),
    claim(
        id="reciprocal-01b",
        source="ours",
        statement="No singular value of initial weights is an outlier.",
        quantity="largest singular value over lambda_+",
        datasets=("initial_many",),
        measure=largest,
        expected=Agrees(1.0, 0.03),
        tolerance="twice the shift of the largest value by Tracy and Widom's law at 196 x 125",
        why="Without data the matrix has no direction of its own.",
        controls=(Control("weights whose variance rises along the visible units", largest, ("initial_uneven",)),),
        figure="figR3",
    ),
    text(
        id="reciprocal-02",
        row="symmetry",
        statement="Singular vectors of the initial weights have rotational symmetry.",
        quantity="mean inverse participation ratio of visible vectors over that of Haar vectors",
        datasets=("initial_many",),
        measure=participation,
        expected=Agrees(1.0, 0.03),
        tolerance="a few percent; if the variance of the weights rises from 0 to twice its mean, it is a third more",
        why="The law of independent normal numbers of one variance is invariant under rotations.",
        controls=(Control("weights whose variance rises along the visible units", participation, ("initial_uneven",)),),
        figure="figR3",
    ),
    text(
        id="reciprocal-02b",
        row="symmetry",
        statement="A rotation does not change the law of the initial weights.",
        quantity="Jensen-Shannon divergence of weights and rotated weights, less that of two rotations",
        unit="nat",
        datasets=("rotations",),
        measure=rotation,
        expected=Agrees(0.0, 0.01),
        tolerance="a hundredth of log 2, which is the largest divergence, rounded up",
        why="The law of independent normal numbers of one variance is invariant under rotations.",
        controls=(
            Control("weights of random signs, with the same singular values", rotation, ("rotations_of_signs",)),
        ),
        figure="figR5",
    ),
    text(
        id="reciprocal-03",
        row="saddle",
        statement="The energy at initialisation is at a saddle: every mode has a downhill and an uphill direction.",
        quantity="share of modes with one negative and one positive curvature of the energy",
        datasets=("initial_many",),
        measure=saddle,
        expected=Agrees(1.0, 1e-9),
        tolerance="rounding of a mean of ones",
        why="The energy is bilinear in the two layers, so that its second derivatives have trace 0.",
        controls=(
            Control(
                "the free energy: entropy makes it a minimum",
                partial(saddle, downhill="free_downhill"),
                ("initial_many",),
            ),
        ),
        figure="figR17",
    ),
    text(
        id="reciprocal-03b",
        row="saddle",
        statement="The local curvature is determined by the singular values.",
        quantity="slope of 4 - 1 / Var u against lambda over the modes of an initial machine, by Gibbs sampling",
        datasets=("initial_curvature",),
        measure=curvature_slope,
        expected=Agrees(1.0, 0.1),
        tolerance="a tenth, which a few machines of a hundred modes and tens of thousands of states can resolve",
        why="Entropy has the curvature 4 in all directions, and the energy subtracts lambda.",
        controls=(
            Control(
                "singular vectors of other random weights",
                partial(curvature_slope, variance="foreign_variance"),
                ("initial_curvature",),
            ),
        ),
        figure="figR17",
    ),
]

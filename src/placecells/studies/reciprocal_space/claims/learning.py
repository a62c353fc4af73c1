"""Claims on the first steps of learning, on the order in which modes emerge, and on the symmetry that they break."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.chosen import runs
from placecells.claims.claim import Agrees, Band, Claim, Control, Measurement
from placecells.claims.intervals import STUDENT, WELCH, difference_of, mean_of
from placecells.studies.reciprocal_space.measures import spectra

if TYPE_CHECKING:
    import xarray as xr

LINEAR = 0.1  # largest |e^T W| of the linear regime: inputs of units are then small against 1


def saddle_slope(ds: xr.Dataset, reverse: bool = False) -> Measurement:
    """Slope of the gain of the log-likelihood along data modes against kappa / 8."""
    kappa = ds["excess"].values[:: -1 if reverse else 1]
    return mean_of([np.polyfit(kappa / 8.0, gain, 1)[0] for gain in ds["gain"].transpose("seed", "direction").values])


def growth_slope(ds: xr.Dataset, reverse: bool = False) -> Measurement:
    """Slope of measured growth rates of data modes against kappa / 4."""
    kappa, time = ds["excess"].values[:: -1 if reverse else 1], ds["time"].values
    slopes = []
    for run in ds["strength"].transpose("seed", "record", "direction").values:
        end = max(1, int((run.max(1) < LINEAR).sum()) - 1)
        slopes.append(np.polyfit(kappa / 4.0, np.log(run[end] / run[0]) / (time[end] - time[0]), 1)[0])
    return mean_of(slopes)


def order(ds: xr.Dataset, strength: str = "strength") -> Measurement:
    """Rank correlation of the order of data modes with the order in which they emerge, mean over hidden sizes."""
    found = spectra.emergence(ds, strength)
    return mean_of([run[np.isfinite(run)].mean() for run in found if np.isfinite(run).any()])


def outliers(real: xr.Dataset, shuffled: xr.Dataset) -> Measurement:
    """Number of singular values above the bulk at the end, mean over hidden sizes, minus that of exchanged pixels."""
    return difference_of(*(runs(ds["outliers"].isel(snapshot=-1).mean("hidden_units")) for ds in (real, shuffled)))


def alignment(ds: xr.Dataset, snapshot: int = -1) -> Measurement:
    """Alignment of the first visible vectors with the first data modes, mean over hidden sizes."""
    return mean_of(ds["alignment"].isel(snapshot=snapshot).mean("hidden_units"))


def rotation(ds: xr.Dataset, snapshot: int = -1) -> Measurement:
    """Divergence of weights from their rotation less its floor (B.9), largest hidden size."""
    part = ds.isel(snapshot=snapshot, hidden_units=-1)
    return mean_of(part["divergence"] - part["floor"])


def effective(ds: xr.Dataset) -> Measurement:
    """Largest effective singular value (B.16) at the end, largest hidden size."""
    return mean_of(ds["effective_value"].isel(snapshot=-1, hidden_units=-1, mode=0))


def spread(ds: xr.Dataset, snapshot: int = -1) -> Measurement:
    """Standard deviation over the chains of u of mode 1 over that of w."""
    part = ds.isel(snapshot=snapshot)
    return mean_of(part["chain_u"].std("chain") / part["chain_w"].std("chain"))


claim = partial(Claim, section="learning", unit="1", test=STUDENT)
text = partial(claim, source="text", where="abstract")
ours = partial(claim, source="ours")

CLAIMS = [
    text(
        id="reciprocal-50",
        row="hierarchy",
        statement="Learning is hierarchical: modes of the data emerge in the order of their eigenvalues.",
        quantity="rank correlation of the order of the first eight data modes with the update at which each leaves the "
        "bulk, mean over hidden sizes",
        datasets=("replica_modes",),
        measure=order,
        expected=Band(low=0.5),
        tolerance="half way between no order and a strict one: eight modes without order have 0 +- 0.38 a machine",
        why="A data mode grows at a rate in proportion to its eigenvalue, so that larger ones leave the noise earlier.",
        controls=(
            Control(
                "random directions in place of data modes",
                partial(order, strength="random_strength"),
                ("replica_modes",),
            ),
        ),
        figure="figR11",
    ),
    ours(
        id="reciprocal-51",
        statement="The likelihood has a saddle at small weights: it rises or falls along a data mode as kappa does.",
        quantity="slope of the gain of the log-likelihood over |W|^2 against kappa / 8 (B.17), over all data modes",
        datasets=("first_steps",),
        measure=saddle_slope,
        expected=Agrees(1.0, 0.01),
        tolerance="a hundredth; the next order is smaller by the weights' input, a few thousandths",
        why="To second order in the weights only correlations of the data beyond independent pixels count.",
        controls=(Control("eigenvalues in reverse order", partial(saddle_slope, reverse=True), ("first_steps",)),),
        figure="figR11",
    ),
    ours(
        id="reciprocal-52",
        statement="Data modes grow exponentially at first, at rates kappa / 4.",
        quantity="slope of growth rates of |e^T W| against kappa / 4 (B.18), over all data modes",
        datasets=("first_steps",),
        measure=growth_slope,
        expected=Agrees(1.0, 0.05),
        tolerance="a twentieth: discrete steps of size 0.1 and the end of the linear regime",
        why="Small weights obey a linear equation with the matrix K / 4.",
        controls=(Control("eigenvalues in reverse order", partial(growth_slope, reverse=True), ("first_steps",)),),
        figure="figR11",
    ),
    text(
        id="reciprocal-53",
        row="breaking",
        statement="Learning breaks the rotational symmetry: singular vectors turn to the modes of the data.",
        quantity="mean cos^2 of the principal angles of the first four visible vectors and data modes at the end",
        datasets=("replica_modes",),
        measure=alignment,
        expected=Band(low=0.5),
        tolerance="half; with rotational symmetry the mean is four over the number of pixels",
        why="The data modes with the largest eigenvalues outgrow the random start.",
        controls=(Control("before training", partial(alignment, snapshot=0), ("replica_modes",)),),
        figure="figR11",
    ),
    ours(
        id="reciprocal-53b",
        statement="More singular values leave the bulk than chance correlations of finitely many images explain.",
        quantity="number of singular values 1.05 times above the largest one of weights that are exchanged within the "
        "rows of W, mean over sizes, minus that of machines trained on images with exchanged pixels",
        datasets=("replica_modes", "shuffled_modes"),
        measure=outliers,
        expected=Band(low=1.0),
        tolerance="one mode",
        test=WELCH,
        why="The data have a few strong modes, and the rest of the weights stays random.",
        figure="figR4",
    ),
    claim(
        id="reciprocal-54",
        source="notebook",
        where="figure on rotated weights, trained models",
        statement="A rotation changes the law of trained weights.",
        quantity="Jensen-Shannon divergence of trained weights and their rotation, less that of two rotations",
        unit="nat",
        datasets=("replica_modes",),
        measure=rotation,
        expected=Band(low=0.01),
        tolerance="the limit within which the initial weights have the symmetry",
        why="Strokes are local, and pixels of the edge keep their first weights: there is no common variance.",
        controls=(Control("before training", partial(rotation, snapshot=0), ("replica_modes",)),),
        figure="figR5",
        failing="size",
        decides="images of more pixels: config/mnist.yaml",
    ),
    text(
        id="reciprocal-55",
        row="breaking",
        statement="The symmetry of the first mode breaks during learning.",
        quantity="largest effective singular value (B.16) at the end, largest hidden size",
        datasets=("replica_modes",),
        measure=effective,
        expected=Band(low=1.0),
        tolerance="1 is the threshold of an isolated mode",
        why="The first data mode grows until its units decide together.",
        controls=(Control("images whose pixels are exchanged between images", effective, ("shuffled_modes",)),),
        figure="figR4",
    ),
    claim(
        id="reciprocal-56",
        source="notebook",
        where="figure on symmetry breaking",
        statement="During the first updates u and w of the first mode leave the uniform measure.",
        quantity="standard deviation of u over that of w among the persistent chains, which is 1 for fair bits",
        datasets=("first_states",),
        measure=spread,
        expected=Band(low=2.0),
        tolerance="twice as wide: by (B.12) the ratio is the root of (4 + lambda) / (4 - lambda), which is 2 at 2.4",
        why="The energy falls along u and rises along w, the more so the larger the singular value of the mode.",
        controls=(Control("before the first update", partial(spread, snapshot=0), ("first_states",)),),
        figure="figR9",
        failing="size",
        decides="images of more pixels: config/mnist.yaml",
    ),
]

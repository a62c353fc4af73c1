"""Claims on trained machines: their likelihood, the law of their reciprocal variables, and what modes encode."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Agrees, Band, Claim, Control, Measurement, Undecided
from placecells.claims.intervals import STUDENT, mean_of

if TYPE_CHECKING:
    import xarray as xr

BROKEN = 4.0  # singular value above which an isolated mode of centred units has broken its symmetry (B.13)


def gap(ds: xr.Dataset) -> Measurement:
    """Log-likelihood by AIS less that by reverse AIS at the end, the largest mean over hidden sizes."""
    part = ds.isel(point=-1)
    found = (part["forward"] - part["reverse"]).transpose("seed", "hidden_units")
    worst = int(np.abs(found.mean("seed").values).argmax())
    spread = max(float(part[f"{name}_spread"].max()) for name in ("forward", "reverse"))
    return mean_of(found.isel(hidden_units=worst), f"log weights spread by up to {spread:.2g} nat")


def learned(ds: xr.Dataset, point: int = -1) -> Measurement:
    """Log-likelihood of test images above that of independent pixels, largest hidden size, by reverse AIS."""
    part = ds.isel(point=point, hidden_units=-1)
    return mean_of(part["reverse"] - part["independent"])


def gain_of_size(ds: xr.Dataset, point: int = -1) -> Measurement:
    """Log-likelihood of test images of the largest machine above that of the smallest one, run by run."""
    part = ds.isel(point=point)
    return mean_of(part["reverse"].isel(hidden_units=-1) - part["reverse"].isel(hidden_units=0))


def strong_modes(ds: xr.Dataset, distance: str = "gibbs_distance") -> Measurement:
    """Mean Kolmogorov-Smirnov distance of modes above 4 less that of modes below, largest hidden size."""
    part = ds.isel(hidden_units=-1)
    values, found = (part[name].transpose("seed", "mode").values for name in ("value", distance))
    above = values > BROKEN
    if not above.any(1).all() or above.all(1).any():
        raise Undecided("a machine has no singular value above 4, or none below")
    return mean_of([row[kept].mean() - row[~kept].mean() for row, kept in zip(found, above, strict=True)])


def agreement(ds: xr.Dataset, name: str) -> Measurement:
    """Correlation of images decoded after a rotation with those before, largest hidden size."""
    return mean_of(ds[name].isel(hidden_units=-1))


def normal_share(ds: xr.Dataset) -> Measurement:
    """Free energy of decoded normal variables, 0 for Gibbs samples and 1 for independent pixels, largest size."""
    part = ds.isel(hidden_units=-1)
    return mean_of((part["normal_energy"] - part["energy"]) / (part["pixel_energy"] - part["energy"]))


claim = partial(Claim, section="trained", unit="1", test=STUDENT)
ours = partial(claim, source="ours")
notebook = partial(claim, source="notebook")

CLAIMS = [
    ours(
        id="reciprocal-60",
        statement="Annealed importance sampling resolves log Z of the trained machines.",
        quantity="log-likelihood by AIS less that by reverse AIS, at the hidden size with the largest difference",
        unit="nat",
        datasets=("replica_likelihood",),
        measure=gap,
        expected=Agrees(0.0, 2.0),
        tolerance="2 nat; beyond it the likelihood is called unresolved",
        why="With thousands of temperatures the chains follow the path from independent units to the machine.",
        controls=(Control("one step of temperature", gap, ("short_annealing",)),),
        figure="figR10",
    ),
    ours(
        id="reciprocal-61",
        statement="Training raises the likelihood of test images above that of independent pixels.",
        quantity="log-likelihood of a test image, reverse AIS, above independent pixels, largest hidden size",
        unit="nat",
        datasets=("replica_likelihood",),
        measure=learned,
        expected=Band(low=1.0),
        tolerance="1 nat, half of what AIS is asked to resolve",
        why="Pixels of a stroke are correlated.",
        controls=(Control("before training", partial(learned, point=0), ("replica_likelihood",)),),
        figure="figR10",
    ),
    ours(
        id="reciprocal-62",
        statement="More hidden units give test images a larger likelihood.",
        quantity="log-likelihood of a test image, reverse AIS, of the largest machine above that of the smallest",
        unit="nat",
        datasets=("replica_likelihood",),
        measure=gain_of_size,
        expected=Band(low=1.0),
        tolerance="1 nat, half of what AIS is asked to resolve",
        why="Sixteen hidden units have fewer modes than the data have strong ones.",
        controls=(Control("before training", partial(gain_of_size, point=0), ("replica_likelihood",)),),
        figure="figR10",
    ),
    ours(
        id="reciprocal-63",
        statement="In trained machines the modes above lambda = 4 are the ones that are not normal.",
        quantity="Kolmogorov-Smirnov distance of x from a normal law, modes above 4 less modes below, largest size",
        datasets=("replica_states",),
        measure=strong_modes,
        expected=Band(low=0.005),
        tolerance="a tenth of the distance 0.05 of two clearly separate wells, rounded",
        why="A mode with broken symmetry has several wells; the others are sums of many units.",
        controls=(Control("fair bits", partial(strong_modes, distance="uniform_distance"), ("replica_states",)),),
        figure="figR6",
    ),
    notebook(
        id="reciprocal-64",
        where="figure on hierarchical probing, first rotation",
        statement="Digits survive a rotation of all modes but the first five.",
        quantity="correlation of decoded images before and after, largest hidden size",
        datasets=("replica_images",),
        measure=partial(agreement, name="kept_agreement"),
        expected=Band(low=0.5),
        tolerance="half of the variance of images would give 0.5 to 0.7",
        why="The first modes carry most of what tells digits apart.",
        controls=(
            Control(
                "the rotation of modes 1 and 2", partial(agreement, name="destroyed_agreement"), ("replica_images",)
            ),
        ),
        figure="figR8",
    ),
    notebook(
        id="reciprocal-65",
        where="figure of decoded normal samples",
        statement="Normal reciprocal variables with the machine's covariance decode to digits.",
        quantity="free energy of decoded images, from 0 for Gibbs samples to 1 for independent pixels",
        datasets=("replica_images",),
        measure=normal_share,
        expected=Band(high=0.5),
        tolerance="nearer to the machine than to independent pixels",
        why="Covariances of modes hold most of the correlations of pixels, not their wells.",
        figure="figR12",
    ),
]

"""Claims on handwritten digits."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from placecells.claims.chosen import at, runs
from placecells.claims.claim import Band, Claim, Control, Measurement
from placecells.claims.intervals import STUDENT, WELCH, difference_of, mean_of

if TYPE_CHECKING:
    import xarray as xr


def gain(ds: xr.Dataset, variable: str = "gain") -> Measurement:
    """Log-likelihood of held-out images over that of fair coins."""
    return mean_of(ds[variable])


def correlations(real: xr.Dataset, shuffled: xr.Dataset) -> Measurement:
    """The same minus that of machines that learned, and are tested on, images with exchanged pixels."""
    return difference_of(runs(real["gain"]), runs(shuffled["gain"]))


def background(ds: xr.Dataset, units: int) -> Measurement:
    """Overlap of the units' synapses with the sign of the mean image, mean over units, one number a run."""
    return mean_of(at(ds, units=units)["background_overlap"].mean("hidden"))


def convergence(ds: xr.Dataset) -> Measurement:
    """Share of updates in which message passing converged, the smallest over numbers of units, one number a run."""
    return mean_of(ds["converged"].mean("record").min("units"))


claim = partial(Claim, section="C", figure="figB8", test=STUDENT)
ours = partial(claim, source="ours")

CLAIMS = [
    claim(
        id="synapses-20",
        source="text",
        where="abstract",
        row="digits",
        statement="Learning extracts statistical regularities of handwritten digits.",
        quantity="log-likelihood of held-out images over that of fair coins, P = 12, synapses drawn",
        unit="nat per image",
        datasets=("digits_few_units",),
        measure=gain,
        expected=Band(low=0.0),
        tolerance="any gain on images that were not learned",
        why="Background and strokes are far from fair coins.",
        controls=(Control("before learning", partial(gain, variable="start_gain"), ("digits_few_units",)),),
    ),
    ours(
        id="synapses-20b",
        statement="Some of these regularities are correlations of pixels, not the mean image.",
        quantity="gain on held-out images minus gain on images with exchanged pixels",
        unit="nat per image",
        datasets=("digits_few_units", "digits_shuffled"),
        measure=correlations,
        expected=Band(low=0.0),
        tolerance="any gain beyond that of images with the same mean",
        why="The background takes eight units, and the others learn pixels of one stroke, which are black together.",
        test=WELCH,
    ),
    ours(
        id="synapses-21",
        statement="Without a visible field a few units learn nothing but the background.",
        quantity="overlap of synapses with the sign of the mean image, mean over units, P = 4",
        unit="1",
        datasets=("digits_of_units",),
        measure=partial(background, units=4),
        expected=Band(low=0.8),
        tolerance="nine of ten pixels",
        why="A unit weights the mean image with beta/sqrt(N) only, so the background takes sqrt(N)/beta units or more.",
        controls=(Control("100 units", partial(background, units=100), ("digits_of_units",)),),
    ),
    ours(
        id="synapses-22",
        statement="Message passing with damping converges in the updates of learning.",
        quantity="share of updates in which it converges, smallest over numbers of units",
        unit="1",
        datasets=("digits_of_units",),
        measure=convergence,
        expected=Band(low=0.95),
        tolerance="nineteen of twenty updates",
        why="Damping makes an iteration that would overshoot contract.",
    ),
]

"""Claims on place fields in the landscape of a finite training set: D_eff from trapped to free, without a fit."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Agrees, Band, Claim, Control, Measurement, Undecided
from placecells.claims.intervals import LOG_STUDENT, LOG_WELCH, geometric_mean_of, ratio_of
from placecells.studies.beyond.measures.finite_data import LONG, SHORT, at_samples, effective, sample_numbers
from placecells.studies.beyond.measures.free_motion import drift, places

if TYPE_CHECKING:
    import xarray as xr

SIZES = (20_000, 50_000, 100_000, 200_000, 1_000_000)
MIDDLE = 100_000  # samples at which an epoch is shorter than the time in which a field moves by its width
MANY = 1_000_000
FEWEST = 100_000  # of symmetrised data: a thousand configurations with all their shifts
LAGS = {"short lag": SHORT, "long lag": LONG}


def on_the_law(ds: xr.Dataset, law: xr.Dataset, landscape: bool = True) -> dict[str, Measurement]:
    """D_eff(lag) measured over that of (C.16), at a short and at a long lag, for every number of samples.

    landscape: False compares the D of no landscape with D_eff at the long lag of the fewest samples, for all parts.
    """
    found = {}
    for samples in sample_numbers(ds):
        if samples not in SIZES:
            continue
        there = at_samples(law, samples)
        for name, share in LAGS.items():
            predicted = there["effective"].sel(share=share).values
            if not landscape:
                predicted = np.full(len(predicted), float(there["free"]))
            found[_part(samples, name)] = ratio_of(effective(at_samples(ds, samples), share), predicted)
    if not found:
        raise Undecided("this scale has no number of samples that the claim is about")
    if not landscape:
        found = dict.fromkeys(found, found[_part(min(sample_numbers(ds)), "long lag")])
    return found


def of_flat(ds: xr.Dataset, law: xr.Dataset, noise: str) -> Measurement:
    """D measured on FEWEST symmetrised samples over a D of the formula. noise: "free", or "of_chains"."""
    part = _at(ds, FEWEST)
    found = drift(places(part), part["update"].values.astype(float))
    return geometric_mean_of(found / float(_at(law, FEWEST)[noise]))


def slower(epochs: xr.Dataset, replaced: xr.Dataset, samples: int = MIDDLE) -> Measurement:
    """D_eff where every epoch has each sample once, over D_eff with replacement."""
    return ratio_of(effective(_at(epochs, samples)), effective(_at(replaced, samples)))


def _at(ds: xr.Dataset, samples: int) -> xr.Dataset:
    if samples not in sample_numbers(ds):
        raise Undecided(f"this scale has no data sets of {samples:_} samples")
    return at_samples(ds, samples)


def _part(samples: int, lag: str) -> str:
    return f"B = {samples:_}, {lag}"


claim = partial(Claim, section="finite data", source="ours", unit="1", figure="figX4")
FLAT = Agrees(1.0, 0.2)
FLAT_TOLERANCE = "a fifth: 0.15 for the rate, as in beyond-30, and the noise of twelve runs"

CLAIMS = [
    claim(
        id="beyond-40",
        statement="Drawn with replacement, samples are a landscape in which the field diffuses.",
        quantity="D_eff at a hundredth and at a tenth of the time over that of (C.16)",
        datasets=("finite_replaced", "finite_landscape"),
        measure=on_the_law,
        expected=dict.fromkeys((_part(samples, lag) for samples in SIZES for lag in LAGS), Band(1 / 1.5, 1.5)),
        tolerance="a factor 1.5: the landscapes of twelve training sets differ, and 0.15 is the rate's",
        test=LOG_WELCH,
        why="The likelihood of the training set along the shift is a potential, the noise of learning a temperature.",
        controls=(
            Control(
                "no landscape, fewest samples, long lag",
                partial(on_the_law, landscape=False),
                ("finite_replaced", "finite_landscape"),
            ),
        ),
    ),
    claim(
        id="beyond-41",
        statement="On symmetrised data with replacement the field is free, however few samples there are.",
        quantity="D on 10^5 symmetrised samples over the D of data and chains",
        datasets=("flat_replaced", "flat_landscape"),
        measure=partial(of_flat, noise="free"),
        expected=FLAT,
        tolerance=FLAT_TOLERANCE,
        test=LOG_STUDENT,
        why="All shifts of a sample are in the training set, so that the landscape is flat.",
        controls=(
            Control(
                "every epoch has each sample once", partial(of_flat, noise="free"), ("flat_epochs", "flat_landscape")
            ),
        ),
    ),
    claim(
        id="beyond-42",
        statement="Within a short epoch that has each sample once the data's noise cancels: the chains move the field.",
        quantity="D on 10^5 symmetrised samples, each once an epoch, over the D of the chains alone",
        datasets=("flat_epochs", "flat_landscape"),
        measure=partial(of_flat, noise="of_chains"),
        expected=FLAT,
        tolerance=FLAT_TOLERANCE,
        test=LOG_STUDENT,
        why="Along the shift, the gradients of an epoch add up to zero unless the field moves meanwhile.",
        controls=(
            Control("with replacement", partial(of_flat, noise="of_chains"), ("flat_replaced", "flat_landscape")),
        ),
    ),
    claim(
        id="beyond-43",
        statement="Epochs of independent samples trap the field more than draws with replacement.",
        quantity="D_eff with each sample once an epoch over D_eff with replacement, 10^5 samples",
        datasets=("finite_epochs", "finite_replaced"),
        measure=slower,
        expected=Band(high=0.5),
        tolerance="a half: on the first scale that was run, with another seed, it was 0.3",
        test=LOG_WELCH,
        why="The same landscape with less noise traps more.",
        controls=(
            Control(
                "10^6 samples, whose epochs are long",
                partial(slower, samples=MANY),
                ("finite_epochs", "finite_replaced"),
            ),
        ),
    ),
]

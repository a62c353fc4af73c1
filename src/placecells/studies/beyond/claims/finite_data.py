"""Claims on place fields in the landscape of a finite training set: D_eff from trapped to free, without a fit."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Band, Claim, Control, Measurement, Undecided
from placecells.claims.intervals import LOG_STUDENT, LOG_WELCH, geometric_mean_of, ratio_of
from placecells.studies.beyond.measures.finite_data import LONG, SHORT, at_samples, effective, sample_numbers

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


def of_flat(ds: xr.Dataset, law: xr.Dataset) -> Measurement:
    """D_eff at the long lag on FEWEST symmetrised samples over the D of data and chains."""
    return geometric_mean_of(effective(_at(ds, FEWEST)) / float(_at(law, FEWEST)["free"]))


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
        quantity="D_eff at a tenth of the time on 10^5 symmetrised samples over the D of data and chains",
        datasets=("flat_replaced", "flat_landscape"),
        measure=of_flat,
        expected=Band(1 / 1.5, 1.5),
        tolerance="a factor 1.5, as for independent samples",
        test=LOG_STUDENT,
        why="All shifts of a sample are in the training set, so that the landscape is flat.",
        controls=(Control("10^5 independent samples", of_flat, ("finite_replaced", "flat_landscape")),),
    ),
    claim(
        id="beyond-42",
        statement="Where epochs have each sample once, part of the data's noise cancels, and a free field is slower.",
        quantity="D_eff at a tenth of the time, once an epoch over with replacement, 10^5 symmetrised samples",
        datasets=("flat_epochs", "flat_replaced"),
        measure=partial(slower, samples=FEWEST),
        expected=Band(high=0.8),
        tolerance="below 0.8: the chains alone would leave 0.16, and nothing cancelled 1",
        test=LOG_WELCH,
        why="Along the shift, the gradients of an epoch add up to zero unless the field moves meanwhile.",
        controls=(
            Control(
                "10^6 samples, whose epochs are long", partial(slower, samples=MANY), ("flat_epochs", "flat_replaced")
            ),
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

"""Claims on a public realisation of the method, by a third party: what its slips change."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.chosen import at, runs
from placecells.claims.claim import Band, Claim, Control, Measurement
from placecells.claims.intervals import STUDENT, WELCH, difference_of, mean_of
from placecells.measure.summary import experiment

if TYPE_CHECKING:
    import xarray as xr


def saturation(ds: xr.Dataset, optimiser: str = "adam_uncorrected") -> Measurement:
    """Divergence at the end of learning over its largest value N P log 2, rate 0.1."""
    teacher = experiment(ds)["teacher"]
    most = teacher["units"] * teacher["sites"] * np.log(2.0)
    final = at(ds, optimiser=optimiser, rate=0.1).isel(record=-1, partition=0)["divergence"]
    return mean_of(final / most, f"{float(final.mean()):.1f} nats.")


def labels(ds: xr.Dataset, units: tuple[int, int] = (2, 3)) -> Measurement:
    """Overlap of two units minus that of three at alpha = 3, dual network."""
    part = at(ds, correlation=0.0, load=3.0, estimate="dual")["sign_overlap"]
    return difference_of(*(runs(at(part, units=number)) for number in units))


claim = partial(Claim, section="audit", unit="1")

CLAIMS = [
    claim(
        id="synapses-30",
        source="notebook",
        where="public realisation, figures of the divergence",
        statement="The divergence of the learned synapses ends at its largest value: all synapses are certain.",
        quantity="divergence over N P log 2 after 200 updates at rate 0.1, P = 2, alpha = 5",
        datasets=("public_rates",),
        measure=saturation,
        expected=Band(low=0.95),
        tolerance="one synapse in twenty may be undecided",
        printed="138.6 nats, P = 2",
        why="Averages that begin at 0 and are not corrected make steps up to twice as long, but a certain synapse has "
        "a divergence whose gradient is infinite: something else must drive the means to the clip.",
        failing="notebook",
        controls=(Control("natural gradient", partial(saturation, optimiser="natural"), ("public_rates",)),),
        test=STUDENT,
        figure="figB9",
        audit=2,
    ),
    claim(
        id="synapses-31",
        source="ours",
        statement="Curves of two and of three units differ, so that a wrong label matters.",
        quantity="overlap of two units minus that of three, alpha = 3",
        datasets=("pairs_and_triples",),
        measure=labels,
        expected=Band(low=0.02),
        tolerance="what the eye sees in a plot from 0 to 1",
        why="Three units have as many samples to share as two.",
        controls=(Control("two units and two units", partial(labels, units=(2, 2)), ("pairs_and_triples",)),),
        test=WELCH,
        figure="figB5",
        audit=3,
    ),
]

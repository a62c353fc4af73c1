"""Claims on the instability of the uniform state and the rings on which fields can form: appendix A."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Agrees, Band, Claim, Measurement, Undecided
from placecells.claims.intervals import EXACT, exact, finite
from placecells.theory import flow, turing

if TYPE_CHECKING:
    import xarray as xr


def homogeneous_rate() -> Measurement:
    """Largest growth rate of a uniform perturbation of the uniform state over rings of 2 ... 40 sites."""
    rates = []
    for sites in range(2, 41):
        uniform = np.full((1, sites), turing.uniform_amplitude(sites))
        ones = np.ones(sites) / np.sqrt(sites)
        rates.append(ones @ flow.cubic_jacobian(uniform) @ ones)
    return exact(max(rates))


def smallest_unstable(ds: xr.Dataset) -> Measurement:
    """Smallest ring on which the flow leaves the uniform state."""
    spread = (ds["profile"].max("site") - ds["profile"].min("site")).transpose("sites", "seed").values
    left = ds["sites"].values[(spread > 0.01 * turing.uniform_amplitude(ds["sites"].values)[:, None]).all(axis=1)]
    smallest = float(finite(left).min())
    if smallest == float(ds["sites"].min()):
        raise Undecided("the smallest ring of this scale is unstable already")
    detail = f"Continuum {turing.critical_length():.2f}, lattice {turing.critical_lattice_length():.2f} sites."
    return exact(smallest, detail)


def growth_ratio(ds: xr.Dataset) -> Measurement:
    """Measured growth rate of the slowest wave minus the lattice's formula, largest over rings."""
    predicted = turing.fastest_ring_rate(ds["sites"].values, turing.lattice_growth_rate)
    difference = ds["growth_rate"].transpose("sites", "seed").values - predicted[:, None]
    return exact(np.abs(difference).max())


claim = partial(Claim, section="A", figure="figA1", source="text", test=EXACT, least_runs=1)

CLAIMS = [
    claim(
        id="small_beta-84",
        statement="The uniform state is stable against uniform perturbations on every ring longer than one site.",
        quantity="largest growth rate of the uniform perturbation, rings of 2 to 40 sites",
        unit="nu beta",
        datasets=(),
        measure=homogeneous_rate,
        expected=Band(high=0.0),
        tolerance="negative",
    ),
    claim(
        id="small_beta-85",
        statement="The uniform state is unstable against waves as soon as the ring is longer than one site.",
        quantity="smallest ring on which the flow leaves the uniform state",
        unit="site",
        datasets=("turing_rings",),
        measure=smallest_unstable,
        expected=Band(high=2.0),
        tolerance="the next whole number of sites",
        audit=7,
    ),
    claim(
        id="small_beta-85b",
        statement="It is unstable as soon as the ring holds a growing wave: from 9 sites on.",
        source="ours",
        quantity="smallest ring on which the flow leaves the uniform state",
        unit="site",
        datasets=("turing_rings",),
        measure=smallest_unstable,
        expected=Agrees(9.0, 0.1),
        tolerance="a whole number",
        audit=7,
    ),
    claim(
        id="small_beta-86",
        statement="Small waves grow at the rate of the linearised equation.",
        quantity="largest difference of measured and predicted growth rate over rings",
        unit="nu beta",
        datasets=("turing_rings",),
        measure=growth_ratio,
        expected=Band(high=0.01),
        tolerance="the second order of a wave of 1e-4 over a time of 10",
    ),
]

"""Claims on the data, configurations of the Ising ring: section III.1."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Band, Claim, Measurement, Undecided
from placecells.claims.intervals import LEVEL_OF_TESTS, P_VALUE, mean_of, p_value
from placecells.measure.summary import experiment
from placecells.theory.ring import correlation, correlation_length, spectrum

if TYPE_CHECKING:
    import xarray as xr

NEIGHBOURS = 10  # distances over which correlations are compared


def _ring(ds: xr.Dataset) -> tuple[int, float]:
    """Number of sites and inverse temperature of the data."""
    data = experiment(ds)["data"]
    return data["sites"], data["beta"]


def _correlations(ds: xr.Dataset) -> np.ndarray:
    """Correlations (set, distance) at distances 1 ... NEIGHBOURS."""
    if ds.sizes["distance"] <= NEIGHBOURS:
        raise Undecided(f"the ring has no two sites {NEIGHBOURS} apart")
    return ds["correlation"].transpose("seed", "distance").values[:, 1 : NEIGHBOURS + 1]


def mean_spin(ds: xr.Dataset) -> Measurement:
    """Mean of all spins."""
    return mean_of(ds["magnetisation"].isel(component=0))


def magnetisation_spread(ds: xr.Dataset) -> Measurement:
    """Standard deviation of the magnetisation of a configuration, times sqrt(N)."""
    sites, beta = _ring(ds)
    found = np.sqrt(sites * ds["magnetisation_variance"].isel(component=0))
    return mean_of(found / float(np.sqrt(spectrum(sites, beta)[0])))


def correlation_ratio(ds: xr.Dataset) -> Measurement:
    """Measured correlation over (9), mean over distances 1 ... NEIGHBOURS."""
    expected = correlation(*_ring(ds))[1 : NEIGHBOURS + 1]
    return mean_of((_correlations(ds) / expected).mean(axis=1))


def decay_length(ds: xr.Dataset) -> Measurement:
    """Length (sites) of the exponential through the correlations at distances 1 ... NEIGHBOURS."""
    distance, (_, beta) = np.arange(1, NEIGHBOURS + 1), _ring(ds)
    slopes = np.polyfit(distance, np.log(_correlations(ds)).T, 1)[0]
    return mean_of(-1 / slopes / float(correlation_length(beta)))


def rotation_p(ds: xr.Dataset) -> Measurement:
    """Are the correlations of neighbours the same at all sites? Analysis of variance over data sets."""
    from scipy.stats import f_oneway

    bonds = ds["neighbour_correlation"].transpose("site", "seed").values
    return p_value(f_oneway(*bonds).pvalue, ds.sizes["seed"])


claim = partial(
    Claim,
    section="III.1",
    figure="fig02",
    source="text",
    unit="1",
    datasets=("ising_statistics",),
    expected=Band(low=LEVEL_OF_TESTS),
    test=P_VALUE,
)

CLAIMS = [
    claim(
        id="ising-06",
        statement="The data have zero mean.",
        quantity="p value of agreement with the law: mean of all spins of fresh data sets",
        measure=mean_spin,
        tolerance="level of the test, 1%",
    ),
    claim(
        id="ising-06b",
        section="III.2.1",
        figure="",
        statement="The magnetisation of a configuration is zero up to fluctuations of order 1/sqrt(N).",
        quantity="p value of agreement with the law: deviation of the magnetisation times sqrt(N)",
        measure=magnetisation_spread,
        tolerance="level of the test, 1%; exp(beta) up to the ring's closure, the root of the uniform eigenvalue",
    ),
    claim(
        id="ising-07",
        statement="Correlations decay with the distance d along the ring as (t^d + t^(N-d))/(1 + t^N), t = tanh beta.",
        quantity=f"p value of agreement with the law: mean ratio of correlations to it, distances 1 to {NEIGHBOURS}",
        measure=correlation_ratio,
        tolerance="level of the test, 1%; a 10% error of beta shifts the ratio by a hundred standard errors",
    ),
    claim(
        id="ising-07b",
        statement="Correlations decay exponentially, with the correlation length -1/ln tanh beta.",
        quantity=f"p value of agreement with the law: length of the exponential through distances 1 to {NEIGHBOURS}",
        measure=decay_length,
        tolerance="level of the test, 1%; on 100 sites the ring's closure adds less than 10^-9 to a correlation",
    ),
    claim(
        id="ising-08",
        figure="",
        statement="The data's law does not change under rotations of the ring.",
        quantity="p value that the correlation of neighbours is the same at all sites",
        measure=rotation_p,
        tolerance="level of the test, 1%",
    ),
]

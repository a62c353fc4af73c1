"""Claims on the data, configurations of the Ising ring: section III.1."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import REPRODUCED, Agrees, Claim, Control, Measurement, Undecided
from placecells.claims.intervals import STUDENT, mean_of
from placecells.measure.summary import experiment
from placecells.theory.ring import correlation, correlation_length, spectrum

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr

NEIGHBOURS = 10  # distances over which correlations are compared


def _ring(ds: xr.Dataset, stated: float = 1.0) -> tuple[int, float]:
    """Number of sites of the data, and their inverse temperature times the factor `stated`, for a control."""
    data = experiment(ds)["data"]
    return data["sites"], stated * data["beta"]


def _correlations(ds: xr.Dataset) -> np.ndarray:
    """Correlations (set, distance) at distances 1 ... NEIGHBOURS."""
    if ds.sizes["distance"] <= NEIGHBOURS:
        raise Undecided(f"the ring has no two sites {NEIGHBOURS} apart")
    return ds["correlation"].transpose("seed", "distance").values[:, 1 : NEIGHBOURS + 1]


def mean_spin(ds: xr.Dataset) -> Measurement:
    """Mean of all spins."""
    return mean_of(ds["magnetisation"].isel(component=0))


def magnetisation_spread(ds: xr.Dataset, stated: float = 1.0) -> Measurement:
    """Standard deviation of the magnetisation of a configuration, times sqrt(N), over the law's."""
    sites, beta = _ring(ds, stated)
    found = np.sqrt(sites * ds["magnetisation_variance"].isel(component=0))
    return mean_of(found / float(np.sqrt(spectrum(sites, beta)[0])))


def correlation_ratio(ds: xr.Dataset, stated: float = 1.0) -> Measurement:
    """Measured correlation over (9), mean over distances 1 ... NEIGHBOURS."""
    expected = correlation(*_ring(ds, stated))[1 : NEIGHBOURS + 1]
    return mean_of((_correlations(ds) / expected).mean(axis=1))


def decay_length(ds: xr.Dataset, stated: float = 1.0) -> Measurement:
    """Length of the exponential through the correlations at distances 1 ... NEIGHBOURS, over the correlation length.

    Raises Undecided where a correlation is not positive.
    """
    distance, found, (_, beta) = np.arange(1, NEIGHBOURS + 1), _correlations(ds), _ring(ds, stated)
    if (found <= 0).any():
        raise Undecided("a correlation is not positive, so that it has no logarithm")
    slopes = np.polyfit(distance, np.log(found).T, 1)[0]
    return mean_of(-1 / slopes / float(correlation_length(beta)))


def site_variance(ds: xr.Dataset) -> Measurement:
    """Variance over sites of the correlation of a site with the next one, over its mean squared.

    The product of the deviations of two data sets, mean over sites, has no part from the noise of either. Every data
    set enters one pair.
    """
    bonds = ds["neighbour_correlation"].transpose("seed", "site").values
    away = bonds - bonds.mean(axis=1, keepdims=True)
    pairs = len(bonds) // 2
    products = (away[0 : 2 * pairs : 2] * away[1 : 2 * pairs : 2]).mean(axis=1)
    return mean_of(products / bonds.mean() ** 2)


def _upwards(ds: xr.Dataset) -> xr.Dataset:
    """What configurations turned to positive magnetisation would have: the mean size of a normal magnetisation."""
    return ds.assign(magnetisation=np.sqrt(2 / np.pi * ds["magnetisation_variance"]))


def _cut(ds: xr.Dataset) -> xr.Dataset:
    """What rings cut at two opposite places would have: no correlation across a cut."""
    sites = ds.sizes["site"]
    return ds.assign(neighbour_correlation=ds["neighbour_correlation"].where(ds["site"] % (sites // 2) != 0, 0.0))


def _lawful(ds: xr.Dataset) -> xr.Dataset:
    """The law's own moments in place of those of the data."""
    law = _ring(ds)
    distances = ds.sizes["distance"]
    moments = {"correlation": correlation(*law)[:distances], "magnetisation_variance": spectrum(*law)[0] / law[0]}
    return ds.assign({name: (ds[name].dims, np.broadcast_to(value, ds[name].shape)) for name, value in moments.items()})


def _beta_controls(measure: Callable[..., Measurement]) -> tuple[Control, ...]:
    """Data of a wrong beta, for a claim that is reproduced; the law's own moments, for one that is not."""
    return (
        Control("data of a beta 10% larger", partial(measure, stated=1 / 1.1), ("ising_statistics_wrong_beta",)),
        Control("the law's own moments", lambda ds: measure(_lawful(ds)), ("ising_statistics",), gives=REPRODUCED),
    )


claim = partial(
    Claim,
    section="III.1",
    figure="fig02",
    source="text",
    unit="1",
    datasets=("ising_statistics",),
    test=f"{STUDENT}; a run is a data set of 100 000 configurations",
    row="field",
)

CLAIMS = [
    claim(
        id="ising-06",
        where="III.1, second paragraph",
        statement="The data have zero mean.",
        quantity="mean of all spins",
        measure=mean_spin,
        expected=Agrees(0.0, 0.002),
        tolerance="below a hundredth of the magnetisation of one configuration, 0.27; the statistical error is 0.0003",
        why="Energy and data do not change when all spins are turned over.",
        controls=(
            Control(
                "configurations turned to positive magnetisation",
                lambda ds: mean_spin(_upwards(ds)),
                ("ising_statistics",),
            ),
        ),
    ),
    claim(
        id="ising-06b",
        where="III.2.1, third paragraph",
        section="III.2.1",
        figure="",
        statement="The magnetisation of a configuration is zero up to fluctuations of order 1/sqrt(N).",
        quantity="deviation of the magnetisation times sqrt(N), over the root of the uniform eigenvalue of (9)",
        measure=magnetisation_spread,
        expected=Agrees(1.0, 0.02),
        tolerance="a fifth of what a 10% error of beta makes; the statistical error is 0.001",
        why="A ring of N sites holds about N/(2 xi) independent domains.",
        controls=_beta_controls(magnetisation_spread),
    ),
    claim(
        id="ising-07",
        where="III.1, second paragraph, equation 9",
        statement="Correlations decay with the distance d along the ring as (t^d + t^(N-d))/(1 + t^N), t = tanh beta.",
        quantity=f"ratio of the correlations to this law, mean over distances 1 to {NEIGHBOURS}",
        measure=correlation_ratio,
        expected=Agrees(1.0, 0.02),
        tolerance="the statistical error is 0.002; a 10% error of beta makes 0.3",
        why="Bonds of the ring are independent, and a correlation is the product of the bonds between two sites.",
        controls=_beta_controls(correlation_ratio),
    ),
    claim(
        id="ising-07b",
        where="III.1, second paragraph, below equation 9",
        statement="Correlations decay exponentially, with the correlation length -1/ln tanh beta.",
        quantity=f"length of the exponential through distances 1 to {NEIGHBOURS}, over -1/ln tanh beta",
        measure=decay_length,
        expected=Agrees(1.0, 0.02),
        tolerance="the statistical error is 0.002; a 10% error of beta makes 0.2; the ring's closure adds below 10^-9",
        why="Every further bond multiplies the correlation by tanh beta.",
        controls=_beta_controls(decay_length),
    ),
    claim(
        id="ising-08",
        where="III.1, third paragraph, equation 10",
        figure="",
        statement="The data's law does not change under rotations of the ring.",
        quantity="variance over sites of the correlation of neighbours, over the square of its mean, free of noise",
        measure=site_variance,
        expected=Agrees(0.0, 1e-4),
        tolerance="correlations that vary by 1% over the ring; the statistical error is 10^-6",
        test=f"{STUDENT}; a run is a pair of data sets of 100 000 configurations",
        why="All bonds of the ring are alike.",
        controls=(Control("rings cut at two places", lambda ds: site_variance(_cut(ds)), ("ising_statistics",)),),
    ),
]

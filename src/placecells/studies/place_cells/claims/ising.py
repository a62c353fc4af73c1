"""Claims on the data, configurations of the Ising ring: section III.1."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Agrees, Claim, Control, Measurement, Undecided
from placecells.claims.intervals import STUDENT, mean_of
from placecells.measure.summary import experiment
from placecells.theory.ring import correlation, correlation_length, spectrum

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr

NEIGHBOURS = 10  # distances over which correlations are compared
SETS, SAMPLES, SEED = 10, 2000, 20_000  # data sets of a control, their configurations, the first one's seed


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
    """Standard deviation of the magnetisation of a configuration, times sqrt(N), over the law's."""
    sites, beta = _ring(ds)
    found = np.sqrt(sites * ds["magnetisation_variance"].isel(component=0))
    return mean_of(found / float(np.sqrt(spectrum(sites, beta)[0])))


def correlation_ratio(ds: xr.Dataset) -> Measurement:
    """Measured correlation over (9), mean over distances 1 ... NEIGHBOURS."""
    expected = correlation(*_ring(ds))[1 : NEIGHBOURS + 1]
    return mean_of((_correlations(ds) / expected).mean(axis=1))


def decay_length(ds: xr.Dataset) -> Measurement:
    """Length of the exponential through the correlations at distances 1 ... NEIGHBOURS, over the correlation length.

    Raises Undecided where a correlation is not positive.
    """
    distance, found, (_, beta) = np.arange(1, NEIGHBOURS + 1), _correlations(ds), _ring(ds)
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


def _drawn(
    ds: xr.Dataset, beta_factor: float = 1.0, change: Callable[[np.ndarray], np.ndarray] | None = None
) -> xr.Dataset:
    """Fresh data sets, as few as a control needs, with the variables and the stated law of ds.

    beta_factor: they are drawn at this multiple of the beta of ds. change: function of their spins (sample, site).
    """
    import xarray as xr

    from placecells.data.draw import sample
    from placecells.kinds.statistics import moments

    sites, beta = _ring(ds)
    law = {"model": "ising", "sites": sites, "beta": beta_factor * beta}
    sets = (sample(law, SAMPLES, SEED + number) for number in range(SETS))
    found = zip(*(moments(change(spins) if change else spins, None) for spins in sets), strict=True)
    dimensions = {
        "magnetisation": "component",
        "magnetisation_variance": "component",
        "correlation": "distance",
        "neighbour_correlation": "site",
    }
    parts = zip(dimensions.items(), found, strict=True)
    return xr.Dataset({name: (("seed", own), np.stack(part)) for (name, own), part in parts}, attrs=ds.attrs)


def _upwards(spins: np.ndarray) -> np.ndarray:
    """Configurations turned so that none has a negative magnetisation."""
    return spins * np.where(spins.sum(axis=1, keepdims=True) < 0, -1, 1)


def _cut(spins: np.ndarray) -> np.ndarray:
    """Configurations whose second half is turned over in every other one: the chain is cut at two places."""
    sites = spins.shape[1]
    turned = (np.arange(len(spins))[:, None] % 2 == 1) & (np.arange(sites) >= sites // 2)
    return np.where(turned, -spins, spins)


def _control(what: str, measure: Callable[[xr.Dataset], Measurement], **drawn) -> Control:
    """The measure on fresh data sets of `_drawn`."""
    return Control(what, lambda ds: measure(_drawn(ds, **drawn)), ("ising_statistics",))


def _wrong_beta(measure: Callable[[xr.Dataset], Measurement]) -> tuple[Control, ...]:
    return (_control("data of a beta 10% larger", measure, beta_factor=1.1),)


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
        controls=(_control("configurations turned to positive magnetisation", mean_spin, change=_upwards),),
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
        controls=_wrong_beta(magnetisation_spread),
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
        controls=_wrong_beta(correlation_ratio),
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
        controls=_wrong_beta(decay_length),
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
        controls=(_control("rings cut at two places", site_variance, change=_cut),),
    ),
]

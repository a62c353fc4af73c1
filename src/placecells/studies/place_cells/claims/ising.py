"""Claims on the data, configurations of the Ising ring: section III.1."""

from functools import partial

import numpy as np

from placecells.claims.claim import Band, Claim, Measurement
from placecells.claims.intervals import LEVEL_OF_TESTS, P_VALUE, agreement, p_value
from placecells.theory.ring import correlation, correlation_length, spectrum

DATA = {"sites": 100, "beta": 1.0}
SETS, SAMPLES = 10, 100_000  # data sets drawn for the claims on the data themselves, and their size
NEIGHBOURS = 10  # distances over which correlations are compared


def _data_sets() -> list[np.ndarray]:
    """Fresh data sets of spins (sample, site), from the pipeline's sampler."""
    from placecells.data import ising  # here, because it imports numba, slow to import

    return [ising.decode(ising.sample(DATA, SAMPLES, seed), DATA["sites"]) for seed in range(SETS)]


def _correlations(spins: np.ndarray) -> np.ndarray:
    """Correlations at distances 1 ... NEIGHBOURS of spins (sample, site), mean over samples and sites."""
    v = spins.astype(np.float32)
    pairs, site = v.T @ v / len(v), np.arange(v.shape[1])
    return np.array([pairs[site, (site + d) % len(site)].mean() for d in range(1, NEIGHBOURS + 1)], dtype=float)


def mean_spin() -> Measurement:
    """Mean of all spins."""
    return agreement([spins.mean() for spins in _data_sets()], 0.0)


def magnetisation_spread() -> Measurement:
    """Standard deviation of the magnetisation of a configuration, times sqrt(N)."""
    found = [spins.mean(axis=1).std() * np.sqrt(DATA["sites"]) for spins in _data_sets()]
    return agreement(found, float(np.sqrt(spectrum(**DATA)[0])))


def correlation_ratio() -> Measurement:
    """Measured correlation over (9), mean over distances 1 ... NEIGHBOURS."""
    expected = correlation(DATA["sites"], DATA["beta"])[1 : NEIGHBOURS + 1]
    return agreement([np.mean(_correlations(spins) / expected) for spins in _data_sets()], 1.0)


def decay_length() -> Measurement:
    """Length (sites) of the exponential through the correlations at distances 1 ... NEIGHBOURS."""
    distance = np.arange(1, NEIGHBOURS + 1)
    slopes = [np.polyfit(distance, np.log(_correlations(spins)), 1)[0] for spins in _data_sets()]
    return agreement(-1 / np.array(slopes), float(correlation_length(DATA["beta"])))


def rotation_p() -> Measurement:
    """Are the correlations of neighbours the same at all sites? Analysis of variance over data sets."""
    from scipy.stats import f_oneway

    bonds = np.array([(spins * np.roll(spins, -1, axis=1)).mean(axis=0) for spins in _data_sets()])  # (set, site)
    return p_value(f_oneway(*bonds.T).pvalue, SETS)


claim = partial(
    Claim,
    section="III.1",
    figure="fig02",
    source="text",
    unit="1",
    datasets=(),
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

"""What is measured on fresh configurations of the Ising ring."""

import numpy as np

from placecells.claims.claim import Measurement
from placecells.claims.measurements import agreement, p_value
from placecells.data import ising
from placecells.theory.ring import correlation, correlation_length, spectrum

DATA = {"sites": 100, "beta": 1.0}
SETS, SAMPLES = 10, 100_000  # data sets drawn for the claims on the data themselves, and their size
NEIGHBOURS = 10  # distances over which correlations are compared


def _data_sets() -> list[np.ndarray]:
    """Fresh data sets of spins (sample, site), from the pipeline's sampler."""
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

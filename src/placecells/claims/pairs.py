"""Two fields at a distance: the exact log-likelihood of the machine that holds both."""

import numpy as np

from placecells.claims.likelihood import fresh_spins
from placecells.measure.crossings import first_crossing
from placecells.theory.field_gains import AMPLITUDES

SAMPLES = 20_000
SEPARATED = 0.95  # of the gain from together to opposite
BLOCKS = 20  # of the samples, for an interval


def pair_likelihood(spins: np.ndarray, field: np.ndarray, distances: np.ndarray) -> np.ndarray:
    """Mean log-likelihood (distance,), in nat per sample over that of no weights, of two copies of a field.

    Z = 2^N 2 [prod cosh(w1 + w2) + prod cosh(w1 - w2)], equation (47). spins: (sample, site); distances: whole sites.
    """
    inputs = {
        shift: np.abs(spins @ np.roll(field, shift).astype(np.float32)).astype(float) for shift in {0, *distances}
    }
    free = {shift: x + np.log1p(np.exp(-2 * x)) for shift, x in inputs.items()}  # log 2cosh
    values = []
    for distance in distances:
        other = np.roll(field, distance)
        log_z = np.log(2) + np.logaddexp(*(np.log(np.cosh(field + sign * other)).sum() for sign in (1, -1)))
        values.append((free[0] + free[distance]).mean() - log_z)
    return np.array(values)


def vanishing_distance(field: np.ndarray, beta: float) -> float:
    """Distance in sites where the pair has gained SEPARATED of what separating brings, by linear interpolation.

    field: (site,). The gain is counted from fields at the same place to fields at opposite places.
    """
    sites, spins = len(field), fresh_spins(len(field), beta, SAMPLES)
    distances = np.arange(sites // 2 + 1)
    value = pair_likelihood(spins, field, distances)
    level = value[0] + SEPARATED * (value[-1] - value[0])
    return float(first_crossing(distances, -value, -level))


def separation_gain(field: np.ndarray, beta: float) -> np.ndarray:
    """Log-likelihood (block,), nat per sample, of fields at opposite places minus that of fields at one place.

    Each at its best amplitude, common to both fields; one value for each of BLOCKS independent sets of samples.
    """
    sites, spins = len(field), fresh_spins(len(field), beta, SAMPLES)
    some, values = spins[: len(spins) // 10], []
    for distance in (0, sites // 2):
        means = [pair_likelihood(some, amplitude * field, np.array([distance]))[0] for amplitude in AMPLITUDES]
        best = AMPLITUDES[int(np.argmax(means))] * field
        values.append(
            [pair_likelihood(block, best, np.array([distance]))[0] for block in np.array_split(spins, BLOCKS)]
        )
    together, opposite = np.array(values)
    return opposite - together

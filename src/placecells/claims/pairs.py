"""Two fields at a distance: the exact log-likelihood of the machine that holds both."""

import numpy as np

from placecells.claims.likelihood import SAMPLES, SEED
from placecells.data import ising

SEPARATED = 0.95  # of the gain from together to opposite


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
    sites = len(field)
    spins = ising.decode(ising.sample({"sites": sites, "beta": beta}, SAMPLES // 20, SEED), sites).astype(np.float32)
    distances = np.arange(sites // 2 + 1)
    value = pair_likelihood(spins, field, distances)
    level = value[0] + SEPARATED * (value[-1] - value[0])
    after = int((value >= level).argmax())
    return after - (value[after] - level) / (value[after] - value[after - 1])

"""What the law of a trained machine holds of the data's: correlations of neighbours, and no external fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import mean_of
from placecells.measure.summary import final

if TYPE_CHECKING:
    import xarray as xr

ENUMERATED = 12  # largest number of hidden units whose states are summed over
LATE = 0.5  # share of the training after which external fields count as stationary


def neighbour_correlation(weights: np.ndarray) -> float:
    """Mean over the ring of <v_i v_{i+1}> of a machine of spins without external fields, exact.

    weights: (hidden, site). P(h) ~ prod_i 2 cosh(sum_mu w_{i mu} h_mu), and given h the spins are independent.
    """
    from placecells.rbm.hidden_states import hidden_states

    inputs = hidden_states(len(weights), (-1, 1)) @ weights
    log_weight = np.logaddexp(inputs, -inputs).sum(axis=1)
    probability = np.exp(log_weight - log_weight.max())
    means = np.tanh(inputs)
    products = (means * np.roll(means, -1, axis=1)).mean(axis=1)
    return float(products @ probability / probability.sum())


def neighbours_share(ds: xr.Dataset) -> Measurement:
    """Correlation of neighbours in the trained machine over that in the data, tanh beta.

    Raises Undecided for more than ENUMERATED hidden units.
    """
    last = final(ds).transpose("seed", "hidden", "site")
    if last.sizes["hidden"] > ENUMERATED:
        raise Undecided(f"{last.sizes['hidden']} hidden units have too many states")
    found = [neighbour_correlation(weights) for weights in last["weights"].values.astype(float)]
    return mean_of(np.array(found) / np.tanh(float(ds["beta"])))


def external_fields(ds: xr.Dataset) -> Measurement:
    """Root mean square over sites of the external fields on the visible units, over that of the weights.

    Both are means over late records.
    """
    late = ds.isel(record=ds["update"].values >= LATE * ds["update"].values[-1]).isel(hidden=0)
    own, weights = (np.sqrt((late[name].mean("record") ** 2).mean("site")) for name in ("visible_field", "weights"))
    return mean_of(own / weights)

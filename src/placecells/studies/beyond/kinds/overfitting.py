"""Kind `overfitting`: how many samples a place field needs, from the field that endless data give (C.14-C.15)."""

import numpy as np
import xarray as xr

from placecells.io.variables import dataset
from placecells.kinds.noise_formula import mean_fields
from placecells.kinds.source import Source, SourceError, source_kind
from placecells.theory.beyond import overfitting
from placecells.theory.diffusion import sample_one_unit


def measure(cell: dict, source: Source, seeds: list[int]) -> xr.Dataset:
    """Gain G, number K of weights that data fit, cost E of the noise, and fewest samples, at the mean place field."""
    source.one_unit()
    number, training = cell["overfitting"]["samples"], source.cell["training"]
    w = mean_fields(source.dataset)[0, 0]
    fresh = source.fresh(number, seeds[0]).astype(float)
    model = sample_one_unit(w, number, np.random.default_rng(seeds[0]))
    gain = overfitting.gain(w, fresh)
    try:
        fitted = overfitting.effective_number(w, fresh)
    except ValueError as error:
        raise SourceError(f"{source.experiment}: {error}") from error
    noise = (overfitting.noise_of_samples(w, one) for one in (fresh, model))
    cost = overfitting.cost_of_noise(*noise, *(training[key] for key in ("rate", "batch", "chains")))
    named = {
        "gain": ((), gain, "G, gain in log-likelihood over independent spins, endless data", "nat"),
        "cost": ((), cost, "E, what the noise of the updates costs", "nat"),
        "fitted": ((), fitted, "K, the number of weights that data fit", "1"),
        "fewest": (
            (),
            overfitting.fewest_samples(gain, cost, fitted),
            "B at which the held-out gain vanishes",
            "sample",
        ),
    }
    return dataset(named)


KIND = source_kind(measure, variables=("weights", "centre"))

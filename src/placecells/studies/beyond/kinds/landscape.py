"""Kind `landscape`: how fast a place field diffuses on finite data, by the landscape of the data (C.11-C.13)."""

import numpy as np
import xarray as xr

from placecells.data.draw import configurations, draw
from placecells.io.variables import dataset
from placecells.kinds.noise_formula import mean_fields
from placecells.kinds.source import Source, source_kind
from placecells.theory.beyond import trapped
from placecells.theory.diffusion import (
    diffusion_coefficient,
    projected_gradient,
    sample_one_unit,
    smoothed_derivative,
)


def measure(cell: dict, source: Source, seeds: list[int]) -> xr.Dataset:
    """D_eff by (C.12) for training sets of the source's law, one per seed and drawn anew, and the numbers of (C.13).

    The weights are the mean place field of the source's runs. `diffusion` is for samples with replacement, whose noise
    is that of data and chains; `without_replacement` for epochs so short that the noise of the data cancels.
    """
    source.one_unit()
    training, data, number = source.cell["training"], source.cell["data"], cell["landscape"]["samples"]
    fresh = source.fresh(number, seeds[0])
    w = mean_fields(source.dataset)[0]
    derivative = smoothed_derivative(w)
    of_data = projected_gradient(fresh, w, derivative).var()
    model = sample_one_unit(w[0], number, np.random.default_rng(seeds[0]))
    of_chains = projected_gradient(model, w, derivative).var()
    setting = {key: training[key] for key in ("rate", "batch", "chains")}
    free = diffusion_coefficient(derivative, of_data, of_chains, **setting)
    chains = diffusion_coefficient(derivative, 0.0, of_chains, **setting)
    steep = {d: trapped.steepness(derivative, d, training["rate"]) for d in (free, chains)}
    sets = (configurations(draw(data, [seed]))["configurations"].values[0] for seed in seeds)
    gain = np.stack([trapped.mean_gains(v, w[0]) for v in sets])
    at, per_update = "seed", "site^2 per update"
    return dataset(
        {
            "gain": (("seed", "shift"), gain, "mean over a training set of ln 2cosh(w_x v), up to a constant", "nat"),
            "diffusion": (at, free * trapped.slowing(-steep[free] * gain), "D_eff, with replacement", per_update),
            "without_replacement": (
                at,
                chains * trapped.slowing(-steep[chains] * gain),
                "D_eff, epochs much shorter than the time in which the field moves by its width",
                per_update,
            ),
            "free": ((), free, "D where there is no landscape, noise of data and chains", per_update),
            "of_chains": ((), chains, "D where there is no landscape, noise of the chains alone", per_update),
            "crossover": ((), trapped.crossover(fresh, w[0], steep[free]), "B*, with replacement", "sample"),
            "crossover_of_chains": (
                (),
                trapped.crossover(fresh, w[0], steep[chains]),
                "B*, noise of the chains alone",
                "sample",
            ),
        }
    ).assign_coords(seed=np.arange(len(seeds)))


KIND = source_kind(measure, variables=("weights", "centre"))

"""Kind `landscape`: how fast a place field diffuses on finite data, by the landscape of the data (C.11-C.13)."""

import numpy as np
import xarray as xr

from placecells.data.draw import configurations, draw
from placecells.io.variables import dataset
from placecells.kinds.noise_formula import mean_fields
from placecells.kinds.source import Source, source_kind
from placecells.measure.summary import after_burn_in
from placecells.studies.beyond.measures.finite_data import SHARES, lag_steps
from placecells.theory.beyond import trapped
from placecells.theory.diffusion import (
    diffusion_coefficient,
    projected_gradient,
    sample_one_unit,
    smoothed_derivative,
)


def measure(cell: dict, source: Source, seeds: list[int]) -> xr.Dataset:
    """D_eff by (C.16) and (C.12) for training sets of the source's law, one per seed and drawn anew, with (C.13).

    The weights are the mean place field of the source's runs. The walks start anywhere on the ring, as the runs do, and
    are followed for the time of the runs: a landscape may hold a field for longer than that.
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
    steep = trapped.steepness(derivative, free, training["rate"])
    sets = (configurations(draw(data, [seed]))["configurations"].values[0] for seed in seeds)
    gain = np.stack([trapped.mean_gains(v, w[0]) for v in sets])
    late, lags = _times(source.dataset)
    walks = [trapped.displacements(-steep * one, free, lags, late[0], late[-1]) for one in gain]
    at, per_update = "seed", "site^2 per update"
    return dataset(
        {
            "gain": (("seed", "shift"), gain, "mean over a training set of ln 2cosh(w_x v), up to a constant", "nat"),
            "effective": ((at, "share"), np.array(walks) / (2.0 * lags), "D_eff(lag), with replacement", per_update),
            "lag": ("share", lags, "lag, a share of the time after the burn-in", "update"),
            "diffusion": (at, free * trapped.slowing(-steep * gain), "D_eff at endless lags", per_update),
            "free": ((), free, "D where there is no landscape, noise of data and chains", per_update),
            "of_chains": ((), chains, "D where there is no landscape, noise of the chains alone", per_update),
            "crossover": ((), trapped.crossover(fresh, w[0], steep), "B*, with replacement", "sample"),
        }
    ).assign_coords(seed=np.arange(len(seeds)), share=list(SHARES))


def _times(ds: xr.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Updates of the records after the burn-in, and the lags of SHARES in updates."""
    updates = ds["update"].values.astype(float)
    _, late = after_burn_in(updates, updates)
    return late, np.array([lag_steps(len(late), share) for share in SHARES]) * (late[1] - late[0])


KIND = source_kind(measure, variables=("weights", "centre"))

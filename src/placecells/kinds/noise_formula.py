"""Kind `noise_formula`: the diffusion coefficient of place fields that the noise of the gradient predicts (P.23)."""

import numpy as np
import xarray as xr

from placecells.io.variables import dataset
from placecells.kinds.source import Source, source_kind
from placecells.measure.summary import final
from placecells.theory.diffusion import field_diffusion, sample_one_unit


def measure(cell: dict, source: Source, seeds: list[int]) -> xr.Dataset:
    """`field_diffusion` of the last weights of every run, from fresh configurations and samples of the machine."""
    source.one_unit()
    samples, smoothing = (cell["noise"][key] for key in ("samples", "smoothing"))
    setting = {key: source.cell["training"][key] for key in ("rate", "batch", "chains")}
    last = final(source.dataset).isel(hidden=0)
    fresh, rng = source.fresh(samples, seeds[0]), np.random.default_rng(seeds[0])
    predicted = [
        field_diffusion(w[None], fresh, sample_one_unit(w, samples, rng), smoothing=smoothing, **setting)
        for w in last["weights"].transpose("seed", "site").values.astype(float)
    ]
    named = {
        "diffusion": ("seed", predicted, "diffusion coefficient that the noise formula predicts", "site^2 per update")
    }
    return dataset(named).assign_coords(seed=last["seed"].values)


KIND = source_kind(measure)

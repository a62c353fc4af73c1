"""Kind `noise_formula`: the diffusion coefficient of place fields that the noise of the gradient predicts (P.23)."""

import numpy as np
import xarray as xr

from placecells.io.variables import dataset
from placecells.kinds.source import Source, source_kind
from placecells.measure.fields import centred
from placecells.measure.summary import after_burn_in, aligned_mean
from placecells.theory.diffusion import field_diffusion, sample_one_unit, sample_units


def measure(cell: dict, source: Source, seeds: list[int]) -> xr.Dataset:
    """`field_diffusion` of the mean place fields of every run, from fresh configurations and samples of the machine.

    With several units it is the diffusion coefficient of their common motion. NaN where no unit ever has a centre.
    """
    samples, smoothing = (cell["noise"][key] for key in ("samples", "smoothing"))
    setting = {key: source.cell["training"][key] for key in ("rate", "batch", "chains")}
    fresh, rng = source.fresh(samples, seeds[0]), np.random.default_rng(seeds[0])
    predicted = []
    for w in mean_fields(source.dataset.isel(hidden=slice(source.cell["machine"]["hidden"]))):
        model = sample_one_unit(w[0], samples, rng) if len(w) == 1 else sample_units(w, samples, rng)
        predicted.append(field_diffusion(w, fresh, model, smoothing=smoothing, **setting))
    named = {
        "diffusion": ("seed", predicted, "diffusion coefficient that the noise formula predicts", "site^2 per update")
    }
    return dataset(named).assign_coords(seed=source.dataset["seed"].values)


def mean_fields(ds: xr.Dataset) -> np.ndarray:
    """The mean place field of all units, runs and records after the burn-in, at the last centres: (seed, hidden, site).

    The place fields are aligned at their centres before averaging, so that the derivative of their mean is that of the
    shape and not of its fluctuations. Their signs are lost, which changes no average. NaN without a centre.
    """
    late, _ = after_burn_in(ds["centre"].transpose("seed", "hidden", "record").values, ds["update"].values)
    weights = ds["weights"].transpose("seed", "hidden", "record", "site").values.astype(float)
    weights = weights[:, :, -late.shape[-1] :]
    sites = weights.shape[-1]
    mean = aligned_mean(weights.reshape(-1, sites), late.ravel())
    last = [[centres[np.isfinite(centres)][-1:].sum() for centres in run] for run in late]  # 0 without a centre
    return np.array([[centred(mean, 2 * (sites // 2) - at) for at in run] for run in last])


KIND = source_kind(measure, variables=("weights", "centre"))

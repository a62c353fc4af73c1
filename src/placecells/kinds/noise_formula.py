"""Kind `noise_formula`: the diffusion coefficient of place fields that the noise of the gradient predicts (P.23)."""

import numpy as np
import xarray as xr

from placecells.io.variables import dataset
from placecells.kinds.source import Source, SourceError, source_kind
from placecells.measure.fields import centred
from placecells.measure.summary import after_burn_in, aligned_mean
from placecells.theory import colour_diffusion
from placecells.theory.diffusion import field_diffusion, sample_one_unit, sample_units

DIFFUSION = ("diffusion coefficient that the noise formula predicts", "site^2 per update")
TURNING = ("diffusion coefficient of the phase that the noise formula predicts", "radian^2 per update")


def measure(cell: dict, source: Source, seeds: list[int]) -> xr.Dataset:
    """`field_diffusion` of the mean place fields of every run, from fresh configurations and samples of the machine.

    With several units it is the diffusion coefficient of their common motion. On colours there is one of the place and
    one of the phase. NaN where no unit ever has a centre.
    """
    samples, smoothing = (cell["noise"][key] for key in ("samples", "smoothing"))
    setting = {key: source.cell["training"][key] for key in ("rate", "batch", "chains")}
    fresh, rng = source.fresh(samples, seeds[0]), np.random.default_rng(seeds[0])
    units = source.dataset.isel(hidden=slice(source.cell["machine"]["hidden"]))
    formula = _on_colours if source.cell["data"]["model"] == "xy" else _on_spins
    named = formula(units, source.cell["machine"]["unit"], fresh, rng, smoothing=smoothing, **setting)
    return dataset(named).assign_coords(seed=source.dataset["seed"].values)


def _on_spins(units, unit, fresh, rng, smoothing, **setting):
    predicted = []
    for w in mean_fields(units):
        model = sample_one_unit(w[0], len(fresh), rng) if len(w) == 1 else sample_units(w, len(fresh), rng)
        predicted.append(field_diffusion(w, fresh, model, smoothing=smoothing, **setting))
    return {"diffusion": ("seed", predicted, *DIFFUSION)}


def _on_colours(units, unit, fresh, rng, smoothing, **setting):
    found = []
    for w in mean_colour_fields(units):
        if np.isnan(w).any():
            found.append([np.nan, np.nan])
            continue
        model = colour_diffusion.sample_units(w, unit, len(fresh), rng)
        found.append(np.diag(colour_diffusion.field_diffusion(w, unit, fresh, model, smoothing=smoothing, **setting)))
    place, phase = np.transpose(found)
    return {"diffusion": ("seed", place, *DIFFUSION), "phase_diffusion": ("seed", phase, *TURNING)}


def mean_fields(ds: xr.Dataset) -> np.ndarray:
    """The mean place field of all units, runs and records after the burn-in, at the last centres: (seed, hidden, site).

    The place fields are aligned at their centres before averaging, so that the derivative of their mean is that of the
    shape and not of its fluctuations. Their signs are lost, which changes no average. NaN without a centre.
    """
    late, weights = _late(ds)
    sites = weights.shape[-1]
    mean = aligned_mean(weights.reshape(-1, sites), late.ravel())
    return np.array([[centred(mean, 2 * (sites // 2) - at) for at in run] for run in _last(late)])


def mean_colour_fields(ds: xr.Dataset) -> np.ndarray:
    """The mean place field on colours of all units, runs and records after the burn-in: (seed, hidden, site, colour).

    The place fields are aligned at centre and phase before averaging; each run and unit gets the mean at its own last
    centre and phase. Weights -w have the phase of w plus pi, so that signs are kept. NaN without a centre.
    """
    late, weights = _late(ds)
    phase = ds["phase"].transpose("seed", "hidden", "record").values[..., -late.shape[-1] :]
    known, shape = np.isfinite(late), weights.shape[-2:]
    if not known.any():
        return np.full((*late.shape[:2], *shape), np.nan)
    at_origin = np.fft.fft2(weights[known]) * np.exp(1j * _turns(shape, late[known], phase[known]))
    moved = np.exp(-1j * _turns(shape, _last(late), _last(phase)))
    return np.fft.ifft2(at_origin.mean(axis=0) * moved).real


def _turns(shape, place, phase):
    """Angles (radians) by which the waves of a field turn when it moves: (..., site, colour), in the order of fft2.

    shape: numbers of sites and colours. place: by how many sites it moves, (...). phase: by how many radians, (...).
    """
    sites, colours = shape
    along = 2.0 * np.pi * np.fft.fftfreq(sites)[:, None]
    around = np.fft.fftfreq(colours) * colours
    return along * np.asarray(place)[..., None, None] + around * np.asarray(phase)[..., None, None]


def _late(ds: xr.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Centres (seed, hidden, record) and weights (seed, hidden, record, ...) of the records after the burn-in."""
    late, _ = after_burn_in(ds["centre"].transpose("seed", "hidden", "record").values, ds["update"].values)
    weights = ds["weights"].transpose("seed", "hidden", "record", "site", ...).values.astype(float)
    return late, weights[:, :, -late.shape[-1] :]


def _last(values: np.ndarray) -> np.ndarray:
    """The last number of each row (seed, hidden, record) that is finite, 0 where none is: (seed, hidden)."""
    return np.array([[row[np.isfinite(row)][-1:].sum() for row in run] for run in values])


def check(source: Source) -> None:
    """Raise SourceError unless the machine has two-valued hidden units, no external fields, and what is measured."""
    machine, model = source.cell["machine"], source.cell["data"]["model"]
    allowed = ("spin", "zero_one") if model == "xy" else ("spin",)
    if machine["unit"] not in allowed or machine["fields"] != "zero":
        raise SourceError(
            f"{source.experiment} has machine.unit {machine['unit']!r} and machine.fields {machine['fields']!r}, but "
            f"this kind is for {' or '.join(map(repr, allowed))} and 'zero' with data.model {model!r}"
        )
    if model == "xy" and "phase" not in source.dataset:
        raise SourceError(f"the dataset of {source.experiment} has no phase: add colours to its record.quantities")


KIND = source_kind(measure, variables=("weights", "centre"), check=check)

"""The field of a single unit as a shape: its mean over runs, rescaled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.measure import fields
from placecells.measure.summary import final

if TYPE_CHECKING:
    import xarray as xr

AMPLITUDES = np.geomspace(0.25, 4.0, 33)  # relative to the field as learned
SHARES = np.geomspace(0.01, 1.0, 60)  # amplitudes of uniform weights, absolute


def mean_field(ds: xr.Dataset) -> np.ndarray:
    """The learned field (site,), upright, centred on N/2, mean over the runs with one bump; NaN where there is none."""
    last = final(ds).isel(hidden=0).transpose("seed", "site")
    upright, _ = fields.upright(last["weights"].values)
    one = np.isfinite(last["centre"].values) & (last["bumps"].values == 1)
    if not one.any():
        return np.full(upright.shape[-1], np.nan)
    return np.mean([centred(w, c) for w, c in zip(upright[one], last["centre"].values[one], strict=True)], axis=0)


def centred(field: np.ndarray, centre: float) -> np.ndarray:
    """A field (site,) shifted, by its Fourier series, so that its centre lies on N/2."""
    sites = len(field)
    phase = 2j * np.pi * np.fft.rfftfreq(sites) * (centre - sites // 2)
    return np.fft.irfft(np.fft.rfft(field) * np.exp(phase), n=sites)


def rescaled(field: np.ndarray, factor: float) -> np.ndarray:
    """A centred field (site,) whose width is `factor` times that of `field`; zero beyond the old ring."""
    position = np.arange(len(field)) - len(field) // 2
    return np.interp(position / factor, position, field, left=0.0, right=0.0)

"""Held-out gains of machines on few samples, beside the law of (C.14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.measure import summary

if TYPE_CHECKING:
    import xarray as xr


def held_out(ds: xr.Dataset) -> xr.DataArray:
    """Gain in log-likelihood of held-out samples over independent spins at the end, (beta, samples, seed), in nat."""
    gain = summary.final(ds)["log_likelihood_test"] + summary.ring_size(ds) * np.log(2.0)
    return gain.transpose("beta", "samples", "seed")


def excess(ds: xr.Dataset, law: xr.Dataset, beta: float) -> np.ndarray:
    """G - E - (held-out gain) of every run at this beta, (samples, seed), in nat: what few samples cost."""
    there = law.sel(beta=beta)
    return float(there["gain"] - there["cost"]) - held_out(ds).sel(beta=beta).values

"""Shared by figures 9 and 10: what an experiment on colour data is called, and the claims' numbers of its runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from placecells.claims.claim import Undecided
from placecells.measure.intervals import NOTHING, Estimate
from placecells.measure.summary import experiment, final

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr

NOTEBOOKS = {"double_well": 0.1 * 100_000, "spin": 0.01 * 100_000}  # rate times updates of the authors' notebooks
SPIN = "spin"


class Style(NamedTuple):
    """How the runs of an experiment are drawn, the same in both figures."""

    colour: str
    marker: str


WELL_1, WELL_2 = Style("#0072B2", "o"), Style("#009E73", "D")  # theta fixed at -1 and -2
CUSP, CUSP_ZERO = Style("#CC79A7", "^"), Style("#56B4E9", "v")  # learned theta, with learned and with zero fields
SPINS, SPINS_ZERO = Style("#D55E00", "s"), Style("#E69F00", "P")


def learns_theta(ds: xr.Dataset) -> bool:
    """Whether the hidden units are double wells whose theta is learned."""
    machine = experiment(ds)["machine"]
    return machine["unit"] == "double_well" and bool(machine.get("theta_learned"))


def theta(ds: xr.Dataset) -> float:
    """theta of the double wells: as it was set, or its mean at the end of training; NaN for other units."""
    machine = experiment(ds)["machine"]
    if machine["unit"] != "double_well":
        return np.nan
    return float(final(ds)["theta"].mean()) if learns_theta(ds) else float(machine["theta"])


def unit_name(ds: xr.Dataset) -> str:
    """'spin', 'θ = −1' for double wells, or 'learned θ = +2.8'."""
    value = theta(ds)
    if not np.isfinite(value):
        return SPIN
    text = f"{value:+.1f}".replace("-", "−") if learns_theta(ds) else f"{value:g}".replace("-", "−")
    return ("learned " if learns_theta(ds) else "") + f"θ = {text}"


def fields_name(ds: xr.Dataset) -> str:
    """'learned fields' or 'zero fields': the external fields."""
    return f"{experiment(ds)['machine']['fields']} fields"


def training_text(ds: xr.Dataset) -> str:
    """Rate times updates, against the notebooks for this type of unit: "1/25 of the notebooks' training"."""
    share = (
        experiment(ds)["training"]["rate"] * float(ds["update"].max()) / NOTEBOOKS[experiment(ds)["machine"]["unit"]]
    )
    if share <= 0:
        return "untrained"
    times = f"{_two_digits(share)} times" if share >= 0.995 else f"1/{_two_digits(1 / share)} of"
    return f"{times} the notebooks' training"


def _two_digits(value: float) -> str:
    """`value` with two significant digits, without trailing zeros and without an exponent below 10^6."""
    return f"{float(f'{value:.2g}'):g}"


def full_name(ds: xr.Dataset) -> str:
    """Type of unit and external fields, such as 'θ = −1, learned fields'."""
    return f"{unit_name(ds)}, {fields_name(ds)}"


def measured(measure: Callable, *datasets: xr.Dataset) -> tuple[Estimate, bool]:
    """A claim's measure at the end of training, and whether the width and theta have stopped changing, as it asks.

    NaN where the measure finds nothing, and for a single run.
    """
    if any(ds.sizes["seed"] < 2 for ds in datasets):
        return NOTHING, False
    for chosen, settled in ((datasets, True), ([ds.isel(record=[-1]) for ds in datasets], False)):
        try:
            found = measure(*chosen)
        except Undecided:
            continue
        return Estimate(found.value, found.low, found.high), settled
    return NOTHING, False

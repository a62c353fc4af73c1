"""Claims on how many samples a place field needs: held-out gains beside the law of (C.14), without a fit."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Agrees, Band, Claim, Control, Measurement, Undecided
from placecells.claims.intervals import STUDENT, mean_of
from placecells.measure import summary
from placecells.studies.beyond.measures import few_data

if TYPE_CHECKING:
    import xarray as xr

BETAS = (0.3, 0.5, 0.8)
SMALL = 0.1  # alpha up to which the law, of leading order in 1/B, is expected to hold


def cost_of_few(ds: xr.Dataset, law: xr.Dataset, counted: bool = False) -> dict[str, Measurement]:
    """2 B (G - E - held-out gain) / K, for the largest alpha up to SMALL; counted: N in place of K."""
    ds = ds.sortby("samples")
    b = ds["samples"].values
    index = _index(summary.ring_size(ds) / b <= SMALL)[0]  # the fewest samples among these
    found = {}
    for beta in ds["beta"].values.tolist():
        number = summary.ring_size(ds) if counted else float(law.sel(beta=beta)["fitted"])
        found[_part(beta)] = mean_of(2.0 * b[index] * few_data.excess(ds, law, beta)[index] / number)
    return found


def gain_beyond(ds: xr.Dataset, law: xr.Dataset, factor: float = 1.0) -> dict[str, Measurement]:
    """Held-out gain at the fewest samples of the grid that are at least `factor` times those of (C.15).

    With a factor below 1: at the most samples that are at most `factor` times those.
    """
    ds = ds.sortby("samples")
    found, held = {}, few_data.held_out(ds)
    for beta in ds["beta"].values.tolist():
        fewest, b = factor * float(law.sel(beta=beta)["fewest"]), ds["samples"].values
        index = _index(b >= fewest)[0] if factor >= 1.0 else _index(b <= fewest)[-1]
        found[_part(beta)] = mean_of(held.sel(beta=beta).values[index], f"B = {b[index]:.0f}, law {fewest:.0f}.")
    return found


def _index(wanted: np.ndarray) -> np.ndarray:
    """Places in the grid of B, in rising order, that are wanted."""
    if not wanted.any():
        raise Undecided("the grid has no such number of samples")
    return np.flatnonzero(wanted)


def _part(beta: float) -> str:
    return f"beta = {beta:g}"


claim = partial(Claim, section="few data", source="ours", figure="figX5", datasets=("few_data", "few_data_law"))

CLAIMS = [
    claim(
        id="beyond-50",
        statement="What few samples cost held-out data is K/(2B), K being the number of weights that data fit.",
        quantity="cost times 2 B over K, largest alpha up to 0.1",
        unit="1",
        measure=cost_of_few,
        expected=dict.fromkeys(map(_part, BETAS), Agrees(1.0, 0.25)),
        tolerance="a quarter: the next order in 1/B, as alpha K/N is 0.2 there",
        test=STUDENT,
        why="Every direction of the weights fits noise of the samples; one unit is a poor model of them, so K > N.",
        controls=(
            Control(
                "as many as there are weights, K = N", partial(cost_of_few, counted=True), ("few_data", "few_data_law")
            ),
        ),
    ),
    claim(
        id="beyond-51",
        statement="As many samples as (C.15) asks for are enough: the machine gains on held-out samples.",
        quantity="held-out gain at the smallest B of the grid above that of (C.15)",
        unit="nat",
        measure=gain_beyond,
        expected=dict.fromkeys(map(_part, BETAS), Band(low=0.0)),
        tolerance="the sign decides",
        test=STUDENT,
        why="Far from endless data a fit costs less than its leading order, as the likelihood is bounded from below.",
        controls=(
            Control("a third of these samples", partial(gain_beyond, factor=1 / 3), ("few_data", "few_data_law")),
        ),
    ),
]

"""Claims on the diffusion of modes: which converge, what repairs the others, and which modes are none of these."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.chosen import at
from placecells.claims.claim import Agrees, Band, Claim, Control, Measurement
from placecells.claims.intervals import LOG_STUDENT, STUDENT, geometric_mean_of, mean_of
from placecells.theory.reciprocal_space import spectrum

if TYPE_CHECKING:
    import xarray as xr

TOP = 0.05  # share of the modes with the largest singular values


def growth(ds: xr.Dataset, value: float, quartic: float = 0.0) -> Measurement:
    """Var u at the end of the motion over Var u at three quarters of its length."""
    part = at(ds, value=value, quartic=quartic)["u_variance"]
    last = part.sizes["record"]
    return geometric_mean_of(part.isel(record=-1) / part.isel(record=3 * last // 4 - 1))


def stationary(ds: xr.Dataset, values: tuple[float, float] = (1.0, 3.0)) -> dict[str, Measurement]:
    """Var u at the end of the motion times 4 - lambda."""
    parts = ("lambda = 1", "lambda = 3")
    last = ds["u_variance"].isel(record=-1)
    found = [at(last.to_dataset(), value=value, quartic=0.0)["u_variance"] * (4.0 - value) for value in values]
    return {part: mean_of(one) for part, one in zip(parts, found, strict=True)}


def repaired(ds: xr.Dataset, name: str = "repaired") -> Measurement:
    """Root mean square of u by another law over that of Gibbs sampling, lambda = 6."""
    part = at(ds, value=6.0)
    return geometric_mean_of(part[name] / part["gibbs"])


def bulk(ds: xr.Dataset, strength: float, law: str = "onsager") -> Measurement:
    """Var u over its value by a law, geometric mean over the top modes that have one."""
    part = at(ds, strength=strength).transpose("seed", "mode")
    part = part.isel(mode=slice(0, max(1, int(TOP * part.sizes["mode"]))))
    ratio = np.log(part["u_variance"].values / part[law].values)
    return geometric_mean_of(np.exp([row[np.isfinite(row)].mean() for row in ratio if np.isfinite(row).any()]))


def isolated(ds: xr.Dataset) -> Measurement:
    """Var u of an isolated mode with lambda = 5 over (B.25) for the same lambda in random weights, strength 8."""
    part = at(ds, value=5.0, units=ds["units"].values.max())
    law = spectrum.variances(5.0, *spectrum.reaction(1, 1, np.sqrt(8.0)))[0]  # N = M: s^2 N alone counts
    return geometric_mean_of(part["u_variance"] / law)


def forgetting(ds: xr.Dataset, name: str = "memory") -> dict[str, Measurement]:
    """Correlation of X over one sweep minus (lambda / 4)^2, largest machine of one mode."""
    part = at(ds, units=ds["units"].values.max())
    return {f"lambda = {v:g}": mean_of(at(part, value=v)[name] - (v / 4.0) ** 2) for v in (2.0, 3.0)}


claim = partial(Claim, section="diffusion", unit="1", test=LOG_STUDENT, figure="figR14")
ours = partial(claim, source="ours")

CLAIMS = [
    claim(
        id="reciprocal-30",
        source="text",
        where="abstract",
        row="diffusion",
        statement="For some modes the diffusion process does not converge.",
        quantity="Var u at the end over Var u at three quarters of the motion, lambda = 5",
        datasets=("diffusion_of_modes",),
        measure=partial(growth, value=5.0),
        expected=Band(low=2.0),
        tolerance="a process that converges has 1; one without a force has 4/3",
        why="In the normal approximation a mode with lambda above 4 has a negative curvature.",
        controls=(Control("lambda = 3", partial(growth, value=3.0), ("diffusion_of_modes",)),),
    ),
    ours(
        id="reciprocal-31",
        statement="For modes below lambda = 4 the diffusion converges to the variance 1 / (4 - lambda).",
        quantity="Var u at the end of the motion times 4 - lambda",
        datasets=("diffusion_of_modes",),
        measure=stationary,
        expected=dict.fromkeys(("lambda = 1", "lambda = 3"), Agrees(1.0, 0.1)),
        tolerance="a tenth, which some thousands of walkers resolve",
        why="Langevin motion samples exp(-U), whose curvature is 4 - lambda.",
        controls=(Control("lambda = 5 and 6", partial(stationary, values=(5.0, 6.0)), ("diffusion_of_modes",)),),
        test=STUDENT,
    ),
    ours(
        id="reciprocal-32",
        statement="Landau's quartic term makes the diffusion converge.",
        quantity="Var u at the end over Var u at three quarters of the motion, lambda = 5, with the quartic term",
        datasets=("diffusion_of_modes",),
        measure=partial(growth, value=5.0, quartic=0.02),
        expected=Agrees(1.0, 0.1),
        tolerance="a tenth, which some thousands of walkers resolve",
        why="The entropy of units near 0 and 1 grows faster than the energy.",
        controls=(Control("without the quartic term", partial(growth, value=5.0), ("diffusion_of_modes",)),),
    ),
    ours(
        id="reciprocal-33",
        statement="Diffusion with the force of the whole entropy has the fluctuations of the machine.",
        quantity="root mean square of u by repaired Langevin motion over Gibbs sampling, N = 100, lambda = 6",
        datasets=("repaired_modes",),
        measure=repaired,
        expected=Agrees(1.0, 0.03),
        tolerance="a few percent: the saddle-point law of a hundred units, and the step of the motion",
        why="Given X and Y all units are independent, so that their entropy is a function of X and Y.",
        controls=(
            Control(
                "the terms of fourth and sixth order alone", partial(repaired, name="expansion"), ("repaired_modes",)
            ),
        ),
        figure="figR18",
    ),
    ours(
        id="reciprocal-34",
        statement="In random weights the variances are those with Onsager's reaction.",
        quantity="Var u over (B.25), top 5% of the modes, s^2 N = 4, where lambda_+ is 4",
        datasets=("bulk_of_strength",),
        measure=partial(bulk, strength=4.0),
        expected=Agrees(1.0, 0.1),
        tolerance="corrections of relative order 1/N times the inverse gap",
        why="A unit's own influence comes back to it by the other layer and stiffens it.",
        controls=(Control("without the reaction", partial(bulk, strength=4.0, law="naive"), ("bulk_of_strength",)),),
        figure="figR17",
    ),
    ours(
        id="reciprocal-35",
        statement="A random mode with lambda above 4 has a finite variance and no broken symmetry.",
        quantity="Var u over (B.25), top 5% of the modes, s^2 N = 8, where all of these exceed 4",
        datasets=("bulk_of_strength",),
        measure=partial(bulk, strength=8.0),
        expected=Agrees(1.0, 0.2),
        tolerance="a fifth; a broken symmetry would give several times as much",
        why="The reaction raises the curvature faster than the random spectrum widens, up to s^2 N = 16.",
        controls=(Control("an isolated mode with lambda = 5", isolated, ("mode_of_lambda",)),),
        figure="figR17",
    ),
    ours(
        id="reciprocal-36",
        statement="A Gibbs sweep forgets a mode as the square of lambda / 4.",
        quantity="correlation of X between sweeps minus (lambda / 4)^2, largest machine of one mode",
        datasets=("mode_of_lambda",),
        measure=forgetting,
        expected=dict.fromkeys(("lambda = 2", "lambda = 3"), Agrees(0.0, 0.03)),
        tolerance="a tenth of the difference to one layer's lambda / 4, rounded",
        why="Each layer passes a quarter of lambda times the other layer's mode on.",
        controls=(Control("one layer", partial(forgetting, name="half_memory"), ("mode_of_lambda",)),),
        test=STUDENT,
        figure="figR18",
    ),
]

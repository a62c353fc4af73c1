"""Claims on machines that were trained on the Ising model on a torus: whether their fields are local."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.chosen import at
from placecells.claims.claim import REPRODUCED, Agrees, Band, Claim, Control, Measurement, Undecided
from placecells.claims.intervals import BINOMIAL, LOG_WELCH, STUDENT, mean_of, ratio_of, share_of
from placecells.studies.beyond.measures import trained
from placecells.studies.beyond.measures.extent import LOCAL, STRIPE, UNIFORM

if TYPE_CHECKING:
    import xarray as xr

UNITS = 4  # hidden units of the machines whose fields are compared between two sizes
BETA = 0.3  # of these machines
NEAR = 0.36  # the largest beta, nearest to the transition


def fields_are(ds: xr.Dataset, code: int, units: int = 1) -> Measurement:
    """Share of runs whose fields are of a class, over all beta, machines of so many hidden units."""
    part = at(ds, hidden_units=units) if "hidden_units" in ds.coords else ds
    return share_of(trained.runs_of_class(part.isel(hidden=slice(units)), code))


def share_ratio(large: xr.Dataset, small: xr.Dataset) -> Measurement:
    """Share of the sites that a field covers: of a large system over that of a small one, UNITS hidden units."""
    small = at(small, hidden_units=UNITS)
    if small["beta"].ndim:
        small = at(small, beta=BETA)
    return ratio_of(trained.shares(large), trained.shares(small.isel(hidden=slice(UNITS))))


def rates(ds: xr.Dataset, kind: str, least: float = 0.0) -> dict[str, Measurement]:
    """Growth rate of the longest wave along the first, longest axis, for every beta from `least` on.

    kind: "square", "short" or "long".
    """
    found = [index for index, text in enumerate(np.atleast_1d(ds["sides"].values)) if _kind(text) == kind]
    if not found:
        raise Undecided(f"this scale has no {kind} torus")
    rate = ds["rate"].isel(sides=found[0], axis=0)
    return {f"beta = {beta:g}": mean_of(rate.sel(beta=beta)) for beta in ds["beta"].values.tolist() if beta >= least}


def rate_of_seven(ds: xr.Dataset) -> Measurement:
    """Growth rate of the longest wave along the first axis at beta = NEAR."""
    return mean_of(at(ds, beta=NEAR)["rate"].isel(axis=0))


def long_rate(ds: xr.Dataset) -> Measurement:
    """The same for the long rectangle."""
    return rates(ds, "long", NEAR)[f"beta = {NEAR:g}"]


def in_long_waves(ds: xr.Dataset) -> dict[str, Measurement]:
    """Share of the squared weights in uniform and longest waves, for every number of units from two on."""
    numbers = [int(units) for units in ds["hidden_units"].values if units > 1]
    parts = {units: at(ds, hidden_units=units).isel(hidden=slice(units)) for units in numbers}
    return {f"M = {units}": mean_of(trained.long_wave_shares(part)) for units, part in parts.items()}


def smaller_resultant(ds: xr.Dataset, units: int = 1) -> Measurement:
    """Smaller one of the two resultants of a field, mean over the units of a run, all beta from 0.3 on."""
    part = at(ds, hidden_units=units) if "hidden_units" in ds.coords else ds
    part = part.isel(hidden=slice(units), beta=part["beta"].values >= BETA)
    return mean_of(trained.smaller_resultants(part))


def _kind(text: str) -> str:
    long, short = map(int, str(text).split(","))
    return "square" if long == short else "short" if long < 5 * short else "long"


claim = partial(Claim, section="two dimensions", source="ours", unit="1", figure="figX1")
share = partial(claim, test=BINOMIAL, datasets=("torus_machines",))
uniform = partial(fields_are, code=UNIFORM)
MOST = "three of four: the samples of a run and its noise may bend the field in some runs"

CLAIMS = [
    share(
        id="beyond-10",
        statement="A single hidden unit trained on a square torus has no place field: its weights are uniform.",
        quantity="share of runs with M = 1 whose field is uniform, all beta",
        measure=uniform,
        expected=Band(low=0.75),
        tolerance=MOST,
        why="The gradient costs more than a bump gains at every size of the bump.",
        controls=(Control("a ring of as many sites", uniform, ("ring_machines",)),),
    ),
    share(
        id="beyond-11",
        statement="On a rectangle twice as long as wide the weights of a single hidden unit are uniform, too.",
        quantity="share of runs with M = 1 whose field is uniform, all beta",
        datasets=("torus_short",),
        measure=uniform,
        expected=Band(low=0.75),
        tolerance=MOST,
        why="Uniform weights are unstable from an aspect of about five on.",
        controls=(Control("rectangles sixteen times as long as wide", uniform, ("torus_long",)),),
    ),
    share(
        id="beyond-12",
        statement="On a rectangle sixteen times as long as wide the field is a stripe, even across the short side.",
        quantity="share of runs with M = 1 whose field is a stripe, all beta",
        datasets=("torus_long",),
        measure=partial(fields_are, code=STRIPE),
        expected=Band(low=0.75),
        tolerance=MOST,
        why="A long rectangle is a ring of columns.",
        controls=(Control("square tori", partial(fields_are, code=STRIPE), ("torus_machines",)),),
    ),
    share(
        id="beyond-13",
        statement="On a ring the same training and the same measure find a place field.",
        quantity="share of runs with M = 1 whose field is local",
        datasets=("ring_machines",),
        measure=partial(fields_are, code=LOCAL),
        expected=Band(low=0.5),
        tolerance="more than half: ten of ten runs would leave 0.69",
        why="On a ring a bump has a size of its own.",
        controls=(Control("square tori", partial(fields_are, code=LOCAL), ("torus_machines",)),),
    ),
    share(
        id="beyond-14",
        statement="Two hidden units halve a square torus: their fields are stripes.",
        quantity="share of runs with M = 2 of which more than half of the fields are stripes, all beta",
        measure=partial(fields_are, code=STRIPE, units=2),
        expected=Band(low=0.5),
        tolerance="more than half; fields 1 + s cos kx, s = +-sqrt 2, would have resultants of 0.71 along one axis",
        why="Of all longest waves the quartic term prefers a sum of two, one along each axis (C.8).",
        controls=(
            Control("M = 1", partial(fields_are, code=STRIPE), ("torus_machines",)),
            Control("long rectangles", partial(fields_are, code=STRIPE), ("torus_long",), REPRODUCED),
        ),
    ),
    share(
        id="beyond-15",
        statement="Four hidden units share a square torus with local fields.",
        quantity="share of runs with M = 4 of which more than half of the fields are local, all beta",
        measure=partial(fields_are, code=LOCAL, units=4),
        expected=Band(low=0.5),
        tolerance="more than half; four fields (1 + s cos)(1 + s cos), s = +-sqrt 2, would have resultants of 0.71",
        why="Four units span the mean and three longest waves, and no quadrant is made of these (C.8).",
        controls=(
            Control("M = 1", partial(fields_are, code=LOCAL), ("torus_machines",)),
            Control("four units on a ring", partial(fields_are, code=LOCAL, units=4), ("ring_machines",), REPRODUCED),
        ),
    ),
    claim(
        id="beyond-16",
        statement="The fields of four units have the size of their share of the torus, not one of their own.",
        quantity="share of the sites that a field covers, large torus over small torus, M = 4, beta = 0.3",
        datasets=("torus_larger", "torus_machines"),
        measure=share_ratio,
        expected=Agrees(1.0, 0.2),
        tolerance="a fifth, for borders between fields that do not grow; fields of a fixed size have 0.39 or 0.44",
        test=LOG_WELCH,
        why="In two dimensions no term of the energy sets a length.",
        controls=(Control("rings of as many sites", share_ratio, ("ring_larger", "ring_machines")),),
    ),
    claim(
        id="beyond-17",
        statement="Uniform weights of one unit are stable on square tori, from small beta to near the transition.",
        quantity="growth rate of the longest wave on uniform weights, square torus, by (C.7)",
        unit="nu",
        datasets=("uniform_rates",),
        measure=partial(rates, kind="square"),
        expected=dict.fromkeys((f"beta = {beta:g}" for beta in (0.1, 0.2, 0.3, NEAR)), Band(high=0.0)),
        tolerance="the sign decides",
        test=STUDENT,
        why="The gain of a wave is at most a fifth of its cost on a square (C.9).",
        controls=(
            Control(
                "rectangles sixteen times as long as wide, beta from 0.3 on, where samples resolve the rate",
                partial(rates, kind="long", least=BETA),
                ("uniform_rates",),
            ),
        ),
    ),
    claim(
        id="beyond-18",
        statement="Near the transition a rectangle must be longer to have stripes: seven times its width is too short.",
        quantity="growth rate of the longest wave on uniform weights, 28 x 4 sites, beta = 0.36, by (C.7)",
        unit="nu",
        datasets=("uniform_rates_seven",),
        measure=rate_of_seven,
        expected=Band(high=0.0),
        tolerance="the sign decides; the critical aspect is 4.93 at small beta and about 8 near the transition",
        test=STUDENT,
        why="The critical aspect rises with beta (C.9); at small beta this rectangle is unstable (C.5).",
        controls=(Control("a rectangle sixteen times as long as wide", long_rate, ("uniform_rates",)),),
    ),
    claim(
        id="beyond-19",
        statement="Fields of two to five units on a square are made of the longest waves of the torus and their mean.",
        quantity="share of the squared weights in uniform and longest waves, all beta",
        datasets=("torus_machines",),
        measure=in_long_waves,
        expected=dict.fromkeys((f"M = {units}" for units in (2, 3, 4, 5)), Band(low=0.9)),
        tolerance="nine tenths; the noise of training takes a few hundredths",
        test=STUDENT,
        why="Units take up the modes of least cost, and on a square the five cheapest are these (C.8).",
        controls=(Control("a ring of as many sites", in_long_waves, ("ring_machines",)),),
    ),
    claim(
        id="beyond-20",
        statement="Two units halve a square along both axes at once, with broad fields 1 + cos kx + cos ky.",
        quantity="smaller resultant of a field, M = 2, beta from 0.3 on",
        datasets=("torus_machines",),
        measure=partial(smaller_resultant, units=2),
        expected=Agrees(0.5, 0.1),
        tolerance="a fifth; (C.8) has 0.5 along both axes, a stripe has 0 along one",
        test=STUDENT,
        why="Of all longest waves the quartic term prefers the sum of one along each axis.",
        controls=(Control("stripes of long rectangles", smaller_resultant, ("torus_long",)),),
    ),
]

"""Claims on how fast the symmetry returns: the diffusion of free place fields, measured and predicted without a fit."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Agrees, Band, Claim, Control, Measurement, Undecided
from placecells.claims.intervals import STUDENT, geometric_mean_of, mean_of
from placecells.studies.beyond.measures import free_motion

if TYPE_CHECKING:
    import xarray as xr

TOLERANCE = 0.15  # for the next order in the rate
RUNS = ("free_rates", "free_chains", "free_beta", "free_short_ring", "free_long_ring", "free_units")
FORMULAS = tuple(f"{name}_formula" for name in RUNS)
TITLES = {
    "free_rates": "rates and batches",
    "free_chains": "numbers of chains",
    "free_beta": "beta",
    "free_short_ring": "a short ring",
    "free_long_ring": "a long ring",
    "free_units": "numbers of units",
}


def small(found: list[free_motion.Point]) -> list[free_motion.Point]:
    """The points with steps at which the formula, of leading order, is expected to hold, and with few units."""
    few = [one for one in found if one.cell["machine"]["hidden"] <= free_motion.FEW]
    return [one for one in few if one.step <= free_motion.LARGEST_STEP]


def on_the_line(*datasets: xr.Dataset, factor: float = 1.0) -> dict[str, Measurement]:
    """Measured over predicted D, geometric mean over the points of each experiment at small steps.

    datasets: the runs of every experiment in RUNS, then what `noise_formula` makes of each. factor: of the prediction.
    """
    half, found = len(datasets) // 2, {}
    for title, ds, formula in zip(TITLES.values(), datasets[:half], datasets[half:], strict=True):
        values = free_motion.ratios(small(free_motion.free_points(ds, formula)))
        found[title] = geometric_mean_of(values / factor)
    return found


def powers(ds: xr.Dataset, formula: xr.Dataset, reverse: bool = False) -> dict[str, Measurement]:
    """Powers of the rate and of the batch in D, each the mean over the values of the other."""
    found = free_motion.free_points(ds, formula)
    slopes = {}
    for title, key, other in (("rate", "rate", "batch"), ("batch", "batch", "rate")):
        lines = {}
        for one in small(found):
            lines.setdefault(one.cell["training"][other], []).append(one)
        each = [
            free_motion.power(line[:: -1 if reverse else 1], np.array([one.cell["training"][key] for one in line]))
            for line in lines.values()
            if len(line) > 1
        ]
        if not each:
            raise Undecided(f"this scale has one {title} at small steps, and a power needs two")
        fewest = min(map(len, each))
        slopes[title] = mean_of(np.mean([one[:fewest] for one in each], axis=0))
    return slopes


def departure(ds: xr.Dataset, formula: xr.Dataset, largest: bool = True) -> Measurement:
    """The factor, above 1, by which D departs from the formula at the largest (or the smallest) rate of the grid."""
    found = free_motion.free_points(ds, formula)
    rate = (max if largest else min)(one.cell["training"]["rate"] for one in found)
    logs = np.log(free_motion.ratios([one for one in found if one.cell["training"]["rate"] == rate]))
    return geometric_mean_of(np.exp(logs * np.sign(logs.mean())), f"Rate {rate:g}, ratio {np.exp(logs.mean()):.3g}.")


def tiled(ds: xr.Dataset, formula: xr.Dataset, factor: float = 1.0) -> Measurement:
    """Measured over predicted D of the common motion, for the largest number of units."""
    found = free_motion.free_points(ds, formula)
    most = max(one.cell["machine"]["hidden"] for one in found)
    if most <= free_motion.FEW:
        raise Undecided(f"this scale has {most} units at most, and they do not tile the ring")
    ratios = free_motion.ratios([one for one in found if one.cell["machine"]["hidden"] == most])
    return geometric_mean_of(ratios / factor, f"{most} units.")


def way_of_colours(ds: xr.Dataset, formula: xr.Dataset, updates: int = 1_000_000) -> Measurement:
    """Root-mean-square way (sites) of a free place field on colours in so many updates, at the smallest rate."""
    [one, *_] = sorted(free_motion.free_points(ds, formula), key=lambda point: point.cell["training"]["rate"])
    way = np.sqrt(2.0 * one.measured * updates)
    formula = np.sqrt(2.0 * one.predicted * updates)
    return mean_of(way, f"Rate {one.cell['training']['rate']:g}; the formula has {formula:.3g} sites.")


def on_colours(ds: xr.Dataset, formula: xr.Dataset, factor: float = 1.0) -> dict[str, Measurement]:
    """Measured over predicted D of place and phase, geometric means over the points of the grid."""
    return {
        title: geometric_mean_of(free_motion.ratios(free_motion.free_points(ds, formula, phase)) / factor)
        for title, phase in (("place", False), ("phase", True))
    }


claim = partial(Claim, section="symmetry", source="ours", unit="1", test=STUDENT, figure="figX3")
RATIO = Band(1 - TOLERANCE, 1 + TOLERANCE)

CLAIMS = [
    claim(
        id="beyond-30",
        statement="The common motion of free place fields is that of the noise along their shift, whatever rate, "
        "batch, chains, beta, length of the ring or number of units up to three.",
        quantity="D over the noise formula (P.23), geometric mean over the points with steps up to 0.15 sites",
        datasets=(*RUNS, *FORMULAS),
        measure=on_the_line,
        expected=dict.fromkeys(TITLES.values(), RATIO),
        tolerance="0.15, for the next order; steps of a tenth of a site are a hundredth of the field's width",
        why="The shift is the only direction in which nothing pulls the fields back.",
        controls=(Control("without the noise of the chains", partial(on_the_line, factor=0.5), (*RUNS, *FORMULAS)),),
    ),
    claim(
        id="beyond-31",
        statement="D grows as the square of the rate and falls as the batch and its chains grow.",
        quantity="slopes of log D against the logarithms of rate and batch, steps up to 0.15 sites",
        datasets=("free_rates", "free_rates_formula"),
        measure=powers,
        expected={"rate": Agrees(2.0, 0.2), "batch": Agrees(-1.0, 0.1)},
        tolerance="a tenth, for the next order in the rate",
        why="A step is the rate times a mean over the batch, and steps are independent.",
        controls=(
            Control("values in reverse order", partial(powers, reverse=True), ("free_rates", "free_rates_formula")),
        ),
    ),
    claim(
        id="beyond-32",
        statement="At large rates the formula fails.",
        quantity="factor between D and the noise formula at the largest rate",
        datasets=("free_fast", "free_fast_formula"),
        measure=departure,
        expected=Band(low=1 + TOLERANCE),
        tolerance="where the ratio leaves the band of small rates",
        why="The shape fluctuates so much between updates that its mean says little about the shift of one record.",
        controls=(Control("the smallest rate", partial(departure, largest=False), ("free_fast", "free_fast_formula")),),
    ),
    claim(
        id="beyond-33",
        statement="On streamed XY data a place field diffuses in space and in phase, as fast as the noise says.",
        quantity="D over the noise formula, in space and in phase",
        datasets=("free_colours", "free_colours_formula"),
        measure=on_colours,
        expected={"place": RATIO, "phase": RATIO},
        tolerance="0.15, as on spins",
        why="Both symmetries are continuous, or nearly so, and each has a direction without a force.",
        controls=(
            Control(
                "without the noise of the chains",
                partial(on_colours, factor=0.5),
                ("free_colours", "free_colours_formula"),
            ),
        ),
    ),
    claim(
        id="beyond-34",
        statement="Fields that tile the ring move together as the noise says, too.",
        quantity="D of the common motion over the noise formula, for the largest number of units",
        datasets=("free_units", "free_units_formula"),
        measure=tiled,
        expected=RATIO,
        tolerance="0.15, as for few units",
        why="A shift of all fields together meets no force, however crowded the ring is.",
        controls=(
            Control(
                "without the noise of the chains", partial(tiled, factor=0.5), ("free_units", "free_units_formula")
            ),
        ),
    ),
    claim(
        id="beyond-35",
        statement="In the time in which the paper saw no diffusion on colours a free place field moves by sites.",
        quantity="root-mean-square way of a place field on streamed data in 10^6 updates",
        unit="site",
        datasets=("free_colours", "free_colours_formula"),
        measure=way_of_colours,
        expected=Band(low=3.0),
        tolerance="three sites, which a plot of 100 sites shows; 10^6 updates are the notebooks' 100 epochs",
        why="What holds the paper's field are its 10^6 samples or the epochs, and not slowness.",
        controls=(
            Control("one epoch", partial(way_of_colours, updates=10_000), ("free_colours", "free_colours_formula")),
        ),
    ),
]

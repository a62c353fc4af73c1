"""Claims on the equation of small beta in two dimensions: what random starts end in, and when stripes form."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.chosen import at
from placecells.claims.claim import Agrees, Band, Claim, Control, Measurement
from placecells.claims.intervals import BINOMIAL, EXACT, exact, share_of
from placecells.studies.beyond.measures.extent import CLASSES, LOCAL, UNIFORM
from placecells.theory.beyond import torus

if TYPE_CHECKING:
    import xarray as xr

SHORT_SIDES = (3, 4, 5, 6)  # sites
LAW_STRIPE = "64,4"  # sides of the rectangle whose stripe is compared with (C.6)
RIPPLED = 0.9  # smallest over largest u below which a state is no longer uniform


def ends_as(ds: xr.Dataset, code: int) -> Measurement:
    """Share of starts, over all sides, that converge to a state of this class."""
    hits = (ds["class"] == code) & (ds["outcome"] == 0)
    counts = [f"{int((ds['class'] == number).sum())} {name}" for number, name in enumerate(CLASSES)]
    return share_of(hits.values.ravel(), f"{', '.join(counts)}; {int((ds['outcome'] != 0).sum())} not converged")


def striped(ds: xr.Dataset, shorter: int = 0) -> Measurement:
    """Share of starts that end rippled on rectangles `shorter` sites shorter than the shortest unstable ones."""
    parts = [at(ds, sides=f"{torus.shortest_unstable(short) - shorter},{short}") for short in SHORT_SIDES]
    return share_of(np.concatenate([((p["depth"] < RIPPLED) & (p["outcome"] == 0)).values.ravel() for p in parts]))


def depth_by_law(ds: xr.Dataset, sides: str = LAW_STRIPE, law: str = LAW_STRIPE) -> Measurement:
    """Largest distance over starts of smallest over largest u of a stripe from (C.6), for the sides `law`."""
    deviation = np.abs(at(ds, sides=sides)["depth"].values - float(at(ds, sides=law)["law_depth"]))
    return exact(deviation.max(), f"(C.6): {float(at(ds, sides=law)['law_depth']):.4f}")


def rate_error(dimensions: int = 2) -> Measurement:
    """Largest error of (C.4) against the eigenvalues of the flow linearised numerically, over rectangles and waves.

    dimensions: that of (C.4); with 1 its amplitude is that of a ring.
    """
    errors = []
    for sides in ((4, 4), (5, 3), (15, 3)):
        uniform = np.full(sides, np.sqrt(2.0 * dimensions / (np.prod(sides) - 1.0)))
        step = 1e-5
        for waves in product(*(range(side) for side in sides)):
            x = np.indices(sides)
            wave = np.cos(sum(2 * np.pi * k * at_ / side for k, at_, side in zip(waves, x, sides, strict=True)))
            change = (torus.flow(uniform + step * wave) - torus.flow(uniform - step * wave)) / (2 * step)
            errors.append(np.abs(change - torus.growth_rate(waves, sides) * wave).max())
    return exact(max(errors))


claim = partial(Claim, section="two dimensions", source="ours", unit="1", figure="figX2")
flow = partial(claim, test=BINOMIAL, datasets=("square_flow",))

CLAIMS = [
    flow(
        id="beyond-01",
        statement="On square tori the equation of small beta has no place field: random starts end uniform.",
        quantity="share of random starts that converge to the uniform state",
        measure=partial(ends_as, code=UNIFORM),
        expected=Band(low=0.9),
        tolerance="nine of ten: all but rare starts",
        why="At the norm of the uniform state the gradient costs five times what the quartic term gives (C.3-C.4).",
        controls=(Control("a ring of as many sites", partial(ends_as, code=UNIFORM), ("ring_flow",)),),
    ),
    flow(
        id="beyond-02",
        statement="A compact bump spreads over the whole square torus: the localised state is not stable.",
        quantity="share of starts from a bump that converge to the uniform state",
        datasets=("square_flow_bumps",),
        measure=partial(ends_as, code=UNIFORM),
        expected=Band(low=0.9),
        tolerance="nine of ten: all but rare starts",
        why="Below the norm of the Townes profile a bump gains by spreading at every size (C.3).",
        controls=(Control("bumps on a ring of as many sites", partial(ends_as, code=UNIFORM), ("ring_flow_bumps",)),),
    ),
    flow(
        id="beyond-03",
        statement="The same measure finds a local field on the ring.",
        quantity="share of random starts on a ring that converge to a local state",
        datasets=("ring_flow",),
        measure=partial(ends_as, code=LOCAL),
        expected=Band(low=0.9),
        tolerance="nine of ten: all but rare starts",
        why="In one dimension the gradient falls faster with the size of a bump than the quartic term (C.3).",
        controls=(Control("square tori", partial(ends_as, code=LOCAL), ("square_flow",)),),
    ),
    flow(
        id="beyond-04",
        statement="A rectangle has stripes as soon as its uniform state is unstable: five times longer than wide.",
        quantity="share of random starts that end rippled on the shortest unstable rectangles, short sides 3 to 6",
        datasets=("rectangle_flow",),
        measure=striped,
        expected=Band(low=0.9),
        tolerance="nine of ten; by (C.6) these stripes have smallest over largest u of 0.57 to 0.68, the limit is 0.9",
        why="The rate of the longest wave changes its sign there, and the stripe grows out of the uniform state.",
        controls=(Control("rectangles one site shorter", partial(striped, shorter=1), ("rectangle_flow",)),),
    ),
    claim(
        id="beyond-05",
        statement="The stripe of a long rectangle is the elliptic function (C.6).",
        quantity="largest distance from the law of smallest over largest u, 64 x 4 sites",
        datasets=("rectangle_flow",),
        measure=depth_by_law,
        expected=Agrees(0.0, 0.01),
        tolerance="a hundredth: the lattice changes a stripe 4 sites wide by a few percent, of a depth near 0.001",
        why="Uniform along the short side, (C.2) is the equation of a ring with other coefficients.",
        controls=(Control("the stripe of 20 x 4 sites", partial(depth_by_law, sides="20,4"), ("rectangle_flow",)),),
        test=EXACT,
        least_runs=1,
    ),
    Claim(
        id="beyond-06",
        section="two dimensions",
        source="identity",
        statement="The growth rates (C.4) are those of the flow linearised numerically.",
        quantity="largest error over three rectangles and all their waves",
        unit="nu beta",
        datasets=(),
        measure=rate_error,
        expected=Agrees(0.0, 1e-6),
        tolerance="the error of a central difference of step 1e-5",
        test=EXACT,
        why="A wave on the uniform state is an eigenvector of the linearised flow.",
        controls=(Control("the amplitude of a ring", partial(rate_error, dimensions=1)),),
        least_runs=1,
        figure="figX2",
    ),
]

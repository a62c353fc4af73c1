"""Claims on the expansion at small beta and on its reaction-diffusion equation: section V.2."""

from __future__ import annotations

from functools import partial

from placecells.claims.claim import REPRODUCED, Agrees, Band, Claim, Control
from placecells.claims.intervals import EXACT, STUDENT
from placecells.studies.place_cells.measures.small_beta import equations
from placecells.studies.place_cells.measures.small_beta import fields as shapes

LATTICE_WIDTH = 3.795  # sites, FWHM of the lattice's field; small_beta-80b computes it
CLOSE = Agrees(1.0, shapes.WITHIN)
HALF_TO_TWICE = Band(0.5, 2.0)


TRAINED = ("small_beta_rbm", "small_beta_two_units", "exact_field")
PAIRS = ("two_fields_separation", "two_fields_lattice")
amplitude_limit = partial(equations.stability_limit, equations.amplitude_growth)
full_limit = partial(equations.stability_limit, equations.growth)
wide, narrow = partial(shapes.fate_and_rate, profile="wide"), partial(shapes.fate_and_rate, profile="narrow")
parting, meeting = partial(shapes.steady_pair, kind="parting"), partial(shapes.steady_pair, kind="meeting")
untrained, exponential, opposite = shapes.untrained, shapes.exponential_fields, shapes.opposite_pairs
on, same, on_field = shapes.on, shapes.same, shapes.on_field

claim = partial(Claim, section="V.2", figure="fig14", unit="1", datasets=(), test=EXACT, least_runs=1)
text = partial(claim, source="text", row="theory")
identity = partial(claim, source="identity", figure="")

CLAIMS = [
    identity(
        id="small_beta-74",
        where="V.2.1, equations (20), (21), (31); V.2.3, equation (47)",
        statement="Learning with plain gradient ascent is the flow <v_i tanh I> of the data minus that of the model.",
        quantity="largest difference from finite differences of the exact log-likelihood, one and two units",
        measure=equations.exact_flow_error,
        expected=Band(high=1e-6),
        tolerance="error of the finite differences",
        why="One spin unit h gives independent spins of mean tanh(w_i h), two units a mixture of two such laws.",
        controls=(Control("units that ignore each other", partial(equations.exact_flow_error, equations.lone_units)),),
    ),
    identity(
        id="small_beta-74b",
        where="V.2.1, equation (32)",
        statement="The cubic flow agrees with the exact one up to the third order of the weights.",
        quantity="power of the weights with which both differ",
        measure=equations.cubic_order,
        expected=Agrees(5.0, 0.1),
        tolerance="the terms after the third order are of the fifth; the seventh adds less than 0.1 at this size",
        why="tanh is odd: after the third order follows the fifth.",
        controls=(Control("1/2 for 1/3 before the cubic terms", partial(equations.cubic_order, 0.5)),),
    ),
    identity(
        id="small_beta-75",
        where="V.2.1, equations 33 and 34",
        statement="At small beta neighbours correlate as beta, four sites only as two pairs of equal sites.",
        quantity="powers of beta with which exact correlations of a small ring deviate from this",
        measure=equations.correlation_orders,
        expected={"two sites": Agrees(2.0, 0.1), "four sites": Agrees(1.0, 0.1)},
        tolerance="whole powers; the next order adds less than 0.1 at beta = 0.01",
        why="Two sites at distance d correlate as tanh(beta)^d.",
        controls=(Control("correlations twice as strong", partial(equations.correlation_orders, 2.0)),),
    ),
    identity(
        id="small_beta-75b",
        where="V.2.1, equations (35), (36); V.2.3, equations (48) to (50)",
        statement="For beta to zero the exact flow of rescaled weights is a flow without parameters.",
        quantity="power of beta with which both differ, one and two units",
        measure=equations.limit_order,
        expected={"one unit": Agrees(1.0, 0.1), "two units": Agrees(1.0, 0.1)},
        tolerance="the first power; the next order adds less than 0.1 at beta = 0.001",
        why="Weights of order sqrt(beta) make the pull of neighbours and the cubic terms equally strong.",
        controls=(Control("self-excitation 10% weaker", partial(equations.limit_order, 0.9)),),
    ),
    text(
        id="small_beta-76",
        where="V.2.1, after equation (36), figure 14a",
        statement="The equation without parameters has a localised stationary field, which forms from random starts.",
        quantity="largest distance of the final state from the lattice's field, random starts",
        datasets=("one_unit_cubic",),
        measure=shapes.random_starts,
        expected=Band(high=1e-6),
        tolerance="the residual at which flows stop, over the slowest rate of the field",
        test="largest over starts",
        least_runs=5,
        why="The uniform state is unstable on a ring of 40 sites, and the field on a site is the only stable state.",
        controls=(
            Control("its random starts", on(shapes.random_starts, shapes.random_profiles), ("one_unit_cubic",)),
            Control("the field", on(shapes.random_starts, on_field), ("one_unit_cubic",), gives=REPRODUCED),
        ),
    ),
    text(
        id="small_beta-77",
        where="V.2, first paragraph, and V.2.1 and V.2.3, figures 14a and 14b",
        statement="Trained weights over sqrt(beta) have the shape of the equation's field, without a free parameter.",
        quantity="width, height and sum of squares over those of the equation's field, extrapolated to beta = 0",
        datasets=TRAINED,
        measure=shapes.collapse,
        expected={f"{units}, {which}": CLOSE for units in ("one unit", "two units") for which in shapes.SHAPE}
        | {"two units, share of runs with two place fields": Band(low=0.5)},
        tolerance="5%: 1% from the straight line to beta = 0, and the noise of the gradient: 1% of the sum of squares, "
        "and a field that it moves between sites is up to 8% lower than on a site; more than half of the runs",
        test=STUDENT + "; the share: exact binomial interval",
        least_runs=4,
        why="For alpha far below beta^2 the weights follow the exact flow, which differs from the equation by order "
        "beta: at beta = 0.1 the field is wider by this, not higher.",
        controls=(
            Control("untrained weights", on(shapes.collapse, untrained, untrained, same), TRAINED),
            Control("the equation's fields", on(shapes.collapse, *3 * [on_field]), TRAINED, gives=REPRODUCED),
        ),
        failing="size",
        decides="more seeds of small_beta_rbm and small_beta_two_units",
    ),
    text(
        id="small_beta-78",
        where="V.2.2, equations (43) and (44), figure 14c",
        statement="The profiles sqrt(2) kappa sech(kappa x) with kappa = 2 -+ sqrt 2 are stationary.",
        quantity="largest |du/dt| of the continuum equation; height of a profile solved for without (43)",
        measure=equations.profile_residual,
        expected={
            "largest |du/dt|, kappa = 2 - sqrt 2": Band(high=1e-6),
            "largest |du/dt|, kappa = 2 + sqrt 2": Band(high=1e-6),
            "height solved for without (43), over that of (43)": Agrees(1.0, 1e-6),
        },
        tolerance="error of the discretisation",
        printed="2 - sqrt 2, 2 + sqrt 2",
        why="The profile needs kappa^2 = R - 2, and its own sum of squares is R = 4 kappa.",
        controls=(Control("kappa 10% larger", partial(equations.profile_residual, 1.1)),),
    ),
    identity(
        id="small_beta-78c",
        where="V.2.2, equations (40) and (41)",
        statement="u'^2 - u^2 (R - 2 - u^2/2) is zero everywhere on the stationary profile.",
        quantity="its largest size on a profile that is solved for without it",
        measure=equations.first_integral,
        expected=Band(high=1e-6),
        tolerance="error of the discretisation",
        why="It is the energy of a particle at u in the potential that (39) defines, and it is zero far away.",
        controls=(Control("the lattice's field", partial(equations.first_integral, True)),),
    ),
    identity(
        id="small_beta-78d",
        where="V.2.2, equation (42)",
        statement="The square of the peak is 2 (R - 2).",
        quantity="square of the peak over 2 (R - 2) on a profile that is solved for without it",
        measure=equations.peak_ratio,
        expected=Agrees(1.0, 1e-6),
        tolerance="error of the discretisation",
        why="At the peak u' = 0.",
        controls=(Control("the lattice's field", partial(equations.peak_ratio, True)),),
    ),
    text(
        id="small_beta-79",
        where="V.2.2, after equation (46)",
        statement="The profile with kappa = 2 - sqrt 2 is stable.",
        quantity="largest growth rate other than of a shift; what becomes of starts 1% below and above",
        datasets=("profile_fate",),
        measure=partial(wide, rate=equations.growth),
        expected={"growth rate": Band(high=0.0), "difference at the end over start": Band(high=0.1)},
        tolerance="negative; a tenth of the difference at the start would be left after 2.3 relaxation times",
        why="A higher profile has a larger R, which inhibits it more than it excites itself.",
        controls=(Control("kappa = 2 + sqrt 2", partial(narrow, rate=equations.growth), ("profile_fate",)),),
    ),
    text(
        id="small_beta-79b",
        where="V.2.2, after equation (46)",
        statement="The profile with kappa = 2 + sqrt 2 is unstable against changes of its amplitude.",
        quantity="growth rate of the amplitude by finite differences; what becomes of starts 1% below and above",
        datasets=("profile_fate",),
        measure=partial(narrow, rate=equations.amplitude_growth),
        expected={"growth rate": Band(low=0.0), "difference at the end over start": Band(low=10.0)},
        tolerance="positive; ten times the difference at the start is far from any return",
        why="The narrow profile is high: its cubic self-excitation outgrows the inhibition.",
        controls=(Control("kappa = 2 - sqrt 2", partial(wide, rate=equations.amplitude_growth), ("profile_fate",)),),
    ),
    text(
        id="small_beta-79e",
        where="V.2.2, equations (45) and (46)",
        statement="The growth rate of the profile's amplitude alone changes sign at kappa = 3.",
        quantity="kappa at which the amplitude's growth rate vanishes, by finite differences of the flow",
        unit="1/site",
        measure=amplitude_limit,
        expected=Agrees(3.0, 0.01),
        tolerance="numerical",
        printed="3",
        why="Self-excitation grows as int u^4 = 16 kappa^3/3, inhibition as R^2 = 16 kappa^2.",
        controls=(Control("all perturbations", full_limit),),
    ),
    text(
        id="small_beta-79c",
        where="V.2.2, after equation (46)",
        statement="The profile is stable if and only if kappa < 3.",
        quantity="kappa at which the largest growth rate of all perturbations vanishes",
        unit="1/site",
        measure=full_limit,
        expected=Agrees(3.0, 0.05),
        tolerance="numerical",
        printed="3",
        why="A change of amplitude and width together already grows from kappa = 2 on, where both stationary profiles "
        "would meet; the amplitude alone grows from 3 on. Both profiles lie on the same side of 2 and 3.",
        controls=(Control("perturbations of the amplitude alone", amplitude_limit, gives=REPRODUCED),),
        failing="statement",
    ),
    text(
        id="small_beta-80",
        where="V.2.2, last sentences",
        statement="The width of a place field stays finite as beta goes to zero: that of the equation's field.",
        quantity="FWHM of the exact flow's stationary field, extrapolated to beta = 0",
        unit="site",
        datasets=("exact_field",),
        measure=shapes.vanishing_width,
        expected=Agrees(LATTICE_WIDTH, 0.19),
        tolerance="5%: the second order in beta of the extrapolation, three times over",
        why="Self-excitation and inhibition set a length of their own, while the correlation length vanishes.",
        controls=(
            Control("fields as wide as the correlations", on(shapes.vanishing_width, exponential), ("exact_field",)),
        ),
    ),
    identity(
        id="small_beta-80b",
        statement="On the lattice the field is 3.80 sites wide.",
        quantity="FWHM of the lattice's stationary field",
        unit="site",
        measure=shapes.width_on_lattice,
        expected=Agrees(LATTICE_WIDTH, 0.005),
        tolerance="three decimals",
        why="The field is narrow enough for the lattice to show.",
    ),
    text(
        id="small_beta-81",
        where="V.2.3, after equation (50), figure 14b",
        statement="Two fields can keep any distance that is larger than about one width.",
        quantity="distance, in widths, from which two fields hardly move, in the continuum and on the lattice",
        datasets=PAIRS,
        measure=shapes.free_range,
        expected={
            "continuum, distance over width": HALF_TO_TWICE,
            "lattice, closest pair over width": HALF_TO_TWICE,
            "lattice, way of pairs two widths apart": Band(high=1.0),
        },
        tolerance="'approximately': within a factor of two, to tell a width from a site and from the ring; hardly: "
        "moving by a width takes ten formation times; way: fields settle on the nearest site",
        why="The overlap of two sech profiles falls off exponentially, and the lattice holds fields on its sites.",
        controls=(Control("a repulsion that does not fall off", on(shapes.free_range, parting, opposite), PAIRS),),
    ),
    text(
        id="small_beta-82",
        where="V.2.3, after equation (50)",
        statement="The fields repel at short range only and converge to opposite places very slowly.",
        quantity="final distance; range of the repulsion between one and one and a half widths; time it takes",
        datasets=PAIRS[:1],
        measure=shapes.repulsion,
        expected={
            "final distance over half of the ring": CLOSE,
            "range of the repulsion over the width": Band(high=1.0),
            "time to the final distance, up to a tenth, over that of formation": Band(low=10.0),
        },
        tolerance="5% of the way takes exponentially long; short: less than a width; slow: ten formation times",
        why="The repulsion is the overlap of both profiles' tails. The lattice holds fields before.",
        controls=(Control("fields that attract each other", on(shapes.repulsion, meeting), PAIRS[:1]),),
    ),
    text(
        id="small_beta-83",
        where="V.2.3, equations (49) to (52), figure 14b",
        statement="The equations of two units stably form two place fields from random starts.",
        quantity="starts whose sum of squares has two bumps; largest growth rate of a perturbation of the final states",
        datasets=("two_units_cubic",),
        measure=shapes.two_fields,
        expected={"share of starts with two place fields": Band(low=0.5), "largest growth rate": Band(high=1e-6)},
        tolerance="more than half of all starts; zero up to rounding errors, the rate of a rotation of the units",
        test="exact binomial interval; largest rate over starts",
        least_runs=4,
        why="Cross-inhibition makes two units orthogonal; at this order they may still be rotated into each other.",
        controls=(
            Control("shuffled sites", on(shapes.two_fields, shapes.shuffled_sites), ("two_units_cubic",)),
            Control("two fields apart", on(shapes.two_fields, on_field), ("two_units_cubic",), gives=REPRODUCED),
        ),
        decides="more seeds of two_units_cubic",
    ),
    claim(
        id="small_beta-83b",
        source="ours",
        statement="With the full equations each of the two units has one of the two fields.",
        quantity="overlap of the squares of both units' profiles, 1 for an even mixture",
        datasets=("two_units_exact",),
        measure=shapes.unit_overlap,
        expected=Band(high=0.05),
        tolerance="the overlap of two fields a width and a half apart",
        test=STUDENT,
        least_runs=4,
        why="The orders after the third are not invariant under rotations of the units and favour separate fields.",
        controls=(Control("the cubic order", shapes.unit_overlap, ("two_units_cubic",)),),
    ),
]

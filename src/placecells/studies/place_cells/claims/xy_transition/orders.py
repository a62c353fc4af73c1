"""Claims on where the symmetries of XY data break as the number of samples grows: section IV.3."""

from functools import partial

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED, Agrees, Band, Claim, Control
from placecells.claims.intervals import JACKKNIFE, STUDENT
from placecells.studies.place_cells.measures.xy import colour_controls, colour_transition
from placecells.studies.place_cells.measures.xy.colour_controls import against
from placecells.studies.place_cells.measures.xy.colour_transition import ORDERS, PARTS

RISEN = 0.5  # share of an order parameter's rise above random that counts as ordered
ALPHA = ("xy_alpha_controlled",)
VARIANTS = (
    "xy_variant_short_colour_range",
    "xy_variant_long_range",
    "xy_variant_potts",
    "xy_variant_potts_cosine",
)

claim = partial(Claim, section="IV.3", figure="fig11", source="text", unit="1", test=STUDENT, row="two_transitions")
controlled = partial(claim, datasets=ALPHA)
OURS = {"source": "ours", "row": ""}


def at_alpha(place: int, other: tuple, same: tuple, expected: Band, **texts) -> Claim:
    """A claim on both orders at one end of the range of alpha.

    other: the alpha at its other end and its name, for a control; same: a control that must be reproduced, as `against`
    takes it.
    """
    at, name = other
    measure = partial(colour_transition.rises_at, place=place)
    return controlled(
        quantity="rise of the order parameter above random weights, 1 for complete order",
        measure=measure,
        expected=dict.fromkeys(PARTS, expected),
        controls=(
            Control(name, partial(colour_transition.rises_at, place=at), ALPHA),
            *against(measure, ALPHA, (*same, REPRODUCED)),
        ),
        decides="more runs",
        **texts,
    )


CLAIMS = [
    at_alpha(
        -1,
        (0, "the smallest alpha"),
        ("untrained weights", colour_controls.untrained),
        Band(high=0.15),
        id="xy_transition-64",
        statement="With few data, at large alpha, the weights have no modulation, neither in angle nor in space.",
        where="IV.3, second paragraph, figures 11a and 11b",
        tolerance="an order of 1 is complete; 0.15 is what overfitted noise may hold",
        why="The top eigenvector of the correlation matrix of so few samples is noise.",
    ),
    controlled(
        id="xy_transition-65",
        statement="In between, the weights are modulated in angle but not in space.",
        where="IV.3, third paragraph, figures 11a and 11b",
        quantity="rise of the order parameter above random weights, at the smallest alpha at which place is within "
        "noise",
        measure=colour_transition.intermediate,
        expected={"angle": Band(low=RISEN), "place": Agrees(0.0, colour_transition.NOISE_OF_PLACE)},
        tolerance="angle: half of a complete order; place: two standard deviations of L of one machine with random "
        "weights, so that a single run like the paper's cannot be told from noise",
        why="A phase that is chosen at each site with some coherence gives the place field an envelope, so that place "
        "is modulated as soon as the angle is ordered well.",
        controls=against(
            colour_transition.intermediate,
            ALPHA,
            ("weights that have a place, and random colours", colour_controls.place_alone, NOT_REPRODUCED),
            ("weights of one phase that are uniform in space", colour_controls.phase_alone, REPRODUCED),
        ),
        decides="more runs at alpha between 0.1 and 0.5",
    ),
    at_alpha(
        0,
        (-1, "the largest alpha"),
        ("ideal place fields, with noise", colour_controls.ideal),
        Band(low=RISEN),
        id="xy_transition-66",
        statement="With many data, at small alpha, they are modulated in both.",
        where="IV.3, second and third paragraph, figures 11a and 11b",
        tolerance="more than half of a complete order",
        why="The sampled correlations are then close to those of the law, whose best place field is localised.",
    ),
    *(
        controlled(
            id=f"xy_transition-66{letter}",
            statement=f"{statement} with {samples} samples.",
            **OURS,
            quantity=quantity,
            measure=partial(colour_transition.order_with, name=name, samples=samples),
            expected=expected,
            tolerance="expected before these runs were made",
            why="The angle is a property of the top eigenvector; place is chosen among waves that are nearly equal.",
        )
        for letter, statement, quantity, name, samples, expected in (
            ("b", "The angle is chosen", "F1, share of the squared weights", "order_angular", 500, Band(low=0.45)),
            ("c", "The place is not", "L, resultant of the squared weights", "order_spatial", 500, Band(high=0.2)),
            ("d", "The angle is chosen", "F1, share of the squared weights", "order_angular", 5000, Band(low=0.9)),
            ("e", "The place is chosen", "L, resultant of the squared weights", "order_spatial", 5000, Band(low=0.7)),
        )
    ),
    controlled(
        id="xy_transition-67",
        statement="The two symmetries break at different alpha, at equal numbers of updates.",
        where="IV.3, first and third paragraph, figure 11",
        quantity="alpha at half rise, angle over place",
        measure=colour_transition.threshold_ratio,
        expected=Band(low=1.5),
        tolerance="different by half at least",
        why="The angle is chosen by the top eigenvector, which is uniform in space, and place by the later, non-linear "
        "growth among waves whose eigenvalues are nearly equal, which more data must tell apart.",
        test=JACKKNIFE,
        controls=(
            *(
                Control(
                    f"{what} in both roles, of other runs",
                    partial(colour_transition.threshold_ratio, names=(name, name)),
                    ALPHA,
                )
                for what, name in zip(("angle", "place"), ORDERS, strict=True)
            ),
        ),
        audit=3,
    ),
    claim(
        id="xy_transition-68",
        statement="The same at equal numbers of epochs.",
        source="notebook",
        row="",
        where="figure 11, as in the notebooks",
        quantity="alpha at half rise, angle over place",
        datasets=("xy_alpha",),
        measure=colour_transition.threshold_ratio,
        expected=Band(low=1.5),
        tolerance="different by half at least",
        why="Few samples are then trained for few updates, which moves both thresholds.",
        test=JACKKNIFE,
        audit=3,
    ),
    claim(
        id="xy_transition-69",
        figure="figV1",
        statement="For some other kernels, place breaks before angle.",
        where="IV.3, last paragraph, not shown in the paper",
        quantity="alpha at half rise, any direction of colours over place, of the kernel in which it is smallest",
        datasets=VARIANTS,
        measure=colour_transition.place_first_somewhere,
        expected=Band(high=1.0),
        tolerance="the other way round: below 1",
        why="Where place is chosen, spins of the place field are correlated, and one direction of colours with it; "
        "only the harmonic of that direction can come later.",
        test=JACKKNIFE,
        controls=(Control("the cosine kernel", colour_transition.threshold_ratio, ALPHA),),
        decides="the paper's own kernels, which it does not give; a kernel of config.yaml's xy_variant_* that breaks "
        "place first would do",
    ),
    *(
        claim(
            id=f"xy_transition-69{letter}",
            **OURS,
            figure="figV1",
            statement=f"Angle breaks before place for the kernel of {kernel}, too.",
            quantity="alpha at half rise, angle over place",
            datasets=(f"xy_variant_{name}",),
            measure=colour_transition.threshold_ratio,
            expected=Band(low=1.0),
            tolerance="as for the cosine: above 1",
            why="The top eigenvector is uniform in space for this law, too.",
            test=JACKKNIFE,
        )
        for letter, name, kernel in (
            ("b", "long_range", "long range along the ring"),
            ("d", "short_colour_range", "short range among the colours"),
        )
    ),
    claim(
        id="xy_transition-69c",
        **OURS,
        figure="figV1",
        statement="For a kernel that only asks whether colours are alike, place breaks while no direction of colours "
        "is chosen.",
        quantity="spatial minus directional order's rise at the smallest alpha",
        datasets=("xy_variant_potts",),
        measure=colour_transition.place_without_angle,
        expected=Band(low=0.2),
        tolerance="a fifth of a complete order",
        why="Within a place field one direction of colours is chosen even where the kernel prefers none.",
    ),
]

"""Claims on where the symmetries of XY data break, and on their correlation matrix: sections IV.3 and V.1.3."""

from functools import partial

from placecells.claims.claim import Agrees, Band, Claim, Control
from placecells.claims.intervals import JACKKNIFE, STUDENT
from placecells.studies.place_cells.measures import colour_transition
from placecells.studies.place_cells.measures.colour_transition import ORDERS, PARTS

RISEN = 0.5  # share of an order parameter's rise above random that counts as ordered
ALPHA, SPECTRA, TOP = ("xy_alpha_controlled",), ("xy_correlation_alpha",), ("xy_correlation_top",)
COSINE = ("xy_alpha_controlled",)
VARIANTS = (
    "xy_variant_short_colour_range",
    "xy_variant_long_range",
    "xy_variant_potts",
    "xy_variant_potts_cosine",
)
NUMBERS = "jackknife over runs with Student's factor, 95%, of the logarithm"

claim = partial(Claim, section="IV.3", figure="fig11", source="text", unit="1", test=STUDENT, row="two_transitions")
controlled = partial(claim, datasets=ALPHA)
matrix = partial(claim, section="V.1.3", figure="fig13", datasets=SPECTRA)
OURS = {"source": "ours", "row": ""}


def at_alpha(place: int, control: int, what: str, expected: Band, **texts) -> Claim:
    """A claim on both orders at one end of the range of alpha; the other end is its control."""
    return controlled(
        quantity="rise of the order parameter above random weights, 1 for complete order",
        measure=partial(colour_transition.rises_at, place=place),
        expected=dict.fromkeys(PARTS, expected),
        controls=(Control(what, partial(colour_transition.rises_at, place=control), ALPHA),),
        decides="more runs",
        **texts,
    )


CLAIMS = [
    at_alpha(
        -1,
        0,
        "the smallest alpha",
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
        quantity="rise of the order parameter above random weights, at the smallest alpha at and above which place is "
        "within noise",
        measure=colour_transition.intermediate,
        expected={"angle": Band(low=RISEN), "place": Agrees(0.0, colour_transition.NOISE_OF_PLACE)},
        tolerance="angle: half of a complete order; place: two standard deviations of L of one machine with random "
        "weights, so that a single run like the paper's cannot be told from noise",
        why="A phase that is chosen at each site with some coherence gives the place field an envelope, so that place "
        "is modulated as soon as the angle is ordered well.",
        controls=(
            Control(
                "angle and place in each other's role",
                partial(colour_transition.intermediate, exchanged=True),
                ALPHA,
            ),
        ),
        decides="more runs at alpha between 0.1 and 0.5",
    ),
    at_alpha(
        0,
        -1,
        "the largest alpha",
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
            Control(
                "place in both roles, of other runs",
                partial(colour_transition.threshold_ratio, names=(ORDERS[1], ORDERS[1])),
                ALPHA,
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
        quantity="alpha at half rise, angle over place, of the kernel in which it is smallest",
        datasets=VARIANTS,
        measure=colour_transition.place_first_somewhere,
        expected=Band(high=1.0),
        tolerance="the other way round: below 1",
        why="A kernel that tells equal colours from others, but hardly which others are near, orders places before the "
        "first harmonic of the colours.",
        test=JACKKNIFE,
        controls=(Control("the cosine kernel", colour_transition.threshold_ratio, COSINE),),
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
    matrix(
        id="xy_transition-70",
        statement="The data's top eigenvalue is q/(q-1) (1+x)/(1-x), x the ratio of the transfer matrix's eigenvalues.",
        where="V.1.3, equation (29), figure 13a",
        quantity="top eigenvalue over (29) at the smallest alpha",
        measure=colour_transition.signal,
        expected=Agrees(1.0, 0.03),
        tolerance="3%: at finite alpha the eigenvalue lies above by the generalised edge, 1.6% at alpha = 0.0011",
        why="Correlations decay with x, and their sum over all distances is (1+x)/(1-x).",
        controls=(
            Control("the law at a beta that is 10% wrong", partial(colour_transition.signal, factor=1.1), SPECTRA),
        ),
    ),
    matrix(
        id="xy_transition-70b",
        statement="Its eigenvectors are the cosine and the sine of the colour, uniform in space.",
        where="V.1.3, after equation (29), figures 13b and 13c",
        quantity="share of the top eigenvector in their span for 1/B -> 0",
        measure=colour_transition.projection_limit,
        expected=Agrees(1.0, 0.05),
        tolerance="5%: the next order in 1/B at 10^5 samples",
        why="The law has both symmetries, so that its eigenvectors are plane waves.",
        controls=(Control("a span of random directions, 2 of 900", colour_transition.random_projection, SPECTRA),),
        audit=5,
    ),
    matrix(
        id="xy_transition-101",
        statement="The largest eigenvalue is twofold.",
        where="V.1.3, after equation (29)",
        quantity="gap of the first two eigenvalues over that of second and third",
        datasets=TOP,
        measure=colour_transition.twofold,
        expected=Band(high=0.25),
        tolerance="a quarter: 0 without noise; a pair that noise of 10^5 samples splits by half a percent, and waves "
        "of 40 sites, whose next eigenvalue is 9% lower, give 0.1",
        why="Rotations of the colours turn cosine into sine.",
        test=JACKKNIFE,
        controls=(
            Control(
                "the same data, their columns shuffled",
                partial(colour_transition.twofold, name="eigenvalue_shuffled"),
                TOP,
            ),
        ),
    ),
    matrix(
        id="xy_transition-71",
        statement="At large alpha the top eigenvalue follows the law of pure noise.",
        where="V.1.3, equation (30), figure 13a",
        quantity="top eigenvalue of the data over (30) at the largest alpha",
        measure=partial(colour_transition.noise, name="top_eigenvalue"),
        expected=Agrees(1.0, 0.1),
        tolerance="10%, of which the generalised edge takes 8 at alpha = 2",
        why="The noise of few samples outweighs the correlations.",
        controls=(
            Control("the smallest alpha", partial(colour_transition.noise, name="top_eigenvalue", place=0), SPECTRA),
        ),
        audit=5,
    ),
    matrix(
        id="xy_transition-102",
        statement="For alpha -> 0 the largest eigenvalue of pure noise is q/(q-1), because colours of one site exclude "
        "each other.",
        where="V.1.3, before equation (30)",
        quantity="top eigenvalue of data whose columns are shuffled, alpha -> 0",
        measure=partial(colour_transition.noise_limit, name="top_eigenvalue_shuffled"),
        expected=Agrees(10 / 9, 0.03),
        tolerance="3%, well below the 11% by which it differs from 1; finite size is 1%",
        why="Frequencies of the colours of a site add up to 1, so that its variance is shared by q - 1 directions.",
        controls=(Control("data as they are", partial(colour_transition.noise_limit, name="top_eigenvalue"), SPECTRA),),
    ),
    matrix(
        id="xy_transition-103",
        statement="With few samples the top eigenvector is not in the span of cosine and sine, with many it is.",
        where="V.1.3, last paragraph, figures 13b and 13c",
        quantity="share of the top eigenvector in span(cos, sin) times waves |k| <= 3, at both ends of alpha",
        measure=colour_transition.vectors,
        expected={"bad sampling": Band(high=0.2), "good sampling": Band(low=0.9)},
        tolerance="0.016 for a random vector, and 1 for the law; waves |k| <= 3, whose eigenvalues differ from the "
        "largest by less than the noise of 10^4 samples",
        why="The noise edge lies above the signal at the largest alpha, and far below at the smallest.",
        controls=(
            Control(
                "largest and smallest alpha in each other's role",
                partial(colour_transition.vectors, exchanged=True),
                SPECTRA,
            ),
        ),
    ),
    matrix(
        id="xy_transition-71b",
        statement="The law of pure noise holds for data whose columns are shuffled.",
        **OURS,
        quantity="top eigenvalue of shuffled data over (30) at the largest alpha",
        measure=partial(colour_transition.noise, name="top_eigenvalue_shuffled"),
        expected=Agrees(1.0, 0.05),
        tolerance="5% for finite size",
        why="Shuffled columns are independent.",
        audit=5,
    ),
    matrix(
        id="xy_transition-72",
        statement="Where signal and noise laws are equal, the top eigenvalue has their common value.",
        **OURS,
        quantity="top eigenvalue over the laws' common value at their crossing",
        measure=colour_transition.excess,
        expected=Agrees(1.0, 0.1),
        tolerance="10%",
        why="The spectrum is a band, whose edge noise pushes out before the laws cross.",
        audit=5,
    ),
    matrix(
        id="xy_transition-73",
        statement="The machine's first transition falls in the range of alpha where the data's signal emerges.",
        where="V.1.3, last paragraph, figures 11 and 13",
        quantity="alpha at half rise of the angular order over the crossing of the laws",
        datasets=(*ALPHA, *SPECTRA),
        measure=colour_transition.first_transition,
        expected=Band(1 / 3, 3.0),
        tolerance="the same range: within a factor of three",
        why="The first weights grow along the top eigenvector of the correlation matrix.",
        test=JACKKNIFE,
        controls=(
            Control(
                "the laws at a fifth of beta",
                partial(colour_transition.first_transition, factor=0.2),
                (*ALPHA, *SPECTRA),
            ),
        ),
    ),
]

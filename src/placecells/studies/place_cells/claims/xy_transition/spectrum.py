"""Claims on the correlation matrix of XY data, its eigenvalues and eigenvectors: section V.1.3."""

from functools import partial

from placecells.claims.claim import REPRODUCED, Agrees, Band, Claim, Control
from placecells.claims.intervals import JACKKNIFE, STUDENT
from placecells.studies.place_cells.measures.xy import colour_transition
from placecells.studies.place_cells.measures.xy.colour_controls import against

ALPHA, SPECTRA, TOP = ("xy_alpha_controlled",), ("xy_correlation_alpha",), ("xy_correlation_top",)
OURS = {"source": "ours", "row": ""}

matrix = partial(
    Claim,
    section="V.1.3",
    figure="fig13",
    source="text",
    unit="1",
    test=STUDENT,
    row="two_transitions",
    datasets=SPECTRA,
)

CLAIMS = [
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
            *against(
                colour_transition.signal,
                SPECTRA,
                ("the law of large matrices", partial(colour_transition.with_law, law="law_edge"), REPRODUCED),
            ),
        ),
    ),
    matrix(
        id="xy_transition-70b",
        statement="Its eigenvectors are the cosine and the sine of the colour, uniform in space.",
        where="V.1.3, after equation (29), figures 13b and 13c",
        quantity="share of the top eigenvector in their span for 1/B -> 0",
        datasets=TOP,
        measure=colour_transition.projection_limit,
        expected=Agrees(1.0, 0.05),
        tolerance="5%: the next order in 1/B at 10^5 samples",
        why="The law has both symmetries, so that its eigenvectors are plane waves.",
        controls=(Control("a span of random directions, 2 of 360", colour_transition.random_projection, TOP),),
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
            Control(
                "the same data, their columns shuffled",
                partial(colour_transition.noise, name="top_eigenvalue_shuffled"),
                SPECTRA,
                REPRODUCED,
            ),
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
        controls=(
            Control("data as they are", partial(colour_transition.noise_limit, name="top_eigenvalue"), SPECTRA),
            *against(
                partial(colour_transition.noise_limit, name="top_eigenvalue"),
                SPECTRA,
                ("the law (30)", partial(colour_transition.with_law, law="law_noise"), REPRODUCED),
            ),
        ),
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

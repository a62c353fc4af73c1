"""Claims on XY data and several units, and on how place fields move on XY data: the last paragraphs of section IV.2."""

from functools import partial

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED, Agrees, Band, Claim, Control
from placecells.claims.intervals import LOG_STUDENT, LOG_WELCH, STUDENT, WELCH
from placecells.studies.place_cells.measures.xy import colour_controls, colour_motion, colour_units
from placecells.studies.place_cells.measures.xy.colour_controls import against, each

THETAS = ("theta = -1", "theta = -2")
FIVE_WELLS = ("xy_m5_double_well_1", "xy_m5_double_well_2")
LONG = (
    "five double wells need hours of Gibbs sampling: "
    "`snakemake results/long/claims/place_cells/xy.json --configfile config/long.yaml`"
)

claim = partial(Claim, section="IV.2", figure="fig10", source="text", unit="1", test=STUDENT, row="xy")
ours = partial(claim, source="ours", row="")


def of_five(measure, expected, *controls, **texts):
    """A claim on five double wells of both thetas. controls: as `against` takes them."""
    on_all = each(measure, THETAS)
    return claim(
        datasets=FIVE_WELLS,
        measure=on_all,
        expected=dict.fromkeys(THETAS, expected),
        controls=against(on_all, FIVE_WELLS, *controls),
        decides=LONG,
        audit=4,
        **texts,
    )


PLACES = (
    ("random places", colour_controls.at_random_places, NOT_REPRODUCED),
    ("equally spaced places", colour_controls.at_even_places, REPRODUCED),
)
PHASES = (
    ("random phases", colour_controls.at_random_phases, NOT_REPRODUCED),
    ("equally spaced phases, give or take 6 degrees", colour_controls.at_even_phases, REPRODUCED),
)

CLAIMS = [
    of_five(
        colour_units.pairs_against_random,
        Band(high=0.5),
        *PLACES,
        id="xy-58",
        statement="The place fields of five double wells lie apart in space.",
        where="IV.2, last but one paragraph, figure 10",
        quantity="pairs nearer than one FWHM over the number for random places",
        tolerance="less than half as many as at random; 0 if no two fields meet",
        why="Two units at one place that share their phase explain the same spins twice, but two at a right angle in "
        "phase do not, so that repulsion in space is not needed.",
    ),
    *(
        ours(
            id=f"xy-58{letter}",
            statement=f"Five binary units with {fields} external fields lie apart in space.",
            quantity="pairs nearer than one FWHM over the number for random places",
            datasets=(name,),
            measure=colour_units.pairs_against_random,
            expected=Band(high=0.5),
            tolerance="less than half as many as at random; every run has its own data set",
            why="Units at one place with phases at a right angle explain different components of the same spins.",
            controls=against(colour_units.pairs_against_random, (name,), *PLACES),
            audit=4,
        )
        for letter, fields, name in (("b", "learned", "xy_m5_spin"), ("c", "zero", "xy_m5_spin_zero"))
    ),
    of_five(
        colour_units.same_frequency,
        Agrees(1.0, 0.06),
        ("colours in another order, a at 3a", colour_controls.colours_in_other_order, NOT_REPRODUCED),
        id="xy-59",
        statement="Five units have the same frequency, one turn over the colours.",
        where="IV.2, last but one paragraph, figure 10",
        printed="2 pi / q",
        quantity="fitted frequency at the peaks, mean over the units of a run",
        tolerance="as for one unit",
        why="The kernel couples the first harmonic alone, whatever the number of units.",
    ),
    of_five(
        colour_units.even_phases,
        Band(high=0.5),
        *PHASES,
        id="xy-60",
        statement="The phases of five units are equally spaced.",
        where="IV.2, last but one paragraph, figure 10",
        quantity="CV of the gaps between phases modulo 180 degrees, over that of random phases",
        tolerance="nearer to equal spacing, 0, than to random phases, 1",
        why="Units repel in phase only where their place fields overlap, at a right angle and no farther.",
    ),
    ours(
        id="xy-61",
        statement="The weight vectors of five binary units are mutually orthogonal.",
        quantity="mean overlap within a machine over that of units of different machines",
        datasets=("xy_m5_spin_zero",),
        measure=colour_units.orthogonality,
        expected=Band(high=0.5),
        tolerance="half of what units that know nothing of each other overlap",
        why="What two units share is explained twice, which the likelihood avoids.",
        audit=4,
    ),
    ours(
        id="xy-61b",
        statement="Two place fields of binary units at one place have phases at a right angle.",
        quantity="share of the stacked pairs of a run with phases 90 ± 20 degrees apart (random: 0.22)",
        datasets=("xy_m5_spin_zero",),
        measure=colour_units.right_angles,
        expected=Band(low=0.5),
        tolerance="more than half, twice the random share",
        why="Cosine and sine of the colour are the two orthogonal directions with the largest eigenvalue.",
        controls=against(colour_units.right_angles, ("xy_m5_spin_zero",), PHASES[0]),
        audit=4,
    ),
    ours(
        id="xy-61c",
        statement="Runs with two fields at one place have the higher likelihood (one data set).",
        quantity="held-out log-likelihood of runs with stacked pairs minus that of the others",
        unit="nat per sample",
        datasets=("xy_m5_binary",),
        measure=colour_units.stacking_pays,
        expected=Band(low=0.0),
        tolerance="positive",
        why="At one place the two units share the strongest correlations, at others they leave gaps.",
        test=WELCH,
        audit=4,
    ),
    claim(
        id="xy-62",
        figure="fig09",
        statement="The place field does not diffuse, in space or in phase, even with a million samples.",
        where="IV.2, last paragraph",
        quantity="mean-square displacement on fixed data over that on streamed data, at equal settings",
        datasets=("xy_fixed", "xy_streamed"),
        measure=colour_motion.still,
        expected=dict.fromkeys(colour_motion.STILL, Band(high=0.25)),
        tolerance="less than half as far as a free field moves in the same time",
        why="A fixed training set favours some places and phases, and leaving them takes the noise of training longer "
        "the more samples there are to average.",
        test=LOG_WELCH,
        controls=(
            Control("streamed data", lambda fixed, free: colour_motion.still(free, free), ("xy_fixed", "xy_streamed")),
            Control(
                "place fields that stay where they are",
                lambda fixed, free: colour_motion.still(colour_controls.frozen(free), free),
                ("xy_fixed", "xy_streamed"),
                REPRODUCED,
            ),
        ),
        failing="size",
        decides="longer runs: ten times the updates of xy_fixed and xy_streamed",
    ),
    *(
        ours(
            id=f"xy-63{letter}",
            figure="",
            statement=f"On streamed data it does diffuse, in {word}.",
            quantity=f"exponent of the mean-square displacement of the {name} between lags of 2% and 8% of the run",
            datasets=("xy_streamed",),
            measure=partial(colour_motion.exponent, name=name),
            expected=Agrees(1.0, 0.3),
            tolerance="statistical error of six runs, and what the noise of a centre adds at short lags",
            why="Without a fixed training set no place and no phase is preferred.",
        )
        for letter, word, name in (("", "space", "centre"), ("b", "phase", "phase"))
    ),
    claim(
        id="xy-103",
        section="VI",
        row="theory",
        figure="",
        statement="The weights move along as many soft directions as the data have symmetries: two, place and phase.",
        where="VI, second paragraph",
        quantity="growth of the mean-square displacement with the lag, place and phase over all other directions",
        datasets=("xy_streamed",),
        measure=colour_motion.soft_directions,
        expected=Band(low=2.0),
        tolerance="4 for two directions that diffuse among others that do not, 1 if none or all do; half way in the "
        "logarithm",
        why="Rotations of the ring and of the colours leave the likelihood as it is, every other change lowers it.",
        test=LOG_STUDENT,
        controls=(
            Control(
                "the same, and a random walk of all weights in the frame of the place field",
                partial(colour_motion.soft_directions, wander=1.0),
                ("xy_streamed",),
            ),
        ),
    ),
]

"""Claims on XY data and the place fields they leave in the weights: sections IV.1 and IV.2."""

from functools import partial

from placecells.claims.claim import REPRODUCED, Agrees, Band, Claim, Control
from placecells.claims.intervals import BINOMIAL, LEVEL_OF_TESTS, LOG_STUDENT, LOG_WELCH, P_VALUE, STUDENT, WELCH
from placecells.studies.place_cells.measures import colour_fields, colour_motion, colour_units
from placecells.studies.place_cells.measures.colour_fields import changed, each, untrained

WELLS = ("xy_double_well_1", "xy_double_well_2")
THETAS = ("theta = -1", "theta = -2")
UNITS, PARTS = (*WELLS, "xy_binary"), (*THETAS, "spin unit")
FIVE_WELLS = ("xy_m5_double_well_1", "xy_m5_double_well_2")
LONG = "five double wells need hours of Gibbs sampling: `snakemake --configfile config/long.yaml claims`"
MORE = "more runs, or longer ones"

claim = partial(Claim, section="IV.2", figure="fig09", source="text", unit="1", test=STUDENT, row="xy")
ours = partial(claim, source="ours", row="")
data = partial(claim, section="IV.1", figure="fig08", datasets=("xy_statistics",), decides="more configurations")


def of_fields(measure, expected, *more, **texts):
    """A claim on double wells of both thetas and on spin units, with untrained weights as a control."""
    on_all = each(measure, PARTS)
    control = Control("untrained weights", changed(on_all, untrained), UNITS)
    return claim(
        datasets=UNITS,
        measure=on_all,
        expected=dict.fromkeys(PARTS, expected),
        controls=(control, *more),
        decides=MORE,
        **texts,
    )


def of_five(measure, expected, change, **texts):
    """A claim on five double wells of both thetas, with a control: a pair (data in words, change of a dataset)."""
    on_all = each(measure, THETAS)
    controls = [Control(what, changed(on_all, by), FIVE_WELLS, gives) for what, by, gives in change]
    return claim(
        figure="fig10",
        datasets=FIVE_WELLS,
        measure=on_all,
        expected=dict.fromkeys(THETAS, expected),
        controls=tuple(controls),
        decides=LONG,
        audit=4,
        **texts,
    )


CLAIMS = [
    data(
        id="xy-48",
        statement="The data are invariant under rotations of the ring and of the colours.",
        where="IV.1, equation (15)",
        quantity="variance of the neighbours' correlation over sites, over its squared mean; squared mean spin",
        measure=colour_fields.invariance,
        expected=dict.fromkeys(("sites", "colours"), Agrees(0.0, 1e-4)),
        tolerance="one percent squared: deviations of one percent are the smallest that training would notice",
        why="The law (12) depends on differences of neighbouring colours alone, and the ring has no ends.",
        controls=(
            Control(
                "couplings a tenth weaker on half of the ring, and a mean spin of 3%",
                changed(colour_fields.invariance, colour_fields.of_broken_symmetry),
                ("xy_statistics",),
            ),
        ),
    ),
    data(
        id="xy-49",
        statement="Correlations between colours decay along the ring with the ratio of the transfer matrix's "
        "eigenvalues.",
        where="IV.1 and V.1.3, equation (27)",
        quantity=f"measured correlations over the exact ones, mean over distances 1 to {colour_fields.NEIGHBOURS}",
        measure=colour_fields.correlation_ratio,
        expected=Agrees(1.0, 0.02),
        tolerance="2%, a tenth of what a beta that is 10% wrong would change",
        why="The configurations are drawn exactly, with the transfer matrix itself.",
        controls=(
            Control(
                "a beta that is 10% wrong",
                changed(colour_fields.correlation_ratio, colour_fields.of_wrong_beta),
                ("xy_statistics",),
            ),
        ),
    ),
    claim(
        id="xy-50",
        statement="The weights of a double well localise in space and in angle.",
        where="IV.2, first paragraph, figure 9a",
        quantity="share of runs with L > 0.5 and F1 > 0.9",
        datasets=WELLS,
        measure=each(colour_fields.localised, THETAS),
        expected=dict.fromkeys(THETAS, Band(low=0.65)),
        tolerance="every run, within what ten runs can show; L is 0.04 and F1 0.22 for random weights",
        why="The likelihood gains most where the unit explains spins that are correlated with each other, which are "
        "those within a few correlation lengths and along one direction.",
        test=BINOMIAL,
        least_runs=8,
        controls=(Control("untrained weights", changed(each(colour_fields.localised, THETAS), untrained), WELLS),),
        decides=MORE,
    ),
    claim(
        id="xy-50b",
        statement="The same with learned theta, which runs to a single well with a cusp.",
        source="notebook",
        row="",
        where="figure 9a, as in the notebooks",
        quantity="share of runs with L > 0.5 and F1 > 0.9",
        datasets=("xy_double_well",),
        measure=colour_fields.localised,
        expected=Band(low=0.65),
        tolerance="as with theta fixed",
        why="Localisation needs correlations of the data, not two wells of the unit.",
        test=BINOMIAL,
        least_runs=8,
        controls=(Control("untrained weights", changed(colour_fields.localised, untrained), ("xy_double_well",)),),
    ),
    claim(
        id="xy-51",
        statement="The weights of a binary unit localise in space and in angle.",
        where="IV.2, first paragraph, figure 9b",
        quantity="share of runs with L > 0.5 and F1 > 0.9",
        datasets=("xy_binary",),
        measure=colour_fields.localised,
        expected=Band(low=0.65),
        tolerance="every run, within what ten runs can show; L is 0.04 and F1 0.22 for random weights",
        why="As for a double well, whose limit at large -theta the unit is.",
        test=BINOMIAL,
        least_runs=8,
        controls=(Control("untrained weights", changed(colour_fields.localised, untrained), ("xy_binary",)),),
    ),
    claim(
        id="xy-52",
        statement="A binary unit is slightly weaker localised than a double well, at equal external fields.",
        where="IV.2, first paragraph, figure 9a and 9b",
        quantity="FWHM of binary units over FWHM of double wells, fields learned in both",
        datasets=("xy_binary_learned", *WELLS),
        measure=lambda spin, *wells: each(partial(colour_fields.wider, spin), THETAS)(*wells),
        expected=dict.fromkeys(THETAS, Band(1.0, 1.5)),
        tolerance="wider, and by less than half: slightly",
        why="A double well tends to a binary unit as theta falls, so that the difference must vanish there.",
        test=LOG_WELCH,
        controls=tuple(
            Control(
                f"the binary units' widths times {factor}",
                lambda spin, *wells, factor=factor: each(partial(colour_fields.wider, spin, factor=factor), THETAS)(
                    *wells
                ),
                ("xy_binary_learned", *WELLS),
                **gives,
            )
            for factor, gives in ((0.5, {}), (1.25, {"gives": REPRODUCED}))
        ),
        failing="notebook",
        decides=MORE,
    ),
    of_fields(
        colour_fields.peaked,
        Band(low=2.0),
        id="xy-53",
        statement="The angular modulation is peaked in space.",
        where="IV.2, equation (16), figure 9c",
        quantity="largest angular modulation over its mean over sites",
        tolerance="twice the mean; 1 for a modulation that is the same everywhere, 1.5 for random weights",
        why="The place field is several times narrower than the ring.",
    ),
    of_fields(
        colour_fields.outside,
        Band(high=0.15),
        id="xy-101",
        statement="The weights differ from zero only near the place of the peak.",
        where="IV.2, after equation (16), figure 9c",
        quantity="mean first harmonic of the weights beyond two FWHM, over that at the peak",
        tolerance="0.4 for random weights; a sech is 0.01 there, and the noise of training leaves a few percent",
        why="Spins far from the place field are not correlated with the unit, so that the gradient of their weights "
        "is noise around zero.",
    ),
    of_fields(
        colour_fields.cosine_r2,
        Band(low=0.97),
        id="xy-54",
        statement="At the peak the weights are a cosine of the colour.",
        where="IV.2, after equation (16), figure 9d",
        quantity="R² of the fit at the site of the strongest modulation",
        tolerance="3% of the variance left, for noise and higher harmonics",
        why="The first harmonic of the colours has the largest eigenvalue of the data's correlations.",
    ),
    of_fields(
        colour_fields.frequency,
        Agrees(1.0, 0.06),
        Control(
            "colours in another order, a at 3a",
            changed(each(colour_fields.frequency, PARTS), colour_fields.colours_in_other_order),
            UNITS,
        ),
        id="xy-55",
        statement="The cosine turns once over the q colours.",
        where="IV.2, after equation (16), figures 9d and 9e",
        printed="2 pi / q",
        quantity="fitted frequency at the peak, in turns over the q colours",
        tolerance="6%: the largest deviation that a reader of the figure would call one turn",
        why="The kernel cos(2 pi (a - b)/q) couples the first harmonic alone.",
    ),
    of_fields(
        colour_fields.phase_spread,
        Band(high=9.0),
        id="xy-56",
        statement="Its phase is the same over the whole field.",
        where="IV.2, last but two paragraph, figure 9e",
        quantity="circular standard deviation of the phase over the field",
        unit="degree",
        tolerance="9 degrees, a quarter of one colour's turn of 36",
        why="Neighbouring spins prefer equal colours, so that weights of one phase explain most.",
    ),
    of_fields(
        colour_fields.frequency_spread,
        Band(high=0.1),
        id="xy-56c",
        statement="Its period is the same over the whole field.",
        where="IV.2, last but two paragraph, figure 9e",
        quantity="standard deviation of the fitted frequency over the field",
        tolerance="a tenth of a turn",
        why="As at the peak, the first harmonic alone has a signal.",
    ),
    of_fields(
        colour_fields.directions_given_unit,
        Band(high=18.0),
        id="xy-102",
        statement="Given the hidden unit, all spins of its place field point in one direction.",
        where="IV.2, last but two paragraph",
        quantity="circular standard deviation over the field of the spins' mean directions given h",
        unit="degree",
        tolerance="18 degrees: to the same one of ten colours",
        why="The weights have one phase over the field, and the unit turns all of these spins by one and the same h.",
    ),
    claim(
        id="xy-57",
        statement="Place and phase are arbitrary: uniform over runs.",
        where="IV.2, after equation (16)",
        quantity="p value of Kuiper's tests of centres and phases, doubled",
        datasets=("xy_streamed_start",),
        measure=colour_fields.places_and_phases,
        expected=Band(low=LEVEL_OF_TESTS),
        tolerance="level of the test, 1%, doubled for two tests",
        why="The law of streamed data has both symmetries, and random initial weights break them.",
        test=P_VALUE,
        least_runs=colour_fields.RUNS_FOR_UNIFORMITY,
        controls=(
            Control(
                "places and phases of the same runs on half of the ring and of the turn",
                partial(colour_fields.places_and_phases, share=0.5),
                ("xy_streamed_start",),
            ),
        ),
    ),
    of_five(
        colour_units.pairs_against_random,
        Band(high=0.5),
        (
            ("random places", colour_units.at_random_places, "not reproduced"),
            ("equally spaced places", colour_units.at_even_places, "reproduced"),
        ),
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
            figure="fig10",
            statement=f"Five binary units with {fields} external fields lie apart in space.",
            quantity="pairs nearer than one FWHM over the number for random places",
            datasets=(name,),
            measure=colour_units.pairs_against_random,
            expected=Band(high=0.5),
            tolerance="less than half as many as at random; every run has its own data set",
            why="Units at one place with phases at a right angle explain different components of the same spins.",
            controls=(
                Control(
                    "random places", changed(colour_units.pairs_against_random, colour_units.at_random_places), (name,)
                ),
                Control(
                    "equally spaced places",
                    changed(colour_units.pairs_against_random, colour_units.at_even_places),
                    (name,),
                    REPRODUCED,
                ),
            ),
            audit=4,
        )
        for letter, fields, name in (("b", "learned", "xy_m5_spin"), ("c", "zero", "xy_m5_spin_zero"))
    ),
    of_five(
        colour_units.same_frequency,
        Agrees(1.0, 0.06),
        (("colours in another order, a at 3a", colour_fields.colours_in_other_order, "not reproduced"),),
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
        (
            ("random phases", colour_units.at_random_phases, "not reproduced"),
            ("equally spaced phases, give or take 6 degrees", colour_units.at_even_phases, "reproduced"),
        ),
        id="xy-60",
        statement="The phases of five units are equally spaced.",
        where="IV.2, last but one paragraph, figure 10",
        quantity="CV of the gaps between phases modulo 180 degrees, over that of random phases",
        tolerance="nearer to equal spacing, 0, than to random phases, 1",
        why="Units repel in phase only where their place fields overlap, at a right angle and no farther.",
    ),
    ours(
        id="xy-61",
        figure="fig10",
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
        figure="fig10",
        statement="Two place fields of binary units at one place have phases at a right angle.",
        quantity="share of the stacked pairs of a run with phases 90 ± 20 degrees apart (random: 0.22)",
        datasets=("xy_m5_spin_zero",),
        measure=colour_units.right_angles,
        expected=Band(low=0.5),
        tolerance="more than half, twice the random share",
        why="Cosine and sine of the colour are the two orthogonal directions with the largest eigenvalue.",
        controls=(
            Control(
                "random phases", changed(colour_units.right_angles, colour_units.at_random_phases), ("xy_m5_spin_zero",)
            ),
        ),
        audit=4,
    ),
    ours(
        id="xy-61c",
        figure="fig10",
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
                "weights that wander in all directions",
                changed(colour_motion.soft_directions, colour_motion.wandering),
                ("xy_streamed",),
            ),
        ),
    ),
]

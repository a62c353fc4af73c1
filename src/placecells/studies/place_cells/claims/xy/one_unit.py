"""Claims on XY data and the place field they leave in the weights of one unit: sections IV.1 and IV.2."""

from functools import partial

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED, Agrees, Band, Claim, Control
from placecells.claims.intervals import BINOMIAL, LEVEL_OF_TESTS, LOG_WELCH, P_VALUE, STUDENT
from placecells.studies.place_cells.measures.xy import colour_controls, colour_fields
from placecells.studies.place_cells.measures.xy.colour_controls import OF_FIELDS, against, each, spread_evenly

WELLS = ("xy_double_well_1", "xy_double_well_2")
THETAS = ("theta = -1", "theta = -2")
UNITS, PARTS = (*WELLS, "xy_binary"), (*THETAS, "spin unit")
MORE = "more runs, or longer ones"

claim = partial(Claim, section="IV.2", figure="fig09", source="text", unit="1", test=STUDENT, row="xy")
data = partial(claim, section="IV.1", figure="fig08", datasets=("xy_statistics",), decides="more configurations")


def of_fields(measure, expected, *more, **texts):
    """A claim on double wells of both thetas and on spin units. more: further controls, as `against` takes them."""
    on_all = each(measure, PARTS)
    return claim(
        datasets=UNITS,
        measure=on_all,
        expected=dict.fromkeys(PARTS, expected),
        controls=against(on_all, UNITS, *OF_FIELDS, *more),
        decides=MORE,
        **texts,
    )


OTHER_ORDER = ("colours in another order, a at 3a", colour_controls.colours_in_other_order, NOT_REPRODUCED)

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
        controls=against(
            colour_fields.invariance,
            ("xy_statistics",),
            (
                "couplings a tenth weaker on half of the ring, and a mean spin of 3%",
                colour_fields.of_broken_symmetry,
                NOT_REPRODUCED,
            ),
            ("the law's own moments", colour_fields.of_the_law, REPRODUCED),
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
        controls=against(
            colour_fields.correlation_ratio,
            ("xy_statistics",),
            ("a beta that is 10% wrong", colour_fields.of_wrong_beta, NOT_REPRODUCED),
            ("the law's own moments", colour_fields.of_the_law, REPRODUCED),
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
        controls=against(each(colour_fields.localised, THETAS), WELLS, *OF_FIELDS),
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
        controls=against(colour_fields.localised, ("xy_double_well",), *OF_FIELDS),
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
        controls=against(colour_fields.localised, ("xy_binary",), *OF_FIELDS),
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
    claim(
        id="xy-52b",
        statement="The same between a binary unit with zero fields and a unit with learned theta and learned fields.",
        source="notebook",
        row="",
        where="figures 9a and 9b, as in the notebooks",
        quantity="FWHM of binary units with zero fields over FWHM of units with learned theta and fields",
        datasets=("xy_binary", "xy_double_well"),
        measure=colour_fields.wider,
        expected=Band(low=1.0),
        tolerance="wider",
        why="Learned external fields take over the mean of the colours in the place field, and leave a narrower one.",
        test=LOG_WELCH,
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
        OTHER_ORDER,
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
            *against(
                colour_fields.places_and_phases,
                ("xy_streamed_start",),
                ("equally spaced places and phases", spread_evenly, REPRODUCED),
            ),
        ),
    ),
]

"""Claims on XY data and the fields they leave in the weights: sections IV.1 and IV.2."""

from functools import partial

from placecells.claims.claim import Agrees, Band, Claim
from placecells.claims.intervals import BINOMIAL, LEVEL_OF_TESTS, P_VALUE, STUDENT
from placecells.studies.place_cells.measures import colour_fields

claim = partial(Claim, section="IV.2", figure="fig09", source="text", unit="1", test=STUDENT)

TWO_MACHINES = (("", "xy_double_well", "double well"), ("b", "xy_binary", "binary unit, zero fields"))

CLAIMS = [
    claim(
        id="xy-48",
        section="IV.1",
        figure="fig08",
        statement="The data are invariant under rotations of the ring and of the colours.",
        quantity="p value that neighbours' correlations are the same at all sites and colours equally frequent",
        datasets=("xy_statistics",),
        measure=colour_fields.invariance_p,
        expected=Band(low=LEVEL_OF_TESTS),
        tolerance="level of the test, 1%, doubled for two tests",
        test=P_VALUE,
    ),
    claim(
        id="xy-49",
        section="IV.1",
        figure="fig08",
        statement="Correlations between colours decay along the ring with the ratio of the transfer matrix's "
        "eigenvalues.",
        quantity="p value that measured correlations are the exact ones, mean ratio over distances 1 to "
        f"{colour_fields.NEIGHBOURS}",
        datasets=("xy_statistics",),
        measure=colour_fields.correlation_ratio,
        expected=Band(low=LEVEL_OF_TESTS),
        tolerance="level of the test, 1%",
        test=P_VALUE,
    ),
    *(
        claim(
            id=f"xy-{number}",
            statement=f"The weights localise in space and in angle ({unit}).",
            quantity="share of runs with L > 0.5 and F1 > 0.9",
            datasets=(name,),
            measure=colour_fields.localised,
            expected=Band(low=0.65),
            tolerance="every run, within what ten runs can show",
            test=BINOMIAL,
            least_runs=8,
        )
        for number, name, unit in (("50", "xy_double_well", "double well"), ("51", "xy_binary", "binary unit"))
    ),
    claim(
        id="xy-52",
        statement="A binary unit's field is slightly weaker localised than a double well's.",
        quantity="L of a binary unit over L of a double well, learned fields",
        datasets=("xy_binary_learned", "xy_double_well"),
        measure=colour_fields.weaker,
        expected=Band(high=1.0),
        tolerance="weaker",
        test="ratio of means, percentile bootstrap over runs, 95%",
    ),
    claim(
        id="xy-53",
        statement="The angular modulation is peaked in space.",
        quantity="largest angular modulation over its mean over sites",
        datasets=("xy_double_well",),
        measure=colour_fields.peaked,
        expected=Band(low=2.0),
        tolerance="twice the mean; 1 for a modulation that is the same everywhere",
    ),
    *(
        claim(
            id=f"xy-54{letter}",
            statement=f"At the peak the weights are a cosine of the colour ({unit}).",
            quantity="R² of the fit at the site of the strongest modulation",
            datasets=(name,),
            measure=colour_fields.cosine_r2,
            expected=Band(low=0.97),
            tolerance="3% of the variance left, set in advance",
        )
        for letter, name, unit in TWO_MACHINES
    ),
    *(
        claim(
            id=f"xy-55{letter}",
            statement=f"The cosine turns once over the q colours ({unit}).",
            quantity="fitted frequency at the peak",
            datasets=(name,),
            measure=colour_fields.frequency,
            expected=Agrees(1.0, 0.06),
            tolerance="6%: the largest deviation that a reader of the figure would call one turn",
        )
        for letter, name, unit in TWO_MACHINES
    ),
    *(
        claim(
            id=f"xy-56{letter}",
            statement=f"Its phase is the same over the whole field ({unit}).",
            quantity="circular standard deviation of the phase over the field",
            unit="degree",
            datasets=(name,),
            measure=colour_fields.phase_spread,
            expected=Band(high=8.0),
            tolerance="8 degrees, a quarter of one colour's turn of 36",
        )
        for letter, name, unit in TWO_MACHINES
    ),
    claim(
        id="xy-56c",
        statement="Its period is the same over the whole field.",
        quantity="standard deviation of the fitted frequency over the field",
        datasets=("xy_double_well",),
        measure=colour_fields.frequency_spread,
        expected=Band(high=0.1),
        tolerance="a tenth of a turn",
    ),
    claim(
        id="xy-57",
        statement="Place and phase are arbitrary: uniform over runs.",
        quantity="p value of Kuiper's tests of centres and phases, doubled",
        datasets=("xy_streamed_start",),
        measure=colour_fields.places_and_phases,
        expected=Band(low=LEVEL_OF_TESTS),
        tolerance="level of the test, 1%, doubled for two tests",
        test=P_VALUE,
        least_runs=colour_fields.RUNS_FOR_UNIFORMITY,
    ),
    *(
        claim(
            id=f"xy-58{letter}",
            figure="fig10",
            statement=f"The fields of five units lie apart in space ({unit}).",
            quantity="share of runs without two fields at one place",
            datasets=(name,),
            measure=colour_fields.without_stacked_pairs,
            expected=Band(low=0.8),
            tolerance="robust over runs: four of five",
            test=BINOMIAL,
            least_runs=10,
            audit=4,
        )
        for letter, name, unit in (
            ("", "xy_m5_double_well", "double wells"),
            ("b", "xy_m5_binary", "binary, learned fields"),
            ("c", "xy_m5_binary_zero", "binary, zero fields"),
        )
    ),
    claim(
        id="xy-59",
        figure="fig10",
        statement="Five units have the same frequency, one turn over the colours.",
        quantity="fitted frequency at the peaks",
        datasets=("xy_m5_double_well",),
        measure=colour_fields.frequency,
        expected=Agrees(1.0, 0.06),
        tolerance="as for one unit",
    ),
    claim(
        id="xy-60",
        figure="fig10",
        statement="The phases of five units are equally spaced.",
        quantity="CV of the gaps between phases minus that of phases at random",
        datasets=("xy_m5_double_well",),
        measure=colour_fields.even_phases,
        expected=Band(high=-0.2),
        tolerance="clearly more even than at random, whose CV varies by 0.2 from run to run",
        audit=4,
    ),
    claim(
        id="xy-61",
        figure="fig10",
        statement="The weight vectors of five units are mutually orthogonal.",
        source="ours",
        quantity="mean overlap within a machine over that of units of different machines",
        datasets=("xy_m5_binary_zero",),
        measure=colour_fields.orthogonality,
        expected=Band(high=0.5),
        tolerance="half of what units that know nothing of each other overlap",
        audit=4,
    ),
    claim(
        id="xy-61b",
        figure="fig10",
        statement="Two fields at one place have phases at a right angle.",
        source="ours",
        quantity="share of stacked pairs with phases 90 ± 20 degrees apart (random: 0.22)",
        datasets=("xy_m5_binary_zero",),
        measure=colour_fields.stacked_right_angle,
        expected=Band(low=0.5),
        tolerance="more than half, twice the random share",
        test=BINOMIAL,
        least_runs=10,
        audit=4,
    ),
    claim(
        id="xy-61c",
        figure="fig10",
        statement="Runs with two fields at one place have the higher likelihood.",
        source="ours",
        quantity="held-out log-likelihood of runs with stacked pairs minus that of the others",
        unit="nat per sample",
        datasets=("xy_m5_binary",),
        measure=colour_fields.stacking_pays,
        expected=Band(low=0.0),
        tolerance="positive",
        test="Welch's interval over runs, 95%",
        audit=4,
    ),
    claim(
        id="xy-62",
        statement="The field does not diffuse in the course of the training.",
        quantity="distance the centre moves in the second half of the training, in FWHM",
        unit="FWHM",
        datasets=("xy_binary",),
        measure=colour_fields.drift,
        expected=Band(high=0.5),
        tolerance="half a width",
    ),
    claim(
        id="xy-63",
        figure="",
        statement="On streamed data it does diffuse, in space.",
        source="ours",
        quantity="exponent of the mean-square displacement of the centre",
        datasets=("xy_streamed",),
        measure=colour_fields.streamed_exponent,
        expected=Agrees(1.0, 0.3),
        tolerance="statistical error, and 5% for the short record",
    ),
    claim(
        id="xy-63b",
        figure="",
        statement="On streamed data it does diffuse, in phase.",
        source="ours",
        quantity="displacement of the phase from the middle to the end of the training",
        unit="degree",
        datasets=("xy_streamed",),
        measure=colour_fields.streamed_phase,
        expected=Band(low=8.0),
        tolerance="more than the phase varies within one field",
    ),
]

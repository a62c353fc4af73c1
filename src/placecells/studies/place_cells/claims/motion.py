"""Claims on long times, fields that diffuse: section III.3."""

from functools import partial

from placecells.claims.claim import REPRODUCED, Agrees, Band, Claim, Control
from placecells.claims.intervals import BINOMIAL, JACKKNIFE, LOG_WELCH, STUDENT
from placecells.studies.place_cells.measures import moving_fields as moving
from placecells.studies.place_cells.measures import walks
from placecells.studies.place_cells.measures.several_fields import halves

THREE = ("three_centres",)
claim = partial(Claim, section="III.3", figure="fig05", source="text", unit="1", test=STUDENT, row="motion")
several = partial(claim, figure="fig06", where="third paragraph, figure 6", datasets=THREE)
ours = partial(claim, source="ours", row="")

SYMMETRISED, STREAMED, INDEPENDENT = ("diffusion_symmetrised",), ("diffusion_streamed",), ("diffusion_independent",)
D_UNIT, RATES = "sites² per 10⁶ samples", ("rate 0.02", "rate 0.05")
COMMON = ("common_motion", "common_motion_formula", "common_motion_m10", "common_motion_m10_formula")


def trapped(ds):
    """ds with walks that a trap pulls back within a record."""
    return walks.walking(ds, relaxation=1.0)


def on(change, measure):
    """The measure of a changed dataset."""
    return lambda ds: measure(change(ds))


linear = partial(
    claim,
    where="second paragraph, figure 5b",
    quantity="exponent of the mean-square displacement at lags up to a hundredth of the time, and of 1 to 16 epochs",
    measure=walks.exponents,
    expected=dict.fromkeys(("short lags", "long lags"), Agrees(1.0, 0.25)),
    tolerance="'roughly linearly': 0.25 in the exponent is a factor of 1.8 in a decade of lags",
    test=walks.NULL,
)

CLAIMS = [
    claim(
        id="motion-23",
        where="first paragraph, figure 5a",
        statement="The field keeps its shape while it moves.",
        quantity="change of the aligned mean profile from the second quarter to the second half, relative rms",
        datasets=SYMMETRISED,
        measure=moving.shape_change,
        expected=Band(high=0.1),
        tolerance="a tenth of the profile: a change that the eye would not see",
        why="A shift of the field costs no likelihood, while a change of its shape does and relaxes.",
        controls=(
            Control(
                "the last profile at all times, with noise",
                on(moving.standing, moving.shape_change),
                SYMMETRISED,
                REPRODUCED,
            ),
            Control(
                "profiles that are not shifted to a common centre",
                on(moving.not_aligned, moving.shape_change),
                SYMMETRISED,
            ),
        ),
    ),
    claim(
        id="motion-24",
        where="first paragraph",
        statement="The field forms in a short transient at the start of the training.",
        quantity="time to form over the whole training",
        datasets=SYMMETRISED,
        measure=moving.transient,
        expected=Band(high=0.1),
        tolerance="a tenth of the training",
        why="Small weights grow at the rate nu (exp(2 beta) - 1), within some ten updates.",
        controls=(
            Control(
                "a training that ends at its second record",
                lambda ds: moving.transient(ds.isel(record=slice(2))),
                SYMMETRISED,
            ),
        ),
    ),
    linear(
        id="motion-25",
        statement="On invariant data the mean-square displacement grows roughly linearly in time.",
        datasets=SYMMETRISED,
        why="Every update adds an independent kick to a field that no place attracts.",
        controls=(
            Control("simulated free walks", on(walks.walking, walks.exponents), SYMMETRISED, REPRODUCED),
            Control("simulated walks in a trap", on(trapped, walks.exponents), SYMMETRISED),
        ),
    ),
    linear(
        id="motion-25b",
        source="ours",
        row="",
        statement="On streamed data it does so too.",
        datasets=STREAMED,
        why="No sample is met twice, so that there are no places to prefer.",
        controls=(Control("simulated walks in a trap", on(trapped, walks.exponents), STREAMED),),
    ),
    claim(
        id="motion-26",
        source="notebook",
        row="",
        where="figure 5b",
        statement="The diffusion coefficient is 0.53 sites² per epoch.",
        quantity="D at lags up to a hundredth of the time",
        unit=D_UNIT,
        datasets=SYMMETRISED,
        measure=moving.coefficient,
        expected=Agrees(0.53, 0.24),
        printed="0.53",
        tolerance="the error of the printed number, 45%: ten runs and one origin",
        why="The printed number is a hundred times too small for its unit: half of the slope of its curve is 53.",
        controls=(
            Control(
                "simulated walks with 0.53",
                lambda ds: moving.coefficient(walks.walking(ds, coefficient=0.53)),
                SYMMETRISED,
                REPRODUCED,
            ),
        ),
        failing="notebook",
        audit=2,
    ),
    ours(
        id="motion-26d",
        statement="PCD-20 and exact samples of the model give the same D.",
        quantity="D with PCD-20 over D with exact samples",
        datasets=("diffusion_pcd", "diffusion_symmetrised"),
        measure=moving.coefficient_ratio,
        expected=Agrees(1.0, 0.25),
        tolerance="the two have the same law for one unit without external fields; 0.25 for the error of the runs",
        test=LOG_WELCH,
        why="<h|v> v_i does not depend on the past of the chain, whatever the number of sweeps.",
    ),
    ours(
        id="motion-27",
        statement="The noise of the gradients, projected on the shift of the field, explains D at small rates.",
        quantity="D over the noise formula with the aligned mean profile",
        datasets=("diffusion_rates", "diffusion_rates_formula"),
        measure=moving.noise_formula,
        expected=dict.fromkeys(RATES, Band(0.85, 1.15)),
        tolerance="exact for small rates; 0.15 for the error of the runs and for the next order in the rate",
        why="Only the component along the shift does not relax, and its kicks add up.",
        controls=(
            Control(
                "the noise of half of the minibatch",
                lambda ds, formula: moving.noise_formula(ds, formula.assign(diffusion=2 * formula["diffusion"])),
                ("diffusion_rates", "diffusion_rates_formula"),
            ),
        ),
    ),
    claim(
        id="motion-28",
        where="second paragraph",
        statement="For intermediate numbers of samples the motion is activated: places trap the field for some time.",
        quantity="D_eff at a lag of 8 epochs over D_eff at 0.1 epochs",
        datasets=INDEPENDENT,
        measure=walks.slowing,
        expected=Band(high=0.5),
        tolerance="without any trap, the noise of data that are met once per epoch cancels over an epoch: that is half "
        "of the noise, so that only less than half shows a trap",
        test=walks.NULL,
        why="The likelihood of finite data is uneven along the ring: the field returns to places where it is large.",
        controls=(
            Control("simulated walks in a trap", on(trapped, walks.slowing), STREAMED, REPRODUCED),
            Control("streamed data", walks.slowing, STREAMED),
            Control("symmetrised data, met once per epoch too", walks.slowing, SYMMETRISED),
        ),
        failing="size",
        audit=2,
    ),
    claim(
        id="motion-28b",
        where="second paragraph",
        statement="The more samples, the freer the motion: D_eff rises with their number.",
        quantity="D_eff at a lag of 2 epochs with 10⁴ samples over that with 10⁶",
        datasets=("diffusion_samples", "diffusion_independent"),
        measure=moving.rise_with_samples,
        expected=Band(high=0.5),
        tolerance="a factor of two at least: what the noise of the data alone, met over and over, could take away",
        test=LOG_WELCH,
        why="The unevenness of the likelihood falls as the root of one over the number of samples.",
        controls=(
            Control(
                "simulated walks in a trap against free ones",
                lambda ds: moving.rise_with_samples(trapped(ds), walks.walking(ds)),
                STREAMED,
                REPRODUCED,
            ),
            Control("streamed data, first and second half of the runs", halves(moving.rise_with_samples), STREAMED),
        ),
        audit=2,
    ),
    claim(
        id="motion-29",
        where="second paragraph",
        statement="Some places along the ring are preferred: the field visits less of the ring than a free one.",
        quantity="range visited over that of a free walk with the same displacement in one epoch",
        datasets=INDEPENDENT,
        measure=walks.range_over_free,
        expected=Band(high=0.71),
        tolerance="the root of a half: a range that belongs to half of the diffusion coefficient",
        test=walks.NULL,
        why="The field leaves a place that the data prefer by rare jumps only.",
        controls=(
            Control("simulated walks in a trap", on(trapped, walks.range_over_free), STREAMED, REPRODUCED),
            Control("streamed data", walks.range_over_free, STREAMED),
        ),
        failing="size",
    ),
    claim(
        id="motion-29b",
        where="second paragraph, figure 5",
        statement="With very many, invariant data the motion looks like pure diffusion, without preferred places.",
        quantity="range visited over that of a free walk with the same displacement in one epoch",
        datasets=("diffusion_symmetrised", "diffusion_streamed"),
        measure=walks.range_over_free,
        expected=Agrees(1.0, 0.29),
        tolerance="up to the root of a half, from where on the claim on finite data sees a trap",
        test=walks.NULL,
        why="The likelihood of invariant data is the same at all places.",
        controls=(
            Control("simulated free walks", on(walks.walking, walks.range_over_free), STREAMED, REPRODUCED),
            Control("independent data", walks.range_over_free, INDEPENDENT),
            Control("simulated walks in a trap", on(trapped, walks.range_over_free), STREAMED),
        ),
    ),
    claim(
        id="motion-30",
        where="introduction; first paragraph, figure 5a",
        statement="The symmetry is restored long after the likelihood of the test set has saturated.",
        quantity="time to diffuse over a quarter of the ring over the time to 95% of the likelihood's gain",
        datasets=(*SYMMETRISED, "diffusion_likelihood"),
        measure=moving.saturation,
        expected=Band(low=10.0),
        tolerance="an order of magnitude",
        test="Student's interval of D, and the records between which the likelihood may have saturated",
        why="The field grows by the mean of the gradient, and moves by its noise only, which is weaker at small rates.",
        controls=(
            Control(
                "time to diffuse over one site of a hundred",
                lambda ds, curve: moving.saturation(ds, curve, 0.01),
                (*SYMMETRISED, "diffusion_likelihood"),
            ),
        ),
    ),
    several(
        id="motion-31",
        statement="Three fields move together at long times: their distances stay while their mean moves.",
        quantity="mean-square displacement of the gaps over that of the mean centre, at half of the time",
        measure=moving.gaps_over_mean_centre,
        expected=Band(high=0.5),
        tolerance="gaps of independent fields move six times as much as their mean; half of it is a clear bound",
        test=JACKKNIFE + ", of the logarithm",
        why="Their repulsion bounds the distances, and the common motion costs no likelihood.",
        controls=(
            Control(
                "the same fields, locked to the first one",
                on(moving.locked, moving.gaps_over_mean_centre),
                THREE,
                REPRODUCED,
            ),
            Control("units of different runs", on(moving.of_different_runs, moving.gaps_over_mean_centre), THREE),
        ),
        failing="size",
        decides="longer runs of three_centres",
    ),
    several(
        id="motion-32",
        statement="Fields of three units do not pass each other.",
        quantity="share of runs in which no gap closes",
        measure=moving.order_kept,
        expected=Band(low=0.5),
        tolerance="most runs, as far as ten can show; independent walks of this length all pass each other",
        test=BINOMIAL,
        why="At one place two fields lose nearly all that the second one gains, far more than the noise supplies.",
        controls=(
            Control(
                "the same fields, locked to the first one", on(moving.locked, moving.order_kept), THREE, REPRODUCED
            ),
            Control("units of different runs", on(moving.of_different_runs, moving.order_kept), THREE),
        ),
    ),
    ours(
        id="motion-33",
        figure="fig06",
        statement="The same noise explains the common motion of several fields.",
        quantity="D of the mean centre over the noise formula of the common shift",
        datasets=COMMON,
        measure=moving.common_noise_formula,
        expected=dict.fromkeys(("2 units", "3 units", "5 units"), Band(0.75, 1.25)) | {"10 units": Band(0.6, 1.6)},
        tolerance="exact for small rates; 0.25 for the error of ten runs and for the next order in the rate, and a "
        "factor of 1.6 for ten units, whose runs are short",
        why="Forces between fields cancel in their common shift, whose mode carries the noise of all of them.",
    ),
]

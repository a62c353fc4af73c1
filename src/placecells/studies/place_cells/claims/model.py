"""Claims on the model and its training: section II."""

from functools import partial

from placecells.claims.claim import Agrees, Band, Claim, Control
from placecells.claims.intervals import EXACT, JACKKNIFE, LOG_STUDENT, STUDENT
from placecells.studies.place_cells.measures import identities, training

claim = partial(Claim, section="II", figure="", source="text", unit="1", test=STUDENT, row="field")
identity = partial(Claim, section="II", figure="", source="identity", unit="1", datasets=(), test=EXACT, least_runs=1)

SHORT_CHAINS = ("chains_m10", "chains_m1", "chains_m3")

CLAIMS = [
    claim(
        id="model-01",
        where="II.2.1, second paragraph, equation 6",
        figure="fig05",
        statement="Training ends where the moments of the model equal those of the data.",
        quantity="difference of the exact moments <v_i h> of data and model over those of the data, rms over sites, of "
        "their mean over late records",
        datasets=("diffusion_streamed",),
        measure=training.moment_mismatch,
        expected=Band(high=0.05),
        tolerance="the weights fluctuate by about (rate/batch)^(1/2) = 0.03; the mean over 20 records leaves 0.007, 3% "
        "of moments of 0.2",
        why="In a stationary state the mean update vanishes, and it is the rate times the difference of the moments.",
        controls=(
            Control("untrained weights", training.untrained_mismatch, ("diffusion_streamed",)),
            Control("uniform weights of the same norm", training.uniform_mismatch, ("diffusion_streamed",)),
        ),
    ),
    claim(
        id="model-02",
        where="II.2.2, last sentence",
        statement="Gibbs chains mix fast, so that those of PCD-20 have the exact moments (ten units).",
        quantity="difference of the chains' and the exact moments <v_i h>, rms, over the error of 2000 independent "
        "samples, 200 sweeps after a start from random spins",
        datasets=("chains_m10_late", *SHORT_CHAINS),
        measure=training.chain_error,
        expected=Band(high=2.0),
        test=LOG_STUDENT,
        tolerance="1 for independent samples; at 2 the chains would be worth a quarter of their number; 200 sweeps are "
        "ten updates, and weights need 1/rate = 10 updates to change",
        why="Neither data nor machine have long-range order: a hidden unit's input changes sign with the domain of "
        "spins below its place field.",
        controls=(Control("chains after one sweep", training.chain_error, ("chains_m10_early", *SHORT_CHAINS)),),
        decides="more machines of ten units, seeds of fields_m10",
    ),
    claim(
        id="model-02d",
        source="ours",
        row="",
        statement="The noise of successive updates of PCD-20 along the shift of the place fields is independent (ten "
        "units).",
        quantity="correlation of the gradient along the shift of the place fields between updates",
        datasets=("chains_m10",),
        measure=training.gradient_memory,
        expected=Agrees(0.0, 0.2),
        tolerance="a fifth: the noise of an update would then be multiplied by 1.4 at most",
        why="Given the hidden units, the spins on the flanks of a place field are drawn afresh in every sweep.",
    ),
    claim(
        id="model-03",
        where="II.2.3, last paragraph",
        statement="The noise of training is set by the learning rate over the minibatch, and by their ratio alone.",
        quantity="exponents of rate and minibatch in the variance of the weights far from the place field",
        datasets=("training_noise",),
        measure=training.noise_exponents,
        expected={"rate": Agrees(1.0, 0.15), "batch": Agrees(-1.0, 0.15)},
        tolerance="the first correction is of the order of the rate, at most 0.1 of the variance; 0.05 for the "
        "statistical error",
        why="Every update adds a variance ~ rate²/batch, which the gradient takes away at a rate ~ rate.",
        controls=(Control("weights at the peak, which are no noise", training.squares_at_peak, ("training_noise",)),),
    ),
    claim(
        id="model-102",
        where="II.2.3, last paragraph",
        statement="The mean of an update is the learning rate times the gradient of the log-likelihood.",
        quantity="component of an update along the exact gradient, over rate times gradient",
        datasets=("training_increments",),
        measure=training.mean_increment,
        expected=Agrees(1.0, 0.03),
        tolerance="2000 runs of 1000 samples leave a standard error of about 0.001; a 10% error of beta makes 0.08",
        why="Minibatches are independent samples of the data, so their mean moment is that of the data.",
        controls=(
            Control(
                "the gradient for data of a beta 10% larger", training.wrong_mean_increment, ("training_increments",)
            ),
        ),
    ),
    claim(
        id="model-103",
        where="II.2.3, last paragraph",
        statement="The variance of an update falls as one over the minibatch.",
        quantity="exponent of the minibatch in the variance of an update of given weights, 1 to 1000 samples",
        datasets=("training_increments",),
        measure=training.variance_exponent,
        expected=Agrees(-1.0, 0.03),
        tolerance="20% in the ratio of the variances of 1 and 1000 samples",
        test=f"{STUDENT}; groups of {training.ALIKE} runs",
        why="The update is a mean over independent samples, in the data and in the machine.",
        controls=(
            Control("minibatches in reverse order", training.reversed_variance_exponent, ("training_increments",)),
        ),
    ),
    claim(
        id="model-104",
        where="II.2.3, last paragraph",
        statement="Updates by large minibatches are Gaussian.",
        quantity="excess kurtosis over runs of an update along the weights, minibatches of 1000 samples",
        datasets=("training_increments",),
        measure=training.excess_kurtosis,
        expected=Agrees(0.0, 0.5),
        tolerance="that of one sample over 1000, which is 0.006 for a difference of two squares of Gaussian inputs; "
        "four standard errors (24/runs)^(1/2) = 0.11",
        test=JACKKNIFE,
        why="The cumulants of a mean over S independent samples fall as powers of 1/S: the central limit theorem.",
        controls=(Control("minibatches of one sample", training.kurtosis_of_one, ("training_increments",)),),
    ),
    claim(
        id="model-105",
        where="II.2.3, second paragraph",
        statement="A minibatch's update is as reliable as that of all data: after the same time, rate times updates, "
        "the gain in likelihood is the same.",
        quantity="gain in log-likelihood of held-out samples, minibatches of 50 over all 10 000 samples",
        datasets=("training_length", "full_batch"),
        measure=training.gain_over_full_batch,
        expected=Agrees(1.0, 0.05),
        tolerance="noise of the weights costs N rate/(4 batch) = 0.003 nat of a gain near 1 nat; the rest for other "
        "places of the field in the same data",
        why="Samples of the same law repeat one another: 50 of them give the direction of the gradient.",
        controls=(
            Control(
                "minibatches for a 50th of the time", training.gain_at_first_record, ("training_length", "full_batch")
            ),
        ),
    ),
    claim(
        id="model-101",
        where="II.2.3, first paragraph, last sentence",
        figure="fig07",
        printed="several dozens of epochs",
        statement="Training takes several dozens of epochs to converge.",
        quantity="epochs until the width of the place field has gone 95% of the way from its largest to its final "
        "value, at the notebooks' rate times updates and number of samples",
        unit="epoch",
        datasets=("training_length",),
        measure=training.epochs_to_converge,
        expected=Band(24.0, 120.0),
        tolerance="two to ten dozens; the number is proportional to batch / (rate * samples)",
        why="The place field forms wide, from the softest modes, and narrowing is the slowest part of training.",
        controls=(
            Control("all samples in every update, one update an epoch", training.epochs_to_converge, ("full_batch",)),
        ),
        failing="size",
    ),
    identity(
        id="model-04",
        why="The sum over a unit's states factorises into one cumulant function per hidden unit.",
        where="II.1, marginal distribution",
        statement="The marginal of the visible units is what the sum over the hidden ones gives, for all their kinds.",
        quantity="largest error of the cumulant function",
        unit="nat",
        measure=identities.marginal_error,
        expected=Band(high=1e-8),
        tolerance="error of the numerical integration",
    ),
    identity(
        id="model-04b",
        why="No coupling joins two units of one layer.",
        where="II.1, equation 3",
        figure="fig01",
        statement="Given the visible units the hidden ones are independent, each with the law of its own input.",
        quantity="largest difference of P(h | v) from the product over units, all states of small random machines",
        measure=identities.factorisation_error,
        expected=Band(high=1e-12),
        tolerance="rounding",
    ),
    identity(
        id="model-04c",
        why="The derivative of ln Z is a mean over the machine's own law.",
        where="II.2.1, equations 5 and 6",
        statement="The gradient of the log-likelihood is the difference of the moments of data and model.",
        quantity="largest difference of the numerical derivative from the difference of moments, weights and fields",
        measure=identities.gradient_error,
        expected=Band(high=1e-8),
        tolerance="error of central differences of step 10^-5: its square, and rounding over the step",
    ),
    identity(
        id="model-04d",
        why="The function ln cosh is not quadratic, so its expansion has all even powers of the input.",
        where="II.1, last paragraph",
        statement="Binary hidden units couple more than two visible units at a time.",
        quantity="couplings of four and more spins over those of pairs, in the marginal of a small random machine",
        measure=identities.binary_couplings,
        expected=Band(low=1e-6),
        tolerance="more than rounding",
    ),
    identity(
        id="model-04e",
        why="A quadratic cumulant function is a sum over pairs of visible units.",
        where="II.1, last paragraph",
        statement="A quadratic cumulant function, that of Gaussian hidden units, couples pairs only.",
        quantity="couplings of four and more spins over those of pairs, in the marginal of a small random machine",
        measure=identities.gaussian_couplings,
        expected=Band(high=1e-12),
        tolerance="rounding",
    ),
    identity(
        id="model-05",
        why="For theta far below zero the law of h is two narrow peaks at plus and minus |theta|.",
        where="II.1, hidden-unit potentials",
        statement="The double well interpolates between a Gaussian and a binary unit.",
        quantity="largest difference of <h>/|theta| from tanh(|theta| I), theta = -5, |I| <= 0.2",
        measure=identities.double_well_limit,
        expected=Band(high=0.08),
        tolerance="1/theta^2 = 0.04 is the size of the correction; twice that",
    ),
    identity(
        id="model-05b",
        why="For theta = 0 the potential is a parabola.",
        where="II.1, hidden-unit potentials",
        statement="The double well has its minima at plus and minus |theta|, and is a Gaussian unit at theta = 0.",
        quantity="largest of the minima's distance from |theta| and the difference of <h> from a Gaussian unit's",
        measure=identities.double_well_shape,
        expected=Band(high=1e-6),
        tolerance="error of the numerical minimisation, the square root of rounding errors",
    ),
]

"""Claims on the model and its training: section II."""

from functools import partial

from placecells.claims.claim import Agrees, Band, Claim
from placecells.claims.intervals import EXACT, STUDENT
from placecells.studies.place_cells.measures import identities, training

claim = partial(Claim, section="II", figure="", source="text", unit="1", test=STUDENT)
identity = partial(claim, datasets=(), test=EXACT, least_runs=1)

CLAIMS = [
    claim(
        id="model-01",
        figure="fig05",
        statement="Training ends where the moments of the model equal those of the data.",
        quantity="difference of exact moments, rms over sites of its mean over late records, over a minibatch's noise",
        datasets=("diffusion_streamed",),
        measure=training.moment_mismatch,
        expected=Band(high=0.15),
        tolerance="20 records of a run average the fluctuation of the weights, itself small against a minibatch's",
    ),
    *(
        claim(
            id=f"model-02{letter}",
            statement=f"The chains of PCD-20 mix fast: their moments are the exact ones ({units}).",
            quantity="difference of chains' and exact moments, rms, over the error of independent samples",
            datasets=(dataset,),
            measure=training.chain_error,
            expected=Band(high=1.3),
            tolerance="1 for independent samples; 1.3 would be a third fewer independent chains than there are",
        )
        for letter, units, dataset in (
            ("", "one unit", "chains_m1"),
            ("b", "three", "chains_m3"),
            ("c", "ten", "chains_m10"),
        )
    ),
    claim(
        id="model-02d",
        statement="Successive updates of PCD-20 see nearly independent chains (ten units).",
        quantity="correlation of the gradient along the shift of the fields between updates",
        datasets=("chains_m10",),
        measure=training.gradient_memory,
        expected=Band(high=0.2),
        tolerance="a fifth: the noise of an update would then be multiplied by 1.4 at most",
    ),
    claim(
        id="model-03",
        statement="The noise of training is set by the learning rate over the minibatch.",
        quantity="slope of log variance of the weights far from the field against log (rate / batch)",
        datasets=("training_noise",),
        measure=training.noise_slope,
        expected=Agrees(1.0, 0.15),
        tolerance="5% for the first correction in the rate",
        test=STUDENT,
        least_runs=2,
    ),
    claim(
        id="model-03b",
        statement="Only the ratio of learning rate and minibatch counts: at a fixed ratio the noise is the same.",
        quantity="exponent of the batch, beside rate / batch, in the variance of the weights far from the field",
        datasets=("training_noise",),
        measure=training.batch_beyond_ratio,
        expected=Agrees(0.0, 0.15),
        tolerance="as for the slope: 0.05 for the first correction in the rate",
        test="least squares in two variables, Student interval, 95%",
        least_runs=2,
    ),
    claim(
        id="model-101",
        figure="fig07",
        statement="Training takes several dozens of epochs to converge.",
        quantity="epochs until the test log-likelihood has 95% of its gain, at the notebooks' rate, batch and samples",
        unit="epoch",
        datasets=("training_length",),
        measure=training.epochs_to_converge,
        expected=Band(24.0, 120.0),
        tolerance="two to ten dozens; the number is proportional to batch / (rate * samples)",
    ),
    identity(
        id="model-04",
        statement="The marginal of the visible units is what the sum over the hidden ones gives, for all their kinds.",
        quantity="largest error of the cumulant function",
        unit="nat",
        measure=identities.marginal_error,
        expected=Band(high=1e-8),
        tolerance="error of the numerical integration",
    ),
    identity(
        id="model-04b",
        figure="fig01",
        statement="Given the visible units the hidden ones are independent, each with the law of its own input.",
        quantity="largest difference of P(h | v) from the product over units, all states of small random machines",
        measure=identities.factorisation_error,
        expected=Band(high=1e-12),
        tolerance="rounding",
    ),
    identity(
        id="model-04c",
        statement="The gradient of the log-likelihood is the difference of the moments of data and model.",
        quantity="largest difference of the numerical derivative from the difference of moments, weights and fields",
        measure=identities.gradient_error,
        expected=Band(high=1e-8),
        tolerance="error of central differences of step 10^-5: its square, and rounding over the step",
    ),
    identity(
        id="model-04d",
        statement="Binary hidden units couple more than two visible units at a time.",
        quantity="couplings of four and more spins over those of pairs, in the marginal of a small random machine",
        measure=identities.binary_couplings,
        expected=Band(low=1e-6),
        tolerance="more than rounding",
    ),
    identity(
        id="model-04e",
        statement="A quadratic cumulant function, that of Gaussian hidden units, couples pairs only.",
        quantity="couplings of four and more spins over those of pairs, in the marginal of a small random machine",
        measure=identities.gaussian_couplings,
        expected=Band(high=1e-12),
        tolerance="rounding",
    ),
    identity(
        id="model-05",
        statement="The double well interpolates between a Gaussian and a binary unit.",
        quantity="largest difference of <h>/|theta| from tanh(|theta| I), theta = -5, |I| <= 0.2",
        measure=identities.double_well_limit,
        expected=Band(high=0.08),
        tolerance="1/theta^2 = 0.04 is the size of the correction; twice that",
    ),
    identity(
        id="model-05b",
        statement="The double well has its minima at plus and minus |theta|, and is a Gaussian unit at theta = 0.",
        quantity="largest of the minima's distance from |theta| and the difference of <h> from a Gaussian unit's",
        measure=identities.double_well_shape,
        expected=Band(high=1e-6),
        tolerance="error of the numerical minimisation, the square root of rounding errors",
    ),
]

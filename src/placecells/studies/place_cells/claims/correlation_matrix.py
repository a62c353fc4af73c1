"""Claims on the correlation matrix of Ising data and its top eigenvector, and on the linear regime: section V.1."""

from functools import partial

from placecells.claims.claim import Agrees, Band, Claim
from placecells.studies.place_cells.measures import crossover, linear_regime, matrix_laws

CLOSE = Agrees(1.0, 0.05)

claim = partial(
    Claim,
    section="V.1.2",
    figure="fig12",
    source="text",
    unit="1",
    test="Student interval over data sets",
    least_runs=3,
)
null = partial(claim, section="V.1.1", datasets=("correlation_null",))
sized = partial(claim, datasets=("correlation_size",))
early = partial(
    claim,
    section="V.1.1",
    figure="",
    datasets=("linear_regime",),
    test="Student interval over the runs",
    least_runs=4,
)
EXTRAPOLATED = "limit of a line in N^(-2/3) through the top eigenvalues"
LIMIT = "the next correction, N^(-4/3), is 0.002 at N = 100; times a coefficient of a few"

CLAIMS = [
    null(
        id="retarded-42",
        statement="For independent sites the top eigenvalue is the Marchenko-Pastur edge (24).",
        quantity="(top eigenvalue - mean Tracy-Widom shift) / (24), mean over alpha",
        measure=matrix_laws.null_edge,
        expected=Agrees(1.0, 0.02),
        tolerance="corrections of order 1/N of binary entries, a few times 1/400",
    ),
    null(
        id="retarded-42b",
        statement="For independent sites the spectrum is that of Marchenko and Pastur.",
        quantity="largest distance of the two distribution functions",
        measure=matrix_laws.null_density,
        expected=Band(high=0.01),
        tolerance="four of 400 eigenvalues: they are rigid, and corrections are of order 1/N",
    ),
    null(
        id="retarded-43",
        statement="The top eigenvector of the null model has random, Gaussian components.",
        quantity="kurtosis of the components / that of a random direction",
        measure=matrix_laws.null_kurtosis,
        expected=Agrees(1.0, 0.15),
        tolerance="1 is exact for a random direction; a uniform vector has 1/3, a localised one much more",
    ),
    null(
        id="retarded-43b",
        statement="What the top eigenvector of the null model lacks in kurtosis vanishes for large N.",
        source="ours",
        quantity="b of 1 - kurtosis of the components / that of a random direction ~ N^b",
        datasets=("correlation_null_size",),
        measure=matrix_laws.null_kurtosis_exponent,
        expected=Band(high=-0.5),
        tolerance="half-way between no fall, 0, and the -1 of corrections of order 1/N (spins fix the diagonal of C); "
        "set after a trial on other data",
        test="bootstrap (BCa) over data sets",
        least_runs=8,
    ),
    claim(
        id="retarded-44",
        statement="With many data the top eigenvalue is close to (25).",
        quantity="top eigenvalue / exp(2 beta)",
        datasets=("correlation_alpha",),
        measure=partial(matrix_laws.top_over_law, law="law_signal", noisy=False),
        expected=CLOSE,
        tolerance="'very close' is read as 5%",
    ),
    claim(
        id="retarded-46",
        statement="With few data the top eigenvalue is close to the noise edge (24), though beta is not 0.",
        quantity="top eigenvalue / (24)",
        datasets=("correlation_alpha",),
        measure=partial(matrix_laws.top_over_law, law="law_noise", noisy=True),
        expected=CLOSE,
        tolerance="'very well approximated' is read as 5%",
    ),
    claim(
        id="retarded-45",
        statement="With many data the top eigenvector is nearly uniform.",
        quantity="overlap with the uniform vector at the smallest alpha, beta = 1",
        datasets=("correlation_vectors",),
        measure=matrix_laws.uniform_overlap,
        expected=Band(low=0.9),
        tolerance="'similar', 'roughly uniform' is read as nine tenths",
    ),
    sized(
        id="retarded-45b",
        statement="Below alpha_c, at fixed alpha, the top eigenvector becomes uniform for large N.",
        quantity="b of mean overlap with the uniform vector ~ N^b",
        measure=partial(crossover.size_exponent, name="order_uniform", noisy=False),
        expected=Band(low=-0.25),
        tolerance="half-way between no fall, 0, and the -1/2 of a vector without a uniform part",
        test="bootstrap (BCa) over data sets",
        least_runs=8,
    ),
    sized(
        id="retarded-45c",
        statement="At fixed alpha below alpha_c the overlap with the uniform vector falls as the law of the band says.",
        source="ours",
        quantity="overlap on the largest ring / its large-N law",
        measure=partial(matrix_laws.largest, name="order_uniform", noisy=False),
        expected=Agrees(1.0, 0.5),
        tolerance="± 0.1 for corrections in N; ± 0.5, because a uniform vector would have a ratio of several",
    ),
    sized(
        id="retarded-47",
        section="V.1.1",
        statement="At large N the top eigenvalue is the larger of (24) and (25): a sharp transition at (26).",
        quantity=f"{EXTRAPOLATED} / max((24), (25)), at the alpha below (26)",
        measure=partial(matrix_laws.extrapolated, laws=("law_noise", "law_signal"), noisy=False),
        expected=Agrees(1.0, 0.05),
        tolerance=LIMIT,
    ),
    sized(
        id="retarded-47b",
        section="V.1.1",
        statement="At large N the top eigenvalue is the generalised edge, below (26).",
        source="ours",
        quantity=f"{EXTRAPOLATED} / generalised edge, at the alpha below (26)",
        measure=partial(matrix_laws.extrapolated, laws=("law_edge",), noisy=False),
        expected=Agrees(1.0, 0.05),
        tolerance=LIMIT,
    ),
    sized(
        id="retarded-47c",
        section="V.1.1",
        statement="At large N the top eigenvalue is the generalised edge, above (26) too.",
        source="ours",
        quantity=f"{EXTRAPOLATED} / generalised edge, at the largest alpha",
        measure=partial(matrix_laws.extrapolated, laws=("law_edge",), noisy=True),
        expected=Agrees(1.0, 0.05),
        tolerance=LIMIT,
    ),
    sized(
        id="retarded-47d",
        section="V.1.1",
        statement="The top eigenvector stays smooth above (26): W_local has no threshold.",
        source="ours",
        quantity="W_local on the largest ring / its large-N law, at the largest alpha",
        measure=partial(matrix_laws.largest, name="order_local", noisy=True),
        expected=Agrees(1.0, 0.1),
        tolerance="± 0.02 for corrections in N",
    ),
    claim(
        id="retarded-101",
        section="V.1.1",
        statement="The top eigenvalue of C exceeds 1, so small weights always grow.",
        quantity="smallest top eigenvalue of all data sets, minus 1",
        datasets=("correlation_alpha",),
        measure=matrix_laws.excess_over_one,
        expected=Band(low=0.0),
        tolerance="exact: the mean eigenvalue is 1",
        test="every data set",
    ),
    early(
        id="retarded-41",
        statement="In the linear regime all weight vectors align with the top eigenvector of C.",
        quantity="smallest |overlap| of three units, for weights that start from 1e-30",
        measure=linear_regime.alignment,
        expected=Band(low=0.9),
        tolerance="long enough for the gap to the second eigenvalue; nine tenths, as two eigenvalues may lie close",
    ),
    early(
        id="retarded-41b",
        statement="The aligned weights grow at the rate nu (lambda_1 - 1).",
        quantity="relative growth per update / (nu (lambda_1 - 1)), mean over the units",
        measure=linear_regime.growth,
        expected=Agrees(1.0, 0.02),
        tolerance="± 0.01 for what is left of other eigenvectors",
    ),
    early(
        id="retarded-41c",
        statement="Weights that start at the paper's size have aligned before the linear regime ends.",
        quantity="smallest |overlap| of three units when <I^2> = 0.1, for weights that start from 0.01",
        datasets=("linear_regime_usual",),
        measure=linear_regime.alignment,
        expected=Band(low=0.9),
        tolerance="aligned as for infinitesimal weights; at the end tanh's cubic term is a tenth of the linear one",
    ),
]

"""Claims on the correlation matrix of Ising data and its top eigenvector: section V.1."""

from functools import partial
from math import log

import numpy as np

from placecells.claims.claim import REPRODUCED, Agrees, Band, Claim, Control
from placecells.claims.intervals import JACKKNIFE, STUDENT
from placecells.studies.place_cells.measures.retarded import crossover, matrix_laws

CLOSE = Agrees(1.0, 0.05)
FOURTH = "section V.1.1, fourth paragraph"
FIGURE_12 = "section V.1.2, third paragraph, figure 12, top"

claim = partial(
    Claim,
    section="V.1.2",
    figure="fig12",
    source="text",
    unit="1",
    test=STUDENT,
    least_runs=8,
    row="few_data",
    decides="more data sets: seeds of the experiments that the claim reads, which take no training",
)
null = partial(claim, section="V.1.1", where="section V.1.1, third paragraph, (24)", datasets=("correlation_null",))
sized = partial(claim, datasets=("correlation_sides",))
ours = partial(sized, section="V.1.1", source="ours", row="")
EXTRAPOLATED = "limit of a line in N^(-2/3) through the top eigenvalues"
LIMIT = "the next correction, N^(-4/3), is 0.002 at N = 100; times a coefficient of a few"

NULL = [
    null(
        id="retarded-42",
        least_runs=4,
        statement="For independent sites the top eigenvalue is the Marchenko-Pastur edge (24).",
        quantity="(top eigenvalue - mean Tracy-Widom shift) / (24), mean over alpha",
        measure=matrix_laws.null_edge,
        expected=Agrees(1.0, 0.02),
        tolerance="corrections of order 1/N of binary entries, a few times 1/400",
        why="For independent entries the spectrum depends on their variance only.",
        controls=(Control("correlated data, beta = 0.3", matrix_laws.null_edge, ("correlation_alpha",)),),
    ),
    null(
        id="retarded-42b",
        least_runs=4,
        statement="For independent sites the spectrum is that of Marchenko and Pastur.",
        quantity="largest distance of the two distribution functions",
        measure=matrix_laws.null_density,
        expected=Band(high=0.01),
        tolerance="four of 400 eigenvalues: they are rigid, and corrections are of order 1/N",
        why="For independent entries the spectrum depends on their variance only.",
        controls=(
            Control(
                "eigenvalues stretched by a tenth",
                lambda ds: matrix_laws.null_density(ds.assign(eigenvalue=1.1 * ds["eigenvalue"])),
                ("correlation_null",),
            ),
        ),
    ),
    null(
        id="retarded-43",
        statement="The top eigenvector of the null model has random, Gaussian components.",
        quantity="kurtosis of the components / that of a random direction, limit of a line in 1/N",
        datasets=("correlation_null_size",),
        measure=matrix_laws.null_kurtosis,
        expected=Agrees(1.0, 0.1),
        tolerance="1 is exact for a random direction, a vector of random signs has 1/3, a localised one much more; the "
        "error of the limit over 100 data sets is 0.02",
        why="The law of independent Gaussian data has no preferred direction; what spins change is of order 1/N.",
        controls=(
            Control(
                "random signs as components",
                lambda ds: matrix_laws.null_kurtosis(ds.assign(top_eigenvector=np.sign(ds["top_eigenvector"]))),
                ("correlation_null_size",),
            ),
        ),
    ),
    null(
        id="retarded-43b",
        why="The diagonal of C is fixed by the spins, which costs each eigenvector a share of order 1/N of "
        "its freedom.",
        where="",
        row="",
        statement="What the top eigenvector of the null model lacks in kurtosis vanishes for large N.",
        source="ours",
        quantity="b of 1 - kurtosis of the components / that of a random direction ~ N^b",
        datasets=("correlation_null_size",),
        measure=matrix_laws.null_kurtosis_exponent,
        expected=Band(high=-0.5),
        tolerance="half-way between no fall, 0, and the -1 of corrections of order 1/N (spins fix the diagonal of C); "
        "set after a trial on other data",
        test=JACKKNIFE,
    ),
]

LIMITS = [
    claim(
        id="retarded-44",
        least_runs=4,
        where=FIGURE_12,
        statement="With many data the top eigenvalue is close to (25).",
        quantity="top eigenvalue / exp(2 beta)",
        datasets=("correlation_alpha",),
        measure=partial(matrix_laws.top_over_law, law="law_signal", noisy=False),
        expected=CLOSE,
        tolerance="'very close' is read as 5%",
        why="At alpha = 0.001 the noise adds little to the population spectrum, whose top is (25).",
        controls=(
            Control(
                "few data",
                partial(matrix_laws.top_over_law, law="law_signal", noisy=True),
                ("correlation_alpha",),
            ),
        ),
    ),
    claim(
        id="retarded-46",
        where=FIGURE_12,
        statement="With few data the top eigenvalue is close to the noise edge (24), though beta is not 0.",
        quantity="top eigenvalue / (24) at B = 20, the fewest samples of the notebooks' figure",
        datasets=("correlation_few",),
        measure=partial(matrix_laws.top_over_law, law="law_noise", noisy=True),
        expected=CLOSE,
        tolerance="'very well approximated' is read as 5%",
        why="Two corrections cancel: correlations raise the edge (P.17), and a ring of 100 sites lowers the top "
        "eigenvalue by somewhat more (P.18).",
        controls=(
            Control(
                "stronger correlations, beta = 1",
                partial(matrix_laws.top_over_law, law="law_noise", noisy=True),
                ("correlation_overlap",),
            ),
        ),
    ),
    claim(
        id="retarded-45",
        least_runs=3,
        where=f"{FOURTH}; V.1.2, last paragraph, figure 12c",
        statement="With many data the top eigenvector is nearly uniform.",
        quantity="overlap with the uniform vector at the smallest alpha, beta = 1",
        datasets=("correlation_vectors",),
        measure=matrix_laws.uniform_overlap,
        expected=Band(low=0.9),
        tolerance="'similar', 'roughly uniform' is read as nine tenths",
        why="B is far above N^4 / (16 pi^4 xi^4), so that noise does not mix the uniform wave with its neighbours in "
        "the band.",
        controls=(Control("few data", partial(matrix_laws.uniform_overlap, noisy=True), ("correlation_vectors",)),),
    ),
    claim(
        id="retarded-45e",
        least_runs=4,
        where="section V.1.2, last paragraph, figure 12c",
        statement="The top eigenvector changes from a random vector to a uniform one, at (26).",
        quantity="W_local (P.12) at the largest alpha; ln(alpha / alpha_c) at which the overlap with the uniform "
        "vector is half way from its value at the smallest alpha to that of a random vector; beta = 1",
        datasets=("correlation_overlap",),
        measure=matrix_laws.from_random_to_uniform,
        expected={
            "few data: W_local": Agrees(0.0, 0.2),
            "ln(alpha at half / alpha_c)": Agrees(0.0, log(2)),
        },
        tolerance="0 is exact for a random vector, 0.2 twice its deviation; a factor 2, for what is read off a figure",
        why="With few data the top eigenvector is already smooth, as the data are over xi; uniform it becomes only "
        "where B exceeds N^4 / (16 pi^4 xi^4), which has nothing to do with (26).",
        controls=(
            Control(
                "independent sites, few data",
                lambda ds: {"few data: W_local": matrix_laws.neighbours(ds, noisy=True)},
                ("correlation_null",),
                REPRODUCED,
            ),
            Control(
                "many data",
                lambda ds: {"few data: W_local": matrix_laws.neighbours(ds, noisy=False)},
                ("correlation_overlap",),
            ),
        ),
        test=f"{STUDENT}; {JACKKNIFE}",
    ),
]

LAWS = {"few": "eight times alpha_c", "near": "alpha_c", "many": "a tenth of alpha_c"}
LARGER = ("law_noise", "law_signal")
LARGE_RINGS = [
    sized(
        id="retarded-45b",
        where=FOURTH,
        statement="Below alpha_c, at fixed alpha, the top eigenvector becomes uniform for large N.",
        quantity="b of mean overlap with the uniform vector ~ N^b, at a tenth of alpha_c",
        measure=partial(crossover.size_exponent, name="order_uniform", noisy=False),
        expected=Band(low=-0.25),
        tolerance="half-way between no fall, 0, and the -1/2 of a vector without a uniform part",
        test=JACKKNIFE,
        why="The population spectrum is a band: at fixed alpha noise mixes a fixed range of wavenumbers, and the "
        "number of waves in it grows with N.",
        controls=(
            Control(
                "uniform vectors with a tenth of random entries",
                lambda ds: crossover.size_exponent(
                    matrix_laws.with_overlaps(ds, uniform=True), "order_uniform", noisy=False
                ),
                ("correlation_sides",),
                REPRODUCED,
            ),
            Control(
                "random vectors",
                lambda ds: crossover.size_exponent(
                    matrix_laws.with_overlaps(ds, uniform=False), "order_uniform", noisy=False
                ),
                ("correlation_sides",),
            ),
        ),
    ),
    ours(
        id="retarded-45c",
        why="Below alpha_c the top eigenvector spreads over the waves of the band whose eigenvalues lie "
        "close to the largest.",
        section="V.1.2",
        statement="At fixed alpha below alpha_c the overlap with the uniform vector falls as the law of the band says.",
        quantity="overlap on the largest ring / its large-N law (P.20)",
        measure=partial(matrix_laws.largest, name="order_uniform", noisy=False),
        expected=Agrees(1.0, 0.5),
        tolerance="± 0.1 for corrections in N; ± 0.5, because a uniform vector would have a ratio of several",
    ),
    sized(
        id="retarded-47",
        section="V.1.1",
        where=f"{FOURTH}; {FIGURE_12}",
        statement="For large N the top eigenvalue is that of the noise (24) far above alpha_c and that of the signal "
        "(25) far below.",
        quantity=f"{EXTRAPOLATED} / the larger of (24) and (25)",
        measure=partial(matrix_laws.at_places, laws=dict.fromkeys(("few", "many"), LARGER)),
        expected=dict.fromkeys(("few", "many"), Agrees(1.0, 0.2)),
        tolerance="half of the ratio of the two laws, which is 1.5 at a tenth of alpha_c and more at eight times",
        why="Far from the crossover one of the two terms of the generalised edge (P.17) outweighs the other.",
        controls=(
            Control(
                "the other of the two laws",
                partial(matrix_laws.at_places, laws={"few": ("law_signal",), "many": ("law_noise",)}),
                ("correlation_sides",),
            ),
        ),
    ),
    sized(
        id="retarded-47e",
        section="V.1.1",
        where=FOURTH,
        statement="In the limit of large N there is a sharp transition at (26), where the two laws meet.",
        quantity=f"{EXTRAPOLATED} / the common value of (24) and (25), at alpha_c",
        measure=partial(matrix_laws.extrapolated, laws=LARGER, place="near"),
        expected=Agrees(1.0, 0.2),
        tolerance="that of claim 47; a sharp transition has 1, whatever N^(-2/3) adds at finite N",
        why="The signal is not one eigenvalue apart from the noise but the top of a band, so that both add up smoothly "
        "(P.17).",
        controls=(
            Control(
                "independent sites, where (24) is the limit",
                partial(matrix_laws.extrapolated, laws=("law_noise",), place="few"),
                ("correlation_null_size",),
                REPRODUCED,
            ),
            Control(
                "(25) far above alpha_c",
                partial(matrix_laws.extrapolated, laws=("law_signal",), place="few"),
                ("correlation_sides",),
            ),
        ),
    ),
    ours(
        id="retarded-47b",
        why="The exact spectrum is a band, not a spike: noise shifts its upper edge at every alpha.",
        statement="At large N the top eigenvalue is the edge of the generalised Marchenko-Pastur law, at every alpha.",
        quantity=f"{EXTRAPOLATED} / generalised edge (P.17)",
        measure=partial(matrix_laws.at_places, laws=dict.fromkeys(LAWS, ("law_edge",))),
        expected=dict.fromkeys(LAWS, Agrees(1.0, 0.05)),
        tolerance=LIMIT,
    ),
    ours(
        id="retarded-47d",
        why="The long waves of the band keep the largest eigenvalues when noise is added.",
        statement="The top eigenvector stays smooth above (26): W_local has no threshold.",
        quantity="W_local on the largest ring / its large-N law (P.20), at the largest alpha",
        measure=partial(matrix_laws.largest, name="order_local", noisy=True),
        expected=Agrees(1.0, 0.1),
        tolerance="± 0.02 for corrections in N",
    ),
]

CLAIMS = [*NULL, *LIMITS, *LARGE_RINGS]

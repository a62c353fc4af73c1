"""Claims on the linear regime, the first updates of training from small weights: section V.1.1."""

from functools import partial

import numpy as np

from placecells.claims.claim import Agrees, Band, Claim, Control
from placecells.claims.intervals import EXACT, STUDENT
from placecells.studies.place_cells.measures.retarded import linear_regime, matrix_laws


def _correlation_matrices() -> np.ndarray:
    """Correlation matrices of 20 samples of 12 random spins, of several data sets: (data set, 12, 12)."""
    v = np.sign(np.random.default_rng(0).standard_normal((50, 20, 12)))
    return np.swapaxes(v, 1, 2) @ v / v.shape[1]


claim = partial(
    Claim,
    section="V.1.1",
    source="text",
    where="section V.1.1, first paragraph, (22)",
    unit="1",
    datasets=("linear_regime",),
    test=STUDENT,
    least_runs=8,
    row="few_data",
)
CLAIMS = [
    claim(
        id="retarded-101",
        why="The trace of C is N, so its mean eigenvalue is 1.",
        row="",
        source="identity",
        where="section V.1.1, first paragraph, below (23)",
        statement="The top eigenvalue of C exceeds 1, so small weights always grow.",
        quantity="smallest top eigenvalue, minus 1, of correlation matrices of spins",
        datasets=(),
        measure=lambda: matrix_laws.excess_over_one(_correlation_matrices()),
        expected=Band(low=0.0),
        tolerance="exact: the diagonal of C is 1, and so is the mean eigenvalue",
        test=EXACT,
        least_runs=1,
    ),
    claim(
        id="retarded-41",
        statement="Small weights follow the linear flow (22), under which all weight vectors align with the top "
        "eigenvector of C.",
        quantity="smallest |overlap| of three units: with the linear flow from the same start, when <I^2> = 0.1; with "
        "the top eigenvector, for weights that start from 1e-150",
        datasets=("linear_regime", "linear_regime_usual"),
        measure=linear_regime.linear_flow,
        expected={"linear flow": Band(low=0.95), "alignment": Band(low=0.9)},
        tolerance="at <I^2> = 0.1 the cubic term of tanh is 3% of the linear one; a weak start leaves time for a "
        "relative gap of 1% to the second eigenvalue, nine tenths for closer ones",
        why="The mode of the largest eigenvalue grows fastest, and outgrows the others as long as the flow is linear.",
        controls=(
            Control(
                "the linear flow from another unit's start, and weights that start from 0.01",
                linear_regime.other_start,
                ("linear_regime_usual",),
            ),
        ),
    ),
    claim(
        id="retarded-41b",
        statement="The aligned weights grow at the rate nu (lambda_1 - 1).",
        quantity="relative growth per update / (nu (lambda_1 - 1)), mean over the units",
        measure=linear_regime.growth,
        expected=Agrees(1.0, 0.02),
        tolerance="± 0.01 for what is left of other eigenvectors",
        why="The data pull small weights with C, and the machine's own average is the weights themselves.",
        controls=(Control("the rate nu lambda_1", linear_regime.growth_without_decay, ("linear_regime",)),),
    ),
    claim(
        id="retarded-41c",
        source="ours",
        row="",
        where="",
        statement="Weights that start at the paper's size have not aligned when the linear regime ends.",
        quantity="smallest |overlap| of three units with the top eigenvector when <I^2> = 0.1, from a start of 0.01",
        datasets=("linear_regime_usual",),
        measure=partial(linear_regime.smallest, name="overlap"),
        expected=Band(high=0.5),
        tolerance="random weights have 0.08, aligned ones 1; half-way",
        why="From weights of 0.01 to the end of the linear regime there are about two e-foldings, too few for "
        "neighbouring waves of the band to fall behind.",
    ),
]

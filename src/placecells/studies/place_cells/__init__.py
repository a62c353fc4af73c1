"""The study of the paper: place fields of restricted Boltzmann machines trained on data that prefer no place."""

from placecells.studies.place_cells.audit import FINDINGS
from placecells.study import Study

STUDY = Study(
    title="Place-cell emergence, reproduced",
    about="Figures and statements of Harsh, Tubiana, Cocco and Monasson (2020), ‘Place-cell’ emergence and learning of "
    "invariant data with restricted Boltzmann machines, recomputed, measured and judged one by one.",
    sections=(
        "model",
        "ising",
        "single_field",
        "units",
        "motion",
        "retarded",
        "crossover",
        "correlation_matrix",
        "linear_regime",
        "xy",
        "xy_transition",
        "small_beta",
        "turing",
        "conclusion",
    ),
    findings=FINDINGS,
)

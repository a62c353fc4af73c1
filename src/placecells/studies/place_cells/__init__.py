"""The study of the paper: place fields of restricted Boltzmann machines trained on data that prefer no place."""

from placecells.studies.place_cells.audit import FINDINGS
from placecells.study import Row, Study

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
    rows=(
        Row("field", "A place field forms", "ising-09", "fig03"),
        Row("width", "Its width follows the correlation length", "ising-12", "fig03"),
        Row("tiling", "Several place fields tile the ring", "units-20", "fig04"),
        Row("motion", "Place fields diffuse, and the symmetry returns", "motion-25", "fig05"),
        Row("few_data", "With few data no place field forms", "retarded-35c", "fig07"),
        Row("xy", "XY data: both symmetries break", "xy-50", "fig09"),
        Row("two_transitions", "XY data: angle and place have two transitions", "xy_transition-67", "fig11"),
        Row("theory", "The theory of learning gives the place field", "small_beta-77", "fig14"),
    ),
)

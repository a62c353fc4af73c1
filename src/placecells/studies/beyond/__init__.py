"""The study 'Beyond the paper': questions that the paper leaves open, with predictions of our own."""

from placecells.study import Study

STUDY = Study(
    title="Beyond the paper",
    about="Questions that the paper on place cells leaves open: how fast the symmetry returns, how many "
    "samples a place field needs, and whether place fields form in two dimensions.",
    sections=("symmetry_return", "finite_data", "few_data", "two_dimensions_flow", "two_dimensions_trained"),
)

"""The study 'Beyond the paper': questions that the paper leaves open, with predictions of our own."""

from placecells.study import Study

STUDY = Study(
    title="Beyond the paper",
    about="Questions that the paper on place cells leaves open: whether place fields also form in two dimensions.",
    sections=("two_dimensions_flow", "two_dimensions_trained"),
)

"""Names and colours of the estimates."""

NAMES = {
    "dual": "dual network (V1)",
    "overlap": "leading order (V2)",
    "none": "no partition term",
    "bayes": "Bayes-optimal",
    "principal": "principal component",
}
COLOURS = {"dual": "#0072B2", "overlap": "#D55E00", "bayes": "#009E73", "principal": "#CC79A7", "none": "0.4"}

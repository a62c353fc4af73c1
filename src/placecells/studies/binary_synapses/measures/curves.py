"""Names and colours of the estimates, and ticks of alpha."""

NAMES = {
    "dual": "dual network (V1)",
    "overlap": "leading order (V2)",
    "none": "no partition term",
    "bayes": "Bayes-optimal",
    "principal": "principal component",
}
COLOURS = {"dual": "#0072B2", "overlap": "#D55E00", "bayes": "#009E73", "principal": "#CC79A7", "none": "0.4"}
LOADS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)  # ticks of alpha

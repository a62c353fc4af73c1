"""What has kernels: pairs of a visible and a hidden unit, and optimisers; all else is trained by the readable path."""

COMPILED = {
    (visible, hidden) for visible in ("spin", "potts") for hidden in ("spin", "zero_one", "gaussian", "double_well")
}
COMPILED_OPTIMISERS = ("sgd", "adam")


def is_compiled(pair, optimiser):
    """Whether a pair (visible, hidden) of names in `units.UNITS` is trained by kernels, with an optimiser's name."""
    return pair in COMPILED and optimiser in COMPILED_OPTIMISERS

"""Pairs of a visible and a hidden unit that have kernels; any other pair is trained by the readable path."""

COMPILED = {
    (visible, hidden) for visible in ("spin", "potts") for hidden in ("spin", "zero_one", "gaussian", "double_well")
}

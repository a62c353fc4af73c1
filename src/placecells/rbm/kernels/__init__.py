"""COMPILED: the pairs of a visible and a hidden unit that have kernels. The readable path trains all other pairs."""

COMPILED = {
    (visible, hidden) for visible in ("spin", "potts") for hidden in ("spin", "zero_one", "gaussian", "double_well")
}

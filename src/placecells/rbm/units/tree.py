"""Trees of arrays. A tree is an array, or a tuple or NamedTuple of trees; an RBM is the tree of its parameters."""

import numpy as np


def tree_map(function, tree, *others):
    """A new tree of the same structure: every array is function(array, ...) of the arrays at its place in all trees."""
    if isinstance(tree, tuple):
        parts = (tree_map(function, *parts) for parts in zip(tree, *others, strict=True))
        return type(tree)(*parts) if hasattr(tree, "_fields") else tuple(parts)
    return function(tree, *others)


def leaves(tree, name=""):
    """{dotted name: array} of a tree, such as {"weights": ..., "hidden.field": ...}; the arrays are not copied."""
    if not isinstance(tree, tuple):
        return {name: tree}
    names = getattr(tree, "_fields", range(len(tree)))
    found = {}
    for key, part in zip(names, tree, strict=True):
        found |= leaves(part, f"{name}.{key}" if name else str(key))
    return found


def is_finite(tree):
    """Whether all numbers in all arrays of a tree are finite."""
    return all(np.isfinite(array).all() for array in leaves(tree).values())

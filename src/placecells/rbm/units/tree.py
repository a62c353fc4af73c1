"""Parameters as trees of arrays: NamedTuples of arrays, or of such NamedTuples."""

import numpy as np


def tree_map(function, tree, *others):
    """The tree whose arrays are function(array, ...) of the arrays at the same place of all the trees given."""
    if isinstance(tree, tuple):
        parts = (tree_map(function, *parts) for parts in zip(tree, *others, strict=True))
        return type(tree)(*parts) if hasattr(tree, "_fields") else tuple(parts)
    return function(tree, *others)


def leaves(tree, name=""):
    """{dotted name: array} of a tree, such as {"weights": ..., "hidden.field": ...}; a view, not a copy."""
    if not isinstance(tree, tuple):
        return {name: tree}
    names = getattr(tree, "_fields", range(len(tree)))
    found = {}
    for key, part in zip(names, tree, strict=True):
        found |= leaves(part, f"{name}.{key}" if name else str(key))
    return found


def is_finite(tree):
    """Whether all numbers of a tree are finite."""
    return all(np.isfinite(array).all() for array in leaves(tree).values())

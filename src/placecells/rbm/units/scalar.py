"""Methods that all units whose state is a number share; units with colours have their own."""

import numpy as np


def encode(unit, x):
    """The features of configurations x (..., n), which the weights multiply: x itself, (..., n) float64."""
    return np.asarray(x, dtype=float)


def weigh(unit, x, weights):
    """sum_i w_{mu i} x_i: configurations x (..., n) and weights (M, n) -> (..., M)."""
    return np.tensordot(encode(unit, x), weights, (-1, -1))


def gauge(unit, weights):
    """Weights (..., n) unchanged: units whose state is a number have no gauge freedom."""
    return weights


def largest_input(unit, weights):
    """A bound on |sum_i w_{mu i} x_i| over all configurations of units with |x_i| <= 1: weights (M, n) -> (M,)."""
    return np.abs(weights).sum(-1)


def average(values, share=None):
    """The mean of values (S, ...) over the S samples: (...). share: weights (S,) with sum 1; equal by default."""
    return values.mean(0) if share is None else np.tensordot(share, values, (0, 0))


def wrong_values(x, values):
    """What is wrong with configurations x of two-valued units, as the end of a sentence; None where nothing is."""
    low, high = (f"{value:g}" for value in values)
    return None if np.isin(x, values).all() else f"values other than {low} and {high}"

"""Verbs that all units of one number share: features, their sums with the weights, averages, field terms."""

import numpy as np


def encode(unit, x):
    """The features of configurations x (..., n), what weights multiply: the numbers themselves, as float64."""
    return np.asarray(x, dtype=float)


def weigh(unit, x, weights):
    """sum_i w_{mu i} x_i: configurations x (..., n) and weights (M, n) -> (..., M)."""
    return np.tensordot(encode(unit, x), weights, (-1, -1))


def gauge(unit, weights):
    """Weights (..., n) as they are: units of one number have no gauge freedom."""
    return weights


def largest_input(unit, weights):
    """The largest |sum_i w_{mu i} x_i| over all configurations of a unit with |x| <= 1: weights (M, n) -> (M,)."""
    return np.abs(weights).sum(-1)


def average(values, share=None):
    """The mean over samples of values (S, ...): with equal shares, or with the shares (S,) given."""
    return values.mean(0) if share is None else np.tensordot(share, values, (0, 0))


def wrong_values(x, values):
    """What is wrong with configurations of a two-valued unit, as the end of a sentence; None where nothing is."""
    low, high = (f"{value:g}" for value in values)
    return None if np.isin(x, values).all() else f"values other than {low} and {high}"

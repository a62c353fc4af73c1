"""PCD-k as one would write it with NumPy: float32, chains and minibatches as matrices."""

import numpy as np


def one_hot(v, colours):
    """Colours (S, N) as (S, N q) float32."""
    return (v[..., None] == np.arange(colours)).astype(np.float32).reshape(len(v), -1)


def spin_update(w, minibatch, v, rate, k, rng):
    """One update of spins +-1 and hidden units +-1, w (M, N) in place: the chains (C, N) after it."""
    for _ in range(k):
        up = rng.random((len(v), len(w)), np.float32) < 1 / (1 + np.exp(-2 * (v @ w.T)))
        h = np.where(up, np.float32(1), np.float32(-1))
        up = rng.random(v.shape, np.float32) < 1 / (1 + np.exp(-2 * (h @ w)))
        v = np.where(up, np.float32(1), np.float32(-1))
    positive = np.tanh(minibatch @ w.T).T @ minibatch / len(minibatch)
    w += rate * (positive - np.tanh(v @ w.T).T @ v / len(v))
    return v


def potts_update(w, minibatch, v, rate, k, colours, rng):
    """One update of colours and hidden units 0, 1, w (M, N q) in place: minibatch and chains are colours (S, N)."""
    x = one_hot(v, colours)
    for _ in range(k):
        h = (rng.random((len(v), len(w)), np.float32) < 1 / (1 + np.exp(-(x @ w.T)))).astype(np.float32)
        inputs = (h @ w).reshape(*v.shape, colours)
        below = np.cumsum(np.exp(inputs - inputs.max(-1, keepdims=True)), -1)
        v = (below[..., :-1] <= rng.random((*v.shape, 1), np.float32) * below[..., -1:]).sum(-1)
        x = one_hot(v, colours)
    data = one_hot(minibatch, colours)
    positive = (1 / (1 + np.exp(-(data @ w.T)))).T @ data / len(data)
    w += rate * (positive - (1 / (1 + np.exp(-(x @ w.T)))).T @ x / len(v))
    return v

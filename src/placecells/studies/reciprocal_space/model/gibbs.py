"""Block Gibbs sampling of zero-one machines whose fields keep all units at 1/2: g = -W 1/2, c = -W^T 1/2.

States are float32 arrays of -1/2 and +1/2, the units minus their mean at 1/2, so that the inputs of a layer are the
other layer times the weights.
"""

import numpy as np

HALF = np.float32(0.5)


def fair(shape, rng):
    """Independent fair units of the values -1/2 and 1/2: float32 array of this shape."""
    return np.where(rng.random(shape, dtype=np.float32) < HALF, -HALF, HALF)


def draw(inputs, rng):
    """Units with float32 inputs (...,), one draw each: -1/2 or 1/2, with probability 1/(1 + exp(-input)) of 1/2."""
    chance = HALF + HALF * np.tanh(HALF * inputs)
    return np.where(rng.random(inputs.shape, dtype=np.float32) < chance, HALF, -HALF)


def sweeps(weights, hidden, count, rng):
    """Yield (v, h) after each of `count` full sweeps, v given h and then h given v.

    weights: float32 (N, M). hidden: the states (chain, M) to begin with. v (chain, N), h (chain, M).
    """
    for _ in range(count):
        visible = draw(hidden @ weights.T, rng)
        hidden = draw(visible @ weights, rng)
        yield visible, hidden


def one_mode_sweeps(value, left, right, hidden, count, rng):
    """As `sweeps` for weights value * left right^T of one mode: yields X (chain,) and Y (chain,), in O(N + M) a chain.

    left (N,), right (M,): float32 unit vectors. X and Y are the reciprocal variables of the centred states.
    """
    y = hidden @ right
    for _ in range(count):
        x = draw(np.multiply.outer(value * y, left), rng) @ left
        y = draw(np.multiply.outer(value * x, right), rng) @ right
        yield x, y

"""Bernoulli draws for whole layers, compiled: Philox 4x32 (Salmon et al. 2011), sigmoid and comparison in one pass.

Philox turns a counter of four 32-bit words and a key, the seed, into four random words. Counter: (number of the quad of
units, number of the draw within the update, update, purpose); the units 4 q ... 4 q + 3 of a chain make a quad, and
the quads of a replica's chains are numbered one chain after another. Ten rounds are the published default; seven are
the fewest that pass all tests of TestU01.
"""

import numpy as np
from numba import float32, int32, njit, uint32, uint64

from placecells.jit import entry, fast
from placecells.rbm.kernels.numbers.vector import exp32

ROUNDS = 10


@njit(inline="always")
def philox(c0, c1, c2, c3, k0, k1):
    """Four random words (uint32) of a counter and a key, all uint32."""
    for _ in range(ROUNDS):
        p, q = uint64(c0) * uint64(0xD2511F53), uint64(c2) * uint64(0xCD9E8D57)
        c0, c1, c2, c3 = uint32(q >> uint64(32)) ^ c1 ^ k0, uint32(q), uint32(p >> uint64(32)) ^ c3 ^ k1, uint32(p)
        k0, k1 = uint32(k0 + uint32(0x9E3779B9)), uint32(k1 + uint32(0xBB67AE85))
    return c0, c1, c2, c3


@fast
def _fill(words, first, number, update, purpose, k0, k1):
    """words (quads, 4) <- the random words of quads number first, first + 1, ..."""
    for q in range(words.shape[0]):
        a, b, c, d = philox(uint32(first + q), number, update, purpose, k0, k1)
        words[q, 0], words[q, 1], words[q, 2], words[q, 3] = a, b, c, d


@fast
def _compare(inputs, scale, field, words):
    """inputs (n,) <- 1 where a uniform number of 31 bits is below 1 / (1 + exp(-scale * input - field)), else 0."""
    for i in range(inputs.shape[0]):
        uniform = float32(int32(words[i] >> uint32(1))) * float32(2.0**-31)
        below = uniform * (float32(1.0) + exp32(-(scale * inputs[i] + field[i]))) < float32(1.0)
        inputs[i] = float32(1.0) if below else float32(0.0)


@entry
def bernoulli(inputs, scale, field, seeds, number, update, purpose):
    """inputs (R, C, n) float32 <- draws, 1 with probability sigmoid(scale * input + field), else 0.

    field: (R, n) float32. seeds: (R,) uint64. number, update, purpose: see the head of the module.
    """
    quads = (inputs.shape[2] + 3) // 4
    words = np.empty((quads, 4), np.uint32)
    for r in range(inputs.shape[0]):
        k0, k1 = uint32(seeds[r]), uint32(seeds[r] >> uint64(32))
        for c in range(inputs.shape[1]):
            _fill(words, c * quads, uint32(number), uint32(update), uint32(purpose), k0, k1)
            _compare(inputs[r, c], float32(scale), field[r], words.reshape(-1))

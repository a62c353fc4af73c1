"""Bernoulli draws by operations on tensors: the random words of `dense.draws`, for devices without a fused kernel."""

import torch

ROUNDS = 10
LOW = 0xFFFFFFFF


def _times(constant, word):
    """High and low 32 bits of the product of two numbers of 32 bits.

    The product wraps around in int64, which leaves all 64 bits right; the shift's copies of the sign are masked.
    """
    product = word * constant
    return (product >> 32) & LOW, product & LOW


def philox(c0, c1, c2, c3, k0, k1):
    """Four random words of a counter and a key; all are int64 tensors with values of 32 bits, which broadcast."""
    for _ in range(ROUNDS):
        high0, low0 = _times(0xD2511F53, c0)
        high2, low2 = _times(0xCD9E8D57, c2)
        c0, c1, c2, c3 = high2 ^ c1 ^ k0, low2, high0 ^ c3 ^ k1, low0
        k0, k1 = (k0 + 0x9E3779B9) & LOW, (k1 + 0xBB67AE85) & LOW
    return c0, c1, c2, c3


def random_words(shape, seeds, number, update, purpose):
    """Random words (R, C, n) int64 of 32 bits. seeds: (R,) int64. number, update, purpose: see `dense.draws`."""
    replicas, chains, units = shape
    quads = (units + 3) // 4
    first = torch.arange(chains * quads, device=seeds.device).expand(replicas, -1)
    k0, k1 = (seeds & LOW)[:, None], ((seeds >> 32) & LOW)[:, None]
    second, fourth = (torch.full_like(first, value) for value in (number, purpose))
    words = torch.stack(philox(first, second, (update & LOW).expand_as(first), fourth, k0, k1), -1)
    return words.reshape(replicas, chains, 4 * quads)[..., :units]


def compare(inputs, words):
    """1 where a uniform number of 31 bits, from `words`, is below sigmoid(inputs), else 0: a bool tensor."""
    uniform = (words >> 1).to(torch.float32) * 2.0**-31
    return uniform * (1.0 + torch.exp(-inputs)) < 1.0

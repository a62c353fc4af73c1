"""Packed configurations of spins: one bit a spin, 1 for +1 and 0 for -1.

A row is one configuration, and the spin of site i is bit i of the row, the least significant bit first. In files a row
is ceil(N/8) bytes. Any program reads the spins back by
`numpy.unpackbits(rows, axis=-1, count=N, bitorder="little").astype("i1") * 2 - 1`; the bits are unsigned, hence the
type i1. In training a row is ceil(N/64) words (uint64) with the same bits in the same order.
"""

import numpy as np


def pack(spins):
    """Packed bytes (..., ceil(N/8)) uint8 of spins (..., N). Raises ValueError if a value is neither -1 nor +1."""
    spins = np.asarray(spins)
    if not np.isin(spins, (-1, 1)).all():
        raise ValueError("spins must be -1 or +1")
    return np.packbits(spins > 0, axis=-1, bitorder="little")


def unpack(rows, sites):
    """Spins (..., N) int8 -1/+1 of packed bytes (..., ceil(N/8)) uint8. sites: N."""
    bits = np.unpackbits(rows, axis=-1, count=sites, bitorder="little")
    return bits.astype(np.int8) * np.int8(2) - np.int8(1)


def words_from_bytes(rows):
    """Packed words (B, ceil(N/64)) uint64 of packed bytes (B, ceil(N/8)) uint8; bits beyond N are 0."""
    samples, width = rows.shape
    padded = np.zeros((samples, -(-width // 8) * 8), np.uint8)
    padded[:, :width] = rows
    return padded.view("<u8").astype(np.uint64, copy=False)


def bytes_from_words(words, sites):
    """Packed bytes (B, ceil(N/8)) uint8 of packed words (B, ceil(N/64)) uint64. sites: N."""
    return np.ascontiguousarray(words.astype("<u8", copy=False).view(np.uint8)[:, : -(-sites // 8)])

"""Bit-packed configurations: one bit a spin, 1 for +1 and 0 for -1, site i of a row is bit i, least significant first.

On disk a row is ceil(N/8) bytes, read back by
`numpy.unpackbits(rows, axis=-1, count=N, bitorder="little").astype("i1") * 2 - 1` (the bits are unsigned bytes).
In memory a row is ceil(N/64) words of uint64, the same bits on a little-endian machine.
"""

import numpy as np


def pack(spins):
    """Bytes (..., ceil(N/8)) uint8 of spins (..., N) in {-1, +1}.

    Raises ValueError if a value is neither -1 nor +1.
    """
    spins = np.asarray(spins)
    if not np.isin(spins, (-1, 1)).all():
        raise ValueError("spins must be -1 or +1")
    return np.packbits(spins > 0, axis=-1, bitorder="little")


def unpack(rows, sites):
    """Spins (..., N) int8 in {-1, +1} of bytes (..., ceil(N/8)) uint8."""
    bits = np.unpackbits(rows, axis=-1, count=sites, bitorder="little")
    return bits.astype(np.int8) * np.int8(2) - np.int8(1)


def words_from_bytes(rows):
    """Words (B, ceil(N/64)) uint64 of bytes (B, ceil(N/8)) uint8."""
    samples, width = rows.shape
    padded = np.zeros((samples, -(-width // 8) * 8), np.uint8)
    padded[:, :width] = rows
    return padded.view("<u8").astype(np.uint64, copy=False)


def bytes_from_words(words, sites):
    """Bytes (B, ceil(N/8)) uint8 of words (B, ceil(N/64)) uint64."""
    return np.ascontiguousarray(words.astype("<u8", copy=False).view(np.uint8)[:, : -(-sites // 8)])

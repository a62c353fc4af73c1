"""The counter-seeded streams."""

import numpy as np
import pytest
from numba import njit
from scipy import stats

from placecells import random
from placecells.jit import from_python
from placecells.random import lanes_for, stream, uniform

open_lanes, fill_lanes = from_python(random.open_lanes), from_python(random.fill_lanes)
permutation = from_python(random.permutation)


@njit
def uniforms(seed, purpose, counter, count):
    start = stream(seed, purpose, counter)
    values = np.empty(count)
    for n in range(count):
        values[n] = uniform(start, n)
    return values


def test_uniforms_are_uniform():
    assert stats.kstest(uniforms(np.uint64(1), 0, 0, 100_000), "uniform").pvalue > 1e-4


def test_streams_of_neighbouring_counters_and_purposes_are_uncorrelated():
    base = uniforms(np.uint64(1), 0, 0, 100_000)
    for purpose, counter, seed in ((0, 1, 1), (1, 0, 1), (0, 0, 2)):
        other = uniforms(np.uint64(seed), purpose, counter, 100_000)
        assert abs(np.corrcoef(base, other)[0, 1]) < 5 / np.sqrt(100_000)


def test_lanes_are_uniform_independent_and_xoshiro128():
    lanes, words = lanes_for(200_000)
    open_lanes(np.uint64(5), lanes)
    state = [int(one) for one in lanes[:, 3]]
    fill_lanes(lanes, words)
    assert words.size >= 200_000
    for row in range(16):  # column 3, as published: https://prng.di.unimi.it/xoshiro128plus.c
        assert words[row, 3] == (state[0] + state[3]) % 2**32
        t = state[1] << 9 & 0xFFFFFFFF
        state[2] ^= state[0]
        state[3] ^= state[1]
        state[1] ^= state[2]
        state[0] ^= state[3]
        state[2] ^= t
        state[3] = (state[3] << 11 | state[3] >> 21) & 0xFFFFFFFF
    fraction = words / 2.0**32
    assert stats.kstest(fraction.ravel(), "uniform").pvalue > 1e-4
    for one, other in ((fraction[:, 1:], fraction[:, :-1]), (fraction[1:], fraction[:-1])):
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 4.5 / np.sqrt(one.size)


@pytest.mark.parametrize("total", [1, 128, 5121, 1_000_000])
def test_there_are_lanes_for_any_number_of_words(total):
    lanes, words = lanes_for(total)
    assert words.size >= total
    assert words.shape[0] % 8 == 0
    assert lanes.shape == (4, words.shape[1])


def test_permutations_are_permutations_and_uniform():
    counts = np.zeros((5, 5))
    order = np.zeros(5, np.uint32)
    for epoch in range(20_000):
        permutation(np.uint64(1), epoch, order)
        assert sorted(order) == [0, 1, 2, 3, 4]
        counts[np.arange(5), order] += 1
    assert stats.chisquare(counts, axis=None, ddof=8).pvalue > 1e-4  # 16 degrees of freedom

"""The counter-seeded streams."""

import numpy as np
from numba import njit
from scipy import stats

from placecells.random import fill_words, permutation, stream, uniform, word


@njit
def uniforms(seed, purpose, counter, count):
    start = stream(seed, purpose, counter)
    values = np.empty(count)
    for n in range(count):
        values[n] = uniform(start, n)
    return values


@njit
def first_words(seed, count):
    values = np.empty(count, np.uint64)
    for n in range(count):
        values[n] = word(stream(seed, 0, 0), n)
    return values


@njit
def filled(seed, first, second):
    """The same words in two portions."""
    values = np.empty(first + second, np.uint64)
    rest = fill_words(stream(seed, 0, 0), values[:first])
    fill_words(rest, values[first:])
    return values


def test_uniforms_are_uniform():
    assert stats.kstest(uniforms(np.uint64(1), 0, 0, 100_000), "uniform").pvalue > 1e-4


def test_streams_of_neighbouring_counters_and_purposes_are_uncorrelated():
    base = uniforms(np.uint64(1), 0, 0, 100_000)
    for purpose, counter, seed in ((0, 1, 1), (1, 0, 1), (0, 0, 2)):
        other = uniforms(np.uint64(seed), purpose, counter, 100_000)
        assert abs(np.corrcoef(base, other)[0, 1]) < 5 / np.sqrt(100_000)


def test_words_do_not_depend_on_how_they_are_portioned():
    np.testing.assert_array_equal(filled(np.uint64(3), 7, 13), first_words(np.uint64(3), 20))


def test_permutations_are_permutations_and_uniform():
    counts = np.zeros((5, 5))
    order = np.zeros(5, np.uint32)
    for epoch in range(20_000):
        permutation(np.uint64(1), epoch, order)
        assert sorted(order) == [0, 1, 2, 3, 4]
        counts[np.arange(5), order] += 1
    assert stats.chisquare(counts, axis=None, ddof=8).pvalue > 1e-4  # 16 degrees of freedom

"""Distances on a ring, against the shortest of all ways round."""

import numpy as np
import pytest

from placecells.theory.ring_distance import ring_distance, ring_offset

DIFFERENCES = np.linspace(-250.0, 250.0, 1001)


@pytest.mark.parametrize("length", [100, 7, 360.0])
def test_the_offset_and_the_distance_are_those_of_the_shorter_way_round(length):
    turns = DIFFERENCES[:, None] + length * np.arange(-40, 41)
    shortest = np.abs(turns).min(axis=1)
    np.testing.assert_allclose(ring_distance(DIFFERENCES, length), shortest, atol=1e-12)
    offset = ring_offset(DIFFERENCES, length)
    np.testing.assert_allclose(np.abs(offset), shortest, atol=1e-12)
    assert (offset >= -length / 2).all()
    assert (offset < length / 2).all()
    whole = (DIFFERENCES - offset) / length
    np.testing.assert_allclose(whole, np.round(whole), atol=1e-12)


def test_distances_of_integers_are_integers():
    """They serve as indices: the distances of q = 5 colours from the first."""
    distance = ring_distance(np.arange(5), 5)
    assert distance.dtype.kind == "i"
    np.testing.assert_array_equal(distance, [0, 1, 2, 2, 1])


def test_small_distances_keep_all_their_bits():
    small = np.array([1e-17, -3e-20])
    np.testing.assert_array_equal(ring_distance(small, 100), np.abs(small))


def test_no_position_has_no_distance():
    assert np.isnan(ring_distance(np.nan, 100))
    assert np.isnan(ring_offset(np.nan, 100))

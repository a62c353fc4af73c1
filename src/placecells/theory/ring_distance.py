"""Distances on a ring of a given length: sites on the ring of spins, degrees on the circle of phases."""

import numpy as np


def ring_offset(difference, length):
    """Signed distance along the shorter way round the ring, in [-length/2, length/2).

    difference: of two positions, any shape, in the unit of ``length``. Returns floats of the same shape.
    """
    return (np.asarray(difference) + length / 2) % length - length / 2


def ring_distance(difference, length):
    """Distance along the shorter way round the ring, between 0 and length/2, exact to the last bit.

    difference: of two positions, any shape, in the unit of ``length``. Returns the same shape; integers stay integers.
    """
    away = np.abs(difference) % length
    return np.minimum(away, length - away)

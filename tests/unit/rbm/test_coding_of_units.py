"""Machines of units 0/1 have the law of the machines that they were made from, by enumeration."""

import itertools

import numpy as np
import pytest

from placecells.rbm.machine import energy
from placecells.rbm.units.coding import zero_one


def log_law(exponent):
    """Logarithms of normalised probabilities of exponents (...)."""
    return exponent - np.logaddexp.reduce(exponent.ravel())


@pytest.mark.parametrize("unit", ["spin", "zero_one"])
@pytest.mark.parametrize("colours", [None, 3])
def test_every_state_keeps_its_probability(machine, unit, colours):
    rbm = machine(2, 4, fields=0.7, scale=0.8, unit=unit, colours=colours)
    converted = zero_one(rbm)
    values = (-1.0, 1.0) if colours is None else range(colours)
    states = np.array(list(itertools.product(values, repeat=4)))
    hidden = np.array(list(itertools.product(rbm.hidden.VALUES, repeat=2)))
    x = (states + 1) / 2 if colours is None else np.eye(colours)[states.astype(int)]
    y = (hidden + 1) / 2 if unit == "spin" else hidden
    per_site = "sic,hic->sh" if colours else "si,hi->sh"
    weights = np.einsum(per_site, x, np.tensordot(y, converted.weights, (1, 0)))
    fields = np.tensordot(x, converted.visible_field, x.ndim - 1)[:, None] + y @ converted.hidden_field
    original = -np.array([[energy(rbm, v, h) for h in hidden] for v in states])
    np.testing.assert_allclose(log_law(weights + fields), log_law(original), atol=1e-12)


def test_real_hidden_units_are_refused(machine):
    with pytest.raises(ValueError, match="Gaussian are real"):
        zero_one(machine(2, 4, unit="gaussian"))

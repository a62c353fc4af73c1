"""Integration of flows to stationary states: limits, failures, random starts, and the states on the lattice."""

import numpy as np
import pytest

from placecells.studies.place_cells.kinds import integrate
from placecells.theory import averages, flow, soliton


def test_relaxation_stops_at_the_residual():
    result = integrate.relax(lambda u: -u, np.ones((1, 3)), residual=1e-6)
    assert 0.0 < result.residual <= 1e-6
    assert result.time == pytest.approx(np.log(2e6), rel=1e-3)  # half the residual is aimed at
    assert integrate.relax(lambda u: -u, result.state, residual=1e-6).time == 0.0


def test_relaxation_says_why_it_failed():
    with pytest.raises(integrate.BlowUpError, match="exceeded 1000"):
        integrate.relax(lambda u: u**3, np.ones((1, 3)))
    with pytest.raises(integrate.NotStationaryError, match="residual 1 at time 50"):
        integrate.relax(np.ones_like, np.zeros((1, 3)), longest=50.0)
    with pytest.raises(integrate.NotStationaryError, match="in 100 evaluations"):
        integrate.relax(flow.cubic, 0.1 * np.ones((1, 12)), most=100)


def test_two_units_of_the_exact_flow_become_pure_fields_and_of_the_cubic_flow_do_not():
    start = np.random.default_rng(9).normal(0.0, 0.1, (2, 14))
    beta = 0.3
    average = averages.ring_average(beta)
    pure = integrate.relax(lambda w: flow.exact(w, average), start, residual=1e-6, method="BDF").state
    mixed = integrate.relax(flow.cubic, start).state

    def common_place(fields):
        power = fields**2
        return np.sum(power[0] * power[1]) / np.sqrt(np.prod(np.sum(power**2, axis=1)))

    assert common_place(pure) < 0.05  # two separate fields: each below 0.2 in amplitude at the other's peak
    assert common_place(mixed) > 0.05
    # The cubic flow knows the sum of squares only: rotated by some angle its units are pure too.
    angles = np.linspace(0.0, np.pi, 181)
    rotations = np.array([[np.cos(angles), -np.sin(angles)], [np.sin(angles), np.cos(angles)]])
    assert min(common_place(rotations[:, :, i] @ mixed) for i in range(181)) < 0.05


def full_width(field):
    """Width at half maximum of a lattice field by linear interpolation."""
    peak = int(np.argmax(field))
    right = np.roll(field, -peak)[: len(field) // 2] - field[peak] / 2.0
    site = int(np.argmax(right < 0.0)) - 1
    return 2.0 * (site + right[site] / (right[site] - right[site + 1]))


def test_lattice_states():
    site, bond = integrate.lattice_state(60, 30), integrate.lattice_state(60, 30.5)
    assert site.max() == pytest.approx(0.9196, abs=5e-5)
    assert np.sum(site**2) == pytest.approx(2.4001, abs=5e-5)
    assert bond.max() == pytest.approx(0.8449, abs=5e-5)
    assert np.sum(bond**2) == pytest.approx(2.3876, abs=5e-5)
    assert np.sum(soliton.lattice_spectrum(site) > 0.0) == 0
    assert np.sum(soliton.lattice_spectrum(bond) > 0.0) == 1
    assert full_width(site) == pytest.approx(3.80, abs=5e-3)


@pytest.mark.parametrize("seed", [0, 1])
def test_random_starts_reach_the_site_centred_state(seed):
    start = np.random.default_rng(seed).normal(0.0, 0.1, (1, 60))
    field = np.abs(integrate.relax(flow.cubic, start).state[0])
    np.testing.assert_allclose(field, integrate.lattice_state(60, int(np.argmax(field))), atol=1e-7)

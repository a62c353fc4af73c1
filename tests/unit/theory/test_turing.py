"""Appendix A: the uniform state's growth rates, against the flow's Jacobian, limits and direct simulation."""

import numpy as np
import pytest

from placecells.studies.place_cells.kinds import integrate
from placecells.theory import flow, ring, turing


@pytest.mark.parametrize("sites", [5, 8, 9, 14])
def test_lattice_rates_are_the_jacobian_spectrum(sites):
    uniform = np.full((1, sites), turing.uniform_amplitude(sites))
    np.testing.assert_allclose(flow.cubic(uniform), 0.0, atol=1e-12)
    expected = np.sort(turing.lattice_growth_rate(ring.wavenumbers(sites), sites))
    np.testing.assert_allclose(np.linalg.eigvalsh(flow.cubic_jacobian(uniform)), expected, atol=1e-10)


def test_continuum_rates_are_the_fine_jacobian_spectrum():
    length, spacing = 12.0, 0.05
    uniform = np.full((1, 240), turing.uniform_amplitude(length))
    numerical = np.linalg.eigvalsh(flow.cubic_jacobian(uniform, spacing))[::-1][:3]
    p = 2.0 * np.pi / length
    expected = turing.growth_rate(np.array([p, p, 2.0 * p]), length)
    np.testing.assert_allclose(numerical, expected, atol=1e-3)


def test_critical_lengths():
    assert turing.critical_length() == pytest.approx(8.74, abs=5e-3)
    assert turing.fastest_ring_rate(turing.critical_length(), turing.growth_rate) == pytest.approx(0.0, abs=1e-12)
    assert int(np.ceil(turing.critical_lattice_length())) == 9


@pytest.mark.parametrize("sites", range(5, 15))
def test_simulated_rings_are_unstable_from_nine_sites_on(sites):
    generator = np.random.default_rng(sites)
    start = turing.uniform_amplitude(sites) * (1.0 + 1e-3 * generator.standard_normal((1, sites)))
    final = integrate.relax(flow.cubic, start).state
    localised = np.ptp(final) > 1e-3
    assert localised == (sites >= 9)


def test_two_species_form_tends_to_the_flow():
    length = 15.0
    p = np.linspace(0.1, 2.0, 20)
    fast = turing.TwoSpecies(length, diffusion=1e7, time=1e-3)
    np.testing.assert_allclose(fast.growth_rate(p), turing.growth_rate(p, length), atol=1e-4)
    prompt = turing.TwoSpecies(length, diffusion=1.0, time=1e-5)
    assert prompt.growth_rate(np.array([0.0]))[0] == pytest.approx(-4.0, abs=1e-3)


def test_turing_conditions_hold_for_every_ring_longer_than_one_site():
    for length in (1.5, 4.0, 8.0, 9.0, 100.0):
        assert np.all(turing.TwoSpecies(length, diffusion=1e6, time=1e-3).conditions() > 0.0)


def test_turing_conditions_agree_with_the_dispersion_relation():
    p = np.linspace(1e-3, 3.0, 3001)
    for diffusion in (0.5, 3.0, 10.0, 100.0):
        species = turing.TwoSpecies(6.0, diffusion, time=0.5)
        predicted = bool(np.all(species.conditions() > 0.0))
        stable_alone = species.growth_rate(np.array([0.0]))[0] < 0.0
        assert predicted == (stable_alone and bool(species.growth_rate(p).max() > 0.0))

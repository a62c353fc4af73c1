"""Cells of the kinds that follow a flow: what their datasets hold, on small cases with known answers."""

import numpy as np
import pytest

from placecells.kinds.kind import kind
from placecells.studies.place_cells.kinds import integrate
from placecells.theory import ring, turing
from placecells.theory.flow import cubic


def flow_cell(name, **settings):
    return {"kind": name, "flow": settings}


def flow(cell, seeds):
    """The dataset of a cell as the workflow makes it, with these seeds of the starts."""
    return kind(cell["kind"]).run(cell, [{"weights": seed} for seed in seeds], {})


def test_relaxed_lattice_field():
    cell = flow_cell("relax", equation="cubic", sites=40, hidden=1)
    result = flow(cell, [1, 2])
    np.testing.assert_allclose(np.abs(result.profile).max("site"), 0.9196, atol=5e-5)
    assert np.all(result.residual <= 1e-10)


def test_relaxed_exact_field_tends_to_the_lattice_field():
    cell = flow_cell("relax", equation="exact", sites=12, hidden=1, beta=0.01)
    ring_field = integrate.relax(cubic, integrate.lattice_state(40, 20)[None, 14:26]).state
    result = flow(cell, [1])
    # Corrections are of relative order beta.
    assert float(np.abs(result.profile).max()) == pytest.approx(ring_field.max(), rel=0.02)


def test_separation_grows_to_the_opposite_place():
    cell = flow_cell("separation", length=14.0, spacing=0.2, separation=3.0)
    result = flow(cell, [0])
    assert float(result.distance[0]) == pytest.approx(3.0, abs=0.01)
    assert float(result.distance[-1]) == pytest.approx(7.0, abs=0.01)
    assert np.all(np.diff(result.distance) > -1e-6)


def test_stability_cell():
    result = flow(flow_cell("stability", kappa=2.5), [0])
    assert float(result.amplitude_rate) < 0.0 < float(result.growth_rate[0])


def test_fate_cell_of_the_wide_profile():
    cell = flow_cell("fate", profile="wide", factor=1.01, length=16.0, spacing=0.1)
    result = flow(cell, [0])
    assert float(result.blown_up) == 0.0
    assert float(result.peak[-1]) == pytest.approx(0.828, abs=0.02)


@pytest.mark.parametrize("sites", [7, 12])
def test_turing_cell_measures_the_growth_rate(sites):
    result = flow(flow_cell("turing", sites=sites), [0, 1])
    expected = turing.lattice_growth_rate(ring.wavenumbers(sites)[1], sites)
    # The perturbation is 1e-4 of the state: second order in it over ten times its growth.
    np.testing.assert_allclose(result.growth_rate, expected, atol=1e-2)
    assert bool(np.ptp(result.profile.values[0]) > 0.1) == (sites >= 9)


def test_stationary_states_have_the_numbers_of_the_paper_and_ours():
    """2 -+ sqrt 2 (44); 0.828 the height; on the lattice 0.9196 and 2.4001 on a site, 0.8449 and 2.3876 on a bond."""
    states = flow(flow_cell("states", sites=40), [])
    np.testing.assert_allclose(states.kappa[:2], [2 - np.sqrt(2), 2 + np.sqrt(2)])
    np.testing.assert_allclose(states.peak.values[[0, 2, 3]], [0.828, 0.9196, 0.8449], atol=5e-4)
    np.testing.assert_allclose(states.sum_of_squares[2:], [2.4001, 2.3876], atol=5e-5)
    np.testing.assert_array_equal(np.sign(states.growth_rate), [-1, 1, -1, 1])

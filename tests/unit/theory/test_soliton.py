"""The localised profile: closed forms against the integrated equation, and its spectrum."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.interpolate import CubicSpline

from placecells.studies.place_cells.kinds import integrate
from placecells.theory import flow, soliton

STABLE, UNSTABLE = soliton.stationary_kappas()


def test_numbers_of_the_continuum_field():
    assert abs(STABLE - 0.586) < 5e-4
    assert soliton.profile(0.0, STABLE) == pytest.approx(0.828, abs=5e-4)
    assert soliton.full_width(STABLE) == pytest.approx(4.50, abs=5e-3)
    assert pytest.approx(1.707, abs=5e-4) == 1.0 / STABLE


@pytest.mark.parametrize("kappa", [STABLE, UNSTABLE])
def test_profile_solves_the_stationary_equation(kappa):
    x = np.linspace(-2.0, 2.0, 9)
    square = quad(lambda y: soliton.profile(y, kappa) ** 2, -60.0, 60.0, points=[0.0], limit=200)[0]
    assert square == pytest.approx(4.0 * kappa)
    step = 1e-3
    u = soliton.profile(x, kappa)
    second = (soliton.profile(x + step, kappa) + soliton.profile(x - step, kappa) - 2.0 * u) / step**2
    np.testing.assert_allclose(second + u * (2.0 + u**2 - square), 0.0, atol=1e-3)


def test_integrated_continuum_flow_reaches_the_stable_profile():
    spacing, length = 0.1, 30.0
    x = np.arange(0.0, length, spacing)
    start = 0.5 * np.exp(-0.5 * ((x - 15.0) / 4.0) ** 2)
    field = integrate.relax(
        lambda u: flow.cubic(u, spacing),
        start[None],
        method="BDF",
        jacobian=lambda u: flow.cubic_jacobian(u, spacing),
    ).state[0]
    # The second difference is off by spacing^2 / 12 u''''; the tails meet at exp(-kappa L / 2) = 2e-4.
    np.testing.assert_allclose(field, soliton.profile(x, STABLE, 15.0), atol=2e-3)


def test_amplitude_rate_against_the_projected_flow():
    spacing = 0.01
    x = np.arange(-15.0, 15.0, spacing)
    for kappa in (STABLE, UNSTABLE):
        u = soliton.profile(x, kappa)
        step = 1e-4
        change = flow.cubic(((1 + step) * u)[None], spacing) - flow.cubic(((1 - step) * u)[None], spacing)
        rate = np.sum(change[0] * u) / np.sum(u**2) / (2.0 * step)
        assert rate == pytest.approx(soliton.amplitude_rate(kappa), abs=5e-3)


def test_full_spectrum_loses_stability_at_kappa_two():
    def growing(kappa):
        return int(np.sum(soliton.linear_spectrum(kappa) > 1e-6))

    assert [growing(kappa) for kappa in (STABLE, 1.99, 2.01, UNSTABLE)] == [0, 0, 1, 1]
    np.testing.assert_allclose(soliton.linear_spectrum(2.0)[:2], 0.0, atol=1e-6)
    # At 2 < kappa < 3 the paper's trial direction decays although another grows.
    assert soliton.amplitude_rate(2.5) < 0.0 < soliton.linear_spectrum(2.5)[0]


@pytest.mark.parametrize(("kappa", "length", "spacing"), [(STABLE, 40.0, 0.1), (UNSTABLE, 10.0, 0.02)])
def test_spectrum_against_finite_differences_of_the_flow(kappa, length, spacing):
    """The second-order Jacobian at the profile, an independent discretisation: error of order spacing^2."""
    x = np.arange(-length / 2.0, length / 2.0, spacing)
    jacobian = flow.cubic_jacobian(soliton.profile(x, kappa)[None], spacing)
    numerical = np.linalg.eigvalsh(jacobian)[::-1][:2]
    tolerance = 3.0 * kappa**4 * spacing**2 + 1e-3
    np.testing.assert_allclose(numerical, soliton.linear_spectrum(kappa)[:2], atol=tolerance)


@pytest.mark.parametrize(("factor", "grows"), [(0.99, False), (1.01, True)])
def test_wide_and_narrow_fate_of_the_unstable_profile(factor, grows):
    spacing = 0.02
    x = np.arange(-5.0, 5.0, spacing)
    start = factor * soliton.profile(x, UNSTABLE)[None]

    def run():
        return integrate.relax(
            lambda u: flow.cubic(u, spacing),
            start,
            residual=1e-6,
            bound=50.0,
            method="BDF",
            jacobian=lambda u: flow.cubic_jacobian(u, spacing),
        )

    if grows:
        with pytest.raises(integrate.BlowUpError):
            run()
    else:
        assert run().state.max() < 1.0


def test_saddle_node_of_the_linear_coefficient():
    narrow, wide = soliton.stationary_kappas(4.0)
    assert narrow == wide == 2.0
    for kappa in soliton.stationary_kappas(3.0):
        assert kappa**2 + 3.0 == pytest.approx(4.0 * kappa)


def test_stable_spectrum_decays_as_the_flow_does():
    """The slowest even mode of the stable profile, measured in the integrated flow."""
    spacing, length = 0.1, 40.0
    x = np.arange(-length / 2.0, length / 2.0, spacing)
    start = 1.01 * CubicSpline(x, soliton.profile(x, STABLE))(x)[None]
    times = np.linspace(0.0, 40.0, 81)
    solution = integrate.integrate(
        lambda u: flow.cubic(u, spacing),
        start,
        40.0,
        method="BDF",
        jacobian=lambda u: flow.cubic_jacobian(u, spacing),
        at=times,
    )
    peak = solution.y[len(x) // 2]
    late = peak[30:60] - peak[-1]
    rate = np.polyfit(times[30:60], np.log(np.abs(late)), 1)[0]
    slowest = soliton.linear_spectrum(STABLE)[1]
    assert rate == pytest.approx(slowest, abs=0.05)

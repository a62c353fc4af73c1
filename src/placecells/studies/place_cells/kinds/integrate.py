"""Numerical solution of the flows of the weights: integration in time, and stationary states (39).

A flow is a function of a state that returns d state/dt in the same shape; `placecells.theory.flow` has the flows of the
paper. A state is an array of weights or of profiles u = w / sqrt(beta), (hidden, sites). Time has the unit of the flow:
1/nu for the exact flows (31) and (47), 1/(nu beta) for the cubic flows (36), (37), (49) and (51).
"""

from itertools import count
from typing import NamedTuple

import numpy as np

from placecells.theory.flow import cubic, cubic_jacobian
from placecells.theory.ring_distance import ring_offset
from placecells.theory.soliton import profile, stationary_kappas

RESIDUAL = 1e-10  # largest |du/dt| of a stationary state
RECORDS = 200  # points of a recorded trajectory
BOUND = 40.0  # |u| at which a continuum flow counts as growing without bound
NEWTON_STEPS = 12  # four reach rounding errors on rings of 12 sites and more, nine on a ring of 8 sites


class NotStationaryError(RuntimeError):
    """No state with the requested residual was found."""


class BlowUpError(NotStationaryError):
    """The state grew beyond the bound up to which the equations are meant."""


class Stationary(NamedTuple):
    """A stationary state and how it was reached."""

    state: np.ndarray  # in the shape of the initial state
    residual: float  # largest |d state/dt| of the state
    time: float  # time from the initial state


def integrate(flow, start, duration, *, method="LSODA", jacobian=None, at=None, events=None):
    """Integrate d state/dt = flow(state) from the state ``start`` over the time ``duration``.

    method: a method of scipy's solve_ivp. LSODA switches between Adams and stiff (backward differentiation) steps. BDF
    always takes stiff steps, which is faster where one evaluation of the flow is expensive and slow modes are followed
    for a long time. jacobian: function of the state, (n, n) for a state of n entries. at: times at which the solution
    is stored, default every step. events: as for solve_ivp, functions of the time and the flattened state.

    Returns scipy's solution: t (times,), y (n, times) with the states flattened, status, message. Relative tolerance
    1e-7, absolute tolerance 1e-12.
    """
    from scipy.integrate import solve_ivp  # here, because importing it is slow

    start = np.asarray(start, dtype=float)
    shape = start.shape
    return solve_ivp(
        lambda _, y: flow(y.reshape(shape)).ravel(),
        (0.0, duration),
        start.ravel(),
        method=method,
        jac=None if jacobian is None else lambda _, y: jacobian(y.reshape(shape)),
        t_eval=at,
        events=events,
        rtol=1e-7,
        atol=1e-12,
    )


def relax(flow, start, *, residual=1e-10, method="LSODA", jacobian=None, bound=1e3, longest=1e8, most=300_000):
    """Integrate the flow from ``start`` until the largest |d state/dt| falls to ``residual``: a `Stationary` state.

    method, jacobian: as for `integrate`. Raises BlowUpError when an entry of the state exceeds ``bound``. Raises
    NotStationaryError when the residual is not reached within the time ``longest`` and ``most`` evaluations of the
    flow, or when the integrator fails.
    """
    start = np.asarray(start, dtype=float)
    evaluations = count(1)

    def counted(state):
        # An integrator that cannot resolve the residual takes ever smaller steps and would never end.
        if next(evaluations) > most:
            raise NotStationaryError(f"residual {residual:g} not reached in {most} evaluations of the flow")
        return flow(state)

    def converged(_, y):
        # Half of the residual, because the integrator locates the event on an interpolated state.
        return np.max(np.abs(flow(y.reshape(start.shape)))) - 0.5 * residual

    def blown_up(_, y):
        return np.max(np.abs(y)) - bound

    converged.terminal = blown_up.terminal = True
    at_start = float(np.max(np.abs(flow(start))))
    if at_start <= residual:
        return Stationary(start, at_start, 0.0)
    solution = integrate(counted, start, longest, method=method, jacobian=jacobian, events=[converged, blown_up])
    state = solution.y[:, -1].reshape(start.shape)
    reached = float(np.max(np.abs(flow(state))))
    if solution.t_events[1].size or not np.isfinite(reached):
        raise BlowUpError(f"the flow exceeded {bound:g} at time {solution.t[-1]:.6g}")
    if not solution.t_events[0].size:
        raise NotStationaryError(
            f"residual {reached:.3g} at time {solution.t[-1]:.6g}, asked {residual:g}: {solution.message}"
        )
    return Stationary(state, reached, float(solution.t[-1]))


def lattice_state(sites, centre):
    """Stationary profile u of (36), (sites,), centred on a site (integer ``centre``) or a bond (half-integer).

    Newton's method, started at the wide profile (43) of the continuum. The bond-centred state is a saddle, so
    integrating the flow does not find it. Raises NotStationaryError when Newton's method does not converge.
    """
    u = profile(ring_offset(np.arange(sites) - centre, sites), stationary_kappas()[0])
    for _ in range(NEWTON_STEPS):
        u = u - np.linalg.solve(cubic_jacobian(u[None]), cubic(u[None])[0])
    residual = np.max(np.abs(cubic(u[None])))
    if not residual <= 1e-10:
        raise NotStationaryError(f"no lattice state centred at {centre}: residual {residual:.3g}")
    return u


def run_continuum(start, spacing):
    """Solution of (37) or (51) from profiles ``start`` (hidden, points), until it is stationary or exceeds BOUND.

    Returns the times (time,) of the integrator's steps and the profiles (time, hidden, points). Raises
    NotStationaryError where neither is reached.
    """

    def stationary(_, y):
        return np.max(np.abs(cubic(y.reshape(start.shape), spacing))) - RESIDUAL

    def unbounded(_, y):
        return np.max(np.abs(y)) - BOUND

    stationary.terminal = unbounded.terminal = True
    solution = integrate(
        lambda u: cubic(u, spacing),
        start,
        1e8,
        method="BDF",
        jacobian=lambda u: cubic_jacobian(u, spacing),
        events=[stationary, unbounded],
    )
    if solution.status != 1:
        raise NotStationaryError(f"continuum flow stopped at time {solution.t[-1]:.6g}: {solution.message}")
    return solution.t, solution.y.T.reshape(-1, *start.shape)


def recorded(values):
    """RECORDS values (record,) at even distances, in steps, of a trajectory (step,), linear between steps."""
    return np.interp(np.linspace(0.0, len(values) - 1.0, RECORDS), np.arange(len(values)), values)

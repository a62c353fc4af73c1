"""Runs of the continuum flows (37) and (51), to a stationary state or beyond a bound."""

import numpy as np

from placecells.studies.place_cells.kinds import integrate
from placecells.studies.place_cells.kinds.flow_kind import RESIDUAL
from placecells.theory.flow import cubic, cubic_jacobian

RECORDS = 200  # points of a recorded trajectory
BOUND = 40.0  # |u| at which a continuum flow counts as growing without bound


def run(start, spacing):
    """Solution of (37) or (51) from profiles ``start`` (hidden, points), until it is stationary or exceeds BOUND.

    Returns the times (time,) of the integrator's steps and the profiles (time, hidden, points). Raises
    NotStationaryError where neither is reached.
    """

    def stationary(_, y):
        return np.max(np.abs(cubic(y.reshape(start.shape), spacing))) - RESIDUAL

    def unbounded(_, y):
        return np.max(np.abs(y)) - BOUND

    stationary.terminal = unbounded.terminal = True
    solution = integrate.integrate(
        lambda u: cubic(u, spacing),
        start,
        1e8,
        method="BDF",
        jacobian=lambda u: cubic_jacobian(u, spacing),
        events=[stationary, unbounded],
    )
    if solution.status != 1:
        raise integrate.NotStationaryError(f"continuum flow stopped at time {solution.t[-1]:.6g}: {solution.message}")
    return solution.t, solution.y.T.reshape(-1, *start.shape)


def recorded(values):
    """RECORDS values (record,) at even distances, in steps, of a trajectory (step,), linear between steps."""
    return np.interp(np.linspace(0.0, len(values) - 1.0, RECORDS), np.arange(len(values)), values)

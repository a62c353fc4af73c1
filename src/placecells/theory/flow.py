"""Gradient flows of the weights, and their integration to a stationary state.

Weights of the exact flows have shape (hidden, sites) and time is in units of 1/nu. Fields of the cubic flows
are u = w / sqrt(beta), and time is in units of 1/(nu beta).
"""

from itertools import count
from typing import NamedTuple

import numpy as np


class NotStationaryError(RuntimeError):
    """The flow did not reach the asked residual."""


class BlowUpError(NotStationaryError):
    """The flow left the region where the equations mean anything."""


class Stationary(NamedTuple):
    """A stationary state: the state, max |d state/dt| there, and the time it took."""

    state: np.ndarray
    residual: float
    time: float


def exact(weights, average):
    """(31) and (47), for any small number of hidden units: <v_i tanh I_mu>_data - <v_i tanh I_mu>_model.

    ``average`` is made by `averages.ensemble_average` or `averages.ring_average`.
    """
    return average(weights) - model_average(weights)


def model_average(weights):
    """<v_i h_mu> of the machine without fields, by summing over its 2^hidden hidden states; (hidden, sites).

    One unit: tanh w_i. Two units: P_+ tanh(w1_i + w2_i) +- P_- tanh(w1_i - w2_i), as in (47).
    """
    states, probability, spins = _hidden_states(weights)
    return (states * probability[:, None]).T @ spins


def _hidden_states(weights):
    """Hidden states h, their probabilities, and <v|h>; h and -h are alike, so the last unit is held at +1."""
    hidden = len(weights)
    states = 1.0 - 2.0 * ((np.arange(2 ** (hidden - 1))[:, None] >> np.arange(hidden)) & 1)
    inputs = states @ weights
    logarithm = np.logaddexp(inputs, -inputs).sum(axis=1)
    probability = np.exp(logarithm - logarithm.max())
    return states, probability / probability.sum(), np.tanh(inputs)


def exact_jacobian(weights, susceptibility):
    """Derivative of `exact`, shape (hidden * sites, hidden * sites).

    The model's part is the covariance of v_i h_mu and v_j h_nu. ``susceptibility`` is made by
    `averages.ensemble_susceptibility` or `averages.ring_susceptibility`.
    """
    hidden, sites = weights.shape
    states, probability, spins = _hidden_states(weights)
    weighted = probability[:, None, None] * states[:, :, None] * states[:, None, :]
    covariance = np.einsum("sac,sx,sy->axcy", weighted, spins, spins)
    # v_i^2 = 1, where the product of the means is tanh^2.
    site = np.arange(sites)
    covariance[:, site, :, site] += np.einsum("sac,sx->xac", weighted, 1.0 - spins**2)
    mean = model_average(weights)
    jacobian = np.einsum("ax,cy->axcy", mean, mean) - covariance
    unit = np.arange(hidden)
    jacobian[unit, :, unit, :] += susceptibility(weights)
    return jacobian.reshape(hidden * sites, hidden * sites)


def laplacian(field, spacing=1.0):
    """Second difference along the last, periodic axis."""
    ring = np.concatenate([field[..., -1:], field, field[..., :1]], axis=-1)  # np.roll costs four times as much
    return (ring[..., :-2] + ring[..., 2:] - 2.0 * field) / spacing**2


def cubic(fields, spacing=1.0):
    """du_a/dt = u_a'' + u_a (2 + sum_b u_b^2) - sum_b R_ab u_b, R_ab = int u_a u_b; fields (hidden, points).

    At spacing 1 this is the lattice: (36) for one unit and (49) for two. At small spacing it is the
    continuum: (37) and (51). It is unchanged by rotations of the hidden units among themselves.
    """
    overlaps = spacing * fields @ fields.T
    return laplacian(fields, spacing) + fields * (2.0 + np.sum(fields**2, axis=0)) - overlaps @ fields


def cubic_jacobian(fields, spacing=1.0):
    """Derivative of `cubic`, shape (hidden * points, hidden * points); symmetric: the flow is a gradient."""
    hidden, points = fields.shape
    overlaps = spacing * fields @ fields.T
    site = np.eye(points)
    diagonal = laplacian(site, spacing) + site * (2.0 + np.sum(fields**2, axis=0))
    same_unit = diagonal - spacing * fields.T @ fields
    local = 2.0 * np.einsum("ax,cx,xy->axcy", fields, fields, site)
    jacobian = local - spacing * np.einsum("cx,ay->axcy", fields, fields)
    jacobian += np.einsum("ac,xy->axcy", np.eye(hidden), same_unit)
    jacobian -= np.einsum("ac,xy->axcy", overlaps, site)
    return jacobian.reshape(hidden * points, hidden * points)


def integrate(flow, start, duration, *, method="LSODA", jacobian=None, at=None, events=None):
    """scipy's solution of d state/dt = flow(state) over ``duration``, with states flattened.

    LSODA changes between Adams and stiff steps by itself; BDF always takes the stiff ones, which pays where
    evaluations are dear and slow modes are followed for long. ``at``: times at which the solution is kept.
    """
    from scipy.integrate import solve_ivp  # here, because figures import this module for its equations only

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
    """Follow ``flow`` from ``start`` until max |flow| falls to ``residual``: a `Stationary` state.

    Raises BlowUpError when some entry exceeds ``bound``, and NotStationaryError when the residual is not
    reached within time ``longest`` and ``most`` evaluations, or the integrator gives up.
    """
    start = np.asarray(start, dtype=float)
    evaluations = count(1)

    def counted(state):
        # An integrator that cannot resolve the residual would take ever smaller steps for ever.
        if next(evaluations) > most:
            raise NotStationaryError(f"residual {residual:g} not reached in {most} evaluations of the flow")
        return flow(state)

    def converged(_, y):
        # Half of it, because the event is located on an interpolated state.
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

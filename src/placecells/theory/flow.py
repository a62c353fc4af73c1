"""Right-hand sides of the gradient flows of the weights, and their Jacobians.

The exact flows (31) and (47) are flows of weights w, (hidden, sites), and time is in units of 1/nu. The cubic flows
(36), (37), (49) and (51) are flows of profiles u = w / sqrt(beta), (hidden, points), and time is in units of
1/(nu beta). nu is the learning rate.
"""

import numpy as np


def exact(weights, average):
    """d w/dt of (31) and (47): <v_i tanh I_mu>_data - <v_i h_mu>_model, for any small number of hidden units.

    weights: (hidden, sites). average: function of the weights that gives the data average (hidden, sites), made by
    `averages.ensemble_average` or `averages.ring_average`. Returns (hidden, sites).
    """
    return average(weights) - model_average(weights)


def model_average(weights):
    """<v_i h_mu> of the machine without fields, by a sum over its 2^hidden hidden states: (hidden, sites).

    One hidden unit: tanh w_i. Two hidden units: P_+ tanh(w1_i + w2_i) +- P_- tanh(w1_i - w2_i), as in (47).
    """
    states, probability, spins = _hidden_states(weights)
    return (states * probability[:, None]).T @ spins


def _hidden_states(weights):
    """Hidden states h (state, hidden), their probabilities (state,), and <v|h> (state, sites).

    h and -h have the same probability, so only the states with the last hidden unit at +1 are listed.
    """
    hidden = len(weights)
    states = 1.0 - 2.0 * ((np.arange(2 ** (hidden - 1))[:, None] >> np.arange(hidden)) & 1)
    inputs = states @ weights
    logarithm = np.logaddexp(inputs, -inputs).sum(axis=1)
    probability = np.exp(logarithm - logarithm.max())
    return states, probability / probability.sum(), np.tanh(inputs)


def exact_jacobian(weights, susceptibility):
    """Derivative of `exact` with respect to the weights, (hidden * sites, hidden * sites).

    The derivative of the model average is the covariance of v_i h_mu and v_j h_nu. susceptibility: function of the
    weights that gives the derivative of the data average, (hidden, sites, sites), made by
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


def laplacian(profile, spacing=1.0):
    """Second difference along the last, periodic axis, over spacing^2; the shape stays.

    profile: (..., points), its points ``spacing`` sites apart.
    """
    ring = np.concatenate([profile[..., -1:], profile, profile[..., :1]], axis=-1)  # np.roll takes four times as long
    return (ring[..., :-2] + ring[..., 2:] - 2.0 * profile) / spacing**2


def cubic(profiles, spacing=1.0):
    """du_a/dt = u_a'' + u_a (2 + sum_b u_b^2) - sum_b R_ab u_b with R_ab = int u_a u_b, in units of nu beta.

    profiles: u, (hidden, points), with points ``spacing`` sites apart; returns the same shape. At spacing 1 these are
    the flows on the lattice: (36) for one hidden unit and (49) for two. At small spacing they are the flows in the
    continuum: (37) and (51). The flow commutes with rotations of the hidden units among themselves.
    """
    overlaps = spacing * profiles @ profiles.T
    return laplacian(profiles, spacing) + profiles * (2.0 + np.sum(profiles**2, axis=0)) - overlaps @ profiles


def cubic_jacobian(profiles, spacing=1.0):
    """Derivative of `cubic` with respect to the profiles, (hidden * points, hidden * points).

    It is symmetric, because the flow is the gradient of a function.
    """
    hidden, points = profiles.shape
    overlaps = spacing * profiles @ profiles.T
    site = np.eye(points)
    diagonal = laplacian(site, spacing) + site * (2.0 + np.sum(profiles**2, axis=0))
    same_unit = diagonal - spacing * profiles.T @ profiles
    local = 2.0 * np.einsum("ax,cx,xy->axcy", profiles, profiles, site)
    jacobian = local - spacing * np.einsum("cx,ay->axcy", profiles, profiles)
    jacobian += np.einsum("ac,xy->axcy", np.eye(hidden), same_unit)
    jacobian -= np.einsum("ac,xy->axcy", overlaps, site)
    return jacobian.reshape(hidden * points, hidden * points)

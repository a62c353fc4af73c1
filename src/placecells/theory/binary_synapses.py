"""Closed forms for RBMs with binary synapses: growth rates, thresholds, replica-symmetric and spectral overlaps.

N sites, P hidden units, M samples, alpha = M / N, inverse temperature beta; see docs/binary_synapses.md.
"""

import math
from functools import cache

import numpy as np

NODES = 41  # of the Gauss-Hermite rule: with 21 nodes relative errors are up to 2e-5


@cache
def normal_nodes(count=NODES):
    """Nodes and weights (count,) of the average over a standard normal variable z: <f(z)> = sum weights f(nodes)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(count)
    return nodes, weights / weights.sum()


@cache
def half_nodes(count=NODES):
    """The nodes z >= 0 of `normal_nodes`, and their weights: <f(z)> = sum weights (f(nodes) + f(-nodes)).

    The node 0 of an odd rule has half of its weight. Both ((count + 1) / 2,).
    """
    nodes, weights = normal_nodes(count)
    half = nodes >= -1e-12
    return np.abs(nodes[half]), np.where(nodes[half] < 1e-12, weights[half] / 2.0, weights[half])


def mean_slope(beta):
    """S0 = <1 - tanh^2(beta z)>, 0.605706 at beta = 1."""
    nodes, weights = normal_nodes(201)  # for large beta the integrand is narrow
    return float(weights @ (1.0 - np.tanh(beta * nodes) ** 2))


def growth_rate(alpha, beta, eigenvalue, version):
    """Rate (A.24) at which the weights of one unit grow from 0 along an eigenvector of the data's covariance matrix.

    version: "dual" or "overlap", the term of the partition function. Weights polarise where the rate is positive.
    """
    slope = mean_slope(beta)
    if version == "overlap":
        return alpha * beta**2 * slope * (eigenvalue - 1.0) - 1.0
    return alpha * beta**2 * (slope * eigenvalue - 1.0) - 1.0


def noise_edge(alpha):
    """Upper edge (1 + alpha^-1/2)^2 of the covariance spectrum of samples without structure."""
    return (1.0 + alpha**-0.5) ** 2


def polarisation_threshold(beta, version):
    """Smallest alpha above which weights polarise without aligning (A.25): the rate at the noise edge is 0.

    With s = sqrt(alpha) the rate is a quadratic polynomial of s, of which this is the positive root.
    """
    slope = mean_slope(beta)
    square = beta**2 * (0.0 if version == "overlap" else slope - 1.0)
    linear, constant = 2.0 * beta**2 * slope, beta**2 * slope - 1.0
    if abs(square) < 1e-12:
        return max(0.0, -constant / linear) ** 2
    roots = np.roots([square, linear, constant])
    return float(min(root.real for root in roots if abs(root.imag) < 1e-12 and root.real > 0.0)) ** 2


def alignment_threshold(beta):
    """alpha_c = beta^-4 (A.26), where a teacher of one unit begins to show in the covariance matrix of its samples."""
    return beta**-4.0


def pair_thresholds(beta, q):
    """The thresholds (A.28) of a teacher of two units with correlation q: for their sum, and for their difference."""
    t = math.tanh(beta**2 * q)
    return (beta**2 * (1.0 + t) * (1.0 + q)) ** -2.0, (beta**2 * (1.0 - t) * (1.0 - q)) ** -2.0


def replica_symmetric_overlap(alpha, beta):
    """Overlap of the signs of the Bayes-optimal estimate with a teacher of one unit, by the equations (A.27).

    Of several solutions the largest counts; where q = 0 is the only one the overlap is 0.
    """
    nodes, weights = normal_nodes(201)

    def averaged(field):
        return float(weights @ np.tanh(field + math.sqrt(field) * nodes))

    def excess(q):
        return averaged(alpha * beta**2 * averaged(beta**2 * q)) - q

    tried = np.geomspace(1.0, 1e-6, 100)
    above = next((k for k, q in enumerate(tried) if excess(q) > 0.0), None)
    if above is None:
        return 0.0
    low, high = tried[above], tried[above - 1]
    for _ in range(60):  # bisection: SciPy takes longer to load than all of the claims that need this number
        q = (low + high) / 2.0
        low, high = (q, high) if excess(q) > 0.0 else (low, q)
    return math.erf(math.sqrt(alpha * beta**2 * averaged(beta**2 * q) / 2.0))


def principal_overlap(alpha, beta):
    """Overlap of the signs of the leading eigenvector of the covariance matrix with a teacher of one unit.

    The spike beta^2 of the population is a rank-one perturbation of a Wishart matrix (Baik, Ben Arous, Peche).
    """
    spike = beta**2
    if alpha * spike**2 <= 1.0:
        return 0.0
    square = (1.0 - 1.0 / (alpha * spike**2)) / (1.0 + 1.0 / (alpha * spike))
    return math.erf(math.sqrt(square / (2.0 * (1.0 - square))))


def floor_of_overlap(sites):
    """Mean |overlap| of a teacher with independent random signs: sqrt(2 / (pi N))."""
    return math.sqrt(2.0 / (math.pi * sites))

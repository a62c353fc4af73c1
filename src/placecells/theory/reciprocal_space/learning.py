"""First steps of learning from small weights W (N, M): the saddle of the likelihood, and growth rates of modes.

Equations (B.17) and (B.18) of docs/physics.md, for zero-one units and fields matched to the means p of the data.
"""

import numpy as np


def excess_covariance(data):
    """K (N, N) of (B.17), the covariance of zero-one data (samples, N) with its diagonal set to 0.

    The diagonal of the covariance is p(1 - p), so that K has trace 0 and an eigenvalue of each sign, unless it is 0.
    """
    found = np.cov(np.asarray(data, dtype=float).T, bias=True)
    return found - np.diag(np.diag(found))


def matched_fields(weights, means):
    """Fields (N,) and (M,) that go with weights (N, M) in (B.17), for means p (N,) of the data, 0 < p < 1."""
    return np.log(means) - np.log1p(-means) - weights.sum(1) / 2.0, -means @ weights


def likelihood_gain(weights, excess):
    """Gain Tr W^T K W / 8 (B.17) of the mean log-likelihood over W = 0, in nat per sample: a float."""
    return float(np.sum(weights * (excess @ weights)) / 8.0)


def growth_rates(excess):
    """Rates kappa / 4 (B.18) of the modes of W per unit of learning rate times updates, largest first: (N,)."""
    return np.linalg.eigvalsh(excess)[::-1] / 4.0


def effective_values(weights, visible_means, hidden_means):
    """Singular values (B.16) of a trained machine, largest first; modes above 1 have broken symmetry: (min(N, M),).

    visible_means (N,), hidden_means (M,): means of the machine's units.
    """
    scaled = np.sqrt(visible_means * (1.0 - visible_means))[:, None] * weights
    return np.linalg.svd(scaled * np.sqrt(hidden_means * (1.0 - hidden_means)), compute_uv=False)

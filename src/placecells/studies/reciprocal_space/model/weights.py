"""Random weights (N, M) before any training, and rotations of them."""

import numpy as np


def draw(entries, visible, hidden, scale, rng):
    """Weights (visible, hidden) with entries of standard deviation `scale`, from a numpy Generator.

    entries: "normal", independent normal numbers; "signs", independent +-scale, which have the same singular values in
    large matrices and no rotational symmetry; "uneven", normal numbers whose variance
    rises linearly along the visible units from 0 to twice scale^2, as if the first ones were pixels of an image's edge.
    """
    if entries == "signs":
        return scale * rng.choice([-1.0, 1.0], (visible, hidden))
    weights = rng.normal(0.0, scale, (visible, hidden))
    if entries == "uneven":
        weights *= np.sqrt((2.0 * np.arange(visible)[:, None] + 1.0) / visible)
    return weights


def unit_vector(size, rng):
    """A random unit vector (size,), uniform on the sphere."""
    vector = rng.standard_normal(size)
    return vector / np.linalg.norm(vector)


def haar(size, rng):
    """A random orthogonal matrix (size, size) of the Haar measure: QR with the signs of R's diagonal taken out."""
    q, r = np.linalg.qr(rng.standard_normal((size, size)))
    return q * np.sign(np.diag(r))


def plane_rotation(size, rng):
    """The rotation (size, size) of the authors' public code: size // 10 random angles in random coordinate planes.

    Most coordinates lie in none of the planes, so that it is not a draw of the Haar measure.
    """
    found = np.eye(size)
    for _ in range(size // 10):
        i, j = rng.choice(size, 2, replace=False)
        angle = rng.uniform(0.0, 2.0 * np.pi)
        cos, sin = np.cos(angle), np.sin(angle)
        found[i], found[j] = cos * found[i] - sin * found[j], sin * found[i] + cos * found[j]
    return found


def rotated(weights, rng):
    """R_1 W R_2 with two independent Haar matrices: (N, M) -> (N, M)."""
    visible, hidden = weights.shape
    return haar(visible, rng) @ weights @ haar(hidden, rng)


def publicly_rotated(weights, rng):
    """The public code's rotation U -> R U R^T, V^T -> R' V^T R' with `plane_rotation`s: (N, M) -> (N, M)."""
    left, values, right = np.linalg.svd(weights)
    visible, hidden = weights.shape
    r, other = plane_rotation(visible, rng), plane_rotation(hidden, rng)
    diagonal = np.zeros(weights.shape)
    np.fill_diagonal(diagonal, values)
    return r @ left @ r.T @ diagonal @ other @ right @ other


def divergence(one, other, bins, reach):
    """Jensen-Shannon divergence in nat of the histograms of two sets of numbers, `bins` bins from -reach to reach."""
    edges = np.linspace(-reach, reach, bins + 1)
    p, q = (np.histogram(np.clip(numbers, -reach, reach), edges)[0] / np.size(numbers) for numbers in (one, other))
    middle = (p + q) / 2.0
    return (_relative_entropy(p, middle) + _relative_entropy(q, middle)) / 2.0


def _relative_entropy(p, q):
    seen = p > 0
    return float(np.sum(p[seen] * np.log(p[seen] / q[seen])))

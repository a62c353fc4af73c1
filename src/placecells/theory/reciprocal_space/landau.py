"""Free energy of one mode, lambda = its singular value: Landau's expansion, the mean field, the law at finite size.

A machine of one mode has weights W = lambda u v^T with unit vectors u (N,), v (M,), and fields that centre all units at
1/2. X = u.(v_state - 1/2) and Y = v.(h_state - 1/2). Equations (B.12) to (B.14) and (B.26) of docs/physics.md.
Dimensionless; free energies in nat.
"""

import numpy as np

THRESHOLD = 4.0  # the singular value at which the symmetry of an isolated mode breaks, after (B.12)


def curvatures(value):
    """Curvatures 4 - lambda along u and 4 + lambda along w (B.12): value (...,) -> two arrays (...,)."""
    return THRESHOLD - np.asarray(value, dtype=float), THRESHOLD + np.asarray(value, dtype=float)


def free_energy(x, y, value, left, right, fields=(0.0, 0.0)):
    """F(X, Y) of (B.13) up to the sixth order, in nat.

    x, y: arrays that broadcast; value: lambda; left, right: pairs (I, J) of sum U^4 and sum U^6 of the two singular
    vectors; fields: h_x, h_y as seen from the centre.
    """
    second = 2.0 * x**2 + 2.0 * y**2 - value * x * y - fields[0] * x - fields[1] * y
    fourth = 4.0 / 3.0 * (left[0] * x**4 + right[0] * y**4)
    return second + fourth + 32.0 / 15.0 * (left[1] * x**6 + right[1] * y**6)


def moments(vector):
    """Sums (I, J) of fourth and sixth powers of the entries of a unit vector (n,)."""
    return float(np.sum(vector**4)), float(np.sum(vector**6))


def broken_square(value, left_participation, right_participation):
    """u*^2 = 3 (lambda - 4) / (4 (I_U + I_V)), the minimum of (B.13) to fourth order; 0 below the threshold."""
    excess = np.clip(np.asarray(value, dtype=float) - THRESHOLD, 0.0, None)
    return 3.0 * excess / (4.0 * (left_participation + right_participation))


def order_parameter(value, nodes=201):
    """The solution r = X / sqrt(N) >= 0 of (B.14), N = M to infinity and normal singular vectors; a float.

    Bisection between 0 and 1/2, which is above the largest r, sqrt(1 / (2 pi)). nodes: of the Gauss-Hermite rule.
    """
    z, weights = np.polynomial.hermite_e.hermegauss(nodes)
    weights = weights / weights.sum()
    if value <= THRESHOLD:
        return 0.0
    low, high = 1e-9, 0.5
    for _ in range(60):
        r = (low + high) / 2.0
        grows = 0.5 * float(weights @ (z * np.tanh(value * z * r / 2.0))) > r
        low, high = (r, high) if grows else (low, r)
    return r


def tilted(theta, vector):
    """log <exp(theta X)> (t,) for fair units, and its derivatives X(theta), V(theta), each (t,).

    theta (t,): a field on X; vector (n,): the unit vector u. The mean of X in the field is X(theta) =
    sum_j u_j tanh(theta u_j / 2) / 2.
    """
    inputs = np.multiply.outer(theta, vector) / 2.0
    tanh = np.tanh(inputs)
    return log_cosh(inputs).sum(-1), tanh @ vector / 2.0, (1.0 - tanh**2) @ vector**2 / 4.0


def finite_size(value, left, right, points=4001, widest=12.0):
    """Mean squares and a fourth moment of u and w of a machine of one mode at finite size (B.26).

    The law of Y is the saddle-point law exp(K - theta Y) / sqrt(2 pi V) of a sum of fair units, K and V of `tilted`,
    times the exact weight of the other layer, whose units are independent given Y. value: lambda; left (N,), right
    (M,): the unit vectors; points: values of theta, up to `widest` over the root mean square of the entries, where the
    layer is fully aligned. Returns {"u2", "w2", "u4"}: the means of u^2, w^2 and u^4, floats.
    """
    theta = np.linspace(-1.0, 1.0, points) * widest / np.sqrt(np.mean(right**2))
    cumulant, y, width = tilted(theta, right)
    inputs = value * np.multiply.outer(y, left)
    log_chance = cumulant - theta * y + 0.5 * np.log(width) + log_cosh(inputs / 2.0).sum(1)  # dY = V dtheta
    chance = np.exp(log_chance - log_chance.max())
    chance /= chance.sum()
    mean, second, third, fourth = _cumulants(inputs, left)
    half = second / 2.0  # cumulants of u = (X + Y) / sqrt(2) given Y
    centre = (mean + y) / np.sqrt(2.0)
    u4 = centre**4 + 6.0 * centre**2 * half + np.sqrt(2.0) * centre * third + 3.0 * half**2 + fourth / 4.0
    return {
        "u2": float(chance @ (centre**2 + half)),
        "w2": float(chance @ ((mean - y) ** 2 / 2.0 + half)),
        "u4": float(chance @ u4),
    }


def _cumulants(inputs, vector):
    """The first four cumulants of sum_j u_j (v_j - 1/2), units v_j with inputs (k, n): four arrays (k,)."""
    tanh = np.tanh(inputs / 2.0)
    spread = (1.0 - tanh**2) / 4.0
    third, fourth = -spread * tanh, spread * (1.0 - 6.0 * spread)
    return tanh @ vector / 2.0, spread @ vector**2, third @ vector**3, fourth @ vector**4


def log_cosh(x):
    """log cosh x, stable for any |x|: (...,) -> (...,)."""
    size = np.abs(x)
    return size + np.log1p(np.exp(-2.0 * size)) - np.log(2.0)

"""Spectra of empirical correlation matrices C = (1/B) sum_b v_b v_b^T of B samples of N sites; alpha = N/B.

The population spectrum is the array of eigenvalues lambda_k of the exact correlation matrix, all of the same weight:
`ring.spectrum` for a finite ring, or `ring.band` on a fine grid of wavenumbers for an infinite ring. The spectrum of C
for N -> infinity follows from it by the generalised Marchenko-Pastur law: with the Stieltjes transform m of the
companion matrix (1/B) V V^T, V the (B, N) matrix of the samples, eigenvalues x of C obey

    x(m) = -1/m + alpha mean_k[ lambda_k / (1 + lambda_k m) ]    (P.17).
"""

import numpy as np

# Mean and standard deviation of the Tracy-Widom law of real symmetric matrices (beta = 1), the law of the fluctuations,
# of order N^(-2/3), of the largest eigenvalue around the edge of the spectrum.
TRACY_WIDOM_MEAN = -1.2065335745820
TRACY_WIDOM_DEVIATION = 1.2679822


def marchenko_pastur_edge(alpha):
    """(24): upper edge (1 + sqrt(alpha))^2 of the spectrum of C for data without correlations."""
    return (1.0 + np.sqrt(alpha)) ** 2


def marchenko_pastur_density(eigenvalue, alpha):
    """Density of the continuous part of the spectrum of C, for data without correlations.

    eigenvalue: any shape, which is returned. The integral of the density is min(1, 1/alpha).
    """
    x = np.asarray(eigenvalue, dtype=float)
    lower, upper = (1.0 - np.sqrt(alpha)) ** 2, (1.0 + np.sqrt(alpha)) ** 2
    inside = (x > lower) & (x < upper) & (x > 0.0)
    density = np.zeros_like(x)
    inner = x[inside]
    density[inside] = np.sqrt((upper - inner) * (inner - lower)) / (2.0 * np.pi * alpha * inner)
    return density


def beta_c(alpha):
    """(26): the beta at which the signal (25) equals the noise edge (24), ln(1 + sqrt(alpha))."""
    return np.log(1.0 + np.sqrt(alpha))


def alpha_c(beta):
    """(26): the alpha at which the signal (25) equals the noise edge (24), (exp(beta) - 1)^2."""
    return np.expm1(beta) ** 2


def edge_point(population, alpha):
    """(P.17): m* in (-1/lambda_max, 0), at which x(m) has its minimum; x(m*) is the upper edge of the spectrum of C.

    population: the population spectrum, (k,). x'(m) = 0 reads 1 = alpha mean_k[(lambda_k m / (1 + lambda_k m))^2]. The
    right-hand side grows from 0 without bound as m goes from 0 to -1/lambda_max, so there is exactly one root.
    """
    from scipy.optimize import brentq  # here, because figure 7 needs the closed forms only

    population = np.asarray(population, dtype=float)
    top = population.max()

    def slope(c):  # c = -m lambda_max in (0, 1)
        ratio = c * population / (top - c * population)
        return 1.0 - alpha * np.mean(ratio**2)

    # The top entry alone, of weight 1/len, makes the slope negative at this distance from 1.
    nearest = 1.0 / (1.0 + 0.5 * np.sqrt(alpha / population.size))
    return -brentq(slope, 0.0, nearest, xtol=1e-15, rtol=1e-14) / top


def generalised_edge(population, alpha):
    """(P.17): largest eigenvalue of C for N -> infinity at fixed alpha: the minimum of x(m). population: (k,)."""
    m = edge_point(population, alpha)
    return -1.0 / m + alpha * np.mean(population / (1.0 + population * m))


def edge_scale(population, alpha):
    """(P.18): scale sigma of the fluctuations of the largest eigenvalue of C. population: (k,).

    The largest eigenvalue is the generalised edge + sigma B^(-2/3) times a Tracy-Widom variable, with B = N/alpha.
    """
    m = edge_point(population, alpha)
    curvature = -2.0 / m**3 + 2.0 * alpha * np.mean((population / (1.0 + population * m)) ** 3)
    return np.cbrt(curvature / 2.0)


def generalised_density(eigenvalue, population, alpha):
    """Density of the continuous part of the spectrum of C. eigenvalue: (n,). population: (k,). Returns (n,).

    Newton's method follows the solution m(x + i eta) from large eta, where m = -1/(x + i eta), down to the real axis,
    so the density is smoothed over 1e-6 of the edge. Its integral is min(1, 1/alpha). Raises RuntimeError where
    Newton's method leaves the upper half plane.
    """
    from scipy.optimize import newton  # here, because figure 7 needs the closed forms only

    x = np.atleast_1d(np.asarray(eigenvalue, dtype=float))
    top = generalised_edge(population, alpha)
    lam = np.asarray(population, dtype=float)[:, None]
    companion = -1.0 / (x + 10j * top)
    for eta in top * np.geomspace(10.0, 1e-6, 60):
        z = x + 1j * eta

        def equation(m, z=z):
            return z + 1.0 / m - alpha * np.mean(lam / (1.0 + lam * m), axis=0)

        def derivative(m, z=z):
            return -1.0 / m**2 + alpha * np.mean((lam / (1.0 + lam * m)) ** 2, axis=0)

        companion = newton(equation, companion, fprime=derivative, tol=1e-12, maxiter=100)
    if np.any(companion.imag < 0.0):
        raise RuntimeError("generalised density: the Stieltjes transform left the upper half plane")
    return companion.imag / (np.pi * alpha)


def top_vector_power(population, alpha):
    """(P.19): N times the mean squared overlap of the top eigenvector of C with each wave k of the ring, for large N.

    The overlap is proportional to lambda_k / (1 + lambda_k m*)^2; the result has mean 1 over k. population: (k,).
    Returns (k,).
    """
    m = edge_point(population, alpha)
    power = population / (1.0 + population * m) ** 2
    return power / power.mean()


def top_vector_local(wavenumber, population, alpha):
    """(P.20): large-N limit of W_local of the top eigenvector of C, the mean of cos k weighted by `top_vector_power`.

    wavenumber: k of each entry of the population spectrum, radians per site. Both (k,).
    """
    return np.mean(np.cos(wavenumber) * top_vector_power(population, alpha))


def top_vector_uniform(population, alpha, sites):
    """(P.20): mean of W_uniform, the overlap (in size) of the top eigenvector of C with the uniform vector, large N.

    The overlap is Gaussian for large N, and its mean size falls as sites^(-1/2) at every alpha. population: (k,), with
    the uniform mode first. For an eigenvector of norm 1, W of (11) is sqrt(sites) times W_uniform.
    """
    return np.sqrt(2.0 / np.pi * top_vector_power(population, alpha)[0] / sites)


def extrapolate(sites, values, errors):
    """Weighted least-squares fit of values = limit + slope N^(-2/3). Returns limit, slope, standard error of the limit.

    sites: N; values; errors: standard errors of the values. All (n,).
    """
    x = np.asarray(sites, dtype=float) ** (-2.0 / 3.0)
    design = np.column_stack([np.ones_like(x), x]) / np.asarray(errors)[:, None]
    covariance = np.linalg.inv(design.T @ design)
    limit, slope = covariance @ design.T @ (np.asarray(values) / np.asarray(errors))
    return limit, slope, np.sqrt(covariance[0, 0])

"""The correlation matrix of Ising data: its top eigenvalue and top eigenvector, compared with (24), (25) and (P.17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import mean_of
from placecells.measure import motion
from placecells.studies.place_cells.measures.crossover import exponent_in_size, furthest
from placecells.theory.random_matrix import marchenko_pastur_density

if TYPE_CHECKING:
    import xarray as xr

FEW_NOISE, MUCH_NOISE = 0.002, 5.0  # alpha up to, and from, which a point counts as a limit


def _mean_over_seeds(values: xr.DataArray, detail: str) -> Measurement:
    """Mean over the seeds of values (seed,), with Student's interval."""
    return mean_of(values.values, detail)


def top_over_law(ds: xr.Dataset, law: str, noisy: bool) -> Measurement:
    """Top eigenvalue over the variable `law`, at the largest alpha (noisy) or at the smallest.

    Raises Undecided where alpha is not at least MUCH_NOISE, or at most FEW_NOISE.
    """
    part = furthest_samples(ds, noisy)
    alpha = float(part["alpha"])
    if not (alpha >= MUCH_NOISE if noisy else alpha <= FEW_NOISE):
        limit = f"at least {MUCH_NOISE:g}" if noisy else f"at most {FEW_NOISE:g}"
        raise Undecided(f"the limit needs an alpha of {limit}, this scale has {alpha:g}")
    return _mean_over_seeds(part["top_eigenvalue"] / part[law], f"alpha = {alpha:g}")


def furthest_samples(ds: xr.Dataset, noisy: bool) -> xr.Dataset:
    """The grid point with the fewest samples (noisy), or with the most."""
    return ds.isel(samples=int((np.argmin if noisy else np.argmax)(ds["samples"].values)))


def excess_over_one(ds: xr.Dataset) -> Measurement:
    """Smallest top eigenvalue of all training sets, minus 1; an exact number without an interval."""
    value = float(ds["top_eigenvalue"].min()) - 1.0
    return Measurement(value, value, value, ds["top_eigenvalue"].size)


def null_edge(ds: xr.Dataset) -> Measurement:
    """Top eigenvalue minus its mean Tracy-Widom shift (P.18), over the noise edge (24), mean over alpha."""
    ratio = (ds["top_eigenvalue"] - ds["law_shift"]) / ds["law_noise"]
    detail = ", ".join(
        f"{float(r.mean()):.4g} at alpha = {float(r['alpha']):g}" for r in ratio.transpose("samples", "seed")
    )
    return _mean_over_seeds(ratio.mean("samples"), detail)


def null_density(ds: xr.Dataset) -> Measurement:
    """Kolmogorov distance of the spectrum from the Marchenko-Pastur law, at the smallest alpha, mean over the seeds."""
    part = furthest_samples(ds, noisy=False)
    alpha = float(part["alpha"])
    if alpha >= 1:
        raise Undecided("at alpha of 1 and more the spectrum has a part at zero")
    eigenvalues = np.sort(part["eigenvalue"].transpose("seed", "mode").values, axis=1)
    return mean_of(distances(eigenvalues, alpha), f"alpha = {alpha:g}, N = {eigenvalues.shape[1]}")


def distances(eigenvalues: np.ndarray, alpha: float) -> np.ndarray:
    """Kolmogorov distances (seed,) of spectra (seed, N), ascending, from the Marchenko-Pastur law with alpha < 1.

    The Kolmogorov distance is the largest difference of two cumulative distribution functions.
    """
    angle = np.linspace(0.0, np.pi, 4001)  # x = middle - half cos(angle): even steps resolve both edges
    x = (1.0 + alpha) - 2.0 * np.sqrt(alpha) * np.cos(angle)
    density = marchenko_pastur_density(x, alpha) * 2.0 * np.sqrt(alpha) * np.sin(angle)
    below = np.concatenate([[0.0], np.cumsum(density[1:] + density[:-1]) * (angle[1] - angle[0]) / 2.0])
    law, count = np.interp(eigenvalues, x, below), eigenvalues.shape[1]
    rank = np.arange(count)
    return np.maximum(law - rank / count, (rank + 1) / count - law).max(axis=1)


def null_kurtosis(ds: xr.Dataset) -> Measurement:
    """Relative kurtosis of the top eigenvectors, mean over alpha: 1 for random directions."""
    return _mean_over_seeds(relative_kurtosis(ds["top_eigenvector"]).mean("samples"), "mean over alpha")


def null_kurtosis_exponent(ds: xr.Dataset) -> Measurement:
    """Exponent b of 1 - relative kurtosis ~ N^b, mean over alpha."""
    return exponent_in_size((1.0 - relative_kurtosis(ds["top_eigenvector"])).mean("alpha"), "mean over alpha")


def relative_kurtosis(vector: xr.DataArray) -> xr.DataArray:
    """Kurtosis <v^4>/<v^2>^2 of the components of a vector, over its mean 3N/(N+2) for a random direction.

    The averages are over the dimension site; entries beyond the end of a smaller ring are NaN and do not count.
    """
    sites = vector.count("site")
    return (vector**4).mean("site") / (vector**2).mean("site") ** 2 / (3.0 * sites / (sites + 2.0))


def uniform_overlap(ds: xr.Dataset) -> Measurement:
    """Overlap W_uniform (P.12) of the top eigenvector with the uniform vector, at the largest number of samples."""
    part = furthest_samples(ds, noisy=False)
    return _mean_over_seeds(
        part["order_uniform"], f"alpha = {float(part['alpha']):.3g}, beta = {float(part['beta']):g}"
    )


def largest(ds: xr.Dataset, name: str, noisy: bool) -> Measurement:
    """Order parameter `name` over its large-N law (P.20), on the largest ring, at the alpha furthest from (26).

    noisy: on which side of (26).
    """
    part = furthest(ds, noisy)
    part = part.isel(sites=int(np.argmax(part["sites"].values)))
    law = float(part[f"law_{name}"])
    return _mean_over_seeds(
        part[name] / law, f"N = {int(part['sites'])}, alpha = {float(part['alpha']):g}, law {law:.3g}"
    )


def extrapolated(ds: xr.Dataset, laws: tuple[str, ...], noisy: bool) -> Measurement:
    """Top eigenvalue, extrapolated to large N in N^(-2/3), over the largest of the laws.

    It is taken at the alpha furthest from (26); noisy: on which side. Raises Undecided for fewer than three sizes of
    the ring.
    """
    part = furthest(ds, noisy)
    if part.sizes["sites"] < 3:
        raise Undecided("fewer than three ring sizes")
    law = max(float(part[name].isel(sites=-1)) for name in laws)
    values = part["top_eigenvalue"].transpose("seed", "sites").values / law
    x = part["sites"].values ** (-2.0 / 3.0)

    intercepts = values.mean(axis=-1) - motion.slope(x, values) * x.mean()
    return mean_of(intercepts, f"alpha = {float(part['alpha']):g}")

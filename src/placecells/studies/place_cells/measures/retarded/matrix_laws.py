"""The correlation matrix of Ising data: its top eigenvalue and top eigenvector, compared with (24), (25) and (P.17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from placecells.claims.claim import Measurement, Undecided
from placecells.claims.intervals import exact, from_estimate, mean_of
from placecells.measure import motion, order
from placecells.measure.intervals import estimate
from placecells.measure.summary import ring_size
from placecells.studies.place_cells.measures.retarded.crossover import exponent_in_size, fall, furthest
from placecells.studies.place_cells.measures.retarded.two_sides import noise_over_threshold
from placecells.theory.random_matrix import alpha_c, marchenko_pastur_density

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


def excess_over_one(matrices: np.ndarray) -> Measurement:
    """Smallest top eigenvalue of correlation matrices (n, N, N), minus 1."""
    return exact(float(np.linalg.eigvalsh(matrices)[:, -1].min()) - 1.0, f"{len(matrices)} matrices")


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
    """Relative kurtosis of the top eigenvectors for N -> infinity, mean over alpha: 1 for random directions.

    The limit of a least-squares line in 1/N for each run. Raises Undecided for fewer than three sizes of the ring.
    """
    kurtosis = relative_kurtosis(ds["top_eigenvector"]).mean("alpha").transpose("seed", "sites")
    if kurtosis.sizes["sites"] < 3:
        raise Undecided("fewer than three ring sizes")
    detail = ", ".join(f"{float(k.mean()):.3g} at N = {int(k['sites'])}" for k in kurtosis.transpose("sites", "seed"))
    return mean_of(_limits(1.0 / kurtosis["sites"].values, kurtosis.values), detail)


def _limits(x: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Values at x = 0 of the least-squares lines through values (seed, x): (seed,)."""
    return values.mean(axis=-1) - motion.slope(x, values) * x.mean()


def null_kurtosis_exponent(ds: xr.Dataset) -> Measurement:
    """Exponent b of 1 - relative kurtosis ~ N^b, mean over alpha."""
    return exponent_in_size((1.0 - relative_kurtosis(ds["top_eigenvector"])).mean("alpha"), "mean over alpha")


def relative_kurtosis(vector: xr.DataArray) -> xr.DataArray:
    """Kurtosis <v^4>/<v^2>^2 of the components of a vector, over its mean 3N/(N+2) for a random direction.

    The averages are over the dimension site; entries beyond the end of a smaller ring are NaN and do not count.
    """
    sites = vector.count("site")
    return (vector**4).mean("site") / (vector**2).mean("site") ** 2 / (3.0 * sites / (sites + 2.0))


def uniform_overlap(ds: xr.Dataset, noisy: bool = False) -> Measurement:
    """Overlap W_uniform (P.12) of top eigenvector and uniform vector, at the most samples; noisy: the fewest."""
    part = furthest_samples(ds, noisy)
    return _mean_over_seeds(
        part["order_uniform"], f"alpha = {float(part['alpha']):.3g}, beta = {float(part['beta']):g}"
    )


def neighbours(ds: xr.Dataset, noisy: bool) -> Measurement:
    """W_local (P.12) of the top eigenvector at the fewest samples (noisy) or at the most: 0 for a random vector."""
    part = furthest_samples(ds, noisy)
    return _mean_over_seeds(part["order_local"], f"alpha = {float(part['alpha']):.3g}")


def from_random_to_uniform(ds: xr.Dataset) -> dict[str, Measurement]:
    """The top eigenvector against alpha: W_local at the fewest samples, and where its overlap is half way.

    The place is ln(alpha / alpha_c), with the alpha at which the overlap with the uniform vector falls half way from
    its value at the smallest alpha to that of a random vector.
    """
    ds = ds.sortby("samples", ascending=False)
    values, log_alpha = ds["order_uniform"].transpose("seed", "samples").values, np.log(ds["alpha"].values)
    random, threshold = order.random_order_uniform(ring_size(ds)), np.log(alpha_c(float(ds["beta"])))
    found = estimate(values, lambda m: float(fall(m, log_alpha, random)) - threshold)
    detail = f"alpha at half {np.exp(found.value + threshold):.3g}, alpha_c = {np.exp(threshold):.3g}"
    return {
        "few data: W_local": neighbours(ds, noisy=True),
        "ln(alpha at half / alpha_c)": from_estimate(found, len(values), detail),
    }


def with_overlaps(ds: xr.Dataset, uniform: bool) -> xr.Dataset:
    """Control: the same data sets with other top eigenvectors: random, or uniform with a tenth of random entries.

    Each data set has the mean overlap of 20 such vectors, because that of one random vector varies by three quarters.
    """
    rng = np.random.default_rng(0)
    sizes = ds["order_uniform"].transpose("sites", ...)
    made = [rng.standard_normal((20, *size.shape, int(size["sites"]))) for size in sizes]
    overlaps = np.stack([order.order_uniform(0.1 * v + 1.0 if uniform else v).mean(axis=0) for v in made])
    return ds.assign(order_uniform=sizes.copy(data=overlaps))


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


def extrapolated(ds: xr.Dataset, laws: tuple[str, ...], place: str) -> Measurement:
    """Top eigenvalue, extrapolated to large N in N^(-2/3), over the largest of the laws.

    place: "few" data, the largest alpha; "many", the smallest; "near", the alpha nearest to (26). Raises Undecided for
    fewer than three sizes of the ring.
    """
    part = nearest(ds) if place == "near" else furthest(ds, noisy=place == "few")
    if part.sizes["sites"] < 3:
        raise Undecided("fewer than three ring sizes")
    law = max(float(part[name].isel(sites=-1)) for name in laws)
    values = part["top_eigenvalue"].transpose("seed", "sites").values / law
    return mean_of(_limits(part["sites"].values ** (-2.0 / 3.0), values), f"alpha = {float(part['alpha']):g}")


def nearest(ds: xr.Dataset) -> xr.Dataset:
    """The part of ds at the alpha nearest to (26). Raises Undecided where it is not within a tenth of it."""
    noise = noise_over_threshold(ds).values
    at = int(np.argmin(np.abs(np.log(noise))))
    if "alpha" not in ds.dims or abs(noise[at] - 1.0) > 0.1:
        raise Undecided("no alpha lies within a tenth of (26)")
    return ds.isel(alpha=at)


def at_places(ds: xr.Dataset, laws: dict[str, tuple[str, ...]]) -> dict[str, Measurement]:
    """`extrapolated` at several places, each over the largest of its own laws."""
    return {place: extrapolated(ds, names, place) for place, names in laws.items()}

"""Claims on the correlation matrix of Ising data and its top eigenvector (section V.1, figure 12)."""

from functools import partial

import numpy as np
import xarray as xr

from placecells.claims.claim import Agrees, Band, Claim, Measurement, NotTestable
from placecells.claims.transition import exponent_in_size, furthest, mean, size_exponent
from placecells.measure import motion
from placecells.theory.random_matrix import marchenko_pastur_density

FEW_NOISE, MUCH_NOISE = 0.002, 5.0  # alpha up to, and from, which a point counts as a limit
CLOSE = Agrees(1.0, 0.05, 0.05)


def _one(values: xr.DataArray, detail: str) -> Measurement:
    """Mean over the seeds."""
    return mean(values.values, detail)


def top_over_law(ds: xr.Dataset, law: str, noisy: bool) -> Measurement:
    """Top eigenvalue over a law at the largest (noisy) or smallest alpha, if that is extreme enough."""
    part = furthest_samples(ds, noisy)
    alpha = float(part["alpha"])
    if not (alpha >= MUCH_NOISE if noisy else alpha <= FEW_NOISE):
        limit = f"at least {MUCH_NOISE:g}" if noisy else f"at most {FEW_NOISE:g}"
        raise NotTestable(f"the limit needs an alpha of {limit}, this scale has {alpha:g}")
    return _one(part["top_eigenvalue"] / part[law], f"alpha = {alpha:g}")


def furthest_samples(ds: xr.Dataset, noisy: bool) -> xr.Dataset:
    """The point of the fewest (noisy) or the most samples."""
    return ds.isel(samples=int((np.argmin if noisy else np.argmax)(ds["samples"].values)))


def excess_over_one(ds: xr.Dataset) -> Measurement:
    """Smallest top eigenvalue of all data sets, minus 1: exact, no interval."""
    value = float(ds["top_eigenvalue"].min()) - 1.0
    return Measurement(value, value, value, ds["top_eigenvalue"].size)


def null_edge(ds: xr.Dataset) -> Measurement:
    """Top eigenvalue less its Tracy-Widom shift, over (24), mean over alpha."""
    ratio = (ds["top_eigenvalue"] - ds["law_shift"]) / ds["law_noise"]
    detail = ", ".join(
        f"{float(r.mean()):.4g} at alpha = {float(r['alpha']):g}" for r in ratio.transpose("samples", "seed")
    )
    return _one(ratio.mean("samples"), detail)


def null_density(ds: xr.Dataset) -> Measurement:
    """Largest distance between the spectra's and the Marchenko-Pastur distribution function, smallest alpha."""
    part = furthest_samples(ds, noisy=False)
    alpha = float(part["alpha"])
    if alpha >= 1:
        raise NotTestable("at alpha of 1 and more the spectrum has a part at zero")
    eigenvalues = np.sort(part["eigenvalue"].transpose("seed", "mode").values, axis=1)
    return mean(distances(eigenvalues, alpha), f"alpha = {alpha:g}, N = {eigenvalues.shape[1]}")


def distances(eigenvalues: np.ndarray, alpha: float) -> np.ndarray:
    """Kolmogorov distances of spectra (seed, N), ascending, from the Marchenko-Pastur law with alpha < 1."""
    angle = np.linspace(0.0, np.pi, 4001)  # x = middle - half cos(angle): even steps resolve both edges
    x = (1.0 + alpha) - 2.0 * np.sqrt(alpha) * np.cos(angle)
    density = marchenko_pastur_density(x, alpha) * 2.0 * np.sqrt(alpha) * np.sin(angle)
    below = np.concatenate([[0.0], np.cumsum(density[1:] + density[:-1]) * (angle[1] - angle[0]) / 2.0])
    law, count = np.interp(eigenvalues, x, below), eigenvalues.shape[1]
    rank = np.arange(count)
    return np.maximum(law - rank / count, (rank + 1) / count - law).max(axis=1)


def null_kurtosis(ds: xr.Dataset) -> Measurement:
    """Relative kurtosis of the top eigenvectors, mean over alpha."""
    return _one(relative_kurtosis(ds["top_eigenvector"]).mean("samples"), "mean over alpha")


def null_kurtosis_exponent(ds: xr.Dataset) -> Measurement:
    """Exponent b of what the relative kurtosis lacks to one, mean over alpha, ~ N^b."""
    return exponent_in_size((1.0 - relative_kurtosis(ds["top_eigenvector"])).mean("alpha"), "mean over alpha")


def relative_kurtosis(vector: xr.DataArray) -> xr.DataArray:
    """<v^4>/<v^2>^2 over the components (site, NaN beyond a smaller ring), over the 3N/(N+2) of a random direction."""
    sites = vector.count("site")
    return (vector**4).mean("site") / (vector**2).mean("site") ** 2 / (3.0 * sites / (sites + 2.0))


def uniform_overlap(ds: xr.Dataset) -> Measurement:
    """Overlap with the uniform vector at the most samples."""
    part = furthest_samples(ds, noisy=False)
    return _one(part["order_uniform"], f"alpha = {float(part['alpha']):.3g}, beta = {float(part['beta']):g}")


def largest(ds: xr.Dataset, name: str, noisy: bool) -> Measurement:
    """Order parameter `name` over its large-N law on the largest ring, at the alpha furthest on one side of (26)."""
    part = furthest(ds, noisy)
    part = part.isel(sites=int(np.argmax(part["sites"].values)))
    law = float(part[f"law_{name}"])
    return _one(part[name] / law, f"N = {int(part['sites'])}, alpha = {float(part['alpha']):g}, law {law:.3g}")


def extrapolated(ds: xr.Dataset, laws: tuple[str, ...], noisy: bool) -> Measurement:
    """Top eigenvalue extrapolated in N^(-2/3), over the larger of the laws, at the alpha furthest on one side."""
    part = furthest(ds, noisy)
    if part.sizes["sites"] < 3:
        raise NotTestable("fewer than three ring sizes")
    law = max(float(part[name].isel(sites=-1)) for name in laws)
    values = part["top_eigenvalue"].transpose("seed", "sites").values / law
    x = part["sites"].values ** (-2.0 / 3.0)

    intercepts = values.mean(axis=-1) - motion.slope(x, values) * x.mean()
    return mean(intercepts, f"alpha = {float(part['alpha']):g}")


matrix = partial(
    Claim,
    section="V.1.2",
    figure="fig12",
    source="text",
    unit="1",
    test="Student interval over data sets",
    least_runs=3,
)
null = partial(matrix, section="V.1.1", datasets=("correlation_null",))
SIZE = ("correlation_size",)
EXTRAPOLATED = "limit of a line in N^(-2/3) through the top eigenvalues"
LIMIT = "the next correction, N^(-4/3), is 0.002 at N = 100; times a coefficient of a few"

MATRIX_CLAIMS = [
    null(
        id="retarded-42",
        statement="For independent sites the top eigenvalue is the Marchenko-Pastur edge (24).",
        quantity="(top eigenvalue - mean Tracy-Widom shift) / (24), mean over alpha",
        measure=null_edge,
        expected=Agrees(1.0, 0.01, 0.02),
        tolerance="corrections of order 1/N of binary entries, a few times 1/400",
    ),
    null(
        id="retarded-42b",
        statement="For independent sites the spectrum is that of Marchenko and Pastur.",
        quantity="largest distance of the two distribution functions",
        measure=null_density,
        expected=Band(high=0.01),
        tolerance="four of 400 eigenvalues: they are rigid, and corrections are of order 1/N",
    ),
    null(
        id="retarded-43",
        statement="The top eigenvector of the null model has random, Gaussian components.",
        quantity="kurtosis of the components / that of a random direction",
        measure=null_kurtosis,
        expected=Agrees(1.0, 0.0, 0.15),
        tolerance="1 is exact for a random direction; a uniform vector has 1/3, a localised one much more",
    ),
    null(
        id="retarded-43b",
        statement="What the top eigenvector of the null model lacks in kurtosis vanishes for large N.",
        source="ours",
        quantity="b of 1 - kurtosis of the components / that of a random direction ~ N^b",
        datasets=("correlation_null_size",),
        measure=null_kurtosis_exponent,
        expected=Band(high=-0.5),
        tolerance="half-way between no fall, 0, and the -1 of corrections of order 1/N (spins fix the diagonal of C); "
        "set after a trial on other data",
        test="bootstrap (BCa) over data sets",
        least_runs=8,
    ),
    matrix(
        id="retarded-44",
        statement="With many data the top eigenvalue is close to (25).",
        quantity="top eigenvalue / exp(2 beta)",
        datasets=("correlation_alpha",),
        measure=partial(top_over_law, law="law_signal", noisy=False),
        expected=CLOSE,
        tolerance="'very close' is read as 5%",
    ),
    matrix(
        id="retarded-46",
        statement="With few data the top eigenvalue is close to the noise edge (24), though beta is not 0.",
        quantity="top eigenvalue / (24)",
        datasets=("correlation_alpha",),
        measure=partial(top_over_law, law="law_noise", noisy=True),
        expected=CLOSE,
        tolerance="'very well approximated' is read as 5%",
    ),
    matrix(
        id="retarded-45",
        statement="With many data the top eigenvector is nearly uniform.",
        quantity="overlap with the uniform vector at the smallest alpha, beta = 1",
        datasets=("correlation_vectors",),
        measure=uniform_overlap,
        expected=Band(low=0.9),
        tolerance="'similar', 'roughly uniform' is read as nine tenths",
    ),
    matrix(
        id="retarded-45b",
        statement="Below alpha_c, at fixed alpha, the top eigenvector becomes uniform for large N.",
        quantity="b of mean overlap with the uniform vector ~ N^b",
        datasets=SIZE,
        measure=partial(size_exponent, name="order_uniform", noisy=False),
        expected=Band(low=-0.25),
        tolerance="half-way between no fall, 0, and the -1/2 of a vector without a uniform part",
        test="bootstrap (BCa) over data sets",
        least_runs=8,
    ),
    matrix(
        id="retarded-45c",
        statement="At fixed alpha below alpha_c the overlap with the uniform vector falls as the law of the band says.",
        source="ours",
        quantity="overlap on the largest ring / its large-N law",
        datasets=SIZE,
        measure=partial(largest, name="order_uniform", noisy=False),
        expected=Agrees(1.0, 0.1, 0.5),
        tolerance="± 0.1 for corrections in N; ± 0.5, because a uniform vector would have a ratio of several",
    ),
    matrix(
        id="retarded-47",
        statement="At large N the top eigenvalue is the larger of (24) and (25): a sharp transition at (26).",
        section="V.1.1",
        quantity=f"{EXTRAPOLATED} / max((24), (25)), at the alpha below (26)",
        datasets=SIZE,
        measure=partial(extrapolated, laws=("law_noise", "law_signal"), noisy=False),
        expected=Agrees(1.0, 0.01, 0.05),
        tolerance=LIMIT,
    ),
    matrix(
        id="retarded-47b",
        statement="At large N the top eigenvalue is the generalised edge, below (26).",
        section="V.1.1",
        source="ours",
        quantity=f"{EXTRAPOLATED} / generalised edge, at the alpha below (26)",
        datasets=SIZE,
        measure=partial(extrapolated, laws=("law_edge",), noisy=False),
        expected=Agrees(1.0, 0.01, 0.05),
        tolerance=LIMIT,
    ),
    matrix(
        id="retarded-47c",
        statement="At large N the top eigenvalue is the generalised edge, above (26) too.",
        section="V.1.1",
        source="ours",
        quantity=f"{EXTRAPOLATED} / generalised edge, at the largest alpha",
        datasets=SIZE,
        measure=partial(extrapolated, laws=("law_edge",), noisy=True),
        expected=Agrees(1.0, 0.01, 0.05),
        tolerance=LIMIT,
    ),
    matrix(
        id="retarded-47d",
        statement="The top eigenvector stays smooth above (26): W_local has no threshold.",
        section="V.1.1",
        source="ours",
        quantity="W_local on the largest ring / its large-N law, at the largest alpha",
        datasets=SIZE,
        measure=partial(largest, name="order_local", noisy=True),
        expected=Agrees(1.0, 0.02, 0.1),
        tolerance="± 0.02 for corrections in N",
    ),
    matrix(
        id="retarded-101",
        statement="The top eigenvalue of C exceeds 1, so small weights always grow.",
        section="V.1.1",
        quantity="smallest top eigenvalue of all data sets, minus 1",
        datasets=("correlation_alpha",),
        measure=excess_over_one,
        expected=Band(low=0.0),
        tolerance="exact: the mean eigenvalue is 1",
        test="every data set",
    ),
]

"""Kind `spectrum`: the correlation matrix C of the data of one cell, its spectrum, its top eigenvector, and their laws.

A cell is {"kind": "spectrum", "data": {...}, "seeds", "record": {"quantities": [...]}}. The quantities are eigenvalues
(all of C) and top_eigenvector; the top eigenvalue, the order parameters of the top eigenvector and the laws are always
in the dataset. N is the number of sites, B the number of samples, alpha = N/B, q the number of colours.
"""

import numpy as np

from placecells.io.variables import dataset
from placecells.theory import colour_ring, random_matrix, ring

LONG_WAVES = 3  # largest wavenumber |k|, in waves per ring, of the band on which projections are measured
BLOCK = 8192  # rows of one matrix product: sums of integers in single precision stay exact
WAVENUMBERS = 4096  # points of the population spectrum of an infinitely long ring


def spectrum(cell, configurations, seeds):
    """Dataset of one cell, with the scalar coordinates beta (where the data have one), samples and alpha.

    configurations: iterable over the seeds of arrays (samples, sites) of spins -1/+1, or of colours 0 ... q-1. seeds:
    one integer per seed, with which the colours are shuffled.
    """
    spectra_of = {"ising": _spins, "xy": _colours}[cell["data"]["model"]]
    data = cell["data"]
    coordinates = {key: data[key] for key in ("beta", "samples") if key in data}
    coordinates["alpha"] = data["sites"] / data["samples"]
    return dataset(spectra_of(cell, configurations, seeds)).assign_coords(coordinates)


def correlation_matrix(configurations, rows=BLOCK):
    """C = v^T v / B of spins v (samples, sites), (sites, sites), summed over blocks of ``rows`` samples."""
    total = np.zeros((configurations.shape[1],) * 2)
    for start in range(0, len(configurations), rows):
        block = np.asarray(configurations[start : start + rows], dtype=np.float32)
        total += block.T @ block
    return total / len(configurations)


def _spins(cell, configurations, _):
    """Measured variables and laws of spin data."""
    sites, recorded = cell["data"]["sites"], cell["record"]["quantities"]
    tops, vectors, spectra = [], [], []
    for v in configurations:
        c = correlation_matrix(v)
        value, vector = top_pair(c)
        tops.append(value)
        vectors.append(vector if vector.sum() > 0.0 else -vector)
        if "eigenvalues" in recorded:
            spectra.append(np.linalg.eigvalsh(c)[::-1])
    top = np.stack(vectors)
    total = top.sum(axis=1)
    local = np.sum(top * np.roll(top, 1, axis=1), axis=1)
    variables = {
        "top_eigenvalue": ("seed", np.array(tops), "largest eigenvalue of C", "1"),
        "order_parameter": ("seed", total, "W = |sum_i w_i| of the top eigenvector w of norm 1 (11)", "1"),
        "order_uniform": (
            "seed",
            total / np.sqrt(sites),
            "overlap of the top eigenvector with the uniform vector",
            "1",
        ),
        "order_local": ("seed", local, "correlation of neighbouring entries of the top eigenvector, W_local", "1"),
    }
    if spectra:
        variables["eigenvalue"] = (("seed", "mode"), np.stack(spectra), "eigenvalues of C, largest first", "1")
    if "top_eigenvector" in recorded:
        variables["top_eigenvector"] = (("seed", "site"), top, "top eigenvector of C, norm 1", "1")
    return variables | _spin_laws(cell["data"])


def _spin_laws(data):
    """What (24), (25) and the generalised Marchenko-Pastur law predict for the top eigenvalue and its eigenvector.

    Only (24) is there for data without beta: data of a file may have an unknown temperature.
    """
    sites, alpha = data["sites"], data["sites"] / data["samples"]
    noise = {"law_noise": ((), random_matrix.marchenko_pastur_edge(alpha), "(24), Marchenko-Pastur edge", "1")}
    if "beta" not in data:
        return noise
    beta = data["beta"]
    wavenumber = ring.wavenumbers(WAVENUMBERS)
    band = ring.band(wavenumber, beta)
    edge = random_matrix.generalised_edge(band, alpha)
    shift = random_matrix.edge_scale(band, alpha) * (alpha / sites) ** (2.0 / 3.0) * random_matrix.TRACY_WIDOM_MEAN
    uniform = random_matrix.top_vector_uniform(band, alpha, sites)
    local = random_matrix.top_vector_local(wavenumber, band, alpha)
    return noise | {
        "law_signal": ((), ring.uniform_eigenvalue(beta), "(25), eigenvalue of the uniform vector", "1"),
        "law_edge": ((), edge, "generalised Marchenko-Pastur edge", "1"),
        "law_shift": ((), shift, "mean Tracy-Widom shift of the top eigenvalue from the generalised edge", "1"),
        "law_order_uniform": ((), uniform, "large-N mean overlap of the top eigenvector with the uniform vector", "1"),
        "law_order_parameter": ((), uniform * np.sqrt(sites), "large-N mean of W of the top eigenvector", "1"),
        "law_order_local": ((), local, "large-N limit of W_local of the top eigenvector", "1"),
    }


def colour_correlation_matrix(configurations, colours):
    """C = <x x^T> of one-hot data, (sites * colours, sites * colours); site i and colour a are entry i q + a.

    configurations: colours 0 ... q-1, (samples, sites). x_ia = (delta(v_i, a) - 1/q) / sqrt((1/q) (1 - 1/q)), so the
    mean of C over data sets is (27) over the variance (1/q) (1 - 1/q). In finite data the frequencies of the colours
    are not 1/q. With <(delta - 1/q)(delta - 1/q)>, and not <delta delta> - 1/q^2, C acts only on the directions that a
    machine in the zero-sum gauge has.
    """
    samples, sites = configurations.shape
    total = np.zeros((sites * colours,) * 2)
    for start in range(0, samples, BLOCK):
        block = configurations[start : start + BLOCK, :, None] == np.arange(colours, dtype=configurations.dtype)
        block = block.reshape(-1, sites * colours).astype(np.float32)
        total += block.T @ block
    total /= samples
    frequency = np.diag(total) / colours
    total -= frequency[:, None] + frequency - 1.0 / colours**2
    return total * (colours**2 / (colours - 1.0))


def shuffled(configurations, seed):
    """The configurations (samples, sites) with the values of every site permuted over the samples, independently.

    The frequencies of the colours at each site stay; all correlations between sites are lost.
    """
    return np.random.default_rng(seed).permuted(configurations.T, axis=1).T


def top_pair(matrix):
    """Largest eigenvalue of a symmetric matrix (n, n) and its eigenvector (n,), of norm 1, its largest entry positive.

    Lanczos iteration from a fixed vector, so that equal matrices give equal results.
    """
    from scipy.sparse.linalg import eigsh  # here, because loading SciPy's linear algebra takes a quarter of a second

    start = np.random.default_rng(0).standard_normal(len(matrix))
    values, vectors = eigsh(matrix, 1, which="LA", v0=start)
    vector = vectors[:, 0]
    return values[0], vector * np.sign(vector[np.argmax(np.abs(vector))])


def first_harmonic(vector, longest):
    """Share of the squared norm in cos(2 pi a/q) and sin(2 pi a/q) times waves of wavenumber |k| <= longest.

    vector: (..., site, colour). longest: in waves per ring; 0 for the uniform wave alone. Returns (...), between 0 and
    1.
    """
    sites, colours = vector.shape[-2:]
    power = np.abs(np.fft.fft2(vector, norm="ortho")) ** 2
    waves = sorted({k % sites for k in range(-longest, longest + 1)})
    harmonics = sorted({1, colours - 1})
    return power[..., waves, :][..., harmonics].sum(axis=(-2, -1)) / power.sum(axis=(-2, -1))


def _colours(cell, configurations, seeds):
    """Measured variables and laws of colour data."""
    sites, colours = cell["data"]["sites"], cell["data"]["colours"]
    recorded = cell["record"]["quantities"]
    tops, vectors, spectra = [], [], []
    for v, seed in zip(configurations, seeds, strict=True):
        matrices = [colour_correlation_matrix(data, colours) for data in (v, shuffled(v, seed))]
        pairs = [top_pair(matrix) for matrix in matrices]
        tops.append([value for value, _ in pairs])
        vectors.append(pairs[0][1].reshape(sites, colours))
        if "eigenvalues" in recorded:
            spectra.append([np.linalg.eigvalsh(matrix)[::-1] for matrix in matrices])
    (top, top_shuffled), vectors = np.transpose(tops), np.stack(vectors)
    uniform, band = first_harmonic(vectors, 0), first_harmonic(vectors, LONG_WAVES)
    in_span = "share of the top eigenvector in span(cos, sin)"
    in_band = f"{in_span} times waves |k| <= {LONG_WAVES}"
    after = "after the colours of each site are shuffled over the samples"
    variables = {
        "top_eigenvalue": ("seed", top, "largest eigenvalue of C", "1"),
        "top_eigenvalue_shuffled": ("seed", top_shuffled, f"largest eigenvalue of C, {after}", "1"),
        "projection_uniform": ("seed", uniform, in_span, "1"),
        "projection_band": ("seed", band, in_band, "1"),
    }
    if spectra:
        values, values_shuffled = np.moveaxis(spectra, 1, 0)
        largest_first = "eigenvalues of C, largest first"
        variables["eigenvalue"] = (("seed", "mode"), values, largest_first, "1")
        variables["eigenvalue_shuffled"] = (("seed", "mode"), values_shuffled, f"{largest_first}, {after}", "1")
    if "top_eigenvector" in recorded:
        variables["top_eigenvector"] = (("seed", "site", "colour"), vectors, "top eigenvector of C, norm 1", "1")
    return variables | _colour_laws(cell["data"])


def _colour_laws(data):
    """What (29), (30) and the generalised Marchenko-Pastur law predict for the top eigenvalue.

    Only (30) is there for data without beta.
    """
    alpha, colours, kernel = data["sites"] / data["samples"], data["colours"], data.get("kernel")
    noise = {"law_noise": ((), colour_ring.noise_edge(colours, alpha), "(30), Marchenko-Pastur edge", "1")}
    if "beta" not in data:
        return noise
    beta = data["beta"] * data.get("couplings", [1.0])[0]
    signal = colour_ring.top_eigenvalue(colours, beta, kernel)
    edge = colour_ring.generalised_edge(ring.wavenumbers(WAVENUMBERS), colours, beta, alpha, kernel)
    return noise | {
        "law_signal": ((), signal, "(29), eigenvalue of cos(2 pi a/q) and sin(2 pi a/q)", "1"),
        "law_edge": ((), edge, "generalised Marchenko-Pastur edge", "1"),
    }

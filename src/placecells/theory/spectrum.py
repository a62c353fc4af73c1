"""One cell of kind `spectrum`: the correlation matrix C of its data, the top eigenvector of C, and the laws for them.

{"kind": "spectrum", "data": {...}, "seeds", "record": {"quantities": [...]}}
quantities: eigenvalues, top_eigenvector. The top eigenvalue, what its vector is like and the laws are always there.
"""

import numpy as np
from scipy.sparse.linalg import eigsh

from placecells.theory import random_matrix, ring, xy
from placecells.theory.variables import dataset

LONG_WAVES = 3  # the largest |k|, in waves per ring, of the band that projections are made on
BLOCK = 8192  # rows of one product of matrices: sums in single precision stay exact integers


def spectrum(cell, configurations, seeds):
    """Dataset of one spectrum cell.

    configurations: per seed, an array (samples, sites) of spins +-1 or colours; seeds: per seed, the integer that
    shuffles are drawn with.
    """
    study = {"ising": _spins, "xy": _colours}[cell["data"]["model"]]
    data = cell["data"]
    coordinates = {key: data[key] for key in ("beta", "samples") if key in data}
    coordinates["alpha"] = data["sites"] / data["samples"]
    return dataset(study(cell, configurations, seeds)).assign_coords(coordinates)


def correlation_matrix(configurations, rows=BLOCK):
    """C = v^T v / samples, (sites, sites)."""
    total = np.zeros((configurations.shape[1],) * 2)
    for start in range(0, len(configurations), rows):
        block = np.asarray(configurations[start : start + rows], dtype=np.float32)
        total += block.T @ block
    return total / len(configurations)


def _spins(cell, configurations, _):
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
    variables = {
        "top_eigenvalue": ("seed", np.array(tops), "largest eigenvalue of C", "1"),
        "order_parameter": ("seed", total, "W = |sum_i w_i| of the top eigenvector (norm 1)", "1"),
        "order_uniform": ("seed", total / np.sqrt(sites), "overlap with the uniform vector", "1"),
        "order_local": ("seed", np.sum(top * np.roll(top, 1, axis=1), axis=1), "W_local", "1"),
    }
    if spectra:
        variables["eigenvalue"] = (("seed", "rank"), np.stack(spectra), "eigenvalues of C, largest first", "1")
    if "top_eigenvector" in recorded:
        variables["top_eigenvector"] = (("seed", "site"), top, "top eigenvector of C, norm 1", "1")
    return variables | _spin_laws(cell["data"])


def _spin_laws(data):
    """What (24), (25) and the generalised Marchenko-Pastur law say about the top eigenvalue and vector.

    Only (24) without beta: data from a file may be of unknown temperature.
    """
    sites, alpha = data["sites"], data["sites"] / data["samples"]
    noise = {"law_noise": ((), random_matrix.marchenko_pastur_edge(alpha), "(24), Marchenko-Pastur edge", "1")}
    if "beta" not in data:
        return noise
    beta = data["beta"]
    wavenumber = ring.wavenumbers(4096)
    band = ring.band(wavenumber, beta)
    scale = random_matrix.edge_scale(band, alpha) * (alpha / sites) ** (2.0 / 3.0)
    uniform = random_matrix.top_vector_uniform(band, alpha, sites)
    return noise | {
        "law_signal": ((), ring.uniform_eigenvalue(beta), "(25), uniform eigenvalue", "1"),
        "law_edge": ((), random_matrix.generalised_edge(band, alpha), "generalised edge", "1"),
        "law_shift": ((), scale * random_matrix.TRACY_WIDOM_MEAN, "mean Tracy-Widom shift from it", "1"),
        "law_order_uniform": ((), uniform, "large-N mean overlap with the uniform vector", "1"),
        "law_order_parameter": ((), uniform * np.sqrt(sites), "large-N mean of W", "1"),
        "law_order_local": (
            (),
            random_matrix.top_vector_local(wavenumber, band, alpha),
            "large-N W_local",
            "1",
        ),
    }


def colour_correlation_matrix(configurations, colours):
    """C of one-hot data, (sites * colours,) * 2, site by site: <(delta - 1/q)(delta - 1/q)> / ((1/q)(1 - 1/q)).

    Its mean over data is (27) over the same variance. The frequencies are not 1/q in finite data; with delta - 1/q, and
    not <delta delta> - 1/q^2, C acts only on what a machine in the zero-sum gauge can see.
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
    """Every site's colours in an order of their own: frequencies stay, all correlations between sites go."""
    return np.random.default_rng(seed).permuted(configurations.T, axis=1).T


def top_pair(matrix):
    """Largest eigenvalue of a symmetric matrix and its vector, the largest entry positive (Lanczos, fixed start)."""
    start = np.random.default_rng(0).standard_normal(len(matrix))
    values, vectors = eigsh(matrix, 1, which="LA", v0=start)
    vector = vectors[:, 0]
    return values[0], vector * np.sign(vector[np.argmax(np.abs(vector))])


def first_harmonic(vector, longest):
    """Share of vectors (..., site, colour) in span(cos, sin) of 2 pi a/q times waves |k| <= longest on the ring."""
    sites, colours = vector.shape[-2:]
    power = np.abs(np.fft.fft2(vector, norm="ortho")) ** 2
    waves = sorted({k % sites for k in range(-longest, longest + 1)})
    harmonics = sorted({1, colours - 1})
    return power[..., waves, :][..., harmonics].sum(axis=(-2, -1)) / power.sum(axis=(-2, -1))


def _colours(cell, configurations, seeds):
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
    of_shuffled = "of C after each site's colours are shuffled over the samples"
    variables = {
        "top_eigenvalue": ("seed", top, "largest eigenvalue of C", "1"),
        "shuffled_eigenvalue": ("seed", top_shuffled, f"largest eigenvalue {of_shuffled}", "1"),
        "projection_uniform": (
            "seed",
            first_harmonic(vectors, 0),
            "share of the top eigenvector in span(cos, sin)",
            "1",
        ),
        "projection_band": (
            "seed",
            first_harmonic(vectors, LONG_WAVES),
            f"share of the top eigenvector in span(cos, sin) times waves |k| <= {LONG_WAVES}",
            "1",
        ),
    }
    if spectra:
        values, values_shuffled = np.moveaxis(spectra, 1, 0)
        variables["eigenvalues"] = (("seed", "mode"), values, "eigenvalues of C, largest first", "1")
        variables["shuffled_eigenvalues"] = (("seed", "mode"), values_shuffled, f"eigenvalues {of_shuffled}", "1")
    if "top_eigenvector" in recorded:
        variables["top_eigenvector"] = (("seed", "site", "colour"), vectors, "top eigenvector of C, norm 1", "1")
    return variables | _colour_laws(cell["data"])


def _colour_laws(data):
    """What (29), (30) and the generalised Marchenko-Pastur law say about the top eigenvalue; only (30) without beta."""
    alpha, colours, kernel = data["sites"] / data["samples"], data["colours"], data.get("kernel")
    noise = {"law_noise": ((), xy.noise_edge(colours, alpha), "(30), Marchenko-Pastur edge", "1")}
    if "beta" not in data:
        return noise
    beta = data["beta"] * data.get("couplings", [1.0])[0]
    edge = xy.generalised_edge(ring.wavenumbers(4096), colours, beta, alpha, kernel)
    return noise | {
        "law_signal": ((), xy.top_eigenvalue(colours, beta, kernel), "(29), eigenvalue of cos and sin", "1"),
        "law_edge": ((), edge, "generalised edge", "1"),
    }

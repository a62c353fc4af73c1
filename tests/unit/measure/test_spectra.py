"""Cells of kind spectrum: spins and colours, on small cases with known answers and against the laws."""

import numpy as np
import pytest

from placecells.data.xy import sample
from placecells.measure import spectra
from placecells.theory import colour_ring, random_matrix, ring


def spectrum_cell(**data):
    data = {"model": "ising", "sites": 20, "beta": 0.0, "sampling": "independent"} | data
    return {
        "kind": "spectrum",
        "data": data,
        "record": {"quantities": ["eigenvalues", "top_eigenvector"]},
    }


def spins(shape, seed=0):
    return np.random.default_rng(seed).choice(np.array([-1, 1], dtype=np.int8), shape)


def test_correlation_matrix_in_blocks():
    v = spins((50, 6))
    expected = v.astype(float).T @ v / 50.0
    np.testing.assert_allclose(spectra.correlation_matrix(v, rows=16), expected, atol=1e-15)


def test_spectrum_of_independent_spins():
    configurations = [spins((40, 20), seed) for seed in range(3)]
    result = spectra.spectrum(spectrum_cell(samples=40), configurations, range(3))
    assert result.sizes == {"seed": 3, "mode": 20, "site": 20}
    assert int(result.samples) == 40
    np.testing.assert_allclose(result.eigenvalue.sum("mode"), 20.0)  # the trace: all variances are one
    matrix = spectra.correlation_matrix(configurations[1])
    vector, value = result.top_eigenvector.values[1], float(result.top_eigenvalue[1])
    np.testing.assert_allclose(matrix @ vector, value * vector, atol=1e-12)
    assert float(result.law_edge) == pytest.approx(random_matrix.marchenko_pastur_edge(0.5))
    np.testing.assert_allclose(result.order_uniform * np.sqrt(20), result.order_parameter)
    assert all(v.attrs["long_name"] and v.attrs["units"] for v in result.data_vars.values())


def test_spectrum_of_a_fully_ordered_ring():
    result = spectra.spectrum(spectrum_cell(samples=4), [np.ones((4, 20), dtype=np.int8)], [0])
    assert float(result.top_eigenvalue[0]) == pytest.approx(20.0)
    assert float(result.order_uniform[0]) == pytest.approx(1.0)
    assert float(result.order_local[0]) == pytest.approx(1.0)


def colours_cell(quantities=("eigenvalues", "top_eigenvector"), **data):
    data = {"model": "xy", "sites": 20, "colours": 5, "beta": 0.0, "sampling": "independent"} | data
    return {"kind": "spectrum", "data": data, "record": {"quantities": list(quantities)}}


def drawn(cell, seeds):
    return [sample(cell["data"], cell["data"]["samples"], seed) for seed in seeds]


def test_correlation_matrix_of_colours_is_that_of_centred_one_hot_columns(monkeypatch):
    monkeypatch.setattr(spectra, "BLOCK", 16)
    v = np.random.default_rng(0).integers(0, 3, (50, 4), dtype=np.uint8)
    centred = (v[:, :, None] == np.arange(3)).reshape(50, 12) - 1.0 / 3.0
    expected = centred.T @ centred / 50.0 / (2.0 / 9.0)
    np.testing.assert_allclose(spectra.colour_correlation_matrix(v, 3), expected, atol=1e-14)


def test_shuffled_data_keep_their_columns_and_lose_their_rows():
    v = sample({"sites": 12, "colours": 4, "beta": 3.0}, 1000, 1)
    shuffled = spectra.shuffled(v, 2)
    np.testing.assert_array_equal(np.sort(shuffled, axis=0), np.sort(v, axis=0))
    assert (v[:, 0] == v[:, 1]).mean() > 0.6
    assert abs((shuffled[:, 0] == shuffled[:, 1]).mean() - 0.25) < 5 * np.sqrt(0.25 * 0.75 / 1000)
    np.testing.assert_array_equal(shuffled, spectra.shuffled(v, 2))


def test_dataset_of_colours():
    cell = colours_cell(samples=60, beta=0.8)
    result = spectra.spectrum(cell, drawn(cell, range(3)), range(3))
    assert result.sizes == {"seed": 3, "mode": 100, "site": 20, "colour": 5}
    assert float(result.alpha) == pytest.approx(1.0 / 3.0)
    np.testing.assert_allclose(result.top_eigenvalue, result.eigenvalue[:, 0])
    np.testing.assert_allclose(result.top_eigenvalue_shuffled, result.eigenvalue_shuffled[:, 0])
    np.testing.assert_allclose(result.eigenvalue.sum("mode"), 100.0)  # the trace: the mean of all variances is one
    np.testing.assert_allclose(result.eigenvalue[:, -20:], 0.0, atol=1e-12)  # a site's columns add up to zero
    vector = result.top_eigenvector.values[1]
    matrix = spectra.colour_correlation_matrix(drawn(cell, [1])[0], 5)
    np.testing.assert_allclose(matrix @ vector.ravel(), float(result.top_eigenvalue[1]) * vector.ravel(), atol=1e-10)
    np.testing.assert_allclose(vector.sum(axis=1), 0.0, atol=1e-12)
    np.testing.assert_allclose((result.top_eigenvector**2).sum(("site", "colour")), 1.0)
    assert all(v.attrs["long_name"] and v.attrs["units"] for v in result.data_vars.values())


def test_only_what_is_asked_for_is_recorded():
    cell = colours_cell((), samples=30)
    result = spectra.spectrum(cell, drawn(cell, [0]), [0])
    laws = {"law_noise", "law_signal", "law_edge"}
    own = {"top_eigenvalue", "top_eigenvalue_shuffled", "projection_uniform", "projection_band"}
    assert set(result.data_vars) == laws | own


def waves(sites, colours, wavenumber, mode):
    """A population eigenvector, norm 1."""
    angle = 2 * np.pi * (wavenumber * np.arange(sites)[:, None] / sites + mode * np.arange(colours) / colours)
    return np.cos(angle + 0.4) * np.sqrt(2 / (sites * colours))


@pytest.mark.parametrize(("sites", "colours"), [(20, 10), (9, 3), (4, 2), (21, 5)])
def test_projections_of_population_eigenvectors(sites, colours):
    for mode in range(1, colours):
        for wavenumber in range(sites):
            vector = waves(sites, colours, wavenumber, mode)
            first, length = mode in (1, colours - 1), min(wavenumber, sites - wavenumber)
            assert spectra.first_harmonic(vector, 0) == pytest.approx(float(first and length == 0), abs=1e-12)
            assert spectra.first_harmonic(vector, 3) == pytest.approx(float(first and length <= 3), abs=1e-12)


def test_a_random_vector_has_the_share_of_the_dimensions():
    vectors = np.random.default_rng(1).standard_normal((400, 30, 10))
    for longest, dimensions in ((0, 2), (3, 14)):
        shares = spectra.first_harmonic(vectors, longest)
        assert abs(shares.mean() - dimensions / 300) < 5 * shares.std() / 20


def test_population_matrix_has_the_eigenvectors_and_values_of_the_theory():
    """The exact C of a small ring, from (27), in the place of the empirical one."""
    sites, colours, beta = 8, 5, 0.9
    pairs = colour_ring.pair_correlation(sites, colours, beta)
    i, a = np.divmod(np.arange(sites * colours), colours)
    matrix = pairs[(i[:, None] - i) % sites, (a[:, None] - a) % colours] * colours**2 / (colours - 1)
    value, vector = spectra.top_pair(matrix)
    assert value == pytest.approx(colour_ring.spectrum(sites, colours, beta).max(), rel=1e-12)
    assert spectra.first_harmonic(vector.reshape(sites, colours), 0) == pytest.approx(1.0, abs=1e-12)
    assert vector[np.argmax(np.abs(vector))] > 0.0


def test_top_eigenvalue_of_many_samples():
    """4.391 (29) at q = 10, beta = 1.5, within 2 % at 10^5 samples of 100 sites (generalised edge: 4.442(15))."""
    data = {"sites": 100, "colours": 10, "beta": 1.5}
    value, vector = spectra.top_pair(spectra.colour_correlation_matrix(sample(data, 100_000, 1), 10))
    assert value == pytest.approx(4.391, rel=0.02)
    assert spectra.first_harmonic(vector.reshape(100, 10), 3) > 0.5


@pytest.mark.parametrize("samples", [90, 900, 3600])
def test_shuffled_data_follow_the_noise_edge_30(samples):
    """Means over seeds, with the Tracy-Widom shift for N (q - 1) dimensions."""
    cell = colours_cell((), sites=60, colours=4, beta=1.0, samples=samples)
    seeds = range(12)
    result = spectra.spectrum(cell, drawn(cell, seeds), seeds)
    alpha = 60 * 3 / samples
    scale = 4 / 3 * random_matrix.edge_scale(np.ones(1), alpha) * samples ** (-2.0 / 3.0)
    expected = float(result.law_noise) + scale * random_matrix.TRACY_WIDOM_MEAN
    error = scale * random_matrix.TRACY_WIDOM_DEVIATION / np.sqrt(len(seeds))
    # four standard errors, and a next order of 0.2 of the correction
    assert abs(float(result.top_eigenvalue_shuffled.mean()) - expected) < 4 * error + 0.2 * scale


def test_top_eigenvalue_follows_the_generalised_edge_and_not_the_laws_of_the_paper():
    """Where (29) = (30) both are too low by far."""
    samples = round(60 / colour_ring.alpha_c(4, 1.0))
    cell = colours_cell((), sites=60, colours=4, beta=1.0, samples=samples)
    seeds = range(12)
    result = spectra.spectrum(cell, drawn(cell, seeds), seeds)
    band = colour_ring.band(ring.wavenumbers(512), 4, 1.0)
    scale = random_matrix.edge_scale(band, 60 * 3 / samples) * samples ** (-2.0 / 3.0)
    expected = float(result.law_edge) + scale * random_matrix.TRACY_WIDOM_MEAN
    error = scale * random_matrix.TRACY_WIDOM_DEVIATION / np.sqrt(len(seeds))
    top = float(result.top_eigenvalue.mean())
    assert abs(top - expected) < 4 * error + 0.2 * scale
    assert top > 1.2 * float(result.law_signal)
    assert top > 1.2 * float(result.law_noise)

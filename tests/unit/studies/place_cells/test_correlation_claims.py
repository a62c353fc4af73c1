"""The correlation matrix and the linear regime: claims and their controls on matrices whose truth is known."""

import json

import numpy as np
import pytest
import xarray as xr
from synthetic_sweeps import spectra

from placecells.claims.claim import NOT_REPRODUCED, PARTLY, REPRODUCED, Undecided
from placecells.claims.table import evaluate
from placecells.measure import order
from placecells.studies.place_cells.claims import correlation_matrix, linear_regime
from placecells.studies.place_cells.measures.retarded import matrix_laws
from placecells.theory.random_matrix import alpha_c, marchenko_pastur_density, marchenko_pastur_edge

BY_ID = {claim.id: claim for claim in (*correlation_matrix.CLAIMS, *linear_regime.CLAIMS)}
RNG = np.random.default_rng(1)
SIGNAL = np.exp(0.6)


def verdict(name, *datasets):
    claim = BY_ID[name]
    return claim.judge(claim.measure(*datasets)).name


def controls_hold(name, **datasets):
    (found,) = evaluate([BY_ID[name]], datasets)
    assert all(control["verdict"] == control["gives"] for control in found["controls"]), found["controls"]


def null(alpha, sites, distort=1.0, runs=8):
    """Correlation matrices of independent Gaussian data, their eigenvalues times `distort`."""
    samples = round(sites / alpha)
    decomposed = [np.linalg.eigh(x.T @ x / samples) for x in RNG.standard_normal((runs, samples, sites))]
    values = distort * np.stack([d.eigenvalues[::-1] for d in decomposed])[None]
    vectors = np.stack([d.eigenvectors[:, -1] for d in decomposed])[None]
    return xr.Dataset(
        {
            "eigenvalue": (("samples", "seed", "mode"), values),
            "top_eigenvalue": (("samples", "seed"), values[..., 0]),
            "top_eigenvector": (("samples", "seed", "site"), vectors),
            "order_local": (("samples", "seed"), order.order_local(vectors)),
            "law_noise": ("samples", [marchenko_pastur_edge(alpha)]),
            "law_shift": ("samples", [0.0]),
        },
        {"samples": [samples], "alpha": ("samples", [alpha])},
    )


def test_the_null_model_s_spectrum():
    good = null(0.25, 400)
    assert verdict("retarded-42b", good) == REPRODUCED
    controls_hold("retarded-42b", correlation_null=good)
    assert verdict("retarded-42b", null(0.25, 400, distort=1.2)) == NOT_REPRODUCED
    assert verdict("retarded-42", null(0.25, 400, distort=1.2)) == NOT_REPRODUCED


def top_vectors(entries, sizes=(60, 120, 240), runs=200):
    """Top eigenvectors at alpha = 4 of independent entries, a function of standard normal ones."""
    vectors = np.full((len(sizes), 1, runs, max(sizes)), np.nan)
    for size, sites in enumerate(sizes):
        x = entries(np.random.default_rng(5).standard_normal((runs, sites // 4, sites)))
        vectors[size, 0, :, :sites] = np.linalg.eigh(np.swapaxes(x, 1, 2) @ x).eigenvectors[..., -1]
    return xr.Dataset({"top_eigenvector": (("sites", "alpha", "seed", "site"), vectors)}, {"sites": list(sizes)})


def test_kurtosis_of_a_random_direction_and_of_spins():
    gaussian, spins = top_vectors(lambda x: x), top_vectors(np.sign)
    missing = 1 - matrix_laws.relative_kurtosis(gaussian["top_eigenvector"])
    error = np.sqrt(24 / missing["sites"] / missing.sizes["seed"]) / 3
    assert (abs(missing.mean(("alpha", "seed"))) < 3 * error).all()  # random at every N
    assert verdict("retarded-43b", spins) == REPRODUCED
    assert verdict("retarded-43", gaussian) == REPRODUCED
    assert verdict("retarded-43", spins) == REPRODUCED
    controls_hold("retarded-43", correlation_null_size=spins)


def test_distances_of_the_law_from_itself_are_those_of_a_staircase():
    angle = np.linspace(0, np.pi, 100_001)
    x = 1.25 - np.cos(angle)
    density = marchenko_pastur_density(x, 0.25) * np.sin(angle)
    law = np.cumsum(density) / density.sum()
    quantiles = np.interp((np.arange(200) + 0.5) / 200, law, x)
    assert matrix_laws.distances(quantiles[None], 0.25) == pytest.approx([1 / 400], abs=1e-4)


LAWS = {"law_noise": marchenko_pastur_edge, "law_signal": lambda _: SIGNAL, "law_edge": lambda a: 1.3 * larger(a)}


def larger(alpha):
    return max(marchenko_pastur_edge(alpha), SIGNAL)


def test_the_extrapolated_top_eigenvalue_picks_its_law():
    alpha = [0.0125, 0.125, 1.0]
    sharp, edge = (spectra(top, LAWS, alpha) for top in (larger, LAWS["law_edge"]))
    assert [verdict(f"retarded-47{letter}", sharp) for letter in ("", "b", "e")] == [
        REPRODUCED,
        NOT_REPRODUCED,
        REPRODUCED,
    ]
    assert [verdict(f"retarded-47{letter}", edge) for letter in ("", "b", "e")] == [
        NOT_REPRODUCED,
        REPRODUCED,
        NOT_REPRODUCED,
    ]
    controls_hold("retarded-47", correlation_sides=sharp)
    independent = spectra(marchenko_pastur_edge, LAWS, [0.25, 4.0], beta=0.0)
    controls_hold("retarded-47e", correlation_sides=edge, correlation_null_size=independent)


def test_without_an_alpha_near_the_threshold_nothing_is_said_of_it():
    with pytest.raises(Undecided, match="no alpha lies within a tenth"):
        BY_ID["retarded-47e"].measure(spectra(larger, LAWS, [0.01, 1.0]))


def test_uniform_and_random_vectors_on_growing_rings():
    ds = spectra(larger, LAWS, [0.0125, 1.0], runs=40)
    assert verdict("retarded-45b", ds) == REPRODUCED  # overlaps of 1
    controls_hold("retarded-45b", correlation_sides=ds)


def vectors(noise, runs=30, sites=100):
    """Uniform vectors with noise(alpha) times random entries, at beta = 1."""
    alpha = np.array([10.0, 5.0, 2.0, 1.0, 0.5, 0.1])
    v = 1 + np.array([noise(a) for a in alpha])[:, None, None] * RNG.standard_normal((len(alpha), runs, sites))
    return xr.Dataset(
        {
            "order_uniform": (("samples", "seed"), order.order_uniform(v)),
            "order_local": (("samples", "seed"), order.order_local(v)),
        },
        {"samples": np.round(sites / alpha).astype(int), "alpha": ("samples", alpha), "beta": 1.0},
        attrs={"config": json.dumps({"data": {"sites": sites}})},
    )


def test_a_random_vector_that_becomes_uniform_at_the_threshold():
    sharp = vectors(lambda alpha: 100.0 if alpha > alpha_c(1.0) else 0.1)
    assert verdict("retarded-45e", sharp) == REPRODUCED
    assert verdict("retarded-45e", vectors(lambda alpha: 100.0 if alpha > 0.3 else 0.1)) == PARTLY
    controls_hold("retarded-45e", correlation_overlap=sharp, correlation_null=null(4.0, 400))
    uniform = sharp.assign(order_uniform=sharp["order_uniform"] * 0 + 1)
    assert verdict("retarded-45", uniform) == REPRODUCED


def test_limits_need_an_extreme_alpha():
    ds = xr.Dataset(
        {"top_eigenvalue": (("samples", "seed"), [[2.0] * 4] * 2), "law_signal": 2.0},
        {"samples": [100, 1000], "alpha": ("samples", [1.0, 0.1])},
    )
    with pytest.raises(Undecided, match=r"at most 0.002, this scale has 0.1"):
        BY_ID["retarded-44"].measure(ds)


def test_the_mean_eigenvalue_is_one():
    assert verdict("retarded-101") == REPRODUCED
    assert matrix_laws.excess_over_one(np.eye(5)[None]).value == pytest.approx(0.0)


def test_weights_align_and_grow_as_the_linear_flow_says(drawn):
    data = {"model": "ising", "sites": 40, "beta": 0.5, "samples": 300}
    vanishing, usual = (
        drawn("linear_regime", range(8), data, flow={"hidden": 3, "rate": 0.2} | start)
        for start in ({"scale": 1e-120, "end": 1e-6}, {"scale": 0.01, "end": 0.1})
    )
    assert verdict("retarded-41", vanishing, usual) == REPRODUCED
    assert verdict("retarded-41b", vanishing) == REPRODUCED
    assert verdict("retarded-41b", vanishing.assign(growth=1.05 * vanishing["growth"])) == NOT_REPRODUCED
    assert verdict("retarded-41c", usual) == REPRODUCED
    for name in ("retarded-41", "retarded-41b"):
        controls_hold(name, linear_regime=vanishing, linear_regime_usual=usual)

"""Kinds that start from trained weights: against sums over all states of small machines and rings."""

import json

import numpy as np
import pytest

from placecells.io.combine import combine
from placecells.kinds.kind import kind
from placecells.kinds.noise_formula import mean_colour_fields
from placecells.kinds.source import SourceError
from placecells.theory.averages import all_configurations, ring_probabilities
from placecells.theory.diffusion import diffusion_coefficient, projected_gradient, smoothed_derivative

SITES, BETA = 8, 0.8
V = all_configurations(SITES)
DATA = ring_probabilities(V, BETA)  # probabilities of the data
BLOCKS = {
    "chains": {"chains": {"number": 50, "sweeps": 2, "lag": 1}},
    "hidden_layer": {"layer": {"samples": 50}},
    "learning_curve": {"curve": {"samples": 50, "runs": 2, "until": 0.5}},
    "noise_formula": {"noise": {"samples": 50, "smoothing": 0.5}},
    "field_gains": {"gains": {"samples": 50, "factors": [2.0], "sites": 100}},
    "pair_gains": {"gains": {"samples": 50}},
}


@pytest.fixture
def trained(learned):
    """trained(weights (seed, record, hidden, site)): an experiment on the small ring."""
    return lambda weights, **data: learned(weights, beta=BETA, **data)


def weights(runs=2, records=3, hidden=1, size=0.5):
    return size * np.random.default_rng(3).standard_normal((runs, records, hidden, SITES))


def log_weight(w, v):
    """log sum_h exp(sum_mu h_mu I_mu) of the machine of weights w (hidden, site), for configurations v: (sample,)."""
    return np.log(2 * np.cosh(v @ w.T)).sum(axis=1)


def law(w):
    """Probabilities of all configurations in the machine of weights w."""
    p = np.exp(log_weight(w, V))
    return p / p.sum()


def test_chains_that_have_mixed_have_the_error_of_independent_samples(trained, started_from):
    ds = started_from(trained(weights(6, 1, 2)), "chains", chains={"number": 4000, "sweeps": 30, "lag": 1})
    assert ds["moment_error"].mean() == pytest.approx(1, abs=0.4)  # its square is a mean over 16 moments and 6 runs
    unmixed = started_from(trained(weights(6, 1, 2, 3.0)), "chains", chains={"number": 4000, "sweeps": 1, "lag": 1})
    assert (unmixed["moment_error"] > 3).all()


def test_the_memory_of_chains_is_that_of_the_matrix_of_one_sweep(trained, started_from):
    w = np.tile([0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0, 0.0], (2, 1))
    ds = started_from(trained(w[None, None]), "chains", chains={"number": 160_000, "sweeps": 10, "lag": 1})
    h = all_configurations(2)
    down = np.exp(V @ w.T @ h.T) / np.exp(log_weight(w, V))[:, None]  # P(h | v)
    up = np.exp(V @ (h @ w).T) / np.prod(2 * np.cosh(h @ w), axis=1)  # P(v | h), (v, h)
    stationary = law(w)
    g = projected_gradient(V, w, np.gradient(w, axis=1))
    g = g - stationary @ g
    later = down @ up.T @ g
    expected = (stationary * g) @ later / (stationary @ g**2)
    assert expected > 0.1
    assert float(ds["gradient_autocorrelation"][0]) == pytest.approx(expected, abs=5 / 400)


def test_more_units_than_can_be_enumerated_have_no_error(trained, started_from):
    ds = started_from(trained(weights(1, 1, 13)), "chains", **BLOCKS["chains"])
    assert ds["moment_error"].isnull().all()


def test_the_hidden_layer_has_the_correlations_of_the_sum_over_all_configurations(trained, started_from):
    source = trained(np.abs(weights(1, 1, 3)), quantities=("weights", "centre", "width"))
    source = source.assign(centre=source["centre"] * 0 + 2.0, width=source["width"] * 0 + 4.0)
    ds = started_from(source, "hidden_layer", layer={"samples": 40_000})
    h = np.tanh(V @ source["weights"].values[0, -1].T)
    local = V[:, [0, 1, 2, 3, 4]].mean(axis=1)  # at most two sites from site 2
    both = np.column_stack([h, local])
    covariance = (both * DATA[:, None]).T @ both  # means are zero
    size = np.sqrt(np.diagonal(covariance))
    expected = covariance / np.outer(size, size)
    np.testing.assert_allclose(ds["pair_correlation"][0], expected[:3, :3], atol=5 / 200)
    np.testing.assert_allclose(ds["local_correlation"][0], expected[:3, 3], atol=5 / 200)


def test_units_without_a_centre_have_no_local_correlation(trained, started_from):
    source = trained(weights(1, 1, 2))
    source = source.assign(centre=source["centre"] * np.nan)
    ds = started_from(source, "hidden_layer", layer={"samples": 50})
    assert ds["local_correlation"].isnull().all()
    np.testing.assert_allclose(np.diagonal(ds["pair_correlation"][0]), 1)


def test_the_learning_curve_is_the_log_likelihood_of_the_sum_over_all_states(trained, started_from):
    w = weights(3, 10, 2)
    ds = started_from(trained(w), "learning_curve", curve={"samples": 40_000, "runs": 2, "until": 0.2})
    np.testing.assert_array_equal(ds["record"], [0, 1, 2, 9])
    np.testing.assert_array_equal(ds["update"], [0, 1000, 2000, 9000])
    assert ds.sizes["seed"] == 2
    for run in range(2):
        log_p = np.log([law(w[run, record]) for record in (0, 1, 2, 9)])
        expected = log_p @ DATA
        spread = np.sqrt((log_p - expected[:, None]) ** 2 @ DATA).max()
        np.testing.assert_allclose(ds["log_likelihood"][run], expected, atol=5 * spread / 200)


@pytest.mark.parametrize("hidden", [1, 2])
def test_the_noise_formula_has_the_variances_of_the_sum_over_all_configurations(trained, started_from, hidden):
    """Fields that move, each with the same shape in all runs: the mean field is that shape at the last places."""
    away = np.minimum(np.arange(SITES), SITES - np.arange(SITES))
    shape = 0.8 / np.cosh(1.2 * away)
    w = np.array(
        [[[np.roll(shape, run + 2 * rec + 4 * a) for a in range(hidden)] for rec in range(3)] for run in (0, 1)]
    )
    training = {"rate": 0.2, "batch": 50, "chains": 40}
    source = trained(w, quantities=("weights", "centre"), training=training)
    ds = started_from(source, "noise_formula", noise={"samples": 100_000, "smoothing": 0.5})
    for run in range(2):
        last = w[run, -1]
        slope = smoothed_derivative(last, 0.5)
        g = projected_gradient(V, last, slope)
        data, model = (p @ g**2 - (p @ g) ** 2 for p in (DATA, law(last)))
        expected = diffusion_coefficient(slope, data, model, **training)
        assert float(ds["diffusion"][run]) == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize("name", BLOCKS)
def test_the_dataset_is_a_function_of_the_seed(trained, started_from, name):
    """A localised field of one unit, which every one of these kinds can start from."""
    away = np.minimum(np.arange(SITES), SITES - np.arange(SITES))
    field = trained(np.tile(1 / np.cosh(1.5 * away), (2, 3, 1, 1)))
    one, again, other = (started_from(field, name, (seed,), **BLOCKS[name]) for seed in (1, 1, 2))
    assert one.identical(again)
    assert not one.equals(other)


@pytest.mark.parametrize("name", BLOCKS)
def test_all_start_from_the_dataset_of_the_other_experiment(name):
    assert kind(name).needs({"of": "single_field"}) == ["datasets/single_field"]


def test_the_grid_of_the_other_experiment_becomes_that_of_the_result(trained, started_from):
    """Points with different numbers of records: the last record of each is its own."""
    away = np.minimum(np.arange(SITES), SITES - np.arange(SITES))
    fields = [np.tile(size / np.cosh(1.5 * away), (1, records, 1, 1)) for size, records in ((1.0, 2), (2.0, 3))]
    parts = [trained(field, samples=samples) for field, samples in zip(fields, (10, 20), strict=True)]
    config = json.loads(parts[0].attrs["config"])
    del config["data"]["samples"]
    config["grid"] = {"data.samples": [20, 10]}
    whole = combine([({"samples": 20}, parts[1]), ({"samples": 10}, parts[0])]).assign_attrs(config=json.dumps(config))
    noise = {"noise": {"samples": 200, "smoothing": 0.5}}
    ds = started_from(whole, "noise_formula", **noise)
    assert ds["diffusion"].dims == ("samples", "seed")
    for samples, part in zip((10, 20), parts, strict=True):
        alone = started_from(part, "noise_formula", **noise)["diffusion"]
        np.testing.assert_array_equal(ds["diffusion"].sel(samples=samples), alone)


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("machine", {"hidden": 1, "unit": "zero_one", "fields": "zero"}, "source has machine.unit 'zero_one'"),
        ("machine", {"hidden": 1, "unit": "spin", "fields": "learned"}, "source has machine.fields 'learned'"),
    ],
)
def test_other_machines_are_refused_in_a_sentence(trained, started_from, key, value, sentence):
    source = trained(weights())
    config = json.loads(source.attrs["config"]) | {key: value}
    with pytest.raises(SourceError, match=sentence):
        started_from(source.assign_attrs(config=json.dumps(config)), "chains", **BLOCKS["chains"])


def test_a_dataset_without_weights_is_refused_in_a_sentence(trained, started_from):
    with pytest.raises(SourceError, match="the dataset of source has no weights"):
        started_from(trained(weights()).drop_vars("weights"), "chains", **BLOCKS["chains"])


def test_several_units_are_refused_where_one_is_meant(trained, started_from):
    with pytest.raises(SourceError, match="source has 2 hidden units"):
        started_from(trained(weights(hidden=2)), "pair_gains", **BLOCKS["pair_gains"])


def turned(place, phase, sites=60, colours=6):
    """A field on colours at a place and phase."""
    away = (np.arange(sites) - place + sites / 2) % sites - sites / 2
    return (0.8 / np.cosh(0.5 * away))[:, None] * np.cos(2 * np.pi * np.arange(colours) / colours - phase)


def test_the_noise_formula_on_colours_is_that_of_the_field_at_its_last_place_and_phase(learned, started_from):
    moving = [[[turned(10 + 2 * rec + run, 0.4 * rec + run)] for rec in range(3)] for run in (0, 1)]
    ds = learned(np.array(moving), training={"rate": 0.2, "batch": 50, "chains": 40}, beta=0.8)
    np.testing.assert_allclose(mean_colour_fields(ds), np.array(moving)[:, -1], atol=1e-2)  # grain of centre and phase
    found = started_from(ds, "noise_formula", noise={"samples": 2000, "smoothing": 0.5})
    assert found["diffusion"].dims == found["phase_diffusion"].dims == ("seed",)
    assert (found["diffusion"] > 0).all()
    assert (found["phase_diffusion"] > 0).all()
    without = ds.drop_vars("phase")
    with pytest.raises(SourceError, match="has no phase"):
        started_from(without, "noise_formula", noise={"samples": 2000, "smoothing": 0.5})

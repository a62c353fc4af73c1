"""Claims on the model: chains that mix and that do not, noise and updates with right and with wrong laws."""

import json

import numpy as np
import pytest
import xarray as xr

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED, UNDECIDED
from placecells.claims.table import evaluate
from placecells.rbm import exact
from placecells.rbm.units import Gaussian, Spin
from placecells.rbm.units.tree import tree_map
from placecells.studies.place_cells.claims import model as section
from placecells.studies.place_cells.measures import identities
from placecells.theory.averages import ring_average

BETA = 0.5  # of data whose place field is much narrower than 40 sites
CLAIMS = {claim.id: claim for claim in section.CLAIMS}


def verdict(name, **datasets):
    """The verdict with the claim's controls."""
    [row] = evaluate([CLAIMS[name]], datasets)
    return row["verdict"]


def alone(name, **datasets):
    """The verdict without controls."""
    claim = CLAIMS[name]
    return claim.judge(claim.measure(*(datasets[each] for each in claim.datasets))).name


def test_exact_claims_hold():
    for name in ("model-04", "model-04b", "model-04c", "model-04d", "model-04e", "model-05", "model-05b"):
        assert verdict(name) == REPRODUCED


def test_a_coupling_between_hidden_units_is_found(monkeypatch):
    right = identities.energy
    monkeypatch.setattr(identities, "energy", lambda rbm, v, h: right(rbm, v, h) - 0.1 * h[..., 0] * h[..., 1])
    assert verdict("model-04b") == NOT_REPRODUCED


def test_a_model_moment_that_is_a_percent_off_is_found(monkeypatch):
    def wrong(rbm):
        return tree_map(lambda part: 1.01 * part, exact_moments(rbm))

    exact_moments = exact.moments
    monkeypatch.setattr(exact, "moments", wrong)
    assert verdict("model-04c") == NOT_REPRODUCED


def test_binary_and_gaussian_units_are_told_apart(monkeypatch):
    monkeypatch.setattr(identities, "Gaussian", Spin)
    assert verdict("model-04e") == NOT_REPRODUCED
    monkeypatch.setattr(identities, "Spin", Gaussian)
    assert verdict("model-04d") == NOT_REPRODUCED


@pytest.mark.parametrize(("height", "expected"), [(0.4, REPRODUCED), (1.0, NOT_REPRODUCED)])
def test_chains_of_weak_fields_mix_and_those_of_strong_ones_do_not(learned, sech, started_from, height, expected):
    """At height 1 a unit's input is about 8: it does not flip, and the correlation of neighbours is never reached."""
    fields = learned(sech(np.tile([10.0, 43.3, 76.7], (4, 1)), height=height)[:, None])
    chains = started_from(fields, "chains", chains={"number": 1000, "sweeps": 60, "lag": 20})
    datasets = dict.fromkeys(("chains_m1", "chains_m3", "chains_m10", "chains_m10_late"), chains)
    assert alone("model-02", **datasets) == expected


def test_chains_before_they_have_mixed_are_the_control():
    late, early = (xr.Dataset({"moment_error": ("seed", error * np.linspace(0.9, 1.1, 4))}) for error in (1.2, 4.0))
    datasets = dict.fromkeys(("chains_m1", "chains_m3", "chains_m10", "chains_m10_late"), late)
    assert verdict("model-02", **datasets, chains_m10_early=early) == REPRODUCED
    assert verdict("model-02", **datasets, chains_m10_early=late) == UNDECIDED


def test_gradients_that_are_remembered_are_found():
    for memory, expected in ((0.05, REPRODUCED), (0.5, NOT_REPRODUCED)):
        values = memory + 0.01 * np.random.default_rng(0).standard_normal(6)
        assert verdict("model-02d", chains_m10=xr.Dataset({"gradient_autocorrelation": ("seed", values)})) == expected


@pytest.fixture
def noisy(learned, sech):
    """noisy(law): runs at three rates and batches with weights of standard deviation law(rate, batch)."""

    def make(law):
        rng = np.random.default_rng(0)
        parts = []
        for rate in (0.02, 0.05, 0.1):
            for batch in (30, 100, 300):
                noise = law(rate, batch) * rng.standard_normal((4, 40, 1, 100))
                ds = learned(sech(np.full((4, 40, 1), 50.0)) + noise)
                parts.append(ds.assign_coords(rate=rate, batch=batch).expand_dims(["rate", "batch"]))
        ds = xr.combine_by_coords([part[["weights", "centre"]] for part in parts], combine_attrs="override")
        return ds.assign_coords(update=("record", np.arange(40) * 1000))

    return make


def test_noise_of_rate_over_batch(noisy):
    assert verdict("model-03", training_noise=noisy(lambda rate, batch: np.sqrt(rate / batch))) == REPRODUCED


def test_noise_of_other_powers_is_found(noisy):
    """Well above the field's tail, whose square is below 10^-5."""
    assert alone("model-03", training_noise=noisy(lambda rate, batch: 50 * rate / batch)) == NOT_REPRODUCED
    assert alone("model-03", training_noise=noisy(lambda rate, batch: 0.1)) == NOT_REPRODUCED


@pytest.fixture
def increments():
    """increments(power, along, beta): first updates with noise ~ batch^-power, `along` times the gradient at beta."""

    def make(power=0.5, along=1.0, beta=1.0):
        rng, rate, batches = np.random.default_rng(1), 0.01, [1, 30, 1000]
        start = 0.01 * rng.standard_normal(100)
        gradient = ring_average(beta)(start[None])[0] - np.tanh(start)
        squares = rng.standard_normal((3, 2000, 1, 100)) @ start
        weights = np.empty((3, 2000, 2, 1, 100))
        weights[:] = start
        for k, batch in enumerate(batches):
            noise = 0.1 * rng.standard_normal((2000, 100)) * batch**-power
            if batch == 1:  # a single sample's input squared
                noise = noise + 0.5 * np.outer(squares[k, :, 0] ** 2, start) / start.std() ** 2
            weights[k, :, 1, 0] += rate * (along * gradient + noise)
        return xr.Dataset(
            {"weights": (("batch", "seed", "record", "hidden", "site"), weights)},
            {"batch": batches, "beta": 1.0},
            {"config": json.dumps({"training": {"rate": rate}})},
        )

    return make


def test_updates_of_a_noisy_gradient(increments):
    ds = increments()
    assert verdict("model-102", training_increments=ds) == REPRODUCED
    assert verdict("model-104", training_increments=ds) == REPRODUCED


@pytest.mark.parametrize("wrong", [{"along": 0.9}, {"beta": 1.1}])
def test_updates_that_do_not_follow_the_gradient_are_found(increments, wrong):
    assert alone("model-102", training_increments=increments(**wrong)) == NOT_REPRODUCED


@pytest.mark.parametrize(("power", "expected"), [(0.5, REPRODUCED), (0.25, NOT_REPRODUCED)])
def test_variance_of_updates(increments, power, expected):
    ds = increments(power).isel(batch=[1, 2])
    assert alone("model-103", training_increments=ds) == expected
    if expected == REPRODUCED:
        assert verdict("model-103", training_increments=ds) == expected


@pytest.fixture
def converging(learned, sech):
    """converging(epochs, last): widths and likelihoods that relax exponentially with a time in epochs."""

    def make(epochs, last=100.0, records=51):
        rng, time = np.random.default_rng(0), np.linspace(0, last, records)
        fwhm = 14 + 16 * np.exp(-time / epochs) * rng.normal(1, 0.1, (8, 1))
        ds = learned(sech(np.full((8, records), 50.0), fwhm[..., None])[:, :, None])
        gain = -69 + (1 - np.exp(-time / epochs)) * rng.normal(1, 0.01, (8, 1))
        ds["log_likelihood_test"] = (("seed", "record"), gain)
        return ds.assign_coords(epoch=("record", time)).expand_dims("beta")

    return make


@pytest.mark.parametrize(("epochs", "expected"), [(15.0, REPRODUCED), (2.0, NOT_REPRODUCED)])
def test_epochs_to_converge(converging, epochs, expected):
    """A width that relaxes exponentially has gone 95% of its way after three times its decay time."""
    assert alone("model-101", training_length=converging(epochs)) == expected


def test_one_update_an_epoch_is_the_control(converging):
    datasets = {"training_length": converging(15.0), "full_batch": converging(150.0, last=1000.0, records=11)}
    assert verdict("model-101", **datasets) == REPRODUCED
    assert verdict("model-105", **datasets) == REPRODUCED


@pytest.fixture
def stationary(sech):
    """A place field (site,) on 40 sites at which the moments of data and machine agree, by the exact flow (31)."""
    average, weights = ring_average(BETA), 0.7 * sech(20.0, fwhm=8.0, sites=40)[None]
    for _ in range(200):
        weights = weights + average(weights) - np.tanh(weights)
    return weights[0]


def test_moments_of_a_stationary_field_match(learned, stationary):
    rng = np.random.default_rng(0)
    weights = stationary + 0.01 * rng.standard_normal((6, 30, 1, 40))
    weights[:, 0] = 0.01 * rng.standard_normal((6, 1, 40))
    assert verdict("model-01", diffusion_streamed=learned(weights, beta=BETA)) == REPRODUCED


def test_wrong_moments_are_found(learned, stationary):
    """Weights that the data do not want: a field twice as strong."""
    ds = learned(np.tile(2 * stationary, (6, 30, 1, 1)), beta=BETA)
    assert alone("model-01", diffusion_streamed=ds) == NOT_REPRODUCED

"""Claims on the model: chains that mix and that do not, noise with the right and a wrong slope."""

import numpy as np
import pytest
import xarray as xr

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED
from placecells.claims.table import evaluate
from placecells.rbm import exact
from placecells.rbm.units import Gaussian, Spin
from placecells.rbm.units.tree import tree_map
from placecells.studies.place_cells.claims import model as section
from placecells.studies.place_cells.measures import identities


def verdict(name, **datasets):
    [row] = evaluate([claim for claim in section.CLAIMS if claim.id == name], datasets)
    return row["verdict"]


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
    fields = learned(sech(np.tile([10.0, 43.3, 76.7], (6, 1)), height=height)[:, None])
    chains = started_from(fields, "chains", chains={"number": 2000, "sweeps": 60, "lag": 20})
    assert verdict("model-02b", chains_m3=chains) == expected


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
    ds = noisy(lambda rate, batch: np.sqrt(rate / batch))
    assert verdict("model-03", training_noise=ds) == REPRODUCED
    assert verdict("model-03b", training_noise=ds) == REPRODUCED


def test_noise_of_other_powers_is_found(noisy):
    """Well above the field's tail, whose square is below 10^-5."""
    assert verdict("model-03", training_noise=noisy(lambda rate, batch: 50 * rate / batch)) == NOT_REPRODUCED
    assert verdict("model-03b", training_noise=noisy(lambda rate, batch: 10 * np.sqrt(rate) / batch)) == NOT_REPRODUCED


@pytest.mark.parametrize(("epochs", "expected"), [(15.0, REPRODUCED), (2.0, NOT_REPRODUCED)])
def test_epochs_to_converge(epochs, expected):
    """A gain that saturates exponentially has 95% of it after three times its decay time."""
    time = np.arange(0, 102, 2.0)
    gain = -69 + (1 - np.exp(-time / epochs)) * np.random.default_rng(0).normal(1, 0.1, (1, 8, 1))
    ds = xr.Dataset({"log_likelihood_test": (("beta", "seed", "record"), gain)}, coords={"epoch": ("record", time)})
    assert verdict("model-101", training_length=ds) == expected


def test_wrong_moments_are_found(learned, sech):
    """Weights that the data do not want: a field three times too strong."""
    ds = learned(sech(np.full((6, 30, 1), 50.0), height=3.0))
    assert verdict("model-01", diffusion_streamed=ds) == NOT_REPRODUCED

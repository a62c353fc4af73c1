"""Kinds that train replicas, and that measure trained ones, at the smallest scale and against exact results."""

import numpy as np
import pytest
from drawing import drawn
from matplotlib.figure import Figure
from scipy.optimize import approx_fprime
from trained_datasets import whole_study

from placecells.claims.claim import ERROR
from placecells.claims.table import evaluate, needs
from placecells.data.digits import load
from placecells.kinds.kind import kind
from placecells.studies.reciprocal_space.claims import learning, size
from placecells.studies.reciprocal_space.claims import trained as claims
from placecells.studies.reciprocal_space.figures import figR6
from placecells.studies.reciprocal_space.kinds.trained import decoded_images, learned_modes, mode_growth
from placecells.studies.reciprocal_space.measures import spectra
from placecells.studies.reciprocal_space.model import trained
from placecells.studies.reciprocal_space.model import weights as random_weights
from placecells.theory.reciprocal_space.learning import excess_covariance


@pytest.fixture(scope="module")
def datasets(tmp_path_factory):
    """{experiment: dataset} of all experiments of the study with trained machines."""
    return whole_study(tmp_path_factory.mktemp("trained"))


@pytest.mark.parametrize("section", [learning, claims, size])
def test_no_claim_fails(section, datasets):
    for row in evaluate(section.CLAIMS, {name: datasets[name] for name in needs(section.CLAIMS)}):
        assert row["verdict"] != ERROR, (row["id"], row["reason"])
        assert all(control["verdict"] != ERROR for control in row["controls"]), row["id"]


@pytest.mark.parametrize("name", [f"figR{number}" for number in (1, 2, 4, 8, 9, 10, 11, 12)])
def test_figures_are_drawn_from_what_the_kinds_make(name, datasets):
    drawn(name, datasets)


def test_distances_of_trained_machines_are_drawn(datasets):
    ax = Figure().subplots()
    figR6._distances(ax, datasets)
    ax.figure.canvas.draw()
    assert len(ax.lines) == 3


def test_every_variable_has_a_name_and_a_unit(datasets):
    for name, ds in datasets.items():
        for variable in ds.data_vars.values():
            assert variable.attrs["long_name"], (name, variable.name)
            assert variable.attrs["units"], (name, variable.name)


def test_records_of_replicas_are_those_of_the_machines(datasets):
    ds = datasets["first_updates"]
    values = np.linalg.svd(ds["weights"].isel(snapshot=-1).values, compute_uv=False)
    np.testing.assert_allclose(ds["singular_value"].isel(record=-1).values, values, rtol=1e-4, atol=1e-6)
    assert ds["snapshot_update"].values[-1] == ds["update"].values[-1]


def test_without_weights_of_note_the_likelihood_is_that_of_independent_pixels(datasets):
    start = datasets["replica_likelihood"].isel(point=0, hidden_units=0)
    np.testing.assert_allclose(start["forward"], start["reverse"], atol=0.5)
    assert abs(float((start["reverse"] - start["independent"]).mean())) < 3.0


@pytest.fixture
def machine():
    """Weights and fields of a small random machine."""
    rng = np.random.default_rng(5)
    return rng.normal(0.0, 0.5, (7, 4)), rng.normal(0.0, 0.3, 7), rng.normal(0.0, 0.3, 4)


def test_modes_give_the_energy_about_the_saddle(machine):
    """(B.3), with the fields of the unpaired visible directions kept apart."""
    weights, visible, hidden = machine
    rng, modes = np.random.default_rng(6), trained.modes(*machine)
    v, h = rng.integers(0, 2, (20, 7)), rng.integers(0, 2, (20, 4))
    u, w = trained.axes(np.stack([v @ modes.left, h @ modes.right]), modes.saddle)
    saddle = (modes.saddle[0] * modes.saddle[1] * modes.values).sum()
    unpaired = (v - (v @ modes.left) @ modes.left.T) @ visible
    energy = saddle - (modes.values / 2.0 * (u**2 - w**2)).sum(1) - unpaired
    np.testing.assert_allclose(energy, -v @ visible - h @ hidden - ((v @ weights) * h).sum(1), atol=1e-12)
    assert (trained.axes(modes.half, modes.saddle)[1] > 0.0).all()


def test_the_centred_gradient_is_the_derivative_with_matched_fields():
    """Of the exact likelihood, whose fields follow the weights, by finite differences."""
    rng = np.random.default_rng(1)
    images = rng.integers(0, 2, (30, 5)).astype(float)
    means, weights = images.mean(0), rng.normal(0.0, 0.4, (5, 3))

    def likelihood(flat):
        return mode_growth._likelihood(flat.reshape(5, 3), images, means)

    found = approx_fprime(weights.ravel(), likelihood, 1e-6).reshape(5, 3)
    np.testing.assert_allclose(mode_growth._gradient(weights, images, means), found, atol=1e-6)


def test_growth_at_first_follows_the_excess_covariance():
    """One step from tiny weights: dW = rate K W / 4 (B.18)."""
    images = load()[0].images.astype(float)
    images = images[:, np.abs(images.mean(0) - 0.5) < 0.4]
    weights = 1e-4 * np.random.default_rng(2).standard_normal((images.shape[1], 4))
    expected = excess_covariance(images) @ weights / 4.0
    np.testing.assert_allclose(mode_growth._gradient(weights, images, images.mean(0)), expected, atol=1e-8)


def test_a_rotation_leaves_the_first_modes_and_turns_half_of_the_others():
    left = random_weights.haar(30, np.random.default_rng(3))
    turned = decoded_images._turned(left, 5, np.random.default_rng(4))
    sign = (left * turned).sum(0)
    np.testing.assert_allclose(sign[:5], 1.0)
    assert (sign < 0).sum() == 12  # six planes of 25 modes
    np.testing.assert_allclose(turned.T @ turned, np.eye(30), atol=1e-12)


def test_modes_that_leave_the_bulk_in_order_have_the_rank_correlation_one(datasets):
    part = datasets["replica_modes"].isel(hidden_units=[0])
    ramp = np.arange(part.sizes["snapshot"]) * 10.0
    late = np.arange(part.sizes["direction"])[:, None]
    rises = np.broadcast_to(
        ramp - 10.0 * late, part["strength"].transpose("seed", "hidden_units", "direction", ...).shape
    )
    made = part.assign(strength=(("seed", "hidden_units", "direction", "snapshot"), rises), edge=0.0 * part["edge"])
    assert (spectra.emergence(made) > 0.5).all()
    assert (spectra.emergence(made.isel(direction=slice(None, None, -1))) < -0.5).all()


def test_a_planted_mode_is_the_one_outlier_of_random_weights():
    rng = np.random.default_rng(7)
    weights = rng.normal(0.0, 0.02, (80, 60)) * np.linspace(0.2, 2.0, 80)[:, None]
    data = random_weights.haar(80, rng)[:, :4]
    block, means = {"subspace": 4, "bins": 20}, (np.full(80, 0.5), np.full(60, 0.5))

    def of(values):
        return learned_modes._snapshot((values,), means, data, data, block, np.random.default_rng(8))

    planted = of(weights + 3.0 * np.multiply.outer(data[:, 0], random_weights.unit_vector(60, rng)))
    assert (of(weights)["outliers"], planted["outliers"]) == (0, 1)
    assert planted["strength"][0] > 2.5 > planted["strength"][1:].max()


def test_replicas_of_the_config_have_a_cost_that_rises_with_their_size():
    from placecells.jobs import dense_cost

    cell = {
        "data": {"source": "download", "sites": 784},
        "machine": {"hidden": 500},
        "training": {"backend": "numpy", "batch": 500, "chains": 500, "gibbs": 500, "stop": {"epochs": 100}},
        "record": {"every": {"epochs": 1}},
        "seeds": 5,
    }
    larger = cell | {"machine": {"hidden": 3000}}
    assert 4 < dense_cost.run_seconds(larger) / dense_cost.run_seconds(cell) < 8
    assert dense_cost.megabytes(larger) > dense_cost.megabytes(cell)
    assert kind("replicas").needs(cell) == ["run"]

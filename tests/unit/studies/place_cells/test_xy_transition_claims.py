"""Claims on the transitions of XY data: orders that break apart and together; eigenvalues on and off the laws."""

import json

import numpy as np
import pytest
import xarray as xr

from placecells.claims.claim import NOT_REPRODUCED, PARTLY, REPRODUCED, UNDECIDED
from placecells.claims.table import evaluate
from placecells.studies.place_cells.claims.xy_transition import CLAIMS, orders

ALPHA = np.array([0.005, 0.02, 0.1, 0.5, 2.0])
COLOURS = 10


def row(name, **datasets):
    claims = [claim for claim in CLAIMS if claim.id == f"xy_transition-{name}"]
    [found] = evaluate(claims, datasets)
    return found


def verdict(name, **datasets):
    return row(name, **datasets)["verdict"]


@pytest.fixture
def trained(learned, sech):
    """trained(first, second): weights with an angle below alpha = first, and with a place below alpha = second.

    weak: the noise of weights with an angle alone.
    """

    def make(first, second, seeds=6, weak=0.4):
        rng = np.random.default_rng(0)
        made = []
        for alpha in ALPHA:
            noise = rng.standard_normal((seeds, 1, 100, COLOURS))
            phase = rng.uniform(0, 2 * np.pi, (seeds, 1, 1, 1))
            wave = np.cos(2 * np.pi * np.arange(COLOURS) / COLOURS - phase) if alpha < first else noise[::-1]
            place = sech(rng.uniform(0, 100, (seeds, 1)))[..., None] if alpha < second else np.ones((1, 1, 100, 1))
            size = 0.05 if alpha < min(first, second) else weak
            weights = place * wave * (alpha < max(first, second)) + size * noise
            weights -= weights.mean(axis=-1, keepdims=True)
            made.append(learned(np.stack([0.01 * noise[..., ::-1], weights], axis=1)))
        ds = xr.concat(made, "samples", combine_attrs="override", coords="minimal", compat="override")
        return ds.drop_vars(["alpha", "samples"]).assign_coords(samples=100 / ALPHA, alpha=("samples", ALPHA))

    return make


def test_two_thresholds_and_one(trained):
    apart, together = trained(0.3, 0.03), trained(0.1001, 0.1001)
    for name in ("64", "65", "66", "67"):
        assert verdict(name, xy_alpha_controlled=apart) == REPRODUCED, name
    assert row("67", xy_alpha_controlled=together)["measured"] == pytest.approx(1, abs=0.2)
    assert verdict("65", xy_alpha_controlled=together) == PARTLY  # no angle where there is no place
    assert verdict("65", xy_alpha_controlled=trained(0.3, 0.03, weak=0.8)) == PARTLY  # an angle that is weak there


def test_orders_at_both_ends_can_fail(trained):
    assert verdict("64", xy_alpha_controlled=trained(9.0, 9.0)) == NOT_REPRODUCED
    assert verdict("64", xy_alpha_controlled=trained(9.0, 0.03)) == PARTLY
    assert verdict("66", xy_alpha_controlled=trained(0.001, 0.001)) == NOT_REPRODUCED
    assert verdict("66", xy_alpha_controlled=trained(0.3, 0.001)) == PARTLY


def test_orders_at_a_number_of_samples(trained):
    assert verdict("66d", xy_alpha_controlled=trained(0.3, 0.03)) == REPRODUCED  # at alpha = 0.02
    assert verdict("66e", xy_alpha_controlled=trained(0.3, 0.01)) == NOT_REPRODUCED
    assert verdict("66b", xy_alpha_controlled=trained(0.3, 0.03)) == UNDECIDED


def test_an_order_that_never_falls_has_no_threshold(trained):
    assert verdict("67", xy_alpha_controlled=trained(100.0, 0.1001)) == UNDECIDED


def test_kernels_with_place_before_angle(trained):
    angle, place = trained(0.3, 0.03), trained(0.03, 0.3)
    variants = dict.fromkeys(orders.VARIANTS, angle)
    found = row("69", xy_alpha_controlled=angle, **variants)
    assert found["verdict"] == UNDECIDED
    assert found["reason"].count("J = cosine, beta 1:") == len(variants)
    variants["xy_variant_long_range"] = place
    assert verdict("69", xy_alpha_controlled=angle, **variants) == REPRODUCED
    assert verdict("69b", xy_variant_long_range=place) == NOT_REPRODUCED
    assert verdict("69d", xy_variant_short_colour_range=angle) == REPRODUCED
    assert verdict("69c", xy_variant_potts=angle) == NOT_REPRODUCED


@pytest.fixture
def spectrum():
    """spectrum(factor): top eigenvalue of `factor` times the larger of the two laws."""

    def make(factor, seeds=4):
        noise = 10 / 9 * (1 + np.sqrt(9 * ALPHA)) ** 2
        signal = np.full(len(ALPHA), 4.410)
        top = factor * np.maximum(noise, signal)[:, None] * (1 + 0.001 * np.arange(seeds))
        mixed = np.array([0.98, 0.92, 0.6, 0.2, 0.02])[:, None] + 0.001 * np.arange(seeds)
        per_seed = ("samples", "seed")
        variables = {
            "top_eigenvalue": (per_seed, top),
            "top_eigenvalue_shuffled": (per_seed, noise[:, None] * (1 + 0.001 * np.arange(seeds))),
            "projection_uniform": (per_seed, mixed),
            "projection_band": (per_seed, mixed + 0.01),
            "law_noise": ("samples", noise),
            "law_signal": ("samples", signal),
            "law_edge": ("samples", np.maximum(noise, signal)),
        }
        coords = {"samples": 100 / ALPHA, "alpha": ("samples", ALPHA)}
        config = {"data": {"model": "xy", "sites": 100, "colours": COLOURS, "beta": 1.5}}
        return xr.Dataset(variables, coords, {"config": json.dumps(config)})

    return make


@pytest.mark.parametrize(("factor", "expected"), [(1.0, REPRODUCED), (1.3, NOT_REPRODUCED)])
def test_eigenvalues_on_and_off_the_laws(spectrum, factor, expected):
    for name in ("70", "71", "72"):
        assert verdict(name, xy_correlation_alpha=spectrum(factor)) == expected, name
    for name in ("71b", "102", "103"):
        assert verdict(name, xy_correlation_alpha=spectrum(factor)) == REPRODUCED, name
    assert verdict("70b", xy_correlation_top=spectrum(factor)) == REPRODUCED


def test_the_limits_of_many_samples_can_fail(spectrum):
    ds = spectrum(1.0)
    off = ds.assign({name: ds[name] * 0.8 for name in ds if str(name).startswith(("projection", "top_eigenvalue_"))})
    assert row("70b", xy_correlation_top=off)["high"] < 0.95
    assert verdict("102", xy_correlation_alpha=off) == NOT_REPRODUCED
    assert verdict("103", xy_correlation_alpha=off) == PARTLY


def test_a_twofold_eigenvalue_and_a_single_one():
    rng = np.random.default_rng(0)

    def eigenvalues(*first):
        shuffled = np.array([2.0, 1.98, 1.965]) + 0.005 * rng.standard_normal((8, 3))
        values = np.array(first) + 0.005 * rng.standard_normal((8, 3))
        variables = {"eigenvalue": (("seed", "mode"), values), "eigenvalue_shuffled": (("seed", "mode"), shuffled)}
        return xr.Dataset(variables, {"alpha": 0.0004})

    assert verdict("101", xy_correlation_top=eigenvalues(4.42, 4.40, 4.0)) == REPRODUCED
    assert row("101", xy_correlation_top=eigenvalues(4.9, 4.40, 4.0))["low"] > 0.25


def test_the_first_transition_and_the_crossing_of_the_laws(trained, spectrum):
    data = spectrum(1.0)
    assert verdict("73", xy_alpha_controlled=trained(0.3, 0.03), xy_correlation_alpha=data) == REPRODUCED
    far = row("73", xy_alpha_controlled=trained(0.01, 0.01), xy_correlation_alpha=data)
    assert far["high"] < 1 / 3

"""Claims on the transitions of XY data: orders that break apart and together; eigenvalues on and off the laws."""

import json

import numpy as np
import pytest
import xarray as xr

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED, UNDECIDED
from placecells.claims.table import evaluate
from placecells.studies.place_cells.claims import xy_transition as section

ALPHA = np.array([0.005, 0.02, 0.1, 0.5, 2.0])


def verdict(name, **datasets):
    [row] = evaluate([claim for claim in section.CLAIMS if claim.id == name], datasets)
    return row["verdict"]


def trained(first, second, seeds=6):
    """Orders that fall from 0.95 to random at alpha = first (angle) and second (place)."""
    rng = np.random.default_rng(0)

    def order(threshold, random):
        mean = random + (0.95 - random) / (1 + (ALPHA / threshold) ** 4)
        return mean[:, None, None, None] + 0.01 * rng.standard_normal((len(ALPHA), seeds, 1, 1))

    dims = ("samples", "seed", "record", "hidden")
    shares = np.full((len(ALPHA), seeds, 1, 1, 5), 0.2)
    variables = {
        "order_angular": (dims, order(first, 0.222)),
        "order_spatial": (dims, order(second, 0.042)),
        "order_direction": (dims, order(first, 0.171)),
        "modulation_cv": (dims, order(second, 0.239)),
        "order_harmonics": ((*dims, "harmonic"), shares),
    }
    coords = {"samples": 100 / ALPHA, "alpha": ("samples", ALPHA), "update": ("record", [1000])}
    config = {"data": {"model": "xy", "sites": 100, "colours": 10}}
    return xr.Dataset(variables, coords, {"config": json.dumps(config)})


def test_two_thresholds_and_one():
    apart, together = trained(0.3, 0.03), trained(0.1, 0.1)
    for name in ("64", "65", "66", "67"):
        assert verdict(f"xy_transition-{name}", xy_alpha_controlled=apart) == REPRODUCED
    assert verdict("xy_transition-67", xy_alpha_controlled=together) == NOT_REPRODUCED
    assert verdict("xy_transition-65", xy_alpha_controlled=together) == NOT_REPRODUCED


def test_orders_at_a_number_of_samples():
    apart = trained(0.3, 0.03)  # at alpha = 0.02
    assert verdict("xy_transition-66d", xy_alpha_controlled=apart) == REPRODUCED
    assert verdict("xy_transition-66e", xy_alpha_controlled=trained(0.3, 0.01)) == NOT_REPRODUCED
    assert verdict("xy_transition-66b", xy_alpha_controlled=apart) == UNDECIDED


def test_an_order_that_never_falls_has_no_threshold():
    assert verdict("xy_transition-67", xy_alpha_controlled=trained(100.0, 0.1)) == UNDECIDED


def test_a_kernel_with_place_before_angle():
    assert verdict("xy_transition-69", xy_variant_short_colour_range=trained(0.03, 0.3)) == REPRODUCED
    assert verdict("xy_transition-69c", xy_variant_potts=trained(0.001, 0.3)) == REPRODUCED


@pytest.fixture
def spectrum():
    """spectrum(factor): top eigenvalue of `factor` times the larger of the two laws."""

    def make(factor, seeds=4):
        noise = 10 / 9 * (1 + np.sqrt(9 * ALPHA)) ** 2
        signal = np.full(len(ALPHA), 4.391)
        top = factor * np.maximum(noise, signal)[:, None] * (1 + 0.001 * np.arange(seeds))
        per_seed = ("samples", "seed")
        variables = {
            "top_eigenvalue": (per_seed, top),
            "top_eigenvalue_shuffled": (per_seed, noise[:, None] * np.ones(seeds)),
            "projection_uniform": (per_seed, np.full((len(ALPHA), seeds), 0.95)),
            "projection_band": (per_seed, np.full((len(ALPHA), seeds), 0.97)),
            "law_noise": ("samples", noise),
            "law_signal": ("samples", signal),
            "law_edge": ("samples", np.maximum(noise, signal)),
        }
        coords = {"samples": 100 / ALPHA, "alpha": ("samples", ALPHA)}
        config = {"data": {"model": "xy", "sites": 100, "colours": 10}}
        return xr.Dataset(variables, coords, {"config": json.dumps(config)})

    return make


@pytest.mark.parametrize(("factor", "expected"), [(1.0, REPRODUCED), (1.3, NOT_REPRODUCED)])
def test_eigenvalues_on_and_off_the_laws(spectrum, factor, expected):
    for name in ("70", "71", "72"):
        assert verdict(f"xy_transition-{name}", xy_correlation_alpha=spectrum(factor)) == expected
    assert verdict("xy_transition-71b", xy_correlation_alpha=spectrum(factor)) == REPRODUCED
    assert verdict("xy_transition-70b", xy_correlation_alpha=spectrum(factor)) == REPRODUCED

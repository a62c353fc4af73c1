"""What the XY datasets of `make quick` must show; run after it: `python -m pytest tests/quick`."""

import numpy as np
import pytest
from test_findings import dataset

from placecells.measure import colour_summary, colours, summary


@pytest.mark.parametrize(("name", "fwhm", "tolerance"), [("xy_binary", 14, 3), ("xy_binary_learned", 9, 1.5)])
def test_one_binary_unit_learns_a_field_in_space_and_angle(name, fwhm, tolerance):
    last = summary.final(dataset(name))
    assert abs(float(last["width"].mean()) - fwhm) <= tolerance
    assert (last["cosine_r2"].max("site") >= 0.97).all()
    peak = last["angular_modulation"].argmax("site")
    assert (np.abs(last["cosine_frequency"].isel(site=peak) - 1) <= 0.06).all()
    assert (last["phase_spread"] <= 8).all()


def test_angle_breaks_before_place():
    """At equal updates: no order at B = 60, the angle alone at B = 500, both for many samples."""
    last = summary.final(dataset("xy_alpha_controlled")).mean(["seed", "hidden"])
    random, deviation = colours.random_order_angular(100, 10)
    seeds = dataset("xy_alpha_controlled").sizes["seed"]
    assert abs(float(last["order_angular"].sel(samples=60)) - random) < 4 * deviation / np.sqrt(seeds) + 0.05
    assert (last["order_spatial"].sel(samples=[60, 500]) <= 0.2).all()
    assert last["order_angular"].sel(samples=500) >= 0.45
    assert (last["order_angular"].sel(samples=[5000, 20_000]) >= 0.9).all()
    assert last["order_spatial"].sel(samples=20_000) >= 0.7


def test_units_at_one_place_are_at_a_right_angle():
    """Of 20 runs with zero fields most hold a stacked pair, and those pairs differ by 90 degrees."""
    found = colour_summary.stacking(dataset("xy_m5_binary_zero"))
    assert found.frequency.low > 0.5
    assert found.stacked_at_right_angle.low > 2 / 9  # what random phases give


def test_the_top_eigenvalue_follows_the_generalised_edge():
    ds = dataset("xy_correlation_alpha")
    ratio = ds["top_eigenvalue"].mean("seed") / ds["law_edge"]
    assert (np.abs(ratio - 1) < 0.05).all()
    assert (np.abs(ds["top_eigenvalue_shuffled"].mean("seed") / ds["law_noise"] - 1) < 0.05).all()


def test_parity_kernel_breaks_place_but_not_angle():
    last = summary.final(dataset("xy_variant_parity")).sel(samples=10_000).mean(["seed", "hidden"])
    assert last["order_spatial"] >= 0.7
    assert last["order_angular"] <= 0.22  # rotations by two colours leave the field as it is

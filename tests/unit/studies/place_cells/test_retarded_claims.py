"""Retarded learning, the two sides of the threshold: claims and their controls on sweeps whose truth is known."""

import numpy as np
import pytest
import xarray as xr
from synthetic_sweeps import SITES, sweep

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED, UNDECIDED
from placecells.claims.table import evaluate
from placecells.measure import fields, order
from placecells.studies.place_cells.claims import retarded
from placecells.studies.place_cells.measures.retarded import two_sides

BETA_IDS = [claim.id for claim in retarded.ALONG_BETA]
ALPHA_IDS = [claim.id for claim in retarded.ALONG_ALPHA]


def opposite(ratio):
    return ratio < 1


def named(is_noisy=lambda ratio: ratio > 1):
    """The three experiments, whose runs end in random weights where is_noisy(alpha / alpha_c)."""
    alpha = {name: sweep(is_noisy, seed=k) for k, name in enumerate(("retarded_alpha", "retarded_alpha_controlled"))}
    return alpha | {"retarded_beta": sweep(is_noisy, along="beta", seed=5)}


@pytest.fixture(scope="module")
def rows():
    return {row["id"]: row for row in evaluate(retarded.CLAIMS, named())}


@pytest.fixture(scope="module")
def wrong_rows():
    return {row["id"]: row for row in evaluate(retarded.CLAIMS, named(opposite))}


@pytest.mark.parametrize("name", BETA_IDS + ALPHA_IDS)
def test_weights_as_the_paper_says_and_their_controls(rows, name):
    row = rows[name]
    assert row["verdict"] == REPRODUCED, row["reason"]
    for control in row["controls"]:
        assert control["verdict"] == control["gives"], control


@pytest.mark.parametrize("name", BETA_IDS + ALPHA_IDS)
def test_fields_on_the_wrong_side_are_not_reproduced(wrong_rows, name):
    claim = next(claim for claim in retarded.CLAIMS if claim.id == name)
    datasets = named(opposite)
    assert claim.judge(claim.measure(*(datasets[one] for one in claim.datasets))).name == NOT_REPRODUCED
    assert wrong_rows[name]["verdict"] in (NOT_REPRODUCED, UNDECIDED)


def test_one_of_two_sweeps_is_partly():
    claim = next(claim for claim in retarded.CLAIMS if claim.id == "retarded-35c")
    assert claim.judge(claim.measure(sweep(), sweep(opposite))).name == "partly"


def test_sides_follow_beta_as_well():
    ds = xr.Dataset({"x": ("beta", [1.0, 2.0, 3.0])}, {"beta": [0.01, 0.095, 0.5], "alpha": 0.01})
    noise = two_sides.noise_over_threshold(ds)
    assert (noise.values > 1).tolist() == [True, True, False]
    assert noise.values[1] == pytest.approx(1, abs=0.01)


def test_the_noisy_side_before_training():
    ds = sweep(lambda ratio: False)  # fields everywhere
    mixed = two_sides.noisy_untrained(ds)
    few, many = (two_sides.side(mixed, noisy)["weights"] for noisy in (True, False))
    assert "record" not in mixed.dims
    assert float(abs(few).max()) < 0.1 < float(abs(many).max())


def test_resultant_and_order_of_random_weights():
    weights = np.random.default_rng(0).standard_normal((4000, SITES))
    assert fields.circular_mean(weights**2)[1].mean() == pytest.approx(order.random_resultant(SITES), rel=0.03)


def test_the_resultant_is_measured_on_weights_where_it_is_not_recorded():
    ds = sweep()
    xr.testing.assert_allclose(two_sides.resultant(ds.drop_vars("resultant")), ds["resultant"])

"""Retarded learning, size of the ring, place of the crossover, overfitting: claims and controls on known sweeps."""

from math import log

import numpy as np
import pytest
import xarray as xr
from synthetic_sweeps import plane, sized, sweep

from placecells.claims.claim import NOT_REPRODUCED, PARTLY, REPRODUCED, Undecided
from placecells.claims.table import evaluate
from placecells.studies.place_cells.claims import crossover as claims
from placecells.studies.place_cells.measures.retarded import crossover
from placecells.theory.random_matrix import alpha_c

BY_ID = {claim.id: claim for claim in claims.CLAIMS}


def verdict(name, *datasets):
    claim = BY_ID[name]
    return claim.judge(claim.measure(*datasets)).name


def row(name, **datasets):
    (found,) = evaluate([BY_ID[name]], datasets)
    return found


def controls_hold(found):
    return [control["verdict"] == control["gives"] for control in found["controls"]]


def test_exponents_in_the_size_of_the_ring():
    theory, text = sized([(0.0, 0.0), (-0.5, -0.5)]), sized([(0.0, -0.5), (0.0, 0.0)], resultants=(0.0, 0.0))
    expected = {"": [NOT_REPRODUCED, REPRODUCED], "b": [REPRODUCED] * 2, "f": [REPRODUCED, PARTLY]}
    expected |= {letter: [REPRODUCED, NOT_REPRODUCED] for letter in "cd"} | {"e": [REPRODUCED] * 2}
    for letter, verdicts in expected.items():
        assert [verdict(f"retarded-36{letter}", ds) for ds in (theory, text)] == verdicts, letter


def test_a_factor_of_the_ring_size_in_front_of_the_sum_plays_no_part():
    summed, mean = sized([(0.0, 0.0), (-0.5, -0.5)]), sized([(-1.0, -1.0), (-0.5, -0.5)])
    values = [BY_ID["retarded-36"].measure(ds).value for ds in (summed, mean)]
    assert values[0] == pytest.approx(values[1])


def test_controls_of_the_exponents():
    theory = sized([(0.0, 0.0), (-0.5, -0.5)])
    for name in ("retarded-36", "retarded-36b"):
        assert all(controls_hold(row(name, retarded_size=theory))), name


def test_the_half_fall_is_found_in_the_middle_of_the_interval():
    log_alpha = np.log(np.array([0.1, 0.2, 0.4, 0.8]))
    curve = np.array([[1.0, 1.0, 0.0, 0.0], [1.0, 0.6, 0.2, 0.0], [1.0, 1.0, 1.0, 0.9]])
    place = crossover.fall(curve, log_alpha, 0.0)
    assert place[:2] == pytest.approx([np.log(0.2) + np.log(2) / 2, np.log(0.2) + np.log(2) / 4])
    assert np.isnan(place[2])


@pytest.mark.parametrize("name", ["retarded-37", "retarded-37c"])
def test_the_crossover_is_located_in_the_plane(name):
    found = row(name, retarded_plane=plane())
    assert found["verdict"] == REPRODUCED, found["reason"]
    assert all(controls_hold(found))
    assert verdict(name, plane(lambda ratio: ratio > 4)) == NOT_REPRODUCED


def test_the_crossover_at_equal_epochs_and_equal_updates():
    few, many = sweep(lambda ratio: ratio > 0.3), plane()
    assert verdict("retarded-38", sweep()) == REPRODUCED
    assert verdict("retarded-38", few) == NOT_REPRODUCED
    assert verdict("retarded-39", few, many) == REPRODUCED
    assert verdict("retarded-39", sweep(lambda ratio: ratio > 4), many) == NOT_REPRODUCED


def test_a_grid_too_coarse_to_locate_the_crossover_decides_nothing():
    with pytest.raises(Undecided, match=r"two points a factor 1e\+03 apart"):
        crossover.half_fall(sweep().isel(samples=[0, -1]), "order_uniform")


def test_a_plane_without_the_beta_of_the_series_decides_nothing():
    with pytest.raises(Undecided, match=r"no beta = 0.5"):
        crossover.training_shift(sweep(), plane(betas=(0.3, 0.8)))


def test_overfitting_sets_in_where_the_gain_changes_sign():
    data = {"retarded_plane": plane(), "retarded_beta": sweep(along="beta")}
    found = row("retarded-40e", **data)
    assert found["verdict"] == REPRODUCED, found["reason"]
    assert all(controls_hold(found))
    late = {"retarded_plane": plane(lambda ratio: ratio > 5), "retarded_beta": sweep(lambda ratio: ratio > 5, "beta")}
    assert verdict("retarded-40e", *late.values()) == NOT_REPRODUCED


def test_the_onset_is_interpolated_between_its_neighbours():
    x, gains = np.array([0.2, 0.5, 2.0, 5.0]), np.array([2.0, 1.0, -1.0, -2.0])
    ds = xr.Dataset(
        {"log_likelihood_test": (("seed", "samples"), np.tile(gains - 100 * np.log(2), (4, 1)))},
        {"alpha": ("samples", x * alpha_c(0.5)), "samples": [4, 3, 2, 1], "beta": 0.5, "site": np.arange(100)},
    )
    assert crossover.onset_of_overfitting(ds).value == pytest.approx(0.0, abs=1e-9)
    shift = log(alpha_c(0.5) / alpha_c(1.0))
    assert crossover.onset_of_overfitting(ds, wrong=2.0).value == pytest.approx(shift)


@pytest.mark.parametrize("name", ["retarded-40", "retarded-40b"])
def test_overfitting_is_seen_in_the_likelihoods(name):
    data = {"retarded_alpha_controlled": sweep(), "retarded_beta": sweep(along="beta")}
    found = row(name, **data)
    assert found["verdict"] == REPRODUCED, found["reason"]
    assert all(controls_hold(found))
    turned = sweep(lambda ratio: ratio < 1), sweep(lambda ratio: ratio < 1, "beta")
    assert verdict(name, *turned) == NOT_REPRODUCED

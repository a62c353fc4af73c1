"""Claims on Ising data: the right sampler passes, a wrong beta does not; places on the ring."""

import numpy as np
import pytest

from placecells.claims import ising as section
from placecells.claims.claim import NOT_REPRODUCED, NOT_TESTABLE, REPRODUCED
from placecells.claims.measurements import uniform_on_ring
from placecells.claims.table import evaluate
from placecells.data import ising


def verdicts(datasets=None, ids=None):
    rows = evaluate([claim for claim in section.CLAIMS if ids is None or claim.id in ids], datasets or {})
    return {row["id"]: row["verdict"] for row in rows}


ON_THE_DATA = ("ising-06", "ising-07", "ising-08")


def test_the_sampler_passes_the_claims_on_the_data():
    assert set(verdicts(ids=ON_THE_DATA).values()) == {REPRODUCED}


def test_a_sampler_with_a_beta_10_percent_off_is_found(monkeypatch):
    right = ising.ring_law
    monkeypatch.setattr(ising, "ring_law", lambda sites, beta: right(sites, 1.1 * beta))
    assert verdicts(ids=ON_THE_DATA)["ising-07"] == NOT_REPRODUCED


def test_without_datasets_nothing_that_needs_them_is_decided():
    for name, verdict in verdicts().items():
        assert verdict == (REPRODUCED if name in ON_THE_DATA else NOT_TESTABLE)


def test_kuiper_is_uniform_for_uniform_places_and_rotation_invariant():
    """p values of the test under its null hypothesis: their mean is 1/2 within 4 standard errors."""
    rng = np.random.default_rng(1)
    p = [uniform_on_ring(rng.uniform(0, 100, 50), 100) for _ in range(400)]
    assert abs(np.mean(p) - 0.5) < 4 / np.sqrt(12 * 400)
    places = rng.uniform(0, 100, 50)
    assert uniform_on_ring(places + 37.3, 100) == pytest.approx(uniform_on_ring(places, 100))
    assert uniform_on_ring(rng.normal(99, 8, 50), 100) < 1e-6


def test_clustered_and_uniform_centres_are_told_apart(learned, sech):
    rng = np.random.default_rng(2)
    grown = np.linspace(0, 1, 6)[None, :, None]

    def runs(centres):
        return learned((grown * sech(centres)[:, None, :])[:, :, None, :])

    uniform, clustered = runs(rng.uniform(0, 100, 60)), runs(rng.normal(50, 8, 60))
    found = verdicts({"place_initial_weights": uniform, "place_finite_data": clustered}, ("ising-10", "ising-11"))
    assert found == {"ising-10": REPRODUCED, "ising-11": REPRODUCED}
    found = verdicts({"place_initial_weights": clustered, "place_finite_data": uniform}, ("ising-10", "ising-11"))
    assert found == {"ising-10": NOT_REPRODUCED, "ising-11": NOT_REPRODUCED}


def test_runs_with_the_same_weights_agree_or_not(learned, sech):
    rng = np.random.default_rng(3)
    grown = np.linspace(0, 1, 6)[None, :, None, None]
    for spread, verdict in ((3.0, REPRODUCED), (200.0, NOT_REPRODUCED)):
        ds = learned(grown * sech(rng.normal(95, spread, 40))[:, None, None, :])
        assert verdicts({"place_same_weights": ds}, ("ising-10b",)) == {"ising-10b": verdict}


def test_a_field_twice_as_wide_as_learned_is_found_out(learned, sech):
    """The best width at beta = 1 is near 14 sites: a field of 7 or 28 is worse than its own rescaling."""
    for fwhm, verdict in ((14.0, REPRODUCED), (28.0, NOT_REPRODUCED), (7.0, NOT_REPRODUCED)):
        ds = learned(sech(np.full(4, 50.0), fwhm)[:, None, None, :])
        assert verdicts({"single_field": ds}, ("ising-15",)) == {"ising-15": verdict}

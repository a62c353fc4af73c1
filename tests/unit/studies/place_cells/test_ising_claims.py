"""Claims on Ising data: data of the law pass, those of a wrong beta and without the symmetries do not."""

import pytest

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED, UNDECIDED
from placecells.claims.table import evaluate
from placecells.data import ising
from placecells.studies.place_cells.claims.ising import CLAIMS

OF_BETA = ("ising-06b", "ising-07", "ising-07b")  # the others, symmetries, hold at any beta


@pytest.fixture
def rows(drawn):
    """rows(sites): those of the claims on 10 fresh data sets of the sampler, by the claims' ids."""

    def judge(sites=100):
        data = {"model": "ising", "sites": sites, "beta": 1.0, "samples": 100_000 if sites == 100 else 100}
        hotter = {**data, "beta": 1.1, "samples": 20_000 if sites == 100 else 100}
        datasets = {
            "ising_statistics": drawn("statistics", range(10), data),
            "ising_statistics_wrong_beta": drawn("statistics", range(10, 20), hotter),
        }
        return {row["id"]: row for row in evaluate(CLAIMS, datasets)}

    return judge


def test_the_sampler_passes_the_claims_and_their_controls_do_not(rows):
    found = rows()
    assert {row["verdict"] for row in found.values()} == {REPRODUCED}
    for row in found.values():
        assert all(control["verdict"] == control["gives"] for control in row["controls"]), row["id"]


def test_a_sampler_with_a_beta_10_percent_off_is_found(rows, monkeypatch):
    right = ising.ring_law
    monkeypatch.setattr(ising, "ring_law", lambda sites, beta: right(sites, 1.1 * beta))
    found = rows()
    assert {name for name, row in found.items() if row["verdict"] == NOT_REPRODUCED} == set(OF_BETA)


def test_a_ring_without_distant_sites_decides_nothing(rows):
    found = rows(sites=12)
    assert found["ising-07"]["verdict"] == found["ising-07b"]["verdict"] == UNDECIDED

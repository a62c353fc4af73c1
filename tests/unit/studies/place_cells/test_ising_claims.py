"""Claims on Ising data: data of the law pass, those of a wrong beta do not."""

import pytest

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED, UNDECIDED
from placecells.claims.table import evaluate
from placecells.data import ising
from placecells.studies.place_cells.claims.ising import CLAIMS

OF_BETA = ("ising-06b", "ising-07", "ising-07b")  # the others, symmetries, hold at any beta


@pytest.fixture
def verdicts(drawn):
    """verdicts(sites): those on 10 fresh data sets of the sampler."""

    def judge(sites=100):
        data = {"model": "ising", "sites": sites, "beta": 1.0, "samples": 100_000 if sites == 100 else 100}
        statistics = drawn("statistics", range(10), data)
        return {row["id"]: row["verdict"] for row in evaluate(CLAIMS, {"ising_statistics": statistics})}

    return judge


def test_the_sampler_passes_the_claims_on_the_data(verdicts):
    assert set(verdicts().values()) == {REPRODUCED}


def test_a_sampler_with_a_beta_10_percent_off_is_found(verdicts, monkeypatch):
    right = ising.ring_law
    monkeypatch.setattr(ising, "ring_law", lambda sites, beta: right(sites, 1.1 * beta))
    found = verdicts()
    assert {found[name] for name in OF_BETA} == {NOT_REPRODUCED}


def test_a_ring_without_distant_sites_decides_nothing(verdicts):
    found = verdicts(sites=12)
    assert found["ising-07"] == found["ising-07b"] == UNDECIDED

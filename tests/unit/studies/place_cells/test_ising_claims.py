"""Claims on Ising data: the right sampler passes, a wrong beta does not."""

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED
from placecells.claims.table import evaluate
from placecells.data import ising
from placecells.studies.place_cells.claims.ising import CLAIMS

OF_BETA = ("ising-06b", "ising-07", "ising-07b")  # the others, symmetries, hold at any beta


def verdicts():
    return {row["id"]: row["verdict"] for row in evaluate(CLAIMS, {})}


def test_the_sampler_passes_the_claims_on_the_data():
    assert set(verdicts().values()) == {REPRODUCED}


def test_a_sampler_with_a_beta_10_percent_off_is_found(monkeypatch):
    right = ising.ring_law
    monkeypatch.setattr(ising, "ring_law", lambda sites, beta: right(sites, 1.1 * beta))
    found = verdicts()
    assert {found[name] for name in OF_BETA} == {NOT_REPRODUCED}

"""Named claims that quick decides turn over with a wrong sampler, or with weights that were not trained."""

import json
from pathlib import Path

import pytest

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED

CLAIMS = Path(__file__).resolve().parents[2] / "results" / "quick" / "claims.json"
WRONG_BETA = ("ising-06b", "ising-07", "ising-07b", "xy-49")
UNTRAINED = ("model-01", "units-20b", "retarded-34", "retarded-34b", "retarded-34c", "retarded-35d", "retarded-35e")
CONTROLS = dict.fromkeys(WRONG_BETA, ("10%",)) | dict.fromkeys(UNTRAINED, ("untrained", "before training"))


@pytest.mark.parametrize("name", CONTROLS)
def test_the_claim_is_reproduced_and_its_named_control_is_not(name):
    [row] = [row for row in json.loads(CLAIMS.read_text(encoding="utf-8"))["claims"] if row["id"] == name]
    wrong = [
        control["verdict"]
        for control in row["controls"]
        if control["gives"] == NOT_REPRODUCED and any(word in control["what"] for word in CONTROLS[name])
    ]
    assert row["verdict"] == REPRODUCED
    assert wrong == [NOT_REPRODUCED]

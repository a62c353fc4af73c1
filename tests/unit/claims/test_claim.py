"""Verdicts: only an interval that decides, from enough runs, is a verdict; a claim of the text needs its control."""

import math

import pytest
from made_up import ACROSS, INSIDE, ONE_TO_TWO, OUTSIDE, claim, control, measures

from placecells.claims.claim import (
    ERROR,
    NOT_REPRODUCED,
    PARTLY,
    REPRODUCED,
    UNDECIDED,
    Agrees,
    Band,
    Measurement,
    Undecided,
)
from placecells.claims.table import evaluate, needs


@pytest.mark.parametrize(
    ("expected", "low", "high", "verdict"),
    [
        (Band(1, 2), 1.2, 1.8, REPRODUCED),
        (Band(1, 2), 1.0, 2.0, REPRODUCED),
        (Band(1, 2), 0.9, 1.8, UNDECIDED),
        (Band(1, 2), 0.9, 2.1, UNDECIDED),
        (Band(1, 2), 2.1, 2.2, NOT_REPRODUCED),
        (Band(low=1), 1.2, math.inf, REPRODUCED),
        (Band(high=1), 1.2, 9, NOT_REPRODUCED),
        (Agrees(1.0, 0.5), 0.8, 1.1, REPRODUCED),
        (Agrees(1.0, 0.1), 1.05, 1.12, UNDECIDED),  # the value lies inside, the interval does not
        (Agrees(1.0, 0.1), 1.106, 1.2, NOT_REPRODUCED),
        (Agrees(1.0, 0.5), -3, 3, UNDECIDED),
    ],
)
def test_the_interval_decides(expected, low, high, verdict):
    value = 1.5 if math.isinf(high) else (low + high) / 2
    found = claim(expected).judge(Measurement(value, low, high, runs=5))
    assert found.name == verdict
    assert bool(found.reason) == (verdict != REPRODUCED)


def test_too_few_runs_and_intervals_without_numbers_decide_nothing():
    assert claim(least_runs=6).judge(Measurement(1.5, 1.4, 1.6, runs=5)).name == UNDECIDED
    assert claim().judge(Measurement(1.5, math.nan, math.nan, runs=5)).name == UNDECIDED
    assert claim().judge(Measurement(math.inf, 1.2, 1.3, runs=5)).name == UNDECIDED


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        ((INSIDE, INSIDE), REPRODUCED),
        ((OUTSIDE, OUTSIDE), NOT_REPRODUCED),
        ((INSIDE, OUTSIDE), PARTLY),
        ((INSIDE, ACROSS), UNDECIDED),
        ((OUTSIDE, ACROSS), UNDECIDED),
        ((ACROSS, ACROSS), UNDECIDED),
    ],
)
def test_a_statement_of_parts_is_partly_reproduced_where_parts_are_decided_differently(parts, verdict):
    measured = {name: Measurement(*numbers, runs=5) for name, numbers in zip(("one", "other"), parts, strict=True)}
    found = claim({"one": ONE_TO_TWO, "other": ONE_TO_TWO}).judge(measured)
    assert found.name == verdict
    if verdict in (PARTLY, UNDECIDED):
        assert "one: " in found.reason
        assert "other: " in found.reason


def test_a_claim_without_its_data_is_undecided():
    [row] = evaluate([claim(datasets=("nowhere",))], {})
    assert row["verdict"] == UNDECIDED
    assert "nowhere" in row["reason"]
    assert row["measured"] is None
    assert row["decides"]


def test_a_claim_that_says_why_it_cannot_be_decided_is_undecided():
    def measure():
        raise Undecided("two of three runs formed no field")

    [row] = evaluate([claim(measure=measure)], {})
    assert (row["verdict"], row["reason"]) == (UNDECIDED, "two of three runs formed no field")


@pytest.mark.parametrize(
    ("measured", "more", "verdict"),
    [
        (INSIDE, {"controls": (control(OUTSIDE),)}, REPRODUCED),
        (INSIDE, {"controls": (control(INSIDE),)}, UNDECIDED),  # the measure gives one verdict whatever the data are
        (INSIDE, {"controls": (control(ACROSS),)}, UNDECIDED),
        (INSIDE, {"controls": (control(OUTSIDE), control(INSIDE))}, UNDECIDED),
        (INSIDE, {"controls": (control(INSIDE, gives=REPRODUCED),)}, UNDECIDED),  # none can have the opposite verdict
        (INSIDE, {}, UNDECIDED),
        (INSIDE, {"no_control": "a reason"}, REPRODUCED),
        (OUTSIDE, {"controls": (control(INSIDE, gives=REPRODUCED),)}, NOT_REPRODUCED),
        (OUTSIDE, {"controls": (control(OUTSIDE),)}, UNDECIDED),
        (ACROSS, {"controls": (control(OUTSIDE),)}, UNDECIDED),
    ],
)
def test_a_claim_of_the_text_keeps_its_verdict_only_with_the_opposite_control(measured, more, verdict):
    [row] = evaluate([claim(measure=measures(*measured), source="text", **more)], {})
    assert row["verdict"] == verdict
    assert (row["reason"] == "") == (verdict == REPRODUCED)
    assert len(row["controls"]) == len(more.get("controls", ()))


@pytest.mark.parametrize("source", ["notebook", "ours", "identity"])
def test_other_claims_need_no_control_but_heed_one(source):
    verdicts = [claim(source=source), claim(source=source, controls=(control(INSIDE),))]
    assert [row["verdict"] for row in evaluate(verdicts, {})] == [REPRODUCED, UNDECIDED]


def test_a_control_that_fails_is_an_error_of_its_claim():
    broken = control()
    object.__setattr__(broken, "measure", lambda: 1 / 0)
    [row] = evaluate([claim(controls=(broken,))], {})
    assert row["verdict"] == ERROR
    assert row["reason"].startswith("control, a control: ZeroDivisionError")


def test_datasets_that_claims_and_controls_need_are_listed_once_in_the_order_of_their_first_use():
    claims = [claim(datasets=names) for names in (("wide", "narrow"), (), ("exact", "wide"), ("narrow",))]
    assert needs(claims) == ["wide", "narrow", "exact"]
    assert needs([claim(datasets=("wide",), controls=(control(datasets=("untrained",)),))]) == ["wide", "untrained"]
    assert needs([]) == []

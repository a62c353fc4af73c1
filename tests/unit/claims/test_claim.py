"""Verdicts: only an interval that decides, from enough runs, is a verdict."""

import json
import math

import pytest

from placecells.claims.claim import (
    NOT_REPRODUCED,
    REPRODUCED,
    UNDECIDED,
    Agrees,
    Band,
    Claim,
    Measurement,
    Undecided,
)
from placecells.claims.table import COLUMNS, as_csv, as_json, evaluate, needs

ONE_TO_TWO = Band(1.0, 2.0)


def claim(expected=ONE_TO_TWO, measure=lambda: Measurement(1.5, 1.4, 1.6, runs=5), datasets=(), **more):
    return Claim(
        id="test-01",
        section="II",
        figure="fig03",
        statement="A statement.",
        source="ours",
        quantity="a number",
        unit="1",
        datasets=datasets,
        measure=measure,
        expected=expected,
        tolerance="a reason",
        test="a test",
        **more,
    )


@pytest.mark.parametrize(
    ("expected", "low", "high", "verdict"),
    [
        (Band(1, 2), 1.2, 1.8, REPRODUCED),
        (Band(1, 2), 0.9, 1.8, UNDECIDED),
        (Band(1, 2), 2.1, 2.2, NOT_REPRODUCED),
        (Band(low=1), 1.2, 9, REPRODUCED),
        (Band(high=1), 1.2, 9, NOT_REPRODUCED),
        (Agrees(1.0, 0.0, 0.5), 0.8, 1.1, REPRODUCED),
        (Agrees(1.0, 0.0, 0.5), 1.1, 1.2, NOT_REPRODUCED),
        (Agrees(1.0, 0.2, 0.5), 1.1, 1.2, REPRODUCED),
        (Agrees(1.0, 0.0, 0.5), -3, 3, UNDECIDED),
    ],
)
def test_the_interval_decides(expected, low, high, verdict):
    assert claim(expected).judge(Measurement((low + high) / 2, low, high, runs=5)).name == verdict


def test_too_few_runs_and_intervals_without_numbers_decide_nothing():
    assert claim(least_runs=6).judge(Measurement(1.5, 1.4, 1.6, runs=5)).name == UNDECIDED
    assert claim().judge(Measurement(1.5, math.nan, math.nan, runs=5)).name == UNDECIDED
    assert claim().judge(Measurement(math.inf, 1.2, 1.3, runs=5)).name == UNDECIDED


def test_a_claim_without_its_data_is_not_testable():
    [row] = evaluate([claim(datasets=("nowhere",))], {})
    assert row["verdict"] == UNDECIDED
    assert "nowhere" in row["reason"]
    assert row["measured"] is None


def test_a_claim_that_says_why_it_cannot_be_tested_is_not_testable():
    def measure():
        raise Undecided("two of three runs formed no field")

    [row] = evaluate([claim(measure=measure)], {})
    assert (row["verdict"], row["reason"]) == (UNDECIDED, "two of three runs formed no field")


def test_the_table_has_its_columns_and_counts():
    rows = evaluate([claim(), claim(Band(5, 6))], {})
    assert as_csv(rows).splitlines()[0].split(",") == list(COLUMNS)
    assert "[1.4, 1.6]" in as_csv(rows)
    table = json.loads(as_json(rows, "quick"))
    assert table["summary"] == {REPRODUCED: 1, NOT_REPRODUCED: 1, UNDECIDED: 0}
    assert table["scale"] == "quick"


def test_a_config_without_claims_has_an_empty_table():
    assert as_csv([]).splitlines() == [",".join(COLUMNS)]


def test_datasets_that_claims_need_are_listed_once_in_the_order_of_their_first_use():
    claims = [claim(datasets=names) for names in (("wide", "narrow"), (), ("exact", "wide"), ("narrow",))]
    assert needs(claims) == ["wide", "narrow", "exact"]
    assert needs([]) == []

"""The first table: a row's verdict follows from its claims of the text; how many false verdicts to expect."""

from importlib import import_module

import pytest

from placecells import study
from placecells.claims.claim import ERROR, NOT_REPRODUCED, PARTLY, REPRODUCED, UNDECIDED
from placecells.claims.rows import most_false, row_verdicts
from placecells.study import Row

ROW = Row("field", "A place field forms", "head", "fig03")
STUDY = study.study("place_cells")


def rows(*others, head=REPRODUCED, source="text"):
    """The table's rows of a headline claim and of others, all of one row."""
    named = [("head", head), *((f"other-{n}", verdict) for n, verdict in enumerate(others))]
    return [{"id": name, "row": "field", "source": source, "verdict": verdict} for name, verdict in named]


def the_row(claims):
    [found] = row_verdicts([ROW], claims)
    return found


@pytest.mark.parametrize(
    ("claims", "verdict"),
    [
        (rows(), REPRODUCED),
        (rows(REPRODUCED, REPRODUCED), REPRODUCED),
        (rows(REPRODUCED, NOT_REPRODUCED), PARTLY),
        (rows(UNDECIDED), PARTLY),
        (rows(PARTLY), PARTLY),
        (rows(ERROR), PARTLY),
        (rows(REPRODUCED, head=PARTLY), PARTLY),
        (rows(REPRODUCED, head=NOT_REPRODUCED), NOT_REPRODUCED),
        (rows(REPRODUCED, head=UNDECIDED), UNDECIDED),
        (rows(REPRODUCED, head=ERROR), ERROR),
    ],
)
def test_the_verdict_of_a_row(claims, verdict):
    found = the_row(claims)
    assert found.verdict == verdict
    assert found.headline is claims[0]
    assert found.statements == len(claims)
    assert sum(found.counts.values()) == len(claims)


def test_only_claims_of_the_text_that_belong_to_the_row_count():
    others = [row | {"id": f"more-{n}"} for n, row in enumerate(rows(NOT_REPRODUCED, source="ours"))]
    elsewhere = [row | {"id": f"far-{n}", "row": "width"} for n, row in enumerate(rows(NOT_REPRODUCED))]
    found = the_row([*rows(REPRODUCED), *others, *elsewhere])
    assert (found.verdict, found.counts) == (REPRODUCED, {REPRODUCED: 2})


def test_a_row_without_its_headline_claim_is_undecided():
    found = the_row(rows(REPRODUCED)[1:])
    assert (found.verdict, found.headline, found.statements) == (UNDECIDED, None, 1)
    assert the_row([]).statements == 0


def a_claim(verdict, low=1.0, high=2.0, source="text", parts=()):
    return {"verdict": verdict, "source": source, "low": low, "high": high, "parts": parts}


def test_false_verdicts_are_those_of_intervals_that_decide():
    part = {"low": 0.0, "high": None}
    claims = [
        a_claim(REPRODUCED),
        a_claim(NOT_REPRODUCED),
        a_claim(PARTLY, parts=[part, part]),
        a_claim(UNDECIDED),  # decides nothing
        a_claim(ERROR, None, None),
        a_claim(REPRODUCED, 1.0, 1.0),  # exact
        a_claim(REPRODUCED, source="identity"),
    ]
    assert most_false(claims) == pytest.approx(4 * 0.025)
    assert most_false([]) == 0


def test_the_paper_has_eight_rows_and_their_figures_exist():
    assert len({row.name for row in STUDY.rows}) == len(STUDY.rows) == 8
    assert {row.figure for row in STUDY.rows} <= study.figures().keys()


@pytest.fixture(scope="module")
def claims():
    """All claims of the study of the paper, by id."""
    modules = [import_module(study.section_module("place_cells", section)) for section in STUDY.sections]
    return {claim.id: claim for module in modules for claim in module.CLAIMS}


@pytest.mark.parametrize("row", STUDY.rows, ids=lambda row: row.name)
def test_the_headline_claim_of_a_row_is_one_of_its_claims_of_the_text(claims, row):
    headline = claims[row.headline]
    assert (headline.source, headline.row) == ("text", row.name)
    assert headline.why


def test_every_claim_of_the_text_belongs_to_a_row_and_no_other_does(claims):
    names = {row.name for row in STUDY.rows}
    assert [key for key, claim in claims.items() if (claim.row in names) != (claim.source == "text")] == []

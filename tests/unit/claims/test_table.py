"""The table of claims, as JSON and as CSV: both hold the same, and the counts leave checks of the code out."""

import csv
import io
import json
from math import inf
from pathlib import Path

from made_up import ACROSS, INSIDE, ONE_TO_TWO, OUTSIDE, claim, control, measures

from placecells.claims.claim import NOT_REPRODUCED, PARTLY, REPRODUCED, UNDECIDED, Band, Measurement
from placecells.claims.table import as_csv, as_json, by_source, evaluate, summary

ROOT = Path(__file__).resolve().parents[3]


def two_parts():
    return {"one": Measurement(*INSIDE, runs=5), "other": Measurement(2.5, 2.4, inf, 6, "a detail")}


CLAIMS = [
    claim(
        id="test-01",
        source="text",
        where="II, second paragraph",
        why="a cause",
        printed="1.5",
        row="field",
        datasets=(),
        controls=(control(OUTSIDE), control(OUTSIDE)),
        audit=2,
    ),
    claim(Band(5, 6), id="test-02", source="notebook", failing="notebook"),
    claim({"one": ONE_TO_TWO, "other": ONE_TO_TWO}, two_parts, id="test-03"),
    claim(measure=measures(*ACROSS), id="test-04", decides="twenty runs"),
    claim(id="test-05", source="identity"),
    claim(id="test-06", datasets=("wide", "narrow")),
]


def tables():
    """The claims of the JSON table, and the lines of the CSV table."""
    rows = evaluate(CLAIMS, {})
    return json.loads(as_json(rows, "quick")), list(csv.DictReader(io.StringIO(as_csv(rows))))


def test_the_csv_has_a_line_per_claim_and_a_column_per_entry_of_the_json():
    whole, lines = tables()
    assert [line["id"] for line in lines] == [row["id"] for row in whole["claims"]]
    assert all(line.keys() == row.keys() for line, row in zip(lines, whole["claims"], strict=True))


def test_every_text_and_number_of_the_json_is_in_the_csv():
    for row, line in zip(tables()[0]["claims"], tables()[1], strict=True):
        for key, value in row.items():
            if isinstance(value, str):
                assert line[key] == value
            elif isinstance(value, int | float):
                assert float(line[key]) == value
            elif value is None:
                assert line[key] == ""
        assert line["dataset"].split() == row["dataset"]
        for part in row["parts"]:
            assert f"{part['part']}: {part['measured']:g}" in line["parts"]
            assert part["expected"] in line["parts"]
        for one in row["controls"]:
            assert one["what"] in line["controls"]
            assert one["verdict"] in line["controls"]


def test_infinite_bounds_are_said_in_the_csv_and_none_in_the_json():
    [row] = [row for row in tables()[0]["claims"] if row["parts"]]
    [line] = [line for line in tables()[1] if line["parts"]]
    assert [part["high"] for part in row["parts"]] == [1.6, None]
    assert line["parts"].startswith("one: 1.5 [1.4, 1.6], expected 1 to 2; other: 2.5 [2.4, inf], expected 1 to 2")


def test_entries_that_only_some_verdicts_have():
    by_id = {row["id"]: row for row in tables()[0]["claims"]}
    assert [by_id[f"test-0{n}"]["verdict"] for n in (1, 2, 3, 4)] == [REPRODUCED, NOT_REPRODUCED, PARTLY, UNDECIDED]
    assert {key: row["failing"] for key, row in by_id.items() if row["failing"]} == {"test-02": "notebook"}
    decides = {key: row["decides"] for key, row in by_id.items() if row["decides"]}
    assert decides == {"test-04": "twenty runs", "test-06": "more runs would decide"}


def test_claims_are_counted_by_source_and_checks_of_the_code_are_not_counted():
    whole, _ = tables()
    assert whole["scale"] == "quick"
    assert whole["summary"] == {REPRODUCED: 1, PARTLY: 1, NOT_REPRODUCED: 1, UNDECIDED: 2}
    assert whole["sources"] == {
        "text": {REPRODUCED: 1},
        "notebook": {NOT_REPRODUCED: 1},
        "ours": {PARTLY: 1, UNDECIDED: 2},
        "identity": {REPRODUCED: 1},
    }
    rows = evaluate(CLAIMS, {})
    assert (whole["summary"], whole["sources"]) == (summary(rows), by_source(rows))


def test_a_config_without_claims_has_an_empty_table():
    assert as_csv([]).strip() == ""
    assert json.loads(as_json([], "smoke"))["claims"] == []


def test_the_made_up_table_of_the_report_has_the_entries_of_a_real_one():
    made_up = json.loads((ROOT / "tests/browser/claims.json").read_text(encoding="utf-8"))
    whole, _ = tables()
    assert made_up.keys() == whole.keys()
    for row in made_up["claims"]:
        assert row.keys() == whole["claims"][0].keys()
    for entry in ("parts", "controls"):
        [real, *_] = [row[entry][0] for row in whole["claims"] if row[entry]]
        assert all(one.keys() == real.keys() for row in made_up["claims"] for one in row[entry])
    assert made_up["summary"] == summary(made_up["claims"])
    assert made_up["sources"] == by_source(made_up["claims"])

"""A claim whose own calculation fails has the verdict "error"; all other claims, the tables and the page go on."""

import csv
import io
import json
import logging

import numpy as np
import pytest
from made_up import claim

from placecells.claims import intervals
from placecells.claims.claim import ERROR, NOT_REPRODUCED, PARTLY, REPRODUCED, UNDECIDED, Band, Measurement
from placecells.claims.table import as_csv, as_json, evaluate, summary
from placecells.errors import LONGEST_TEXT


def raises(error):
    def measure():
        raise error

    return measure


def a_measurement(**changes):
    return lambda: Measurement(1.5, 1.4, 1.6, runs=5)._replace(**changes)


@pytest.mark.parametrize(
    ("measure", "begin"),
    [
        (raises(ValueError("too few points")), "ValueError in test_errors, line "),
        (raises(KeyError("centre")), "KeyError in test_errors, line "),
        (raises(ZeroDivisionError()), "ZeroDivisionError in test_errors, line "),
        (raises(RecursionError("deep")), "RecursionError in test_errors, line "),
        (lambda one: one, "TypeError in placecells.claims.table, line "),  # called without its argument
        (lambda: intervals.from_estimate(None, 5), "AttributeError in placecells.claims.intervals, line "),
        (lambda: None, "AttributeError in placecells.claims.claim, line "),  # no measurement, which cannot be judged
        (a_measurement(value="1.5"), "TypeError in placecells.claims.claim, line "),
        (a_measurement(runs=None), "TypeError in placecells.claims.claim, line "),
    ],
)
def test_any_exception_is_the_verdict_of_its_claim(measure, begin, caplog):
    rows = evaluate([claim(), claim(measure=measure), claim(Band(5, 6))], {})
    assert [row["verdict"] for row in rows] == [REPRODUCED, ERROR, NOT_REPRODUCED]
    reason = rows[1]["reason"]
    assert reason.startswith(begin)
    assert "\n" not in reason
    assert (rows[1]["measured"], rows[1]["runs"]) == (None, 0)
    [record] = caplog.records
    assert (record.name, record.message, record.levelno) == ("placecells", "claim test-01: error", logging.ERROR)
    assert record.exc_info[0].__name__ == reason.split()[0]


def test_the_reason_ends_with_the_text_of_the_exception():
    [row] = evaluate([claim(measure=raises(ValueError("too few\n  points.")))], {})
    assert row["reason"].endswith(": too few points")  # the page adds the full stop
    [row] = evaluate([claim(measure=raises(ValueError("many words " * 1000)))], {})
    assert len(row["reason"]) < LONGEST_TEXT + 60


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, SystemExit])
def test_what_is_no_fault_of_a_claim_stops_all(error):
    with pytest.raises(error):
        evaluate([claim(measure=raises(error()))], {})


def test_an_array_too_large_for_the_memory_is_no_fault_of_a_claim():
    with pytest.raises(MemoryError):
        evaluate([claim(measure=lambda: np.empty(10**17))], {})


def test_numbers_of_numpy_are_no_error_of_the_table():
    measure = a_measurement(value=np.float32(1.5), runs=np.int64(5), detail=np.str_("a detail"))
    [row] = evaluate([claim(measure=measure)], {})
    assert json.loads(as_json([row], "quick"))["claims"][0]["runs"] == 5


def test_errors_are_in_both_tables_and_counted_only_where_there_are_any():
    rows = evaluate([claim(measure=raises(ValueError('a, "b"')))], {})
    assert summary(rows) == {REPRODUCED: 0, PARTLY: 0, NOT_REPRODUCED: 0, UNDECIDED: 0, ERROR: 1}
    assert ERROR not in summary(evaluate([claim()], {}))
    [line] = csv.DictReader(io.StringIO(as_csv(rows)))
    assert line["verdict"] == ERROR
    assert json.loads(as_json(rows, "quick"))["claims"][0]["reason"].endswith('a, "b"')

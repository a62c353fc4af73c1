"""The frame around every script."""

import gc

from placecells.job import job, progress

import pytest


class KnownError(Exception):
    pass


def test_an_expected_error_is_one_sentence_and_exit(tmp_path):
    with pytest.raises(SystemExit, match=r"^it went wrong$"), job(tmp_path / "log", KnownError):
        raise KnownError("it went wrong")
    assert "it went wrong" in (tmp_path / "log").read_text()
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_an_unexpected_error_leaves_its_traceback_in_the_log(tmp_path):
    with pytest.raises(ZeroDivisionError), job(tmp_path / "log", KnownError):
        _ = 1 / 0
    assert "Traceback" in (tmp_path / "log").read_text()


def test_garbage_is_looked_for_while_a_job_runs(tmp_path):
    with job(tmp_path / "log"):
        assert gc.isenabled()


def test_progress_logs_done_rate_and_remaining_time(tmp_path):
    with job(tmp_path / "log") as log:
        add = progress(log, 100, "updates")
        add(40)
        add(60)
    lines = (tmp_path / "log").read_text().splitlines()
    assert len(lines) == 1
    assert "100 of 100 updates (100%)" in lines[0]
    assert "00:00:00 left" in lines[0]

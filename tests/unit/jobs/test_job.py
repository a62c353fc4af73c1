"""The frame around every script."""

import gc
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from placecells.jobs.job import job, progress

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
        add(40, saved=True)  # by a checkpoint
        add(60)
    lines = (tmp_path / "log").read_text().splitlines()
    assert len(lines) == 1
    assert "100 of 100 updates (100%)" in lines[0]
    assert " 0:00:00 left" in lines[0]


def test_what_a_checkpoint_had_is_no_speed_and_days_are_days(tmp_path, monkeypatch):
    clock = iter([0.0, 1.0, 100.0])
    monkeypatch.setattr("placecells.jobs.job.time", SimpleNamespace(monotonic=lambda: next(clock)))
    with job(tmp_path / "log") as log:
        add = progress(log, 1_000_000, "updates")
        add(400_000, saved=True)
        add(100)
    [line] = (tmp_path / "log").read_text().splitlines()
    assert "400100 of 1000000 updates (40%), 1/s, 6 days, 22:38:20 left" in line


def test_a_warning_appears_on_the_terminal_too(tmp_path, capfd):
    with job(tmp_path / "log") as log:
        log.info("in the log")
        log.warning("said aloud")
    assert capfd.readouterr().err == "said aloud\n"
    assert [line[24:] for line in (tmp_path / "log").read_text().splitlines()] == ["in the log", "said aloud"]


def test_importing_changes_nothing_and_a_script_says_when_it_begins():
    program = "import gc\nfrom placecells.jobs.job import begin\nprint(gc.isenabled())\nbegin()\nprint(gc.isenabled())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]


@pytest.mark.parametrize("module", sorted(path.stem for path in Path("src/placecells").glob("*.py")))
def test_importing_a_module_changes_no_setting_of_the_process(module):
    """But for one: HDF5 takes no locks."""
    program = (
        "import gc, os, sys, atexit\nbefore = dict(os.environ), gc.isenabled(), sys.getrecursionlimit(), os.getcwd()\n"
        f"import placecells.{module}\n"
        "after = dict(os.environ), gc.isenabled(), sys.getrecursionlimit(), os.getcwd()\n"
        "after[0].pop('HDF5_USE_FILE_LOCKING', None), before[0].pop('HDF5_USE_FILE_LOCKING', None)\n"
        "assert before == after"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

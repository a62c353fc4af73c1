"""The set-up of .venv: what it refuses, when it begins anew, what it leaves alone. Nothing is installed here."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.unit.fake_checkout import NEW, OLD, WHOLE, Checkout, assert_refused


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path / "project")


@pytest.mark.parametrize("python", NEW)
def test_it_prints_its_commands_and_then_has_nothing_to_do(checkout, python):
    first = checkout.set_up(python)
    assert first.returncode == 0, first.stderr
    reason, venv, *others = first.stdout.splitlines()
    assert reason == "making .venv: there is none"
    assert venv.endswith(" -m venv --clear .venv")
    names = [line.split()[0].removeprefix(".venv/bin/") for line in others]
    assert names == ["pip", "pip", "python", "snakemake"]
    assert checkout.calls() == WHOLE
    began = time.monotonic()
    again = checkout.set_up(python, asked="python3")
    assert time.monotonic() - began < 2  # 0.05 s here; the machine may be busy
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert checkout.calls() == []


@pytest.mark.parametrize("python", OLD)
def test_an_old_python_is_refused_and_a_finished_environment_stays(checkout, python):
    assert_refused(checkout, checkout.set_up(python), "needs CPython 3.11 or newer", "make quick PYTHON=python3.12")
    checkout.set_up()
    checkout.calls()
    before = checkout.files()
    assert_refused(checkout, checkout.set_up(python, asked="python3.x"), "python3.x is CPython")
    assert checkout.files() == before
    assert checkout.set_up(python).returncode == 0  # nobody asked for another Python: the environment will do


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a b", "a space"),
        ("a[1]", "[ and ]"),
        ("it's", "'"),
        ('a"b', '"'),
        ("a$b", "$"),
        ("a:b", ":"),
        ("a(b)", "( and )"),
    ],
)
def test_a_folder_that_commands_cannot_name_is_refused_with_two_ways_out(tmp_path, name, shown):
    checkout = Checkout(tmp_path / name)
    words = (f"has {shown} in its path", "move the project", "python3 -m venv ~/placecells-env")
    for python in [sys.executable, *OLD]:
        assert_refused(checkout, checkout.set_up(python), *words)


@pytest.mark.parametrize("name", ["a{b}", "a\\b"])
def test_braces_and_backslashes_have_one_way_out(tmp_path, name):
    checkout = Checkout(tmp_path / name)
    process = checkout.set_up()
    assert_refused(checkout, process, "move the project")
    assert "placecells-env" not in process.stderr


@pytest.mark.parametrize("name", ["José", "a+b,c=d@e%", "v1.0_rc-2"])
def test_other_names_are_no_trouble(tmp_path, name):
    assert Checkout(tmp_path / name).set_up().returncode == 0


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_is_refused(checkout, tmp_path, module):
    (tmp_path / f"{module}.py").write_text(f"raise ModuleNotFoundError('no', name='{module}')")
    process = checkout.set_up(PYTHONPATH=str(tmp_path))
    assert_refused(checkout, process, f"no module {module}", "apt-get install python3-venv")


def test_a_link_to_another_folder_is_not_emptied(checkout, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "precious").mkdir(parents=True)
    (checkout.folder / ".venv").symlink_to(elsewhere)
    process = checkout.set_up()
    assert process.returncode == 1
    assert "remove the link" in process.stderr
    assert (elsewhere / "precious").exists()


def test_it_begins_anew_after_a_failure_and_leaves_no_mark(checkout):
    (checkout.folder / "broken").touch()
    failed = checkout.set_up()
    assert failed.returncode == 1
    assert ".venv/bin/pip install --quiet --no-compile --require-hashes -r requirements.lock` (3)" in failed.stderr
    assert not (checkout.folder / ".venv/ready").exists()
    (checkout.folder / "broken").unlink()
    checkout.calls()
    assert "has not finished" in checkout.set_up().stdout
    assert checkout.calls() == WHOLE


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_it_begins_anew_after_it_was_killed(checkout, how):
    checkout.set_up()
    checkout.calls()
    (checkout.folder / "requirements.lock").write_text("other")
    (checkout.folder / "slow").touch()
    process = subprocess.Popen(
        checkout.script(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # ignored in a shell's background
    )
    while "pip" not in "".join(checkout.calls()):
        time.sleep(0.05)
    os.killpg(process.pid, how)
    assert b"Traceback" not in process.communicate(timeout=60)[1]
    (checkout.folder / "slow").unlink()
    checkout.calls()
    assert "has not finished" in checkout.set_up().stdout
    assert checkout.calls() == WHOLE
    assert checkout.set_up().stdout == ""


def test_two_set_ups_at_once_are_one(checkout):
    (checkout.folder / "slow").touch()
    first = subprocess.Popen(checkout.script(), stdout=subprocess.PIPE, text=True)
    while not (checkout.folder / ".venv/bin/pip").exists():
        time.sleep(0.05)
    second = subprocess.Popen(checkout.script(), stdout=subprocess.PIPE, text=True)
    assert second.stdout.readline() == "waiting for another set-up of .venv\n"
    (checkout.folder / "slow").unlink()
    assert first.wait() == second.wait() == 0
    assert second.stdout.read() == ""
    assert checkout.calls() == WHOLE


def test_what_a_killed_set_up_left_running_is_waited_for(checkout):
    (checkout.folder / "slow").touch()
    killed = subprocess.Popen(checkout.script(), stdout=subprocess.DEVNULL)
    while "pip" not in "".join(checkout.calls()):
        time.sleep(0.05)
    killed.kill()  # its pip goes on
    killed.wait()
    next_one = subprocess.Popen(checkout.script(), stdout=subprocess.PIPE, text=True)
    assert next_one.stdout.readline() == "waiting for another set-up of .venv\n"
    (checkout.folder / "slow").unlink()
    assert next_one.wait() == 0
    assert "has not finished" in next_one.stdout.read()
    assert checkout.calls() == WHOLE
    assert checkout.set_up().stdout == ""


def renamed(checkout):
    checkout.folder = checkout.folder.rename(checkout.folder.with_name("renamed"))


def without_interpreter(checkout):
    (checkout.folder / ".venv/bin/python").unlink()
    (checkout.folder / ".venv/bin/python").symlink_to("/nowhere/python3")


def with_another_lock(checkout):
    with (checkout.folder / "requirements.lock").open("a") as file:
        file.write("# one more line\n")


def with_another_pyproject(checkout):
    with (checkout.folder / "pyproject.toml").open("a") as file:
        file.write("# one more line\n")


def with_a_mark_of_before(checkout):
    (checkout.folder / ".venv/ready").write_text("")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (renamed, "it was moved"),
        (without_interpreter, "its Python has changed or is gone"),
        (with_another_lock, "has changed"),
        (with_another_pyproject, "has changed"),
        (with_a_mark_of_before, "has not finished"),
    ],
)
def test_it_begins_anew_where_the_environment_no_longer_fits(checkout, change, reason):
    checkout.set_up()
    checkout.calls()
    change(checkout)
    assert reason in checkout.set_up().stdout
    assert checkout.calls() == WHOLE
    assert checkout.set_up().stdout == ""


@pytest.mark.skipif(len(NEW) < 2, reason="one Python only")
def test_another_python_is_taken_where_it_is_asked_for(checkout):
    one, other = NEW[:2]
    checkout.set_up(one)
    assert checkout.set_up(other).stdout == ""
    assert "and python3.x is" in checkout.set_up(other, asked="python3.x").stdout
    assert checkout.set_up(other, asked="python3.x").stdout == ""


def test_a_date_is_no_reason_to_begin_anew(checkout):
    checkout.set_up()
    for name in ("requirements.lock", "pyproject.toml"):
        os.utime(checkout.folder / name, (2e9, 2e9))
    assert checkout.set_up().stdout == ""


@pytest.mark.parametrize("make", [name for name in ("make", "gmake", "bmake", "pdpmake") if shutil.which(name)])
@pytest.mark.parametrize("given", [[], ["CORES=3"], ["PYTHON=" + sys.executable]])
def test_every_make_sets_up_and_runs_the_command(checkout, make, given, monkeypatch):
    for name in ("PYTHON", "CORES", "MAKEFLAGS", "MAKELEVEL"):
        monkeypatch.delenv(name, raising=False)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    run = {"cwd": checkout.folder, "env": os.environ | {"PATH": path}, "capture_output": True, "text": True}
    process = subprocess.run([make, "quick", *given], **run)
    assert process.returncode == 0, process.stderr
    cores = "3" if given == ["CORES=3"] else "all"
    assert process.stdout.splitlines()[-1] == f".venv/bin/snakemake --cores {cores} --configfile config/quick.yaml"
    assert checkout.calls() == [*WHOLE, "snakemake --cores"]
    subprocess.run([make, "paper", *given], **run)
    assert checkout.calls() == ["snakemake --cores"]


@pytest.mark.parametrize("make", [name for name in ("make", "gmake", "bmake", "pdpmake") if shutil.which(name)])
@pytest.mark.parametrize("failing", ["unit", "workflow", ""])
def test_make_test_fails_if_either_half_fails(checkout, make, failing):
    checkout.set_up()
    python = checkout.folder / ".venv/bin/python"
    python.unlink()
    python.write_text(
        f'#!/bin/sh\nif test "$1" = -I; then exec {sys.executable} "$@"; fi\ntest "$3" != "tests/{failing}"\n'
    )
    python.chmod(0o755)
    run = subprocess.run([make, "test"], cwd=checkout.folder, capture_output=True, text=True)
    assert (run.returncode == 0) == (failing == ""), run.stdout + run.stderr

"""A folder with what the set-up of .venv reads, and fakes of what it calls.

`python -m venv` finds the fake venv.py of the project's folder first; the fakes of pip and snakemake note their calls.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VERSION = "import platform; print(platform.python_version())"
FAKE_VENV = """
import os, shutil, sys
assert sys.argv[1:] == ["--clear", ".venv"], sys.argv
shutil.rmtree(".venv", ignore_errors=True)
os.makedirs(".venv/bin")
os.symlink(os.path.realpath(sys.executable), ".venv/bin/python")
for name in ("pip", "snakemake"):
    shutil.copy("fake", ".venv/bin/" + name)
open("calls", "a").write("venv\\n")
"""
FAKE_COMMAND = """#!/bin/sh
echo "$(basename $0) $@" >> calls
while test -e slow; do sleep 0.1; done
if test -e broken; then exit 3; fi
"""
WHOLE = ["venv", "pip install", "pip install", "snakemake --quiet"]  # the beginnings of the calls of one set-up


def pythons():
    """{version: path} of the interpreters of this machine, the running one among them."""
    names = [f"python{version}" for version in ("2.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14")]
    paths = [sys.executable, *filter(None, map(shutil.which, names))]
    paths += map(str, Path.home().glob(".pyenv/versions/*/bin/python"))
    found = {}
    for path in paths:
        asked = subprocess.run([path, "-c", VERSION], capture_output=True, text=True)
        if asked.returncode == 0:
            found.setdefault(asked.stdout.strip(), path)
    return found


def is_old(version):
    return tuple(map(int, version.split(".")[:2])) < (3, 11)


PYTHONS = pythons()
OLD = [path for version, path in PYTHONS.items() if is_old(version)]
NEW = [path for version, path in PYTHONS.items() if not is_old(version)]


class Checkout:
    """A folder with what the set-up reads, and fakes of what it calls."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "workflow").mkdir(parents=True)
        for name in ("Makefile", "pyproject.toml", "requirements.lock", "workflow/environment.py"):
            shutil.copy(ROOT / name, folder / name)
        (folder / "venv.py").write_text(FAKE_VENV)
        (folder / "fake").write_text(FAKE_COMMAND)
        (folder / "fake").chmod(0o755)

    def script(self, python=sys.executable, asked=""):
        return [python, str(self.folder / "workflow/environment.py"), asked]

    def set_up(self, python=sys.executable, asked="", **environment):
        """Run the script from another folder; the completed process."""
        command, variables = self.script(python, asked), os.environ | environment
        return subprocess.run(command, cwd="/", env=variables, capture_output=True, text=True)

    def calls(self):
        """The beginnings of the calls since the last question."""
        calls = self.folder / "calls"
        lines = calls.read_text().splitlines() if calls.exists() else []
        calls.unlink(missing_ok=True)
        return [" ".join(line.split()[:2]) for line in lines]

    def files(self):
        """All files, to see that none was made or lost."""
        return sorted(self.folder.rglob("*"))


def assert_refused(checkout, process, *words):
    """One sentence on stderr, code 1, and nothing was called."""
    assert process.returncode == 1
    assert process.stdout == ""
    assert process.stderr.count("\n") == 1, process.stderr
    for word in words:
        assert word in process.stderr
    assert checkout.calls() == []

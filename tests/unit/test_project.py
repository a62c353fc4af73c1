"""The project's own files agree with each other."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def requirements(lines):
    """{name: set of specifiers} of requirement strings."""
    parsed = [Requirement(line) for line in lines]
    return {requirement.name.lower(): requirement.specifier for requirement in parsed}


def test_environment_yml_has_the_ranges_of_pyproject():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    expected = requirements([*PROJECT["dependencies"], "python" + PROJECT["requires-python"]])
    assert requirements(environment) == expected


def test_the_lock_satisfies_every_range():
    lock = (ROOT / "requirements.lock").read_text()
    pins = {}
    for name, version in re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", lock, re.MULTILINE):
        pins.setdefault(name.lower(), []).append(Version(version))
    extras = PROJECT["optional-dependencies"]
    for name, specifier in requirements([*PROJECT["dependencies"], *extras["test"], *extras["build"]]).items():
        assert pins[name], name
        assert all(version in specifier for version in pins[name]), name


def test_the_lock_has_hashes_and_no_address():
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    entries = re.split(r"\n(?=[A-Za-z0-9])", lock)
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_version_is_the_same_everywhere():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["version"] == PROJECT["version"]
    meta = json.loads((ROOT / "codemeta.json").read_text())
    assert (meta["version"], meta["name"]) == (PROJECT["version"], PROJECT["name"])
    assert meta["keywords"] == citation["keywords"]
    assert f"## {PROJECT['version']}" in (ROOT / "CHANGELOG.md").read_text()


@pytest.mark.parametrize("contract", ["lint-imports"])
def test_imports_go_one_way(contract):
    command = [Path(sys.executable).with_name(contract), "--no-cache"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


def test_no_source_is_long_and_no_folder_crowded():
    sources = ROOT / "src" / "placecells"
    lengths = {path.relative_to(ROOT): len(path.read_text("utf-8").splitlines()) for path in sources.rglob("*.py")}
    assert {path: length for path, length in lengths.items() if length > 300} == {}
    folders = [path.parent for path in sources.rglob("*.py") if path.name != "__init__.py"]
    crowded = {folder.name for folder in folders if folders.count(folder) > 12}
    assert crowded <= {"figures"}

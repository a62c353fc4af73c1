"""Which code made a result: the project's own repository says so, or the version of the package."""

import os
import shutil
import subprocess
import sys

import pytest

from placecells.jobs import version

PROGRAM = "from placecells.jobs.version import code_version; print(code_version())"


def git(folder, *arguments):
    identity = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.org"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def project(tmp_path):
    """The package's module in a folder inside another repository."""
    git(tmp_path, "init", "-q")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "somebody else's")
    sources = tmp_path / "inside" / "project" / "src" / "placecells"
    (sources / "jobs").mkdir(parents=True)
    for folder in (sources, sources / "jobs"):
        (folder / "__init__.py").touch()
    shutil.copy(version.__file__, sources / "jobs")
    return sources.parents[1]


def described(project, **environment):
    base = {name: value for name, value in os.environ.items() if name != version.VARIABLE}
    command = [sys.executable, "-c", PROGRAM]
    environment = base | {"PYTHONPATH": str(project / "src")} | environment
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def test_a_repository_around_the_project_says_nothing(project):
    assert described(project) == version.version("placecells")


def test_the_projects_own_repository_does(project):
    git(project, "init", "-q")
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "ours")
    assert described(project) == git(project, "rev-parse", "--short", "HEAD")
    (project / "src" / "placecells" / "jobs" / "version.py").open("a").write("\n")
    assert described(project).endswith("-dirty")


def test_a_link_to_the_project_is_the_project(project, tmp_path):
    git(project, "init", "-q")
    git(project, "commit", "-q", "--allow-empty", "-m", "ours")
    (tmp_path / "link").symlink_to(project)
    assert described(tmp_path / "link").startswith(git(project, "rev-parse", "--short", "HEAD"))


def test_without_git_the_version_of_the_package_is_said(project):
    assert described(project, PATH="/nonexistent") == version.version("placecells")

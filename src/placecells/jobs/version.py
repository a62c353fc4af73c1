"""The version of the code that makes a result."""

import os
import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

VARIABLE = "PLACECELLS_CODE_VERSION"  # set once by the workflow, so that not every job asks git
ROOT = Path(__file__).resolve().parents[3]  # the project's folder, where the package is not an installed copy
UNKNOWN = "unknown"  # for sources without a repository and without an installed package


@cache
def code_version():
    """The version that the workflow has put into the environment, or else `described()`."""
    return os.environ.get(VARIABLE) or described()


def described():
    """`git describe` of the project's own repository, or else the version of the installed package.

    A repository that merely surrounds the project's folder, or that the caller's GIT_DIR names, is not used: it says
    nothing about the project's code.
    """
    try:
        if Path(_git("rev-parse", "--show-toplevel")).resolve() == ROOT:
            return _git("describe", "--always", "--dirty", "--tags")
    except (OSError, subprocess.CalledProcessError):
        pass
    try:
        return version("placecells")
    except PackageNotFoundError:
        return UNKNOWN


def _git(*arguments: str) -> str:
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(["git", *arguments], cwd=ROOT, env=own, capture_output=True, check=True, encoding="utf-8")
    return done.stdout.strip()

"""Which code made a result."""

import os
import subprocess
from functools import cache
from importlib.metadata import version
from pathlib import Path

VARIABLE = "PLACECELLS_CODE_VERSION"  # set once by the workflow, so that not every job asks git


@cache
def code_version():
    """`git describe` of the source tree, or the installed version where there is no repository."""
    if VARIABLE in os.environ:
        return os.environ[VARIABLE]
    command = ["git", "describe", "--always", "--dirty", "--tags"]
    try:
        described = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return version("placecells")
    return described.stdout.strip()

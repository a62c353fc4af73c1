"""A Slurm cluster and a project on it."""

import shutil
import signal
import warnings

import pytest
from tests.slurm import cluster as slurm
from tests.workflow.conftest import COMPILED, Project


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    """A real Slurm of two nodes on this machine; the session ends where it must not be started."""
    if reason := slurm.refusal():
        pytest.exit(reason, returncode=1)
    # so that the cluster is removed then, too
    signal.signal(signal.SIGTERM, lambda *_: pytest.exit("terminated", returncode=1))
    try:
        with slurm.packages(), slurm.cluster(tmp_path_factory.mktemp("slurm")) as cluster:
            yield cluster
    except slurm.Unavailable as error:
        warnings.warn(f"NOT TESTED against Slurm: {error}", stacklevel=1)
        pytest.skip(f"NOT TESTED against Slurm: {error}")


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """A project in a folder of its own; without the set-up's kernels, which numba looks up by their source's path."""
    project = Project(tmp_path_factory.mktemp("project"))
    shutil.rmtree(project.folder / COMPILED, ignore_errors=True)
    return project

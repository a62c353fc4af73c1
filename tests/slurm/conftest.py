"""A Slurm cluster and a project on it."""

import signal
import warnings

import pytest
from tests.slurm import cluster as slurm
from tests.workflow.conftest import Project


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
    """A project in a folder of its own."""
    return Project(tmp_path_factory.mktemp("project"))

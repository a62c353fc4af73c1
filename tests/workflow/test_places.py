"""A checkout that cannot be written to, and an interpreter whose path Snakemake cannot hand to a shell."""

import os
import shutil
import subprocess
import sys
import sysconfig
import warnings

import pytest

from placecells.jobs import kernel_cache


@pytest.fixture
def read_only(new_project, tmp_path):
    """A checkout without kernels on a file system that is mounted read-only; where none may be mounted, as it is."""
    checkout = new_project().folder
    shutil.rmtree(checkout / ".cache", ignore_errors=True)
    place = tmp_path / "checkout"
    place.mkdir()
    mounts = [["mount", "--bind", str(checkout), str(place)], ["mount", "-o", "remount,ro,bind", str(place)]]
    mounted = shutil.which("mount") and all(subprocess.run(m, capture_output=True).returncode == 0 for m in mounts)
    if not mounted:
        warnings.warn("NOTHING CAN BE MOUNTED: a folder that can be written to stands in", stacklevel=1)
    yield place if mounted else checkout
    if mounted:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_read_only_checkout_runs_from_another_folder(read_only, tmp_path):
    """Training included; kernels that the user's cache has are found there."""
    kernels = kernel_cache.folder()
    shutil.copytree(kernels, tmp_path / "user" / "placecells" / "kernels" / kernels.name)
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    before = sorted(path for path in read_only.rglob("*"))
    scale = str(read_only / "config" / "smoke.yaml")
    targets = ["results/smoke/datasets/single_field.nc", "results/smoke/figures/fig08.png"]
    command = [sys.executable, "-m", "snakemake", *targets, "--cores", "2", "-s", str(read_only / "Snakefile")]
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "user")}
    run = subprocess.run([*command, "--configfile", scale], cwd=folder, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert all((folder / target).exists() for target in targets)
    assert sorted(path for path in read_only.rglob("*")) == before
    if kernel_cache.complete():
        assert "compiling" not in run.stdout + run.stderr


@pytest.mark.parametrize("name", ["my env", "env(1)", "it's"])
def test_an_interpreter_that_a_shell_would_not_find_is_refused_in_one_sentence(project, tmp_path, name):
    python = tmp_path / name / "python"
    python.parent.mkdir()
    python.symlink_to(os.path.realpath(sys.executable))
    environment = os.environ | {"PYTHONPATH": sysconfig.get_path("purelib")}
    command = [str(python), "-m", "snakemake", "--cores", "1", "-n", "--configfile", "config/smoke.yaml"]
    run = subprocess.run(command, cwd=project.folder, env=environment, capture_output=True, text=True)
    assert run.returncode == 1
    said = run.stdout + run.stderr
    assert f"Python is {python}, a path that Snakemake hands to a shell without quotes" in said
    assert "make an environment elsewhere" in said
    assert "Traceback" not in said

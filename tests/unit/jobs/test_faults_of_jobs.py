"""Killed jobs, full disks, damaged files: what is lost, what the user reads; the next run ends in the same bits.

The scripts of the workflow run here as they do in a job, but forked off this process, which has the kernels loaded.
"""

import json
import multiprocessing
import os
import re
import resource
import runpy
import shutil
import signal
import subprocess
import warnings
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from placecells.io import store
from placecells.jobs.code import ROOT
from placecells.rbm import checkpoint

FORK = multiprocessing.get_context("fork")
KILLS = 20
CELL = {
    "data": {"model": "ising", "sites": 30, "beta": 1.0, "samples": 500, "sampling": "independent"},
    "machine": {"hidden": 3, "unit": "spin", "fields": "learned"},
    "training": {
        "rate": 0.01,
        "batch": 10,
        "chains": 10,
        "negative": "pcd",
        "gibbs": 5,
        "initial_scale": 0.01,
        "stop": {"epochs": 120},
    },
    "seeds": 2,
    "vary": ["data", "weights", "noise"],
    "record": {"every": {"epochs": 2}},
}


class Job:
    """The training of one cell in a folder, as its script does it."""

    def __init__(self, folder, checkpoint_seconds=0.01):
        folder.mkdir(exist_ok=True)
        self.folder, self.log = folder, folder / "log"
        self.runs = [folder / f"seed{index}.nc" for index in range(CELL["seeds"])]
        self.seconds = checkpoint_seconds

    def states(self):
        """The checkpoints, one a run at most."""
        return sorted(self.folder.glob(".seed*.checkpoints/state.npz"))

    def remove_runs(self):
        for run in self.runs:
            run.unlink(missing_ok=True)

    def train(self):
        """Run the script with what Snakemake would give it."""
        given = SimpleNamespace(
            output=[str(run) for run in self.runs],
            log=[str(self.log)],
            params=SimpleNamespace(cell=json.dumps(CELL), code="a digest"),
            config={"checkpoint": {"seconds": self.seconds}},
        )
        runpy.run_path(str(ROOT / "workflow" / "scripts" / "train.py"), {"snakemake": given})

    def fork(self):
        """Start the training in a process of its own."""
        process = FORK.Process(target=self.train)
        process.start()
        return process


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The job after a run that nothing has disturbed, which has also loaded the kernels."""
    job = Job(tmp_path_factory.mktemp("undisturbed"), checkpoint_seconds=60)
    job.train()
    return job


@pytest.fixture
def job(tmp_path, undisturbed):
    """The same job in another folder, nothing trained."""
    return Job(tmp_path / "job")


def assert_same(job, undisturbed):
    for run, expected in zip(job.runs, undisturbed.runs, strict=True):
        one, other = store.read(run), store.read(expected)
        assert one.equals(other)
        assert np.isfinite(one["weights"]).all()
    assert {path.name for path in job.folder.iterdir()} <= {"log", "seed0.nc", "seed1.nc", "ballast"}


def flip(path, place):
    """Flip one bit, `place` of the way through a file."""
    content = bytearray(path.read_bytes())
    content[int(place * len(content))] ^= 16
    path.write_bytes(content)


def test_killed_at_random_moments_it_ends_in_the_same_bits(job, undisturbed):
    dice, kills, resumed, longest = np.random.default_rng(0), 0, 0, 0.2
    while kills < KILLS or not resumed:
        process = job.fork()
        process.join(dice.uniform(0, longest))
        process.kill()
        process.join()
        kills += process.exitcode == -signal.SIGKILL
        resumed += any(job.states())
        longest *= 1 if resumed else 1.2  # on a busy machine a job needs longer until its first checkpoint
        if process.exitcode == 0:  # it was faster: from the start again
            assert_same(job, undisturbed)
            job.remove_runs()
    job.remove_runs()
    job.train()
    assert_same(job, undisturbed)


def test_killed_while_it_writes_it_leaves_the_old_file_and_no_litter_for_long(tmp_path):
    path = tmp_path / "samples20.nc"
    store.write(xr.Dataset({"old": ((), 1.0)}), path, {})
    beside = tmp_path / ".samples20.5.1234.nc"  # of samples20.5.nc, which another job may just be writing
    beside.touch()

    def die(temporary):
        temporary.write_bytes(b"half")
        os.kill(os.getpid(), signal.SIGKILL)

    process = FORK.Process(target=store.replace_atomically, args=(path, die))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert "old" in store.read(path)
    assert len(list(tmp_path.iterdir())) == 3
    store.write(xr.Dataset({"new": ((), 1.0)}), path, {})
    assert set(tmp_path.iterdir()) == {path, beside}


class Disk:
    """A file system of 1 MB that can be full. Where none may be mounted, a limit on the size of files stands in."""

    def __init__(self, folder, mounted):
        self.folder, self.mounted = folder, mounted

    @contextmanager
    def with_room_for(self, size):
        """Only so many bytes are free meanwhile."""
        ballast, limits = self.folder / "ballast", resource.getrlimit(resource.RLIMIT_FSIZE)
        if self.mounted:
            ballast.write_bytes(bytes(shutil.disk_usage(self.folder).free - size))
        else:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
        yield
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        ballast.unlink(missing_ok=True)


@pytest.fixture
def disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    mounted = shutil.which("mount") and subprocess.run(mount, capture_output=True).returncode == 0
    if not mounted:
        warnings.warn("NO TMPFS CAN BE MOUNTED: a file size limit stands in for the full disk", stacklevel=1)
    yield Disk(folder, mounted)
    if mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_one_sentence_and_training_goes_on_when_there_is_room(disk, undisturbed, capfd):
    job = Job(disk.folder)
    with disk.with_room_for(undisturbed.runs[0].stat().st_size // 4):  # less than the checkpoints at the end need
        process = job.fork()
        process.join()
    error = capfd.readouterr().err
    assert process.exitcode == 1
    assert "Traceback" not in error
    assert re.search(r"(state|record\d+)\.npz cannot be written \(.*MB left\); make that possible and run again", error)
    assert not any(run.exists() for run in job.runs)
    for path in job.states():
        checkpoint.load(path, "")
    assert not any(job.folder.glob(".*.checkpoints/*.damaged"))  # those that are there are whole
    job.train()
    assert_same(job, undisturbed)


def test_a_dataset_that_a_full_disk_does_not_take_is_not_there_in_part(disk):
    path = disk.folder / "file.nc"
    dataset = xr.Dataset({"weights": (("seed", "site"), np.random.default_rng(0).standard_normal((3, 20_000)))})
    with (
        disk.with_room_for(100_000),
        pytest.raises(store.StoreError, match=r"file\.nc cannot be written \(.*MB left\); make that possible"),
    ):
        store.write(dataset, path, {})
    assert list(disk.folder.iterdir()) == []
    store.write(dataset, path, {})
    assert store.read(path).equals(dataset)


@pytest.mark.parametrize("damage", ["cut", "flipped"])
def test_a_damaged_checkpoint_is_set_aside_and_its_run_starts_again(job, undisturbed, damage):
    process = job.fork()
    while not any(job.states()):
        process.join(0.01)
    process.kill()
    process.join()
    job.remove_runs()
    path = job.states()[0]
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-100])
    else:
        flip(path, 0.5)
    assert checkpoint.load(path, "any") is None
    assert path.with_name(path.name + ".damaged").exists()
    assert not path.exists()
    job.train()
    assert_same(job, undisturbed)


@pytest.mark.parametrize("place", np.linspace(0, 0.999, 12))
def test_no_flipped_bit_of_a_checkpoint_goes_unnoticed(tmp_path, place):
    path = tmp_path / "seed0.npz"
    checkpoint.save(path, "key", {"weights": np.arange(3.0)})
    flip(path, place)
    assert checkpoint.load(path, "key") is None


@pytest.mark.parametrize("place", np.linspace(0, 0.999, 40))
def test_a_flipped_bit_of_a_dataset_is_noticed_or_changes_nothing(tmp_path, place):
    """HDF5 leaves gaps between its blocks; elsewhere every byte is under a checksum."""
    path = tmp_path / "file.nc"
    noise = np.random.default_rng(0).standard_normal((3, 40))
    whole = xr.Dataset(
        {"weights": (("seed", "site"), noise), "beta": ((), 0.5)}, {"profile": ("seed", ["a", "b", "c"])}
    )
    store.write(whole, path, {"config": "{}"})
    before = store.read(path)
    flip(path, place)
    try:
        after = store.read(path)
    except store.StoreError:
        assert [file.name for file in tmp_path.iterdir()] == ["file.nc.damaged"]
    else:
        assert after.identical(before)


def test_a_flipped_bit_of_a_scalar_is_noticed(tmp_path):
    path = tmp_path / "file.nc"
    value = np.float64(0.123456789)
    store.write(xr.Dataset({"beta": ((), value)}), path, {})
    content = path.read_bytes()
    assert content.count(value.tobytes()) == 1
    flip(path, (content.index(value.tobytes()) + 3.5) / len(content))
    with pytest.raises(store.StoreError, match="checksum_of_scalars does not fit"):
        store.read(path)


def test_a_file_that_may_not_be_read_is_not_called_damaged(tmp_path):
    path = Path("/proc/self/mem")
    with pytest.raises(store.StoreError, match="cannot be read"), store.reading(path):
        raise PermissionError(13, "Permission denied")
    with pytest.raises(store.StoreError, match=r"none\.nc cannot be read \(No such file or directory\)"):
        store.read(tmp_path / "none.nc")

"""Snakemake killed, started twice, with damaged files or a wrong clock: what it says, and the same bits in the end."""

import json
import os
import signal
import subprocess
import time

import pytest

from placecells.config.seeds import run_seeds
from placecells.data.draw import training_set
from placecells.io import store
from placecells.rbm.cells import train_cell

CONFIG = """
results: results
checkpoint: {seconds: 0.1}
experiments:
  mine:
    kind: train
    data: {model: ising, sites: 100, beta: 1.0, samples: 1000, sampling: independent}
    machine: {hidden: 10, unit: spin, fields: zero}
    training: {rate: 0.001, batch: 100, negative: pcd, gibbs: 20, stop: {updates: 2000}}
    seeds: 1
    record: {every: {updates: 100}, quantities: [weights]}
"""
DATASET, RUN = "results/datasets/mine.nc", "results/runs/mine/single/seed0.nc"


@pytest.fixture(scope="module")
def killed(tiny):
    """A project whose snakemake has been killed with its job in the middle of training, and what a second one said."""
    project = tiny(CONFIG)
    first = subprocess.Popen(
        project.command(DATASET, config=None),
        cwd=project.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while not any(project.folder.glob("results/runs/mine/single/.seed0.checkpoints/state.npz")):
        assert first.poll() is None
        time.sleep(0.05)
    os.killpg(first.pid, signal.SIGSTOP)  # in the middle it stays, however long a second one takes to start
    second = project.snakemake(DATASET, config=None)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    return project, second


@pytest.fixture(scope="module")
def resumed(killed):
    """The project after it has been unlocked and run again."""
    project, _ = killed
    locked = project.snakemake(DATASET, config=None)
    assert locked.returncode == 1
    assert "--unlock" in locked.stderr
    assert project.snakemake("--unlock", config=None).returncode == 0
    run = project.snakemake(DATASET, config=None)
    assert run.returncode == 0, run.stdout + run.stderr
    return project


@pytest.fixture(scope="module")
def expected(resumed):
    """The weights of a run in this process, which nothing has disturbed."""
    cell = json.loads(store.read(resumed.folder / RUN).attrs["config"])
    [seeds] = run_seeds(cell | {"seeds": 1})
    return train_cell(cell, [seeds], lambda index: training_set(cell["data"], seeds["data"]))["weights"]


def assert_as_expected(project, expected):
    assert store.read(project.folder / RUN)["weights"].equals(expected)
    assert store.read(project.folder / DATASET)["weights"].variable.equals(expected.variable)


def test_a_second_snakemake_in_the_same_folder_is_refused(killed):
    _, second = killed
    assert second.returncode == 1
    assert "cannot be locked" in second.stderr
    assert "Traceback" not in second.stderr


def test_after_a_kill_and_unlock_the_results_are_the_same_bits(resumed, expected):
    assert_as_expected(resumed, expected)
    assert not any(resumed.folder.glob("results/**/.*"))


def test_clocks_that_disagree_rerun_nothing(resumed):
    in_years, long_ago = (4e9, 4e9), (1e9, 1e9)
    os.utime(resumed.folder / RUN, in_years)
    os.utime(resumed.folder / DATASET, long_ago)
    assert resumed.planned(DATASET, config=None) == {}


@pytest.mark.parametrize("damage", ["cut", "flipped"])
def test_a_damaged_run_is_one_sentence_and_made_anew_by_the_next_run(resumed, expected, damage):
    path = resumed.folder / RUN
    content = bytearray(path.read_bytes())
    if damage == "flipped":
        content[2 * len(content) // 3] ^= 1
    path.write_bytes(content if damage == "flipped" else content[:-1000])
    (resumed.folder / DATASET).unlink()
    failed = resumed.snakemake(DATASET, config=None)
    assert failed.returncode == 1
    output = failed.stdout + failed.stderr
    assert f"{path.name} is damaged" in output
    assert "and the next run makes it anew" in output
    assert "Traceback" not in output
    assert not path.exists()
    assert path.with_name(path.name + ".damaged").exists()
    again = resumed.snakemake(DATASET, config=None)
    assert again.returncode == 0, again.stdout + again.stderr
    assert_as_expected(resumed, expected)

"""Runs that are interrupted: they go on from their checkpoint to the same bits, and from no other run's."""

import numpy as np
import pytest
from tests.unit.rbm.runs import one_run, rows_of

from placecells.config.seeds import run_seeds
from placecells.rbm import checkpoint


def interrupt(cell, folder, calls):
    """Train the cell's first run with files in the folder, and interrupt it at this report of its progress."""
    reports = iter(range(1, calls))

    def progress(updates, saved=False):
        if next(reports, None) is None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        one_run(cell, folder, seconds=0.0, progress=progress)


def assert_same(found, expected):
    """All records of two runs have the same bits."""
    for name, array in expected.items():
        np.testing.assert_array_equal(found[name], array)


@pytest.mark.parametrize("negative", ["pcd", "exact-sample"])
@pytest.mark.parametrize("sampling", ["independent", "stream"])
@pytest.mark.parametrize("fields", ["zero", "learned"])
def test_an_interrupted_run_ends_in_the_same_bits(cell, tmp_path, monkeypatch, negative, sampling, fields):
    stop = {"updates": 40} if sampling == "stream" else {"epochs": 7}
    whole = cell(negative=negative, sampling=sampling, stop=stop, every={"updates": 5}, fields=fields, seeds=1)
    expected = one_run(whole)

    class Killed(BaseException):
        pass

    count = 0

    def killer(updates, saved=False):
        nonlocal count
        count += 1
        if count == 4:
            raise Killed

    monkeypatch.setattr(checkpoint, "PIECE_SECONDS", 1e-6)  # many short pieces
    for _ in range(200):
        count = 0
        try:
            resumed = one_run(whole, tmp_path, seconds=0.0, progress=killer)
            break
        except Killed:
            continue
    assert_same(resumed, expected)


def test_a_checkpoint_of_another_config_or_a_damaged_one_is_not_used(cell, tmp_path):
    whole, other = cell(seeds=1), cell(seeds=1, rate=0.06)
    seeds, data = run_seeds(whole)[0], rows_of(whole)(0)
    expected = one_run(whole, tmp_path, seconds=0.0)
    np.testing.assert_array_equal(one_run(other, tmp_path)["weights"], one_run(other)["weights"])
    adam = cell(seeds=1)
    adam["training"]["optimiser"] = "adam"
    hashes = {checkpoint.run_hash(whole, seeds, data, code) for code in ("a digest", "another")}
    hashes |= {checkpoint.run_hash(one, seeds, data, "another") for one in (adam, whole | {"record": {"every": 1}})}
    hashes.add(checkpoint.run_hash(whole, seeds, data[::-1], "another"))
    assert len(hashes) == 5
    one_run(whole, tmp_path, seconds=0.0)
    path = tmp_path / "seed0.npz"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    np.testing.assert_array_equal(one_run(whole, tmp_path)["weights"], expected["weights"])


@pytest.mark.parametrize("optimiser", ["sgd", "adam"])
def test_a_cell_of_a_pair_without_kernels_trains_and_resumes(cell, tmp_path, monkeypatch, optimiser):
    """Gaussian visible units on spins, which are real numbers, too."""
    monkeypatch.setattr(checkpoint, "PIECE_SECONDS", 1e-6)
    whole = cell(seeds=1, fields="learned", rate=0.01)
    whole["machine"]["visible"] = "gaussian"
    whole["training"]["optimiser"] = optimiser
    expected = one_run(whole)
    for _ in range(3):
        interrupt(whole, tmp_path, calls=6)
    assert_same(one_run(whole, tmp_path), expected)
    assert np.abs(expected["weights"][-1] - expected["weights"][0]).max() > 0.01


@pytest.mark.parametrize("unit", ["spin", "double_well"])
def test_an_interrupted_run_of_adam_ends_in_the_same_bits(cell, tmp_path, monkeypatch, unit):
    monkeypatch.setattr(checkpoint, "PIECE_SECONDS", 1e-6)
    more = {"fields": "learned", "rate": 0.01, "negative": "exact-moment"}  # compiled by another test of Adam
    if unit == "double_well":
        more |= {"hidden": 1, "colours": 3, "theta": -0.5, "theta_learned": True}
    whole = cell(seeds=1, unit=unit, **more)
    whole["training"]["optimiser"] = "adam"
    expected = one_run(whole)
    plain = one_run(cell(seeds=1, unit=unit, **more))
    assert not np.array_equal(plain["weights"], expected["weights"])
    interrupt(whole, tmp_path, calls=6)
    assert_same(one_run(whole, tmp_path), expected)

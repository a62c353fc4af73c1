"""Records: what is recorded, on disk as in memory, through interruptions and damage; memory does not grow with them."""

import subprocess
import sys

import numpy as np
import pytest

from placecells.config.seeds import run_seeds
from placecells.data.draw import draw, training_rows
from placecells.io import store
from placecells.rbm import cells, checkpoint, compiled
from placecells.rbm.run import autocorrelation


def rows_of(cell):
    dataset = draw(cell["data"], [seeds["data"] for seeds in run_seeds(cell)])
    return lambda index: training_rows(dataset, index)


def written(cell, folder, index=0, **options):
    """The Dataset of the file of one run of a cell, made anew from its checkpoint and records if they are there."""
    path, rows = folder / f"seed{index}.nc", rows_of(cell)(index)
    path.unlink(missing_ok=True)
    assert cells.write_run(cell, index, run_seeds(cell)[index], rows, path, {"config": "{}"}, seconds=0.0, **options)
    return store.read(path)


def test_a_file_that_holds_the_run_stays_as_it_is(cell, tmp_path):
    """Not one of other code, other data, another config, or damaged."""
    whole, path = cell(seeds=2), tmp_path / "seed0.nc"

    def write(cell=whole, run=0, code="a digest"):
        return cells.write_run(cell, 0, run_seeds(cell)[run], rows_of(cell)(run), path, {}, code=code)

    assert write()
    content = path.read_bytes()
    assert not write()
    assert path.read_bytes() == content
    other = whole | {"training": whole["training"] | {"rate": 0.5}}
    for others in ({"code": "another"}, {"run": 1}, {"cell": other}):
        assert write(**others)
        assert not write(**others)
    path.write_bytes(content[:-100])
    assert write()
    assert store.read(path).equals(written(whole, tmp_path))


ALL = ("weights", "spectrum", "means")
LEARNED = {"unit": "double_well", "theta": -0.5, "theta_learned": True, "fields": "learned"}


@pytest.mark.parametrize("options", [{}, {"fields": "learned"}, {"colours": 4}, {"colours": 3} | LEARNED])
@pytest.mark.parametrize("state", [None, ALL])
def test_the_file_holds_what_memory_would(cell, tmp_path, monkeypatch, options, state):
    """In parts of a record, of several, and of all, and with the attributes, coordinates and types of `store.write`."""
    whole = cell(**options)
    if state:
        whole["record"]["state"] = list(state)
    expected = cells.train_cell(whole, run_seeds(whole), rows_of(whole))
    path = tmp_path / "expected.nc"
    for index in range(whole["seeds"]):
        store.write(expected.isel(seed=[index]), path, {"config": "{}"})
        for part in (1, 1 << 10, 1 << 20):
            monkeypatch.setattr(cells, "PART", part)
            found = written(whole, tmp_path, index)
            assert len(found.attrs.pop("run_hash")) == 64
            assert found.identical(store.read(path))
            assert found["weights"].dtype == np.float32


def test_what_is_recorded_is_a_choice(cell):
    whole = cell(hidden=3, seeds=2, fields="learned")
    everything = whole | {"record": whole["record"] | {"state": list(ALL)}}
    known, found = (cells.train_cell(one, run_seeds(whole), rows_of(whole)) for one in (whole, everything))
    assert set(known.data_vars) == {"weights", "visible_field", "hidden_field"}
    assert found[list(known.data_vars)].equals(known)
    singular = np.linalg.svd(known["weights"].values.astype(float), compute_uv=False)
    np.testing.assert_allclose(found["singular_value"], singular, rtol=1e-5)
    assert found["singular_value"].dims == ("seed", "record", "mode")
    for name, dims in (("visible_mean", ("site",)), ("hidden_mean", ("hidden",))):
        assert found[name].dims == ("seed", "record", *dims)
        assert (np.abs(found[name]) <= 1).all()
    small = whole | {"record": whole["record"] | {"state": ["spectrum"]}}
    assert set(cells.train_cell(small, run_seeds(whole), rows_of(whole)).data_vars) == {"singular_value"}


def test_means_are_those_of_the_chains(cell):
    whole = cell(colours=4, stop={"updates": 3}, every={"updates": 3}, seeds=1, chains=50, fields="learned")
    whole["record"]["state"] = ["means"]
    [seeds], rows = run_seeds(whole), rows_of(whole)
    run = compiled.prepare(*cells.task(whole, seeds, rows(0))[:4])
    compiled.advance(run, 0, 3)
    rbm, chains = compiled.machine_of(run), run.state.chains
    found = cells.train_cell(whole, [seeds], rows).isel(seed=0, record=-1)
    np.testing.assert_allclose(found["visible_mean"], (chains[:, :, None] == np.arange(4)).mean(0), rtol=1e-6)
    inputs = rbm.weights[:, np.arange(16), chains].sum(-1).T + rbm.hidden.field
    np.testing.assert_allclose(found["hidden_mean"], np.tanh(inputs).mean(0), rtol=1e-5)


class Killed(BaseException):
    pass


def killer(calls):
    """A function for `progress` that kills the run at so many calls."""
    count = 0

    def progress(updates, saved=False):
        nonlocal count
        count += 1
        if count == calls:
            raise Killed

    return progress


def test_interrupted_runs_end_in_the_same_bits_whatever_has_been_written(cell, tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoint, "PIECE_SECONDS", 1e-6)  # many short pieces
    whole = cell(seeds=1, fields="learned")
    expected = cells.train_cell(whole, run_seeds(whole), rows_of(whole))
    for calls in (*range(2, 14), None):
        try:
            found = written(whole, tmp_path, progress=killer(calls))
        except Killed:
            continue
    assert found.equals(expected)


@pytest.mark.parametrize("damage", ["cut", "flipped", "gone", "another run's"])
@pytest.mark.parametrize("number", [0, 3, 8])
def test_a_damaged_record_is_set_aside_and_made_anew(cell, tmp_path, damage, number, caplog):
    whole = cell(seeds=1, every={"epochs": 0.5}, stop={"epochs": 4})
    expected = written(whole, tmp_path)
    record = tmp_path / ".seed0.checkpoints" / f"record{number}.npz"
    content = bytearray(record.read_bytes())
    content[len(content) // 2] ^= 4
    match damage:
        case "cut":
            record.write_bytes(content[:-50])
        case "flipped":
            record.write_bytes(content)
        case "gone":
            record.unlink()
        case _:
            checkpoint.save(record, "another key", {"weights": np.zeros(3)})
    assert written(whole, tmp_path).equals(expected)
    aside = record.with_name(record.name + ".damaged")
    assert aside.exists() == (damage in ("cut", "flipped"))
    assert ("is damaged" in caplog.text) == aside.exists()


def test_a_record_that_is_damaged_while_others_are_gathered_is_made_anew(cell, tmp_path, monkeypatch):
    """After its run has ended, when nobody looks at its checkpoint any more."""
    whole = cell(seeds=1)
    expected = written(whole, tmp_path / "undisturbed")
    gather = cells._parts

    def damaging(number, count, taken, one):
        taken.path(2).write_bytes(b"x" * 100)
        yield from gather(number, count, taken, one)

    monkeypatch.setattr(cells, "_parts", damaging)
    assert written(whole, tmp_path).equals(expected)
    assert (tmp_path / ".seed0.checkpoints" / "record2.npz.damaged").exists()


def test_checkpoints_do_not_grow_with_the_number_of_records(cell, tmp_path):
    sizes = []
    for every in (1, 12):
        whole = cell(seeds=1, every={"updates": every})
        written(whole, tmp_path / str(every))
        sizes.append((tmp_path / str(every) / ".seed0.checkpoints" / "state.npz").stat().st_size)
    assert sizes[0] == sizes[1]


def test_autocorrelation_of_chains():
    dice = np.random.default_rng(0)
    x, y = dice.standard_normal((2, 400, 50))
    assert autocorrelation(x, x) == pytest.approx(1.0)
    assert autocorrelation(x, -x) == pytest.approx(-1.0)
    assert abs(autocorrelation(x, y)) < 5 / np.sqrt(x.size)
    assert autocorrelation(x, 0.6 * x + 0.8 * y) == pytest.approx(0.6, abs=0.05)
    assert np.isnan(autocorrelation(x[:1], y[:1]))


@pytest.mark.parametrize("scale", [0.01, 3.0])
def test_advance_says_what_has_happened(cell, scale):
    """One sweep of a weak field forgets the chains; of a strong one, of all spins at once, only their signs."""
    whole = cell(hidden=1, chains=2000, gibbs=1, initial_scale=scale, rate=1e-4, seeds=1)
    run = compiled.prepare(*cells.task(whole, run_seeds(whole)[0], rows_of(whole)(0))[:4])
    compiled.advance(run, 0, 3)
    before = run.state.machine.weights.copy()
    outcome = compiled.advance(run, 3, 4, correlate=True)
    weights = run.state.machine.weights
    assert outcome.weights == pytest.approx(np.linalg.norm(weights))
    assert outcome.change == pytest.approx(np.linalg.norm(weights - before))
    assert outcome.is_finite
    assert outcome.largest_input == 0.0
    if scale < 1:
        assert abs(outcome.autocorrelation) < 0.05
    else:
        assert outcome.autocorrelation > 0.5


MEMORY = """
import re, sys
from pathlib import Path
from placecells.data.draw import training_set
from placecells.rbm import cells
cell = {
    "data": {"model": "ising", "sites": 784, "beta": 1.0, "samples": 200, "sampling": "independent"},
    "machine": {"hidden": 3000, "unit": "spin", "fields": "learned"},
    "training": {"rate": 0.01, "batch": 10, "negative": "pcd", "gibbs": 1, "stop": {"updates": int(sys.argv[2])}},
    "record": {"every": {"updates": 1}},
}
seeds = {"data": 1, "weights": 2, "noise": 3}
cells.write_run(cell, 0, seeds, training_set(cell["data"], 1), Path(sys.argv[1]) / "run.nc", {}, seconds=0.5)
# not ru_maxrss, which begins with that of the process that has started this one
print(int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024)
"""


def test_memory_does_not_grow_with_the_number_of_records(tmp_path):
    """Of a run of 3000 hidden and 784 visible units, whose records have 9 MB each: megabytes at the peak."""
    peaks = []
    for updates in (2, 12):
        folder = tmp_path / str(updates)
        folder.mkdir()
        command = [sys.executable, "-c", MEMORY, str(folder), str(updates)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        peaks.append(float(done.stdout))
    assert max(peaks) < 600
    assert peaks[1] < peaks[0] + 60

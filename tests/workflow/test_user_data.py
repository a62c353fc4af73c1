"""Experiments on a user's own configurations: the same rules, and the file's content is what counts."""

import json
import os
import shutil
import subprocess

import numpy as np
import pytest
import xarray as xr
import yaml

from placecells.data.draw import draw

CONFIG = """
results: results
experiments:
  mine:
    kind: train
    data: {model: ising, sites: 12, sampling: file, path: spins.npz}
    machine: {hidden: 1, unit: spin, fields: zero}
    training: {rate: 0.05, batch: 10, negative: pcd, gibbs: 2, stop: {epochs: 2}}
    grid: {data.samples: [20, 50]}
    seeds: 2
    record: {every: {epochs: 1}, quantities: [weights, centre]}
  of_colours:
    like: mine
    data: {model: xy, colours: 3, path: colours.nc}
    training: {negative: exact-sample} # whose kernels the set-up has compiled
    record: {quantities: [weights, colours]}
  mine_spectrum:
    kind: spectrum
    data: {model: ising, sites: 12, sampling: file, path: spins.npz}
    seeds: 1
"""
DATASETS = [f"results/datasets/{name}.nc" for name in ("mine", "of_colours", "mine_spectrum")]


def write(folder, seed):
    """Both files of the config, 50 configurations of 12 sites."""
    dice = np.random.default_rng(seed)
    np.savez(folder / "spins.npz", 2 * dice.integers(0, 2, (50, 12)) - 1)
    colours = xr.Dataset({"configurations": (("sample", "site"), dice.integers(0, 3, (50, 12)))})
    colours.to_netcdf(folder / "colours.nc")


@pytest.fixture(scope="module")
def user(tiny):
    """A project with the config above, run once."""
    project = tiny(CONFIG)
    write(project.folder, 0)
    run = project.snakemake(*DATASETS, config=None)
    assert run.returncode == 0, run.stdout + run.stderr
    return project


def test_datasets_of_a_file_have_the_usual_shape_and_no_beta(user):
    with xr.open_dataset(user.folder / DATASETS[0]) as mine, xr.open_dataset(user.folder / DATASETS[1]) as colours:
        assert mine["weights"].dims == ("samples", "seed", "record", "hidden", "site")
        assert colours["weights"].sizes["colour"] == 3
        assert "beta" not in mine.coords
        np.testing.assert_allclose(mine["alpha"], [12 / 20, 12 / 50])
        assert not np.array_equal(mine["weights"][:, 0], mine["weights"][:, 1])


def test_the_spectrum_is_that_of_the_file_and_has_no_law_that_needs_beta(user):
    with xr.open_dataset(user.folder / DATASETS[2]) as spectrum:
        spins = np.load(user.folder / "spins.npz")["arr_0"]
        largest = np.linalg.eigvalsh(spins.T @ spins / 50)[-1]
        np.testing.assert_allclose(spectrum["top_eigenvalue"], largest)
        assert "law_noise" in spectrum
        assert "law_signal" not in spectrum


def test_drawn_data_brought_as_a_file_train_on_the_same_rows(tmp_path):
    drawn = {"model": "ising", "sites": 12, "beta": 1.0, "samples": 50, "sampling": "independent"}
    rows = draw(drawn, [7])["configurations"].values
    spins = 2 * np.unpackbits(rows[0], axis=-1, count=12, bitorder="little").astype(int) - 1
    np.savez(tmp_path / "spins.npz", spins)
    from_file = drawn | {"sampling": "file", "path": str(tmp_path / "spins.npz")}
    np.testing.assert_array_equal(draw(from_file, [0])["configurations"].values, rows)


def test_touching_the_file_reruns_nothing_and_changing_it_reruns_all(user):
    for clock in (None, (4e9, 4e9)):  # now, and a clock that is years ahead
        os.utime(user.folder / "spins.npz", clock)
        assert user.planned(*DATASETS, config=None) == {}
    write(user.folder, 1)
    jobs = {"train": 4, "dataset": 3}
    assert user.planned(*DATASETS, config=None) == jobs


def test_a_file_that_has_gone_bad_is_one_sentence(user):
    spins = np.load(user.folder / "spins.npz")["arr_0"]
    spins[3, 4] = 0
    np.savez(user.folder / "spins.npz", spins)
    run = user.snakemake(DATASETS[2], config=None)
    assert run.returncode == 1
    assert "spins.npz has the value 0 in sample 3 at site 4" in run.stdout + run.stderr
    assert "Traceback" not in run.stdout + run.stderr


LIKELIHOOD = """
results: ./results/held_out/
experiments:
  mine:
    kind: train
    data: {model: ising, sites: 12, sampling: file, path: zero_one.npz}
    machine: {hidden: 1, unit: spin, fields: zero}
    training: {rate: 0.05, batch: 10, negative: pcd, gibbs: 2, stop: {epochs: 2}}
    grid: {data.samples: [20, 30]}
    seeds: 2
    record: {every: {epochs: 1}, quantities: [weights, log_likelihood], test_samples: 20}
"""


def test_zeros_and_ones_are_trained_on_and_tested_on_the_rows_that_follow(tiny):
    project = tiny(LIKELIHOOD)
    values = np.random.default_rng(2).integers(0, 2, (50, 12))
    np.savez(project.folder / "zero_one.npz", values)
    dataset = "results/held_out/datasets/mine.nc"
    run = project.snakemake(dataset, config=None)
    assert run.returncode == 0, run.stdout + run.stderr
    [first, *_] = (project.folder / "logs").glob("**/train/**/*.log")
    assert "zero_one.npz has spins 0 and 1: 0 is read as -1" in first.read_text()
    states = np.array(np.meshgrid(*[(-1, 1)] * 12)).reshape(12, -1).T
    with xr.open_dataset(project.folder / dataset) as mine:
        for samples in (20, 30):
            cell = mine.sel(samples=samples).isel(seed=1, record=-1)
            w = cell["weights"].values[0].astype(float)
            log_z = np.logaddexp.reduce(np.log(2 * np.cosh(states @ w)))
            expected = np.log(2 * np.cosh((2 * values[samples : samples + 20] - 1) @ w)).mean() - log_z
            np.testing.assert_allclose(cell["log_likelihood_test"], expected, rtol=1e-9)
    project.edit("config.yaml", "test_samples: 20", "test_samples: 21")
    refused = project.snakemake("-n", dataset, config=None)
    assert refused.returncode == 1
    assert "data.samples = 30 leave 20 for record.test_samples = 21" in refused.stdout + refused.stderr


NAMES = ["spins{1}.npz", "spins{experiment}.npz", "spins<1>,*.npz", "a spin's ü.npz"]


def test_a_files_name_is_no_pattern(user):
    """Braces are Snakemake's wildcards, angle brackets its path variables; and a locale may have no letter for one."""
    write(user.folder, 0)
    blocks, experiments = yaml.safe_load(CONFIG)["experiments"], {}
    for index, name in enumerate(NAMES):
        shutil.copy(user.folder / "spins.npz", user.folder / name)
        for kind in ("mine", "mine_spectrum"):  # the first is not asked for: its rules are made all the same
            experiments[f"{kind}{index}"] = blocks[kind] | {"data": blocks[kind]["data"] | {"path": name}}
    config = json.dumps({"results": "results/other", "experiments": experiments}, ensure_ascii=False)
    (user.folder / "other.yaml").write_text(config, encoding="utf-8")
    ascii_only = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    targets = [f"results/other/datasets/mine_spectrum{index}.nc" for index in range(len(NAMES))]
    command = user.command(*targets, config="other.yaml")
    run = subprocess.run(command, cwd=user.folder, env=os.environ | ascii_only, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    for name, target in zip(NAMES, targets, strict=True):
        with xr.open_dataset(user.folder / target) as spectrum:
            assert list(json.loads(spectrum.attrs["inputs"])) == [name]

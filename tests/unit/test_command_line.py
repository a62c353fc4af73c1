"""The command line: help in plain words, exit codes, one sentence for what is wrong."""

import json
import subprocess
import sys
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import xarray as xr
from click.testing import CliRunner

from placecells.__main__ import main
from placecells.commands.times import job_graph
from placecells.config.cells import cells
from placecells.config.load import load
from placecells.io import store
from placecells.jobs import code
from placecells.study import names, study

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def results(tmp_path):
    """Makes a results folder of one dataset with one value."""

    def make(name, value):
        store.write(xr.Dataset({"width": value}), tmp_path / name / "datasets" / "field.nc", {})
        return tmp_path / name

    return make


def test_no_command_is_the_help_of_all():
    found = run()
    assert found.exit_code == 0
    assert found.output == run("--help").output
    assert found.output.startswith("Usage:")
    for command in main.commands:
        assert f"\n  {command} " in found.output


@pytest.mark.parametrize("command", main.commands)
def test_every_command_says_what_it_does(command):
    found = run(command, "--help")
    assert found.exit_code == 0
    assert len(found.output.splitlines()) > 5


def test_the_module_is_the_command():
    found = subprocess.run([sys.executable, "-m", "placecells"], capture_output=True, text=True)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.startswith("Usage: python -m placecells ")


def test_equal_results(results):
    a, b = results("one", 1.0), results("two", 1.0)
    found = run("compare", a, b)
    assert found.exit_code == 0
    lines = [f"A is {a}", f"B is {b}", "files: 1 the same, 0 different, 0 only in A, 0 only in B"]
    assert found.output.splitlines() == lines


def test_different_results(results):
    found = run("compare", results("one", 1.0), results("two", 1.5))
    assert found.exit_code == 1
    last = found.output.splitlines()[-1]
    assert last == "datasets/field.nc: width differs in 1 of 1 values, largest absolute difference 0.5"


def test_what_cannot_be_read_is_one_sentence(results, tmp_path):
    (tmp_path / "empty").mkdir()
    found = run("compare", results("one", 1.0), tmp_path / "empty")
    assert found.exit_code == 2
    [line] = found.output.splitlines()
    assert line.startswith(f"Error: {tmp_path / 'empty'} has neither")


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["compare"], "Missing argument 'A'"),
        (["compare", "nowhere", "nowhere"], "'nowhere' does not exist"),
        (["compare", "--fast", "a", "b"], "No such option"),
        (["comapre"], "No such command 'comapre'"),
    ],
)
def test_a_wrong_call_is_one_sentence(arguments, part):
    found = run(*arguments)
    assert found.exit_code == 2
    assert part in found.output.splitlines()[-1]


def test_claims_of_a_study_are_a_table(tmp_path):
    folder = tmp_path / "claims" / "binary_synapses"
    folder.mkdir(parents=True)
    numbers = {"measured": 0.5, "low": 0.4, "high": 0.6}
    row = {"id": "x-01", "source": "ours", "statement": "a | b", "expected": "above 0", "verdict": "reproduced"}
    row |= {"reason": "", "parts": [], **numbers}
    parts = row | {"parts": [{"part": "P = 2", **numbers}, {"part": "P = 3", **numbers | {"low": 0.5, "high": 0.5}}]}
    for section in study("binary_synapses").sections:
        (folder / f"{section}.json").write_text(json.dumps([row, parts, row | {"measured": None}]))
    lines = run("claims", "binary_synapses", "--results", tmp_path).output.splitlines()
    assert len(lines) == 2 + 3 * len(study("binary_synapses").sections)
    assert lines[2] == r"| x-01 | our own predictions | a \| b | 0.5 [0.4, 0.6] | above 0 | reproduced |"
    assert "P = 2: 0.5 [0.4, 0.6]; P = 3: 0.5 |" in lines[3]
    assert "| – |" in lines[4]


@pytest.mark.parametrize(("name", "sentence"), [("nothing", "there is no study"), ("place_cells", "make it with")])
def test_claims_that_are_not_there_are_one_sentence(name, sentence, tmp_path):
    found = run("claims", name, "--results", tmp_path)
    assert found.exit_code == 2
    assert sentence in found.output


def test_the_list_has_every_study_figure_and_section():
    found = run("list", "config/quick.yaml").output
    for name in names():
        assert f"\n    snakemake {name}\n" in found
        for section in study(name).sections:
            assert f"| {name}/{section} | " in found
    assert "| fig05 | diffusion_" in found
    assert "| single_field | train | 1 | " in run("list", "--experiments").output


def test_an_experiment_is_shown_with_its_uses_cost_and_runs(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results" / "runs" / "single_field" / "single").mkdir(parents=True)
    (tmp_path / "results" / "runs" / "single_field" / "single" / "seed0.nc").touch()
    found = run("show", "single_field").output
    assert "figures: fig03" in found
    assert "ising-101" in found.partition("claims: ")[2].partition("\n")[0]
    assert "not made yet" in found
    assert "| single | 6 | 1 | " in found.splitlines()[-1]
    assert "| – | – | – |" in run("show", "ising_configurations").output


def test_an_experiment_that_is_not_there_is_one_sentence():
    found = run("show", "single_feild")
    assert found.exit_code == 2
    assert "there is no experiment single_feild" in found.output
    assert "single_field" in found.output


def test_an_installed_package_takes_the_working_directory_for_the_project(monkeypatch, tmp_path):
    monkeypatch.setattr(code, "ROOT", tmp_path / "lib")
    monkeypatch.chdir(tmp_path)
    found = run("list")
    assert (found.exit_code, found.output.count("\n")) == (2, 1)
    assert "needs the folder of the project" in found.output
    monkeypatch.chdir(ROOT)
    assert run("list").exit_code == 0


def record(folder, job, seconds):
    path = folder / "results" / "quick" / "jobs" / f"{job}.tsv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"s\tcpu_time\tmax_rss\n{seconds}\t{seconds / 2}\t100\n")


def test_times_of_a_run_and_of_more_cores(monkeypatch, tmp_path):
    """Two runs of 300 s side by side, then their dataset and its figure."""
    monkeypatch.chdir(tmp_path)
    quick = ROOT / "config" / "quick.yaml"
    missing = run("times", quick)
    assert missing.exit_code == 2
    assert missing.output == "Error: results/quick/jobs has no records of jobs: run some with snakemake\n"
    config = load([ROOT / "config.yaml", quick])
    first, second, *_ = cells(config, "field_width").index
    for key in (first, second):
        [name] = [name for name in job_graph(config) if name.startswith(f"train/{key}/")]
        record(tmp_path, name, 300)
    record(tmp_path, "dataset/field_width", 60)
    record(tmp_path, "figures/fig03", 30)
    record(tmp_path, "train/field_width/of_an_earlier_config/seeds_0_to_1", 900)
    lines = run("times", quick).output.splitlines()
    assert "| fig03 | 4 | 690 s | 345 s |" in lines
    assert "| train | 2 | 600 s | 300 s | 100 MB |" in lines
    assert "| 2 | 6.5 min | 6.5 min |" in lines
    assert "| jobs | 5 | 0.0 MB |" in lines


def test_every_job_of_the_graph_needs_jobs_that_are_there():
    graph = job_graph(load([ROOT / "config.yaml"], sorted((ROOT / "config" / "studies").glob("*.yaml"))))
    assert {need for needs in graph.values() for need in needs} <= set(graph)
    assert sum(name.startswith("claims_of/") for name in graph) == sum(len(study(name).sections) for name in names())


def test_check_says_what_is_whole_what_changed_and_what_is_damaged(results, tmp_path):
    folder = results("one", 1.0)
    source, derived = folder / "datasets" / "field.nc", folder / "datasets" / "derived.nc"
    store.write(xr.Dataset({"width": 2.0}), derived, store.provenance({"kind": "toy"}, [source]))
    found = run("check", folder)
    assert found.exit_code == 0
    assert "inputs: 1 as they were, 0 changed, 0 not here" in found.output
    store.write(xr.Dataset({"width": 3.0}), source, {})
    found = run("check", derived)
    assert found.exit_code == 1
    assert f"changed: {source}" in found.output
    content = derived.read_bytes()
    derived.write_bytes(content[: len(content) // 2])
    found = run("check", derived)
    assert found.exit_code == 1
    assert f"{derived}: damaged" in found.output
    assert derived.is_file()  # nothing is renamed


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The file of a run of a tiny machine, with two records."""
    cell = {
        "kind": "train",
        "data": {"model": "ising", "sites": 6, "beta": 0.5, "samples": 20, "sampling": "independent"},
        "machine": {"hidden": 2, "unit": "spin", "fields": "zero"},
        "seeds": 1,
    }
    dims, updates = ("seed", "record", "hidden", "site"), {"update": ("record", [0, 7]), "seed": [0]}
    weights = np.random.default_rng(0).normal(0, 1, (1, 2, 2, 6))
    file = tmp_path_factory.mktemp("run") / "seed0.nc"
    store.write(xr.Dataset({"weights": (dims, weights)}, updates), file, store.provenance(cell))
    return file, weights


def test_export_writes_machines_and_training_sets_for_numpy_and_rbms(trained, tmp_path):
    file, weights = trained
    assert "after 7 updates" in run("export", file, tmp_path / "machine.npz").output
    with np.load(tmp_path / "machine.npz") as arrays:
        np.testing.assert_array_equal(arrays["weights"], weights[0, 1])
        assert json.loads(str(arrays["config"]))["data"]["sites"] == 6
    assert run("export", file, tmp_path / "machine.h5", "--record", 0).exit_code == 0
    with netCDF4.Dataset(tmp_path / "machine.h5") as written:
        assert written["model_type"][...] == "BBRBM"
        np.testing.assert_allclose(written["update_0/params/weight_matrix"][:], 4 * weights[0, 0].T)
        np.testing.assert_allclose(written["update_0/params/vbias"][:], -2 * weights[0, 0].sum(axis=0))
    assert run("export", file, tmp_path / "data.h5", "--data").output.strip().endswith("samples 20 x 6")
    with netCDF4.Dataset(tmp_path / "data.h5") as written:
        assert set(np.unique(written["samples"][:])) == {-1, 1}


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["machine.txt"], "allowed are .npz and .h5"),
        (["machine.npz", "--record", "2"], "records 0 to 1, and record 2 is not one of them"),
    ],
)
def test_export_refuses_in_one_sentence(trained, tmp_path, arguments, part):
    name, *options = arguments
    found = run("export", trained[0], tmp_path / name, *options)
    assert found.exit_code == 2
    assert part in found.output
    assert not (tmp_path / name).exists()


def test_what_is_no_run_is_not_exported(results, tmp_path):
    found = run("export", results("one", 1.0) / "datasets" / "field.nc", tmp_path / "machine.npz")
    assert found.exit_code == 2
    assert "is no run of an experiment of kind train" in found.output

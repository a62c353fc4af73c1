"""The commands `cost` and `resources`: what training takes, and what rules ask of a cluster."""

from pathlib import Path

import numpy as np
import yaml
from benchmarks.workloads import cell
from click.testing import CliRunner

from placecells.__main__ import main
from placecells.commands.measured_cost import run_seconds
from placecells.commands.resources import requests
from placecells.jobs import costs
from placecells.report.jobs import job_records

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def trained_for(target):
    """The experiments in the table of costs of a target, at quick scale."""
    lines = run("cost", ROOT / "config" / "quick.yaml", "--target", target).output.splitlines()
    return {line.split(" | ")[0].removeprefix("| ") for line in lines[2:-1]}


def test_the_cost_of_a_target_is_that_of_all_it_needs():
    assert trained_for("fig05") == {"diffusion_streamed", "diffusion_symmetrised", "diffusion_independent"}
    assert trained_for("single_field_gains") == {"single_field"}  # an experiment, by the dataset that it starts from
    assert trained_for("results/quick/figures/fig02.png") == set()
    assert "single_field" in trained_for("place_cells") - trained_for("reciprocal_space")
    assert "fields_m10" in trained_for("results/quick/claims/place_cells/units.json")


def test_the_cost_of_what_is_no_target_is_one_sentence():
    found = run("cost", "--target", "fig5")
    assert found.exit_code == 2
    assert found.output.startswith("Error: there is no target fig5; ")


def trained(updates, **machine):
    """A cell of three runs on five spins."""
    whole = cell(hidden=1, gibbs=2, sites=5, samples=20, batch=10, **machine) | {"kind": "train", "seeds": 3}
    whole["training"]["stop"], whole["record"] = {"updates": updates}, {"every": {"updates": updates}}
    return whole


def test_measured_times_are_updates_over_speed_and_shared_by_cells_that_do_the_same_work():
    cells = {"one/short": trained(8), "one/long": trained(16), "other/single": {"kind": "relax", "seeds": 2}}
    found = run_seconds(cells, seconds=1e-3)
    assert list(found) == ["one/short", "one/long"]
    assert found["one/short"] > 0
    assert np.isclose(found["one/long"], 2 * found["one/short"])


def test_a_table_of_costs_has_measured_times_where_they_are_asked_for():
    cells = {"one/a": trained(8), "one/b": trained(16), "two/a": trained(8), "three/a": {"kind": "relax", "seeds": 2}}
    lines = costs.table(cells, ["one", "two", "three"], {"one/a": 2.0, "one/b": 4.0})
    assert lines[0] == "| experiment | jobs | runs | time | memory of a job | measured here |"
    rows = {line.split(" | ")[0]: line for line in lines[2:]}
    assert rows["| one"].startswith("| one | 2 | 6 | 0 s |")
    assert rows["| one"].endswith(" MB | 18 s |")
    assert rows["| two"].endswith(" MB | – |")
    assert rows["| all"].endswith(" | – |")
    assert all(line.count("|") == 6 for line in costs.table(cells, ["one"]))


def record(folder, job, wall, cpu, memory):
    path = folder / "jobs" / f"{job}.tsv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"s\tcpu_time\tmax_rss\n{wall}\t{cpu}\t{memory}\n")


def test_rules_ask_for_twice_the_largest_of_their_jobs_and_training_for_nothing(tmp_path):
    record(tmp_path, "dataset/one", 10, 5, 100)
    record(tmp_path, "dataset/two", 20, 700, 300)  # CPU time beyond the wall time: several threads
    record(tmp_path, "figures/fig03", 5, 4, 240)
    record(tmp_path, "claims", 1, "-", 60)
    record(tmp_path, "train/one/single/seeds_0_to_3", 9000, 9000, 4000)
    asked = yaml.safe_load(requests(job_records(tmp_path / "jobs"), 2.0))["set-resources"]
    assert asked == {
        "claims": {"mem_mb": "500 * attempt", "runtime": "10 * attempt"},
        "dataset": {"mem_mb": "1000 * attempt", "runtime": "30 * attempt"},
        "fig03": {"mem_mb": "500 * attempt", "runtime": "10 * attempt"},
    }


def test_resources_without_jobs_are_one_sentence(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    found = run("resources", ROOT / "config" / "quick.yaml")
    assert found.exit_code == 2
    assert found.output == "Error: results/quick/jobs has no records of jobs: run some with snakemake\n"

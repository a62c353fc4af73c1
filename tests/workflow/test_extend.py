"""docs/extend.md as it stands: its diffs, applied to a copy of the project, add what the page says and nothing else."""

import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "extend.md").read_text(encoding="utf-8")
STUDY = "A study, with a kind, a figure and claims of its own"


def diffs(section):
    """The diffs of a section of the page as one patch."""
    text = PAGE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    found = re.findall(r"```diff\n(.*?)```", text, re.DOTALL)
    assert found, section
    return "".join(found)


def apply(folder, section):
    """Apply the diffs of a section: the files it edits, and the files it adds."""
    patch = diffs(section)
    done = subprocess.run(["git", "apply", "-"], cwd=folder, input=patch, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    new = set(re.findall(r"^diff --git a/\S+ b/(\S+)\nnew file", patch, re.MULTILINE))
    return set(re.findall(r"^diff --git a/\S+ b/(\S+)", patch, re.MULTILINE)) - new, new


@pytest.fixture(scope="module")
def extended(new_project):
    """A project to which everything is added, and {section: (edited files, new files)}."""
    project = new_project()
    sections = re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
    return project, {section: apply(project.folder, section) for section in sections}


def test_nothing_else_is_touched(extended):
    """The table on the page says how many places; adding a study edits no file at all."""
    _, touched = extended
    edited = {section: files for section, (files, _) in touched.items()}
    assert edited["A beta"] == edited["An experiment"] == edited["A figure"] == {"config.yaml"}
    assert edited["A claim"] == {"src/placecells/studies/place_cells/claims/single_field.py"}
    assert edited[STUDY] == set()
    outside = {path for path in touched[STUDY][1] if not path.startswith("src/placecells/studies/curie_weiss/")}
    assert outside == {"config/studies/curie_weiss.yaml"}


def test_a_beta_an_experiment_a_figure_and_a_claim_are_planned(extended):
    project, _ = extended
    plan = project.snakemake("-n", "results/datasets/fields_m14.nc", "figV2", "fig07", config=None)
    assert plan.returncode == 0, plan.stdout + plan.stderr
    for words in ("train fields_m14/single", "train retarded_beta/beta0.02", "draw figV2"):
        assert words in plan.stdout


MINE = """
results: results/mine
experiments:
  mine:
    kind: train
    data: {model: ising, sites: 12, beta: 1.0, samples: 100, sampling: independent}
    machine: {unit: rectified, fields: learned}
    training: {rate: 0.01, batch: 20, negative: pcd, gibbs: 2, optimiser: momentum, stop: {updates: 30}}
    grid: {machine.hidden: [1, 3]}
    seeds: 2
    record: {every: {updates: 10}, quantities: [weights, spectrum, means]}
"""


def test_a_hidden_unit_and_an_optimiser_train_without_kernels(extended):
    project, _ = extended
    (project.folder / "mine.yaml").write_text(MINE)
    run = project.snakemake("results/mine/datasets/mine.nc", config="mine.yaml")
    assert run.returncode == 0, run.stdout + run.stderr
    with xr.open_dataset(project.folder / "results/mine/datasets/mine.nc") as dataset:
        assert dataset["weights"].sizes == {"hidden_units": 2, "seed": 2, "record": 4, "hidden": 3, "site": 12}
        one = dataset.sel(hidden_units=1)
        assert np.isnan(one["weights"].isel(hidden=[1, 2])).all()
        norm = np.sqrt((one["weights"].isel(hidden=0) ** 2).sum("site"))
        np.testing.assert_allclose(one["singular_value"].isel(mode=0), norm, rtol=1e-5)
        assert (dataset["hidden_mean"].isel(hidden=0) > 0).all()


def test_the_study_runs_alone_and_has_its_part_of_the_report(extended):
    project, _ = extended
    run = project.snakemake("curie_weiss")
    assert run.returncode == 0, run.stdout + run.stderr
    results = project.folder / "results" / "smoke"
    assert [path.name for path in (results / "datasets").iterdir()] == ["curie_weiss.nc"]
    with xr.open_dataset(results / "datasets/curie_weiss.nc") as dataset:
        m = dataset["magnetisation"].transpose("beta", "seed")
        np.testing.assert_allclose(m, np.tanh(m["beta"] * m), atol=1e-9)
        assert m.sizes == {"beta": 5, "seed": 2}
        assert (m.sel(beta=2.0) > 0.9).all()
    table = json.loads((results / "claims.json").read_text(encoding="utf-8"))
    verdicts = {row["id"]: (row["study"], row["verdict"]) for row in table["claims"]}
    assert verdicts == {f"curie_weiss-0{n}": ("curie_weiss", "reproduced") for n in (1, 2)}
    page = (results / "report/report.html").read_text(encoding="utf-8")
    assert "Curie-Weiss model" in page
    assert "Place-cell emergence, reproduced" not in page


def test_another_seed_is_another_start_with_the_same_end(extended):
    project, _ = extended
    (project.folder / "seed.yaml").write_text("seed: 1\nresults: results/seed\n")
    run = project.snakemake("results/seed/datasets/curie_weiss.nc", config="seed.yaml")
    assert run.returncode == 0, run.stdout + run.stderr
    with (
        xr.open_dataset(project.folder / "results/seed/datasets/curie_weiss.nc") as one,
        xr.open_dataset(project.folder / "results/smoke/datasets/curie_weiss.nc") as zero,
    ):
        assert json.loads(one.attrs["config"])["seed"] == 1
        np.testing.assert_allclose(one["magnetisation"][:, :2], zero["magnetisation"], atol=1e-9)
        assert (one["residual"][:, :2] != zero["residual"]).any()

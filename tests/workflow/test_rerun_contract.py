"""What reruns when something changes, and what does not."""

import os
import shutil

import yaml

CODE_OF_FIGURE_3 = ("src/placecells/figures/fig03.py", '"""', '""" ')


def test_nothing_is_left_to_do(project):
    assert project.planned() == {}


def test_touching_files_reruns_nothing(project):
    for pattern in (
        "src/**/*.py",
        "workflow/scripts/*.py",
        "results/smoke/data/**/*.nc",
        "results/smoke/runs/**/*.nc",
    ):
        for path in project.folder.glob(pattern):
            os.utime(path)
    assert project.planned() == {}


def test_an_edited_figure_module_redraws_that_figure_only(project, restored):
    restored(*CODE_OF_FIGURE_3)
    assert project.planned() == {"fig03": 1, "report": 1}
    assert project.planned("fig05") == {}


def test_the_style_redraws_figures_only(project, restored):
    restored("src/placecells/figures/paper.mplstyle", "\n", "\n\n")
    figures = yaml.safe_load((project.folder / "config.yaml").read_text())["figures"]
    assert project.planned() == dict.fromkeys([*figures, "report"], 1)


def test_an_edited_kernel_retrains_everything(project, restored):
    restored("src/placecells/rbm/kernels/pcd.py", '"""The compiled path', '"""The  compiled path')
    planned = project.planned()
    assert planned["train"] == len(list(project.folder.glob("results/smoke/runs/*/*.nc")))
    assert planned["compile"] == 1
    assert "data" not in planned


def test_an_edited_measurement_does_not_retrain(project, restored):
    restored("src/placecells/analysis/order.py", '"""', '""" ')
    planned = project.planned()
    assert "train" not in planned
    assert "measure" in planned


def test_one_more_beta_runs_its_own_jobs(project, restored):
    restored("config/smoke.yaml", "grid: {data.beta: [0.8, 1.2]}", "grid: {data.beta: [0.8, 1.0, 1.2]}")
    shown = {"fig03": 1, "claims_of": 1, "claims": 1, "report": 1}
    assert project.planned() == {"data": 1, "train": 1, "measure": 1} | shown


def test_one_more_seed_reruns_its_experiment_only(project, restored):
    restored("config/smoke.yaml", "{epochs: 4}}, seeds: 1, record", "{epochs: 4}}, seeds: 3, record")
    shown = {"fig04": 1, "fig06": 1, "claims_of": 1, "claims": 1, "report": 1}
    assert project.planned() == {"data": 1, "train": 1, "measure": 1} | shown


def test_checkpoint_interval_and_other_figures_retrain_nothing(project, restored):
    restored("config.yaml", "checkpoint: {seconds: 60}", "checkpoint: {seconds: 61}")
    assert project.planned() == {}


def test_after_touch_an_edit_redraws_its_figure_only(project, restored):
    """Results without snakemake's records, as when they were handed on: `snakemake --touch --forceall` adopts them.

    Without `--forceall` snakemake sees nothing to do, writes no records, and would miss later edits of the code.
    """
    records = project.folder / ".snakemake" / "metadata"
    records.rename(records.with_name("set_aside"))
    try:
        assert project.snakemake("--touch", "--forceall").returncode == 0
        assert project.planned() == {}
        restored(*CODE_OF_FIGURE_3)
        assert project.planned() == {"fig03": 1, "report": 1}
    finally:
        shutil.rmtree(records, ignore_errors=True)
        records.with_name("set_aside").rename(records)

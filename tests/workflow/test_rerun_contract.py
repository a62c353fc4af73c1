"""What reruns when something changes, and what does not."""

import os
import re
import shutil
import subprocess
import sys

import yaml

CODE_OF_FIGURE_3 = (
    "src/placecells/studies/place_cells/figures/fig03.py",
    "ROW_HEIGHT = 58",
    "ROW_HEIGHT = 59",
)
TEN_SEEDS = """
results: results
experiments:
  mine:
    kind: train
    data: {{model: ising, sites: 12, beta: 1.0, samples: 20, sampling: independent}}
    machine: {{hidden: 1, unit: spin, fields: zero}}
    training: {{rate: 0.01, batch: 10, negative: pcd, gibbs: 1, stop: {{updates: 5}}}}
    seeds: {seeds}
    record: {{every: {{updates: 5}}, quantities: [weights]}}
"""
# run as a program by an interpreter that says it is another one, elsewhere, of another build
OTHER_PYTHON = """
import platform, sys
sys.version = "3.11.99 (another build) [another compiler]"
platform.python_version = lambda: "3.11.99"
platform.node = lambda: "elsewhere"
from snakemake.cli import main
main(sys.argv[1:])
"""


def test_nothing_is_left_to_do_nor_after_touching_files_nor_with_another_checkpoint_interval(project, restored):
    for pattern in (
        "src/**/*.py",
        "workflow/scripts/*.py",
        "results/smoke/runs/**/*.nc",
    ):
        for path in project.folder.glob(pattern):
            os.utime(path)
    restored("config.yaml", "checkpoint: {seconds: 60}", "checkpoint: {seconds: 61}")
    assert project.planned() == {}


def test_an_edited_figure_module_redraws_that_figure_only(project, restored):
    restored(*CODE_OF_FIGURE_3)
    assert project.planned() == {"fig03": 1, "report": 1}
    assert project.planned("fig05") == {}


def test_the_style_redraws_figures_only(project, restored):
    restored("src/placecells/figures/paper.mplstyle", "\n", "\n\n")
    figures = yaml.safe_load((project.folder / "config.yaml").read_text())["figures"]
    assert project.planned() == dict.fromkeys([*figures, "report"], 1)


def cells_with_runs(project):
    """Number of cells with runs. At the smoke scale one job trains all runs of a cell."""
    return len([path for path in project.folder.glob("results/smoke/runs/*/*") if path.is_dir()])


def test_an_edited_kernel_retrains_everything(project, restored):
    restored("src/placecells/rbm/kernels/pcd.py", "left = sweeps - first", "left = 0 + sweeps - first")
    assert project.planned()["train"] == cells_with_runs(project)


def test_an_edited_flag_of_the_compiler_retrains_everything(project, restored):
    restored("src/placecells/jit.py", '"fastmath": True', '"fastmath": False')
    assert project.planned()["train"] == cells_with_runs(project)


def test_what_training_never_runs_does_not_retrain(project, restored):
    restored("src/placecells/rbm/pcd.py", "def gibbs", "UNUSED = 1\n\n\ndef gibbs")
    restored("src/placecells/jobs/kernel_cache.py", 'COMPLETE = "complete"', 'COMPLETE = "whole"')
    assert "train" not in project.planned()


def reworded(text, number):
    """Ten docstrings and comments of a source with other spaces, as `sed s/the/the /` makes them, and a line more."""
    lines, words = text.split("\n"), 0
    for index, line in enumerate(lines):
        if words < number and " the " in line and (line.lstrip().startswith(("#", '"""')) or "  # " in line):
            code, mark, comment = line.partition("#") if '"""' not in line else ("", "", line)
            lines[index] = code + mark + comment.replace(" the ", " the  ")
            words += 1
    return "# a comment of its own\n" + "\n".join(lines), words


def test_other_words_rerun_nothing_and_compile_nothing(project, restored):
    """Docstrings and comments of kernels, scripts, figures, claims and the store."""
    kernels = ("rbm/kernels/pcd", "data/ising")
    files = (*kernels, "io/store", "jobs/job", "figures/common", "claims/claim", "kinds/train", "kinds/kind")
    changed = 0
    for file in [f"src/placecells/{file}.py" for file in files] + ["workflow/scripts/train.py"]:
        content = (project.folder / file).read_text()
        other, words = reworded(content, 10)
        restored(file, content, other)
        changed += words
    assert changed >= 10
    assert project.planned() == {}
    kernels = sorted(path.name for path in project.folder.glob(".cache/kernels/*"))
    run = project.snakemake("--force", "results/smoke/runs/single_field/single/seed0.nc")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "compiling" not in run.stdout + run.stderr
    assert sorted(path.name for path in project.folder.glob(".cache/kernels/*")) == kernels


def planned_by(command, folder, **environment):
    """The output of a dry run by another command."""
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=os.environ | environment)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout + run.stderr


def test_another_build_of_python_and_the_callers_settings_rerun_nothing(project):
    language = {"LC_ALL": "C", "TZ": "Asia/Kathmandu", "HOME": "/proc/none", "USER": "somebody"}
    display = {"MPLBACKEND": "module://matplotlib_inline.backend_inline", "DISPLAY": ":77"}
    python = {"PYTHONHASHSEED": "7", "OMP_NUM_THREADS": "3"}
    command = [sys.executable, "-c", OTHER_PYTHON, "-n", "--cores", "1", "--configfile", "config/smoke.yaml"]
    assert "Nothing to be done" in planned_by(command, project.folder, **language, **display, **python)


def test_the_place_of_the_checkout_reruns_nothing(project, tmp_path):
    """Reached by a link, and renamed while results stay where they are."""
    snakemake = [sys.executable, "-m", "snakemake", "-n", "--cores", "1", "--directory", str(project.folder)]
    (tmp_path / "link").symlink_to(project.folder)
    by_link = [
        *snakemake,
        "--snakefile",
        str(tmp_path / "link" / "Snakefile"),
        "--configfile",
        str(project.folder / "config/smoke.yaml"),
    ]
    assert "Nothing to be done" in planned_by(by_link, tmp_path)
    copy = tmp_path / "another" / "place"
    shutil.copytree(project.folder, copy, ignore=shutil.ignore_patterns("results", ".snakemake", "logs", ".cache"))
    elsewhere = [*snakemake, "--snakefile", str(copy / "Snakefile"), "--configfile", str(copy / "config/smoke.yaml")]
    assert "Nothing to be done" in planned_by(elsewhere, tmp_path)


def test_a_reason_is_short(project, restored):
    """What a rerun is for is one line that a person can read, also where a whole config has changed."""
    restored("config/smoke.yaml", "grid: {data.beta: [0.8, 1.2]}", "grid: {data.beta: [0.8, 1.0]}")
    restored(*CODE_OF_FIGURE_3)
    output = project.snakemake("-n").stdout
    reasons = re.findall(r"^Reason: .*?Params have changed.*$", output, re.MULTILINE)
    assert reasons
    assert max(map(len, reasons)) < 500
    assert not re.search(r"[{}]", "".join(reasons))


def test_an_edited_measurement_does_not_retrain(project, restored):
    restored("src/placecells/measure/order.py", "import numpy as np", "import numpy as np\n\nEPSILON = 0")
    planned = project.planned()
    assert "train" not in planned
    assert "dataset" in planned


def test_one_more_beta_runs_its_own_jobs(project, restored):
    restored("config/smoke.yaml", "grid: {data.beta: [0.8, 1.2]}", "grid: {data.beta: [0.8, 1.0, 1.2]}")
    shown = {"fig03": 1, "claims_of": 1, "claims": 1, "report": 1}
    assert project.planned() == {"train": 1, "dataset": 1} | shown


def test_one_more_seed_reruns_its_experiment_only(project, restored):
    restored("config/smoke.yaml", "{epochs: 4}}, seeds: 1, record", "{epochs: 4}}, seeds: 3, record")
    shown = {"fig04": 1, "fig06": 1, "claims_of": 1, "claims": 1, "report": 1}
    assert project.planned() == {"train": 1, "dataset": 1} | shown


def test_two_more_seeds_train_two_and_other_jobs_train_none(tiny):
    """Ten seeds made twelve: the ten files stay as they are. So do all twelve where jobs have other seeds."""
    project, dataset = tiny(TEN_SEEDS.format(seeds=10)), "results/datasets/mine.nc"
    runs = project.folder / "results/runs/mine/single"

    def make():
        done = project.snakemake(dataset, config=None)
        assert done.returncode == 0, done.stdout + done.stderr
        return {path.name: path.stat().st_ino for path in runs.glob("seed*.nc")}

    ten = make()
    (project.folder / "config.yaml").write_text(TEN_SEEDS.format(seeds=12))
    assert project.planned(dataset, config=None) == {"train": 1, "dataset": 1}
    twelve = make()
    assert len(twelve) == 12
    assert ten.items() <= twelve.items()
    constant = "JOB_SECONDS = 60"
    project.edit("src/placecells/jobs/cost.py", constant, "JOB_SECONDS = 1e-9")
    assert project.planned(dataset, config=None) == {}
    for path in (runs / "seed7.nc", project.folder / dataset):
        path.unlink()
    assert project.planned(dataset, config=None) == {"train": 1, "dataset": 1}
    project.edit("src/placecells/jobs/cost.py", "JOB_SECONDS = 1e-9", constant)
    again = make()
    assert {name for name in twelve if again[name] != twelve[name]} <= {"seed7.nc"}


def test_results_alone_in_another_checkout_are_adopted_and_edits_rerun_what_they_change(project, new_project):
    """As README says, without compiled kernels and without snakemake's records, which `--touch --forceall` writes.

    Without `--forceall` snakemake sees nothing to do, writes no records, and would miss later edits of the code.
    """
    other = new_project()
    shutil.rmtree(other.folder / ".cache", ignore_errors=True)
    shutil.copytree(project.folder / "results", other.folder / "results")
    assert other.snakemake("--touch", "--forceall").returncode == 0
    assert other.planned() == {}
    other.edit(*CODE_OF_FIGURE_3)
    assert other.planned() == {"fig03": 1, "report": 1}
    other.edit("config/smoke.yaml", "grid: {data.beta: [0.8, 1.2]}", "grid: {data.beta: [0.8, 1.0, 1.2]}")
    assert other.planned()["train"] == 1


def test_the_workflow_is_a_module_of_another_one(project, tmp_path):
    """Its rules plan the same jobs, its targets are not those of the outer workflow, and no config is dropped."""
    outer = tmp_path / "Snakefile"
    module = (
        f"module pc:\n    snakefile: '{project.folder}/Snakefile'\n    config: CONFIG\nuse rule * from pc as pc_*\n"
    )
    rule = "rule mine:\n    input: 'results/smoke/figures/fig08.png'\n"
    outer.write_text(rule + module.replace("CONFIG", "{}"))
    command = [sys.executable, "-m", "snakemake", "-n", "--cores", "1"]
    scale = ["--configfile", str(project.folder / "config/smoke.yaml")]
    output = planned_by([*command, *scale], tmp_path)
    assert re.search(r"^pc_fig08 +1$", output, re.MULTILINE)
    assert "pc_fig05" not in output
    outer.write_text(rule + module.replace("CONFIG", "{'results': 'elsewhere'}"))
    refused = subprocess.run([*command, *scale], cwd=tmp_path, capture_output=True, text=True)
    assert refused.returncode == 1
    assert "the module's config is not empty" in refused.stdout + refused.stderr

"""What a user meets on the command line after a slip: one sentence, exit code 1, and nothing has been started."""

import subprocess
import sys
from pathlib import Path

import pytest

from placecells.config.load import load
from placecells.config.read import ConfigError

ROOT = Path(__file__).resolve().parents[2]
FIELD = "experiments: {single_field: {%s}}"
SLIPS = [  # the text of a scale | words of the sentence
    (FIELD % "training: {rate: -1.0}", ["experiments.single_field.training.rate is -1", "above 0"]),
    (FIELD % "training: {rate: 1e-3}", ["experiments.single_field.training.rate is '1e-3'", "write 1.0e-5"]),
    (FIELD % "training: {rate: .nan}", ["experiments.single_field.training.rate is nan", "finite"]),
    (FIELD % "data: {site: 10}", ["experiments.single_field.data.site", "did you mean sites?"]),
    (FIELD % "data: {sites: 1000000000}", ["experiments.single_field.data.sites is 1000000000", "<= 100_000"]),
    (FIELD % "data: {alpha: 400}", ["experiments.single_field.data.alpha is 400", "alpha is 0.25", "an integer >= 1"]),
    (FIELD % "data: {alpha: 0.3}", ["experiments.single_field.data.alpha is 0.3", "333.333", "an integer >= 1"]),
    (FIELD % "grid: {data.beta: []}", ["experiments.single_field.grid.data.beta is []", "one or more"]),
    (FIELD % "grid: {data.beta: [1, 1.0]}", ["experiments.single_field.grid.data.beta", "each value once"]),
    (FIELD % "seeds: 0", ["experiments.single_field.seeds is 0", "an integer >= 1"]),
    (
        FIELD % "data: {sampling: file, path: nowhere.npz}",
        ["experiments.single_field.data.path is 'nowhere.npz'", "No such file or directory"],
    ),
    ("results: ../elsewhere", ["results is '../elsewhere'", "no .."]),
    ("figures: {fig03: {experiments: [nowhere]}}", ["figures.fig03.experiments[0] is 'nowhere'"]),
    ("figures: {fig99: {experiments: []}}", ["figures.fig99 has no module", "fig01, fig02"]),
    ("claims: {table: {experiments: []}}", ["claims is {'table'", "leave_out"]),
    ("leave_out: [singel_field]", ["leave_out[0] is 'singel_field'", "did you mean single_field?"]),
    ("seeds: 3\nseeds: 4", ["line 2: seeds is written again"]),
]


def snakemake(folder, *arguments):
    """Run the project's Snakefile in another folder."""
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "--snakefile", ROOT / "Snakefile", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def of_slips(slips):
    return pytest.mark.parametrize(
        ("text", "words"), slips, ids=[text.replace(FIELD[:29], "")[:40] for text, _ in slips]
    )


@of_slips(SLIPS)
def test_a_slip_is_refused_in_one_sentence(tmp_path, text, words):
    (tmp_path / "mine.yaml").write_text(text)
    with pytest.raises(ConfigError) as refused:
        load([ROOT / "config.yaml", tmp_path / "mine.yaml"], sorted((ROOT / "config" / "studies").glob("*.yaml")))
    [sentence] = str(refused.value).splitlines()
    assert "allowed" in sentence
    assert all(word in sentence for word in words)


@of_slips([SLIPS[0], SLIPS[10], SLIPS[11], SLIPS[-1]])  # a value, a file, a folder, the syntax
def test_on_the_command_line_a_slip_has_exit_code_1_and_leaves_nothing(tmp_path, text, words):
    (tmp_path / "mine.yaml").write_text(text)
    run = snakemake(tmp_path, "--configfile", "mine.yaml")
    assert run.returncode == 1
    assert "Traceback" not in run.stdout + run.stderr
    [sentence] = [line for line in run.stderr.splitlines() if "allowed" in line]
    assert all(word in sentence for word in words)
    assert {path.name for path in tmp_path.iterdir()} <= {"mine.yaml", ".snakemake"}


def test_settings_on_the_command_line_are_refused_with_a_hint(tmp_path):
    run = snakemake(tmp_path, "--config", "seeds=3")
    assert run.returncode == 1
    assert "--configfile" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    "where", ["datasets=('singel_field',)", "controls=(Control('a control', None, ('singel_field',)),)"]
)
def test_a_claim_that_names_a_dataset_which_nobody_makes_is_one_sentence(new_project, where):
    project = new_project()
    section = project.folder / "src/placecells/studies/place_cells/claims/ising.py"
    mine = "from dataclasses import replace\n\nfrom placecells.claims.claim import Control\n\n"
    mine += (
        f"CLAIMS = (*CLAIMS, replace(CLAIMS[0], **(dict(id='mine-01', datasets=(), controls=()) | dict({where}))))\n"
    )
    section.write_text(section.read_text() + "\n\n" + mine)
    run = project.snakemake()
    assert run.returncode == 1
    assert "Traceback" not in run.stdout + run.stderr
    [sentence] = [line for line in run.stderr.splitlines() if "allowed" in line]
    assert sentence.startswith("claim mine-01 of place_cells needs the dataset singel_field")
    assert sentence.endswith("did you mean single_field?")
    assert not (project.folder / "results").exists()


def test_a_dataset_that_a_scale_leaves_out_is_no_slip(new_project):
    project = new_project()
    scale = "scale: mine\nresults: results/mine\nleave_out: [single_field_gains]\n"
    (project.folder / "mine.yaml").write_text(scale)
    assert project.planned(config="mine.yaml")

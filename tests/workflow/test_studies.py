"""Every further study at smoke scale, each in a folder of its own: figures, claims, its part of the report."""

import json
from pathlib import Path

import pytest
import yaml

from placecells.study import PAPER, names

ROOT = Path(__file__).resolve().parents[2]
STUDIES = [name for name in names() if name != PAPER]


@pytest.fixture(scope="module")
def made(new_project):
    """The project after a smoke run of all further studies from nothing."""
    project = new_project()
    run = project.snakemake(*STUDIES)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "cannot be drawn" not in run.stdout + run.stderr
    return project


@pytest.mark.parametrize("study", STUDIES)
def test_a_study_draws_its_figures_and_has_a_part_of_the_report(study, made):
    content = yaml.safe_load((ROOT / "config" / "studies" / f"{study}.yaml").read_text(encoding="utf-8"))
    results = made.folder / "results" / "smoke"
    assert all((results / "figures" / f"{name}.png").is_file() for name in content["figures"])
    rows = json.loads((results / "claims.json").read_text(encoding="utf-8"))["claims"]
    own = [row for row in rows if row["study"] == study]
    assert own
    assert not [row["id"] for row in own if row["verdict"] == "error"]
    report = (results / "report" / "report.html").read_text(encoding="utf-8")
    assert all(row["id"] in report for row in own)


def test_nothing_is_left_to_do(made):
    assert made.planned(*STUDIES) == {}

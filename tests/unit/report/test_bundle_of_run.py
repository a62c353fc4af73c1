"""The archive's description of the run: workflow, configuration, jobs and processors, for machines."""

import json
import zipfile
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
import requests
import yaml
from rocrate.rocrate import ROCrate
from rocrate_validator import models, services
from rocrate_validator.utils.http import HttpRequester

from placecells.report.bundle import write_bundle
from placecells.report.run_crate import Run

ROOT = Path(__file__).resolve().parents[3]
ENDED = pd.Timestamp("2026-01-02T03:04:05Z")


COLUMNS = ["job", "rule", "name", "wall", "cpu", "memory", "ended"]
JOBS = [
    ("dataset/field", "dataset", "field", 10.0, 9.0, 100.0, ENDED),
    ("figures/fig01", "figures", "fig01", 2.0, 1.5, 80.0, ENDED + pd.Timedelta(seconds=5)),
]


def bundled(folder, jobs):
    """An archive of one dataset, one figure and the claims, made by jobs of which some have a record."""
    names = ("datasets/field.nc", "figures/fig01.png", "claims.json", "checkout/Snakefile")
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(name)
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    about = {"name": "Results", "description": "of a test", "version": "0"}
    files, texts = {name: folder / name for name in names}, {"config.yaml": "seed: 1\n", "BUNDLE.md": "# Results\n"}
    run = Run(pd.DataFrame(jobs, columns=COLUMNS), ["a processor"], "9.1")
    write_bundle(folder / "bundle.zip", files, texts, {}, citation, about, run)
    return folder / "bundle.zip"


def unpacked(archive, folder):
    zipfile.ZipFile(archive).extractall(folder)
    return ROCrate(folder)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return bundled(tmp_path_factory.mktemp("bundle"), JOBS)


@pytest.fixture(scope="module")
def crate(archive, tmp_path_factory):
    return unpacked(archive, tmp_path_factory.mktemp("unpacked"))


def test_the_workflow_and_its_configuration(crate):
    assert crate.mainEntity.id == "checkout/Snakefile"
    assert crate.mainEntity["programmingLanguage"]["name"] == "Snakemake"
    assert crate.mainEntity["input"]["workExample"].id == "config.yaml"


def test_the_run_says_when_it_was_and_on_which_processors(crate):
    run = crate.dereference("#run")
    assert (run["startTime"], run["endTime"]) == ("2026-01-02T03:03:55+00:00", "2026-01-02T03:04:10+00:00")
    assert [machine["value"] for machine in run["environment"]] == ["a processor"]
    assert {made.id for made in run["result"]} == {"claims.json", "datasets/field.nc", "figures/fig01.png"}


def test_every_job_with_a_record_is_an_action(crate):
    actions = {action.id: action for action in crate.root_dataset["mentions"]}
    assert set(actions) == {"#run", "#job-dataset/field", "#job-figures/fig01"}
    assert actions["#job-dataset/field"]["result"].id == "datasets/field.nc"
    assert actions["#job-dataset/field"]["description"] == "10.0 s, 9.0 s of CPU, 100 MB"


def test_adopted_results_without_records_have_a_run_without_a_time(tmp_path):
    (tmp_path / "new").mkdir()
    run = unpacked(bundled(tmp_path, []), tmp_path / "new").dereference("#run")
    assert "endTime" not in run
    assert len(run["result"]) == 3


@pytest.fixture
def contexts(monkeypatch):
    """The two contexts of the archive for the validator, without a network: the library has the one of RO-Crate 1.3."""
    terms = json.loads((files("rocrate") / "data" / "ro-crate.jsonld").read_text(encoding="utf-8"))["@context"]
    terms["ComputationalWorkflow"] = "https://bioschemas.org/ComputationalWorkflow"  # as in RO-Crate 1.1
    terms["FormalParameter"] = "https://bioschemas.org/FormalParameter"
    known = {
        "https://w3id.org/ro/crate/1.1/context": terms,
        "https://w3id.org/ro/terms/workflow-run/context": {
            "environment": "https://w3id.org/ro/terms/workflow-run#environment"
        },
    }

    def get(url, **_):
        response = requests.Response()
        response.status_code, response.url = 200, url
        response.headers["Content-Type"] = "application/ld+json"
        response._content = json.dumps({"@context": known[url]}).encode()
        return response

    monkeypatch.setattr(HttpRequester(), "get", get, raising=False)


def issues(folder):
    """What the validator requires by the profile Workflow Run Crate, and does not find."""
    settings = services.ValidationSettings(
        rocrate_uri=str(folder),
        profile_identifier="workflow-run-crate",
        requirement_severity=models.Severity.REQUIRED,
        no_cache=True,
    )
    return [issue.message for issue in services.validate(settings).get_issues()]


def test_it_is_a_workflow_run_crate(archive, tmp_path, contexts):
    zipfile.ZipFile(archive).extractall(tmp_path)
    assert issues(tmp_path) == []
    metadata = tmp_path / "ro-crate-metadata.json"
    metadata.write_text(metadata.read_text().replace('"CreateAction"', '"Thing"'))
    assert any("CreateAction" in message for message in issues(tmp_path))

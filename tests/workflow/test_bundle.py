"""The archive: complete, checkable with a standard tool, and enough to draw figures anew without training."""

import json
import shutil
import subprocess
import zipfile

import pytest
import yaml
from rocrate.rocrate import ROCrate

RESULTS = "results/smoke"
CONFIG = f"{RESULTS}/config/smoke.yaml"


@pytest.fixture(scope="module")
def archive(project):
    run = project.snakemake("bundle")
    assert run.returncode == 0, run.stdout + run.stderr
    return project.folder / RESULTS / "placecells-smoke.zip"


@pytest.fixture(scope="module")
def reader(archive, new_project):
    """Another checkout, without compiled kernels and records, in which the archive was unpacked and adopted."""
    other = new_project()
    shutil.rmtree(other.folder / ".cache", ignore_errors=True)
    with zipfile.ZipFile(archive) as content:
        content.extractall(other.folder / RESULTS)
    touch = other.snakemake("--touch", "--forceall", config=CONFIG)
    assert touch.returncode == 0, touch.stdout + touch.stderr
    return other


def test_it_holds_what_is_shown_and_nothing_else(project, archive):
    made = {path.relative_to(project.folder / RESULTS).as_posix() for path in project.folder.glob(f"{RESULTS}/**/*.*")}
    expected = {name for name in made if name.split("/")[0] in ("datasets", "figures", "report")}
    own = {
        "BUNDLE.md",
        "SHA256SUMS",
        "claims.csv",
        "claims.json",
        "config.yaml",
        "config/smoke.yaml",
        "ro-crate-metadata.json",
    }
    kept = {"Snakefile", "environment.yml", "requirements.lock"}
    workflow = [path for path in project.folder.glob("workflow/**/*") if path.is_file() and path.suffix != ".pyc"]
    kept |= {path.relative_to(project.folder).as_posix() for path in workflow}
    assert set(zipfile.ZipFile(archive).namelist()) == expected | own | {f"checkout/{name}" for name in kept}


def test_its_checksums_hold_and_find_damage(archive, tmp_path):
    zipfile.ZipFile(archive).extractall(tmp_path)
    check = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path).returncode == 0
    listed = (tmp_path / "SHA256SUMS").read_text().splitlines()
    assert len(listed) == len(zipfile.ZipFile(archive).namelist()) - 2  # itself and the description
    with open(tmp_path / "claims.csv", "a") as file:
        file.write(" ")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True).returncode == 1


def test_it_is_described_as_a_research_object(archive, tmp_path):
    zipfile.ZipFile(archive).extractall(tmp_path)
    crate = ROCrate(tmp_path)
    assert crate.name == "Results of placecells, smoke scale"
    assert crate.license["name"] == "MIT"
    jobs = {action.id for action in crate.root_dataset["mentions"]}
    assert {"#run", "#job-figures/fig05", "#job-dataset/single_field", "#job-claims"} <= jobs
    cited = [article.id for article in crate.root_dataset["citation"]]
    assert cited == [f"https://arxiv.org/abs/{number}" for number in ("1912.12942", "1911.07662", "2503.21536")]
    figure = crate.dereference("figures/fig05.pdf")
    config = yaml.safe_load((tmp_path / "config.yaml").read_text(encoding="utf-8"))
    expected = {f"datasets/{name}.nc" for name in config["figures"]["fig05"]["experiments"]}
    assert expected
    assert {origin.id for origin in figure["isBasedOn"]} == expected
    listed = {entity.id for entity in crate.data_entities}
    assert listed == set(zipfile.ZipFile(archive).namelist()) - {"ro-crate-metadata.json"}


def test_an_adopted_archive_is_up_to_date(reader):
    assert reader.planned(config=CONFIG) == {}


def test_an_edited_figure_is_drawn_anew_without_training(reader):
    image = reader.folder / RESULTS / "figures/fig01.png"
    before = image.read_bytes()
    reader.edit("src/placecells/studies/place_cells/figures/fig01.py", '"hidden units"', '"hidden  units!"')
    assert reader.planned(config=CONFIG) == {"fig01": 1, "report": 1}
    run = reader.snakemake(config=CONFIG)
    assert run.returncode == 0, run.stdout + run.stderr
    assert image.read_bytes() != before
    assert not (reader.folder / RESULTS / "runs").exists()
    assert json.loads((reader.folder / RESULTS / "claims.json").read_text())["scale"] == "smoke"

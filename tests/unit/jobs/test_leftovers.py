"""`python -m placecells clean`: lists what no rerun needs, and removes it when told to."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from placecells.__main__ import main
from placecells.config.load import load
from placecells.jobs import code, leftovers

FILES = {
    "runs/single_field/single/seed0.nc": True,
    "runs/single_field/single/seed999.nc": False,
    "runs/single_field/single/.seed1.checkpoints/state.npz": True,  # of a run that is not finished
    "runs/single_field/single/.seed0.checkpoints/state.npz": False,
    "runs/gone/single/seed0.nc": False,
    "datasets/single_field.nc": True,
    "datasets/gone.nc": False,
    "figures/fig03.pdf": True,
    "figures/fig99.png": False,
    "data/abc.nc": False,
    "claims.json": True,
    "jobs/train/gone/single/seeds_0_to_0.tsv": True,
    "mine/data/abc.nc": True,  # results of another scale lie in folders of their own
}


@pytest.fixture
def results(tmp_path, monkeypatch):
    """The folder `results` of the paper's scale, with FILES of 1000 bytes each, and a cache with two folders."""
    config = load([code.ROOT / "config.yaml"], sorted((code.ROOT / "config" / "studies").glob("*.yaml")))
    assert config["results"] == "results"
    monkeypatch.chdir(tmp_path)
    for file in FILES:
        path = tmp_path / "results" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(1000))
    monkeypatch.setattr(leftovers.kernel_cache, "folder", lambda: code.ROOT / ".cache" / "kernels" / "present")
    monkeypatch.setattr(leftovers, "_kernels", lambda: iter(()))
    return tmp_path / "results"


def kept(results):
    return {file: (results / file).exists() for file in FILES}


def test_what_the_config_does_not_ask_for_is_listed_with_sizes(results):
    run = CliRunner().invoke(main, ["clean"], input="n\n")
    assert run.exit_code == 0, run.output
    for file, stays in FILES.items():
        part = Path(file).parent if "checkpoints" in file else Path(file)
        part = Path("data") if file.startswith("data/") else part
        assert (f"results/{part}: " in run.output) != stays, file
    assert f"{1e-3 * len(FILES):10.1f} MB  results in all" in run.output
    assert all(kept(results).values())


def test_it_is_removed_when_told_to_and_only_that(results):
    run = CliRunner().invoke(main, ["clean", "--yes"])
    assert run.exit_code == 0, run.output
    assert kept(results) == FILES
    assert not (results / "data").exists()
    assert " 0 files or folders" in CliRunner().invoke(main, ["clean"]).output


def test_kernels_of_other_code_are_listed(tmp_path, monkeypatch):
    folder = tmp_path / ".cache" / "kernels"
    for name in ("present", "other"):
        (folder / name).mkdir(parents=True)
    monkeypatch.setattr(leftovers.code, "ROOT", tmp_path)
    monkeypatch.setattr(leftovers.kernel_cache, "folder", lambda: folder / "present")
    assert [path for path, _ in leftovers._kernels()] == [folder / "other"]


def test_a_config_that_cannot_be_read_is_one_sentence(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("scale: [")
    run = CliRunner().invoke(main, ["clean", str(path)])
    assert run.exit_code == 2
    assert "Traceback" not in run.output

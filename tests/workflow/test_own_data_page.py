"""docs/own_data.md: its arrays, its config, its commands and its picture, as a stranger types them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import xarray as xr

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "own_data.md").read_text(encoding="utf-8")
NAMES = ("spikes", "answers", "alignment", "images")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def folder(new_project):
    """A project in which everything on the page was typed."""
    project = new_project()
    arrays, picture = blocks("python")
    [config] = blocks("yaml")
    [command] = re.findall(r"^ {4}snakemake --cores 2 (.*) --configfile config/mine.yaml$", TEXT, re.MULTILINE)
    assert command == "results/mine/datasets/{" + ",".join(NAMES) + "}.nc"
    (project.folder / "config" / "mine.yaml").write_text(config, encoding="utf-8")
    python(project.folder, arrays)
    run = project.snakemake(*(f"results/mine/datasets/{name}.nc" for name in NAMES), config="config/mine.yaml")
    assert run.returncode == 0, run.stdout + run.stderr
    python(project.folder, "import matplotlib\nmatplotlib.use('Agg')\n" + picture)
    return project.folder


def python(folder, code):
    subprocess.run([sys.executable, "-c", code], cwd=folder, check=True)


@pytest.mark.parametrize(("name", "sizes"), [
    ("spikes", {"hidden": 4, "site": 40}),
    ("answers", {"hidden": 4, "site": 12, "colour": 4}),
    ("alignment", {"hidden": 4, "site": 30, "colour": 21}),
    ("images", {"hidden": 10, "site": 64}),
])  # fmt: skip
def test_machines_of_all_four_learn_what_generalises(folder, name, sizes):
    with xr.open_dataset(folder / f"results/mine/datasets/{name}.nc") as made:
        assert {dim: made["weights"].sizes[dim] for dim in sizes} == sizes
        held_out = made["log_likelihood_test"].mean("seed")
        assert held_out.isel(record=-1) > held_out.isel(record=0) + 0.5


def test_neurons_get_place_fields_and_the_picture_is_there(folder):
    with xr.open_dataset(folder / "results/mine/datasets/spikes.nc") as spikes:
        ends = spikes["weights"].isel(record=-1)
        local = (ends.max("site") > 1) & (ends.min("site") < -1)  # as a bump; the others are alike on all neurons
        assert (local.sum("hidden") >= 2).all()
    assert (folder / "results/mine/spikes.png").stat().st_size > 10_000

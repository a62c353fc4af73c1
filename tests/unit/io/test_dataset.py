"""Global attributes of a dataset: what an archive asks for, and where the file comes from."""

import json
from pathlib import Path

import xarray as xr
import yaml

from placecells.io import dataset

ROOT = Path(__file__).resolve().parents[3]


def written(folder):
    config = json.dumps({"kind": "train", "seed": 3})
    dataset.write([xr.Dataset({"width": 1.0})], "[{}]", config, str(folder / "single_field.nc"))
    with xr.open_dataset(folder / "single_field.nc") as ds:
        return ds.attrs


def test_a_dataset_says_what_it_is_and_where_it_comes_from(tmp_path):
    attrs = written(tmp_path)
    assert attrs["Conventions"].split(", ") == ["CF-1.11", "ACDD-1.3"]
    assert "single_field" in attrs["title"]
    assert "kind of experiment train" in attrs["source"]
    assert "single_field.nc" in attrs["history"]
    assert {"config", "code_version", "packages", "machine", "inputs"} <= set(attrs)


def test_it_names_the_papers_of_the_citation_file(tmp_path):
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    notes = [paper["notes"].removeprefix("arXiv:") for paper in citation["references"]]
    assert written(tmp_path)["references"].split() == [f"https://arxiv.org/abs/{number}" for number in notes]

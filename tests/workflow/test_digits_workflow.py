"""Handwritten digits in the pipeline, by a kind that counts the ink: what reruns, what is refused before any job."""

import os

import pytest
import xarray as xr
from tests.unit.idx_folder import arrays, write

KIND = '''
"""Kind `ink`: the share of pixels that are ink, of training and test images."""

import numpy as np

from placecells.data.digits import held_out, training_set
from placecells.io.user_array import UserFileError
from placecells.io.variables import dataset
from placecells.kinds.kind import Kind


def run(cell, seeds, files):
    """Share of ink (seed,) of the training images, and of the test images."""
    parts = {"training": training_set, "test": held_out}
    shares = {name: [take(cell["data"], own["data"]).images.mean() for own in seeds] for name, take in parts.items()}
    return dataset({name: ("seed", np.array(share), "share of ink", "1") for name, share in shares.items()})


KIND = Kind(run=run, errors=(UserFileError,))
'''
SCHEMA = """
$schema: https://json-schema.org/draft/2020-12/schema
title: kind ink
description: Share of ink.
type: object
additionalProperties: false
required: [kind, data, seeds]
properties:
  kind: {$ref: kind, enum: [ink]}
  data: {$ref: digits}
  grid: {$ref: grid}
  seeds: {$ref: seeds}
"""
CONFIG = """
results: results
experiments:
  bundled:
    kind: ink
    data: {{model: digits}}
    grid: {{data.samples: [100, 1437]}}
    seeds: 2
  own:
    kind: ink
    data: {{model: digits, source: idx, folder: digits, md5: {md5}}}
    seeds: 1
"""
DATASETS = ["results/datasets/bundled.nc", "results/datasets/own.nc"]


@pytest.fixture(scope="module")
def user(tiny):
    """A project with the kind and the config above, run once."""
    project = tiny("")
    (project.folder / "src/placecells/kinds/ink.py").write_text(KIND)
    (project.folder / "src/placecells/kinds/ink.schema.yaml").write_text(SCHEMA)
    bring(project.folder, 0)
    run = project.snakemake(*DATASETS, config=None)
    assert run.returncode == 0, run.stdout + run.stderr
    return project


def bring(folder, seed):
    """Write the folder of images and a config that names its content."""
    md5 = write(folder / "digits", seed)
    (folder / "config.yaml").write_text(CONFIG.format(md5=md5))


def test_a_kind_takes_images_of_every_source(user):
    with xr.open_dataset(user.folder / DATASETS[0]) as bundled, xr.open_dataset(user.folder / DATASETS[1]) as own:
        assert bundled["training"].dims == ("samples", "seed")
        assert len(set(bundled["training"].sel(samples=100).values)) == 2  # other images for every seed
        assert len(set(bundled["training"].sel(samples=1437).values)) == 1
        assert own["training"].item() == (arrays()[0] > 127).mean()
        assert own["test"].item() == (arrays()[2] > 127).mean()
        assert "train-images-idx3-ubyte" in own.attrs["inputs"]


def test_dates_rerun_nothing_and_content_what_depends_on_it(user):
    for file in (user.folder / "digits").iterdir():
        os.utime(file, (4e9, 4e9))
    assert user.planned(*DATASETS, config=None) == {}
    bring(user.folder, 1)
    assert user.planned(*DATASETS, config=None) == {"dataset": 1}
    bring(user.folder, 0)
    assert user.planned(*DATASETS, config=None) == {}


def test_other_content_is_refused_before_any_job(user):
    write(user.folder / "digits", seed=2)
    run = user.snakemake("-n", *DATASETS, config=None)
    bring(user.folder, 0)
    assert run.returncode == 1
    assert "experiments.own.data.folder is 'digits'" in run.stdout + run.stderr
    assert "train-images-idx3-ubyte holds other data" in run.stdout + run.stderr
    assert "Traceback" not in run.stdout + run.stderr

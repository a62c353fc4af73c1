"""Sections of claims: all are found, ids are unique, texts and datasets are there, no dataset stops a section."""

import json
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
import yaml

from placecells.claims.claim import ERROR, UNDECIDED, Claim
from placecells.claims.table import evaluate, needs
from placecells.jobs.code import closure
from placecells.studies.place_cells import claims

ROOT = Path(__file__).resolve().parents[4]
CONFIG = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
NAMES = sorted(name for _, name, _ in pkgutil.iter_modules(claims.__path__))
SECTIONS = {name: import_module(f"{claims.__name__}.{name}") for name in NAMES}
SLOW = ("scipy.special", "scipy.sparse", "numba", "pandas", "xarray", "matplotlib")


@pytest.mark.parametrize("section", NAMES)
def test_every_module_of_the_folder_is_a_section(section):
    found = SECTIONS[section].CLAIMS
    assert found
    assert all(isinstance(claim, Claim) for claim in found)


def test_ids_are_unique_over_all_sections():
    ids = [claim.id for section in SECTIONS.values() for claim in section.CLAIMS]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("section", NAMES)
def test_texts_are_there_and_figures_exist(section):
    for claim in SECTIONS[section].CLAIMS:
        texts = (claim.id, claim.section, claim.statement, claim.quantity, claim.unit, claim.tolerance, claim.test)
        assert all(text.strip() for text in texts), claim.id
        assert claim.source in ("text", "notebook", "ours"), claim.id
        assert claim.figure in ("", *CONFIG["figures"]), claim.id
        assert str(claim.expected), claim.id


@pytest.mark.parametrize("section", NAMES)
def test_every_dataset_is_an_experiment_of_the_config(section):
    assert set(needs(SECTIONS[section].CLAIMS)) <= set(CONFIG["experiments"])


@pytest.mark.parametrize("section", NAMES)
def test_no_claim_draws_data(section):
    """What is random in the data or in a machine's chains is an experiment of the config, with its seeds."""
    drawing = [file for file in closure(SECTIONS[section].__name__) if "/data/" in file or "/rbm/kernels/" in file]
    assert not drawing


def test_importing_the_sections_imports_nothing_slow():
    """Snakemake imports them to learn which datasets the claims need."""
    modules = ", ".join(module.__name__ for module in SECTIONS.values())
    code = f"import sys, placecells.claims.table, {modules}; print([n for n in {SLOW!r} if n in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize("section", NAMES)
@pytest.mark.parametrize(
    "dataset",
    [
        xr.Dataset(),
        xr.Dataset({"width": (("seed", "record", "hidden"), np.ones((2, 3, 1)))}, {"beta": 1.0}),
    ],
    ids=["empty", "no grid"],
)
def test_no_dataset_stops_a_section(section, dataset):
    """Such as `field_width: {data: {beta: 1.0}}`, a valid config whose dataset has one beta and no dimension of it."""
    checked = [claim for claim in SECTIONS[section].CLAIMS if claim.datasets]
    rows = evaluate(checked, dict.fromkeys(needs(checked), dataset))
    assert [row["id"] for row in rows] == [claim.id for claim in checked]
    assert {row["verdict"] for row in rows} <= {ERROR, UNDECIDED}
    json.dumps(rows, allow_nan=False)

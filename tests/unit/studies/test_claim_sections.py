"""Sections of all studies: ids are unique; texts, controls and datasets are there; no dataset stops a section."""

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

from placecells.claims.claim import ERROR, FAILINGS, NOT_REPRODUCED, REPRODUCED, SOURCES, UNDECIDED, Claim
from placecells.claims.intervals import EQUALITY_TESTS, LEVEL_OF_TESTS, P_VALUE
from placecells.claims.table import evaluate, needs
from placecells.jobs.code import closure
from placecells.study import names, section_module, study

ROOT = Path(__file__).resolve().parents[3]
FILES = [ROOT / "config.yaml", *sorted((ROOT / "config" / "studies").glob("*.yaml"))]
CONFIGS = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in FILES]
EXPERIMENTS = {name for config in CONFIGS for name in config["experiments"]}
FIGURES = {name for config in CONFIGS for name in config["figures"]}
STUDY_OF = {f"{name}.{section}": name for name in names() for section in study(name).sections}
SECTIONS = {name: import_module(section_module(*name.split("."))) for name in STUDY_OF}
NAMES = sorted(SECTIONS)
SLOW = ("scipy.special", "scipy.sparse", "numba", "pandas", "xarray", "matplotlib")


@pytest.mark.parametrize("name", names())
def test_every_module_of_the_folder_is_a_section(name):
    package = import_module(section_module(name, study(name).sections[0])).__package__
    folder = import_module(package).__path__
    assert {module.name for module in pkgutil.iter_modules(folder)} == set(study(name).sections)


@pytest.mark.parametrize("section", NAMES)
def test_a_section_has_claims(section):
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
        assert claim.source in SOURCES, claim.id
        assert claim.failing in FAILINGS, claim.id
        assert claim.figure in ("", *FIGURES), claim.id
        assert str(claim.expected), claim.id


@pytest.mark.parametrize("section", NAMES)
def test_a_statement_of_the_paper_says_where_it_stands_and_why_it_holds(section):
    for claim in SECTIONS[section].CLAIMS:
        assert claim.why.strip(), claim.id
        rows = {row.name for row in study(STUDY_OF[section]).rows}
        assert claim.row in (rows if claim.source == "text" else {""}), claim.id
        if claim.source == "text":
            assert claim.where.strip(), claim.id


@pytest.mark.parametrize("section", NAMES)
def test_a_statement_of_the_paper_has_a_control_or_says_why_not(section):
    for claim in SECTIONS[section].CLAIMS:
        assert all(control.what.strip() for control in claim.controls), claim.id
        assert {control.gives for control in claim.controls} <= {REPRODUCED, NOT_REPRODUCED}, claim.id
        if claim.source == "text":
            assert claim.controls or claim.no_control.strip(), claim.id
            assert not (claim.controls and claim.no_control), claim.id


@pytest.mark.parametrize("section", NAMES)
def test_controls_that_need_no_dataset_have_their_verdict(section):
    checked = [claim for claim in SECTIONS[section].CLAIMS if not claim.datasets]
    for row in evaluate(checked, {}):
        for control in row["controls"]:
            if not control["dataset"]:
                assert control["verdict"] == control["gives"], (row["id"], control)


@pytest.mark.parametrize("section", NAMES)
def test_checks_of_the_code_need_no_run(section):
    assert all(not claim.datasets for claim in SECTIONS[section].CLAIMS if claim.source == "identity")


@pytest.mark.parametrize("section", NAMES)
def test_no_interval_is_a_bootstrap(section):
    assert not [claim.id for claim in SECTIONS[section].CLAIMS if "bootstrap" in claim.test.lower()]


def test_all_tests_of_equality_share_one_level():
    claims_ = [claim for section in SECTIONS.values() for claim in section.CLAIMS]
    tests = [claim for claim in claims_ if claim.test == P_VALUE]
    assert len(tests) == EQUALITY_TESTS, [claim.id for claim in tests]
    assert {claim.expected.low for claim in tests} == {LEVEL_OF_TESTS}


@pytest.mark.parametrize("section", NAMES)
def test_every_dataset_is_an_experiment_of_the_config(section):
    assert set(needs(SECTIONS[section].CLAIMS)) <= EXPERIMENTS


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

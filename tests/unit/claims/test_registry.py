"""The list of claims is complete, consistent, and asks the config for the datasets it needs."""

import pkgutil
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from placecells import claims

ROOT = Path(__file__).resolve().parents[3]
CONFIG = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
MODULES = {
    name: module
    for _, name, _ in pkgutil.iter_modules(claims.__path__)
    if hasattr(module := import_module(f"placecells.claims.{name}"), "CLAIMS")
}


def test_every_section_is_in_the_config():
    assert set(CONFIG["claims"]) == set(MODULES)


@pytest.mark.parametrize("section", sorted(MODULES))
def test_the_config_lists_the_datasets_that_a_section_needs(section):
    needed = {name for claim in MODULES[section].CLAIMS for name in claim.datasets}
    assert set(CONFIG["claims"][section]["experiments"]) == needed


def test_ids_are_unique_and_texts_are_there():
    every = [claim for module in MODULES.values() for claim in module.CLAIMS]
    assert len({claim.id for claim in every}) == len(every)
    for claim in every:
        assert all((claim.section, claim.statement, claim.quantity, claim.unit, claim.tolerance, claim.test)), claim.id
        assert claim.source in ("text", "notebook", "ours"), claim.id
        assert claim.figure in ("", *CONFIG["figures"]), claim.id

"""The schema for editors: it accepts every config file of the project, and finds mistakes in them."""

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from placecells.config import editor
from placecells.config.read import Loader

ROOT = Path(__file__).resolve().parents[3]
FILES = [ROOT / "config.yaml", *sorted(ROOT.glob("config/*.yaml")), *sorted(ROOT.glob("config/studies/*.yaml"))]
VALIDATOR = Draft202012Validator(editor.schema())


def mistakes(text):
    return [error.message for error in VALIDATOR.iter_errors(yaml.load(text, Loader=Loader))]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_it_accepts_the_projects_files_and_each_names_it(file):
    text = file.read_text(encoding="utf-8")
    assert mistakes(text) == []
    up = "/".join([".."] * (len(file.relative_to(ROOT).parts) - 2))
    place = {0: "config/"}.get(len(file.relative_to(ROOT).parts) - 1, f"{up}/" if up else "")
    assert text.startswith(f"# yaml-language-server: $schema={place}editor.schema.json\n")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("seed: -1", "minimum"),
        ("experiment: {}", "'experiment' was unexpected"),
        ("experiments: {mine: {kind: trian}}", "'trian' is not one of"),
        ("experiments: {mine: {kind: train, data: {sitess: 3}}}", "'sitess' was unexpected"),
        ("experiments: {mine: {kind: train, training: {rate: 0}}}", "less than or equal to the minimum of 0"),
        ("scales: {quick: {seed: 1}}", "'seed' was unexpected"),
    ],
)
def test_it_finds_mistakes(text, part):
    assert any(part in message for message in mistakes(text)), mistakes(text)


def test_the_file_is_in_step():
    stored = json.loads((ROOT / "config" / "editor.schema.json").read_text(encoding="utf-8"))
    assert stored == editor.schema()

"""A config file whose name ends in .json is read as JSON, as strictly as YAML."""

import json

import pytest
from toy_config import refusal

from placecells.config.load import load
from placecells.config.read import read


@pytest.fixture
def load_json(tmp_path):
    """Load a config from a JSON text."""

    def load_it(text, name="mine.json"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return load([tmp_path / name])

    return load_it


@pytest.mark.parametrize("name", ["mine.json", "MINE.JSON"])
@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_json_is_what_yaml_is(load_json, load_dicts, valid, indent, name):
    assert load_json(json.dumps(valid, indent=indent), name) == load_dicts(valid)


@pytest.mark.parametrize("number", ["1e-05", "1E-5", "0.00001", "10e-6"])
def test_a_number_is_a_number(load_json, valid, number):
    text = json.dumps(valid).replace('"rate": 0.1', f'"rate": {number}')
    assert load_json(text)["experiments"]["toy"]["training"]["rate"] == 1e-5


def test_a_scale_in_json_is_laid_over_a_base_in_yaml(tmp_path, valid):
    (tmp_path / "base.yaml").write_text(json.dumps(valid))
    (tmp_path / "scale.json").write_text('\ufeff{"experiments": {"toy": {"training": {"rate": 1e-05}}}}', "utf-8")
    config = load([tmp_path / "base.yaml", tmp_path / "scale.json"])
    assert config["experiments"]["toy"]["training"]["rate"] == 1e-5


def test_text_stays_text(tmp_path):
    values = {"a": ["1e-5", 'a"b:', "\\", "é😀", None, True, {"": 1}], "": {}}
    (tmp_path / "x.json").write_text(json.dumps(values))
    assert read(tmp_path / "x.json") == values


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1,\n "b": {"c": 1},\n "a": 2}', ["line 3: a is written again, with 2", "each key once"]),
        ('{"x": {"s": "\\"s\\": {",\n "s":\n {"t": 3}}}', ["line 2: x.s is written again, with {'t': 3}"]),
        ('{"a": [1,\n {"b":\n NaN}]}', ["line 2: a[1].b is nan", "a finite number"]),
        ('{"a":\n 1e999}', ["line 1: a is inf", "a finite number"]),
        ('{"a": -Infinity}', ["line 1: a is -inf", "a finite number"]),
        ('{"a": 1,\n "b": 2,}', ["line 2 cannot be read", "JSON"]),
        ("results: x", ["line 1 cannot be read", "JSON"]),
        ("", ["line 1 cannot be read", "JSON"]),
        ("[1, 2]", ["is [1, 2]", "a mapping"]),
        ('{"a": ' + "9" * 30 + "}", ["line 1: a is 999", "63 bits"]),
        ('{"a": ' + "9" * 5000 + "}", ["cannot be read", "JSON"]),
        ('{"a": ' * 60 + "1" + "}" * 60, ["nested too deeply"]),
        ("[" * 100_000, ["nested too deeply"]),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_wrong_has_file_and_line(load_json, text, words):
    sentence = refusal(lambda: load_json(text))
    assert all(word in sentence for word in ["mine.json", *words])

"""Every way to break every key: each is refused in one sentence that names the key, and nothing else ever escapes."""

import json
import math
from copy import deepcopy

import hypothesis.strategies as some
import pytest
import yaml
from hypothesis import given, settings
from toy_config import ROOT

from placecells.config import schemas
from placecells.config.cells import insert, points
from placecells.config.load import ConfigError, load
from placecells.config.merge import resolve
from placecells.config.read import read
from placecells.config.validate import leaves

PAPER = resolve(read(ROOT / "config.yaml")["experiments"])
KINDS = sorted({block["kind"] for block in PAPER.values()})
WRONG = {  # by the type of a key: values of which none is ever right
    "integer": ["ten", "1e5", "", [1], {}, None, True, 1.5, -1, math.nan, math.inf, -math.inf, 10**30],
    "number": ["ten", "1e5", "", [1.0], {"a": 1}, None, False, math.nan, math.inf, -math.inf, 10**30],
    "string": ["", "no such name", "__import__('os')", 3, 1.5, True, None, ["pcd"], {"pcd": 1}],
    "boolean": ["yes", 1, 0.0, None, [], {}],
    "array": ["one", 1, True, None, {}, [None], [[]], [{}]],
    "object": ["one", 1, 2.5, True, None, [], [1], {"unknown_key": 1}],
}


def keys(schema, path=()):
    """(path, schema) of every key inside a schema, mappings and lists included."""
    for name, part in schema.get("properties", {}).items():
        yield (*path, name), part
        yield from keys(part, (*path, name))


def example(kind):
    """The paper's first experiment of a kind, at the first point of its grid."""
    block = next(block for block in PAPER.values() if block["kind"] == kind)
    return insert(block, points(block)[0]) | {"grid": {}}


def put(block, path, value):
    """A copy of the block with a value at a path."""
    block = deepcopy(block)
    part = block
    for name in path[:-1]:
        part = part.setdefault(name, {})
    if path[-2:-1] in (("stop",), ("every",)):  # one choice each
        part.clear()
    part[path[-1]] = value
    return block


def broken_values(kind):
    """Blocks with a wrong value at one key, and the key."""
    block = example(kind)
    for path, part in keys(schemas.of_kinds()[kind]):
        if path[0] == "grid" or path[-1] == "path":
            continue  # broken below; a path may be any text
        for value in WRONG[part["type"]]:
            if value == [] and part["type"] == "array" and not part.get("minItems"):
                continue
            yield put(block, path, value), ".".join(path)
        for bound, beyond in (("minimum", -1), ("exclusiveMinimum", 0), ("maximum", 1)):
            if bound in part:
                yield put(block, path, part[bound] + beyond), ".".join(path)


def broken_mappings(kind):
    """Blocks with an unknown key or without a required one, and the key."""
    block, schema = example(kind), schemas.of_kinds()[kind]
    for path, part in [((), schema), *keys(schema)]:
        if part["type"] != "object" or path == ("grid",):
            continue
        yield put(block, (*path, "no_such_key"), 1), ".".join((*path, "no_such_key"))
        for name in part.get("required", []):
            less = put(block, (*path, name), None)
            inner = less
            for step in path:
                inner = inner[step]
            del inner[name]
            yield less, ".".join((*path, name))


def broken_grids(kind):
    """Blocks whose grid is wrong, and the key."""
    block, schema = example(kind), schemas.of_kinds()[kind]
    for wrong in WRONG["object"][:-1]:
        yield block | {"grid": wrong}, "grid"
    yield block | {"grid": {"no_such_key": [1]}}, "grid.no_such_key"
    yield block | {"grid": {"kind": [kind]}}, "grid.kind"
    for key, part in leaves(schema).items():
        if "." not in key or key.startswith("record.") or key.endswith(".path"):
            continue
        for values in ([], None, 3, "one", {}, [None], [[1]], [math.nan], [True]):
            if values == [[1]] and part["type"] == "array" and part.get("minItems", 0) < 2:
                continue  # a right list
            if values == [True] and part["type"] == "boolean":
                continue
            yield block | {"grid": {key: values}}, f"grid.{key}"
        good = {"integer": 7, "number": 0.5}.get(part["type"], part.get("enum", [""])[-1])
        if "stop" not in key:  # where a good value would stand beside the other choice
            yield block | {"grid": {key: [good, good]}}, f"grid.{key}"
            yield block | {"grid": {key: [good, WRONG[part["type"]][0]]}}, key


def refusal(tmp_path, config):
    """The sentence with which a config is refused, None if it is not."""
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump(config))
    try:
        load([path])
    except ConfigError as error:
        return str(error)
    return None


BROKEN = {
    f"{name}-{kind}": list(make(kind))
    for kind in KINDS
    for name, make in (("values", broken_values), ("mappings", broken_mappings), ("grids", broken_grids))
}


def test_there_are_many():
    assert len({json.dumps(block) for blocks in BROKEN.values() for block, _ in blocks}) > 500


@pytest.mark.parametrize("blocks", BROKEN.values(), ids=BROKEN)
def test_a_broken_key_is_named_in_one_sentence(tmp_path, blocks):
    sentences = [(key, refusal(tmp_path, {"experiments": {"mine": block}})) for block, key in blocks]
    wrong = [
        (key, sentence)
        for key, sentence in sentences
        if sentence is None
        or "experiments.mine." not in sentence
        or key not in sentence
        or "allowed" not in sentence
        or len(sentence.splitlines()) > 1
        or len(sentence) > 1200
    ]
    assert wrong == []


anything = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=150)
@given(some.data())
def test_whatever_stands_anywhere_is_accepted_or_refused_in_one_sentence(tmp_path_factory, data):
    block = example(data.draw(some.sampled_from(KINDS)))
    paths = [path for path, _ in keys(schemas.of_kinds()[block["kind"]])]
    for _ in range(data.draw(some.integers(1, 3))):
        *sections, last = data.draw(some.sampled_from(paths))
        part = block
        for section in sections:
            part = part.setdefault(section, {}) if isinstance(part, dict) else None
        if isinstance(part, dict):
            part[last] = data.draw(anything)
    sentence = refusal(tmp_path_factory.getbasetemp(), {"experiments": {"mine": block}})
    assert sentence is None or ("allowed" in sentence and len(sentence.splitlines()) == 1)

"""Read one config file, YAML or JSON. Duplicate keys, aliases and keys that are not text are refused."""

import json
import math
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

import yaml

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where PyYAML has it: ten times as fast
PLAIN = {"tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"}
DEEPEST = 50  # levels of a mapping; a config has about six
JSON_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"(\s*:)?')  # a text in JSON, which is a key if a colon follows


class ConfigError(Exception):
    """A config that cannot be used: one sentence with the key, its value and what is allowed."""


def show(value: object) -> str:
    """A value as one short line of a sentence."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def dotted(path: Iterable[str | int]) -> str:
    """A path as a dotted key: ("record", "quantities", 1) is record.quantities[1]."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += ("." if text else "") + (part if part.isprintable() else repr(part))
    return text


def guess(word: object, known: Iterable[str]) -> str:
    """The end of a sentence that proposes the closest known word, empty if none is close."""
    close = get_close_matches(word, list(known), n=1) if isinstance(word, str) else []
    return f"; did you mean {close[0]}?" if close else ""


def refuse(key: str, value: object, allowed: str, but: str = "") -> None:
    """Raise ConfigError with the sentence for a refused value; `but` names the other setting that forbids the value."""
    raise ConfigError(f"{key} is {show(value)}{', but ' if but else ''}{but}; allowed is {allowed}")


def read(path: Path) -> dict:
    """The mapping in a YAML file, or in a JSON file if its name ends in .json; an empty YAML file is an empty mapping.

    Raises ConfigError.
    """
    path = Path(path)
    kind, parse = ("JSON", _json) if path.suffix.lower() == ".json" else ("YAML", _yaml)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is not UTF-8 text; allowed is a {kind} file in UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}); allowed is a {kind} file") from None
    try:
        content = parse(text, path)
    except RecursionError:
        raise ConfigError(f"{path} is nested too deeply; allowed is a mapping of a few levels") from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        refuse(f"the top of {path}", content, "a mapping with keys such as experiments")
    return content


def _json(text: str, path: Path) -> object:
    """Plain Python values of a JSON text."""
    try:
        pairs = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_Pairs)
    except json.JSONDecodeError as error:
        raise ConfigError(f"{path}, line {error.lineno} cannot be read: {error.msg}; allowed is JSON") from None
    except ValueError as error:  # an integer of thousands of digits
        raise ConfigError(f"{path} cannot be read: {error}; allowed is JSON") from None
    keys = (match.start() for match in JSON_TEXT.finditer(text) if match.group(1))
    lines = (text.count("\n", 0, start) + 1 for start in keys)
    return _from_json(pairs, (), path, lines, 1)


class _Pairs(list):
    """A mapping in JSON as its pairs of key and value, in the order of the text."""


def _from_json(value: object, key: tuple, path: Path, lines: Iterator[int], line: int) -> object:
    """Plain Python values of parsed JSON. Refuses repeated keys.

    lines: line numbers of the keys that are still to come, in the order of the file; `line` is that of `value`.
    """
    if len(key) > DEEPEST:
        raise RecursionError
    if isinstance(value, _Pairs):
        content = {}
        for name, part in value:
            line = next(lines)
            if name in content:
                _refuse_again(path, line, (*key, name), dict(part) if isinstance(part, _Pairs) else part)
            content[name] = _from_json(part, (*key, name), path, lines, line)
        return content
    if isinstance(value, list):
        return [_from_json(part, (*key, index), path, lines, line) for index, part in enumerate(value)]
    where = f"{path}, line {line}: {dotted(key) or 'the file'}"
    _check_number(value, value, where)
    return value


def _yaml(text: str, path: Path) -> object:
    """Plain Python values of a YAML text."""
    try:
        node = _compose(text)
        return {} if node is None else _build(node, (), path)
    except yaml.YAMLError as error:
        raise ConfigError(_unreadable(path, error)) from None


def _compose(text: str) -> yaml.Node | None:
    """The nodes of a YAML text. Refuses aliases: `like` does their work, and a recursive alias would never end."""
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, f"the alias *{event.anchor}", event.start_mark)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise RecursionError
    return yaml.compose(text, Loader=Loader)


def _unreadable(path: Path, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    line = f", line {mark.line + 1}" if mark else ""
    problem = " ".join(str(getattr(error, "problem", None) or error).split())
    return f"{path}{line} cannot be read: {problem}; allowed is YAML without aliases (use like)"


def _build(node: yaml.Node, key: tuple, path: Path) -> object:
    """Plain Python values of a YAML node. Refuses duplicate keys, of which a YAML loader silently keeps the last."""
    where = f"{path}, line {node.start_mark.line + 1}: {dotted(key) or 'the file'}"
    if not isinstance(node, yaml.ScalarNode) and node.tag not in PLAIN:
        refuse(where, node.tag, "a list or a mapping without a tag", "it is a tag")
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*key, index), path) for index, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        content = {}
        for name, child in node.value:
            if name.tag != "tag:yaml.org,2002:str":
                text = show(name.value) if isinstance(name, yaml.ScalarNode) else "that is a list or a mapping"
                raise ConfigError(f"{where} has a key {text}; allowed are names")
            if name.value in content:
                again = _build(child, (*key, name.value), path)
                _refuse_again(path, name.start_mark.line + 1, (*key, name.value), again)
            content[name.value] = _build(child, (*key, name.value), path)
        return content
    return _scalar(node, where)


def _scalar(node: yaml.ScalarNode, where: str) -> object:
    try:
        value = yaml.constructor.SafeConstructor().construct_object(node)
    except ValueError:  # such as the date 2026-13-45 or an integer of thousands of digits
        refuse(where, node.value, "a number or text")
    _check_number(value, node.value, where)
    if value is not None and not isinstance(value, str | int | float):
        refuse(where, node.value, "a number or text", f"YAML reads it as a {type(value).__name__}")
    return value


def _check_number(value: object, written: object, where: str) -> None:
    """Refuse infinite numbers, NaN and integers beyond 63 bits, which other programs read differently."""
    if isinstance(value, float) and not math.isfinite(value):
        refuse(where, value, "a finite number")
    if isinstance(value, int) and abs(value) >= 2**63:
        refuse(where, written, "an integer of at most 63 bits")


def _refuse_again(path: Path, line: int, key: tuple, value: object) -> None:
    twice = dotted(key)
    raise ConfigError(f"{path}, line {line}: {twice} is written again, with {show(value)}; allowed is each key once")

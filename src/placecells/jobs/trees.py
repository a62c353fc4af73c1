"""Hashes of the syntax trees of Python sources, which are kept for later processes.

Comments, docstrings, line breaks and spaces do not change the hash, and Python 3.11, 3.12 and 3.13 give the same one.
To read all sources of the package takes a second, so the hashes are kept on disk. A kept hash belongs to the content of
a source, not to its name or time, and so cannot be out of date.
"""

import ast
import atexit
import hashlib
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

NO_CODE = ("kind", "type_comment", "type_ignores")  # fields of a tree that say how a text is written, such as u"x"


def kept_digest(path: Path) -> str:
    """`tree_digest` of the source in a file, from earlier processes where they have kept that of the same content."""
    source = path.read_bytes()
    content = hashlib.sha256(source).hexdigest()
    kept = _kept()
    if content not in kept:
        kept[content] = tree_digest(source.decode("utf-8"))
    return kept[content]


@cache
def _kept() -> dict[str, str]:
    """{SHA-256 of a source: hash of its tree}, as earlier processes kept it. At its end this process keeps more."""
    from placecells.jobs.cache import writable  # here, because the module imports `code`, which imports this one

    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]  # another way to hash has another file
    try:
        file = writable("trees") / f"{own}-py{sys.version_info.major}{sys.version_info.minor}.json"
    except PermissionError:
        return {}
    kept = read_kept(file)
    atexit.register(_keep, file, kept, len(kept))
    return kept


def read_kept(file: Path) -> dict[str, str]:
    """The hashes in a file of `write_kept`; none where the file is missing or damaged."""
    try:
        checksum, text = file.read_text(encoding="ascii").split("\n", 1)
    except (OSError, ValueError):
        return {}
    return json.loads(text) if checksum == hashlib.sha256(text.encode()).hexdigest() else {}


def write_kept(file: Path, kept: dict[str, str]) -> None:
    """Replace a file by one with these hashes, their checksum first. Raises OSError where it cannot be written."""
    text = json.dumps(kept)
    temporary = file.with_suffix(f".{os.getpid()}")
    temporary.write_text(f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}", encoding="ascii")
    os.replace(temporary, file)


def _keep(file: Path, kept: dict[str, str], before: int) -> None:
    if len(kept) > before:
        with suppress(OSError):
            write_kept(file, kept)


def tree_digest(source: str) -> str:
    """SHA-256 (hexadecimal) of the syntax tree of a Python source.

    Two sources have the same digest if they differ only in comments, docstrings, blank lines, line breaks, kinds of
    quotes or redundant brackets. Raises SyntaxError for a text that is no Python source.
    """
    parts: list[bytes] = []
    _write(ast.parse(source), parts.append)
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _write(value: object, add: Callable[[bytes], None]) -> None:
    """Call `add` with bytes that identify a node of a syntax tree, a list of nodes, or a constant.

    `ast.dump` is of no use here, because its text depends on the version of Python: newer versions have further fields,
    which are empty for a source that older versions can read, and leave out others.
    """
    if isinstance(value, ast.AST):
        begin, fields, is_constant = _parts(type(value))
        add(begin)
        for field, name in fields:
            content = getattr(value, field, None)
            content = _with_effect(value, content) if type(content) is list else content
            if (content is not None and content != []) or (is_constant and field == "value"):
                add(name)
                _write(content, add)
        add(b")")
    elif isinstance(value, list):
        add(f"[{len(value)}".encode())
        for item in value:
            _write(item, add)
        add(b"]")
    else:
        # not repr of a text, because the characters that repr escapes depend on Python's version of Unicode
        text = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        text = text if isinstance(text, bytes) else repr(text).encode()
        add(f"{type(value).__name__} {len(text)} ".encode() + text)


@cache
def _parts(node: type[ast.AST]) -> tuple[bytes, list[tuple[str, bytes]], bool]:
    """The name of a type of node, its fields with the bytes that name them, and whether the type is a constant."""
    fields = [(field, f" {field}=".encode()) for field in node._fields if field not in NO_CODE]
    return f"({node.__name__}".encode(), fields, issubclass(node, ast.Constant)


def _with_effect(node: ast.AST, items: list) -> list:
    """The items of a list in a node, without docstrings and other items that have no effect."""
    if isinstance(node, ast.JoinedStr):  # Python 3.12 ends a format such as {x:{width}} with an empty text
        return [item for item in items if not (isinstance(item, ast.Constant) and item.value == "")]
    return [item for item in items if not (isinstance(item, ast.Expr) and _is_text(item.value))]  # docstrings


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)

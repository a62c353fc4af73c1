"""The code a job depends on: the modules of this package that a script, or a module, really imports.

A rule has the digest of that code among its parameters, so that an edit reruns the jobs that execute the edited code
and no others. Checkpoints of training hold the same digest, and the folder of compiled kernels is named after one.

The digest is one of syntax trees: comments, docstrings, line breaks and spaces do not enter, and Python 3.11, 3.12 and
3.13 give the same one. So nothing that users see may be written in a docstring. As input files, some thirty a job, the
modules would cost Snakemake a third of a core for looking at them again and again.
"""

import ast
import hashlib
import json
import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import grimp

PACKAGE = "placecells"
SOURCES = Path(__file__).resolve().parents[2]  # the folder that holds the package: src
ROOT = SOURCES.parent
KERNELS = "placecells.rbm.kernels.pcd"  # the module that imports everything compiled
VARIABLE = "PLACECELLS_KERNELS"  # what `kernels_variable` gives, set once by the workflow for all its jobs
NO_RESULT = {"placecells.jobs.kernel_cache"}  # what a script imports for speed alone: no result depends on it
NO_CODE = ("kind", "type_comment", "type_ignores")  # fields that say how a text was written: u"x", comments on types


def closure(path: str | Path) -> list[str]:
    """Source files of the package that are imported, directly or not: sorted, relative to the repository.

    path: a script (absolute or relative to the repository), which is not listed itself; or the name of a
    module such as placecells.figures.fig03, which is. Imports inside functions count; those for type checking
    do not in modules. The `__init__` file of a package is listed for those that import from it, if it holds code.
    Imports by a computed name cannot be seen: ask for that module too. Raises ModuleNotFoundError for a module that
    does not exist.
    """
    if str(path).endswith(".py"):
        direct = _imported(ROOT / path) - NO_RESULT
    else:
        direct = {_existing(str(path), "closure was asked for")}
    graph = _graph()
    modules = direct.union(*(graph.find_upstream_modules(module) for module in direct))
    files = [_file(module).relative_to(ROOT).as_posix() for module in modules]
    return sorted(file for file in files if not file.endswith("__init__.py") or _tree(file) != tree_digest(""))


def _file(module: str) -> Path:
    """The source of a module, for a package its `__init__`."""
    path = SOURCES.joinpath(*module.split("."))
    source = path.with_suffix(".py")
    return source if source.is_file() else path / "__init__.py"


def digest(*names: str) -> str:
    """A hash (16 hexadecimal digits) of scripts and modules with everything of the package that they import.

    names: scripts, relative to the repository, and modules, as for `closure`.
    """
    scripts = {name for name in names if name.endswith(".py")}
    sha = hashlib.sha256()
    for file in sorted(scripts.union(*map(closure, names))):
        sha.update(f"{file} {_tree(file)}\n".encode())
    return sha.hexdigest()[:16]


@cache
def kernels() -> tuple[str, frozenset[str]]:
    """The digest of everything that is compiled, and the modules that it covers.

    A job is told them by the environment, which saves it the graph of imports. They are believed only if every source
    is still the file it was: an edit since, or another checkout's variable, must not name what is compiled from this.
    """
    try:
        told = json.loads(os.environ[VARIABLE])
        if told["sources"] and told["sources"] == _states(told["sources"]):
            return told["digest"], frozenset(map(_module, told["sources"]))
    except (KeyError, TypeError, ValueError, OSError):
        pass
    return digest(KERNELS), frozenset(map(_module, closure(KERNELS)))


def kernels_variable() -> str:
    """What jobs are told about the kernels: digest and sources, as JSON."""
    return json.dumps({"digest": digest(KERNELS), "sources": _states(closure(KERNELS))})


def _states(files: Iterable[str]) -> dict[str, list]:
    """What changes when a file does, or when it is another checkout's: path, time and size."""
    paths = {file: ROOT / file for file in files}
    return {file: [str(path), path.stat().st_mtime_ns, path.stat().st_size] for file, path in paths.items()}


def _module(file: str) -> str:
    return file.removeprefix("src/").removesuffix(".py").replace("/", ".")


def tree_digest(source: str) -> str:
    """SHA-256 (hexadecimal) of the syntax tree of a Python source: what it does, not how it is written down.

    Two sources have the same digest if they differ in comments, docstrings, blank lines, line breaks, quotes or
    brackets only. Raises SyntaxError.
    """
    parts: list[bytes] = []
    _write(ast.parse(source), parts.append)
    return hashlib.sha256(b"".join(parts)).hexdigest()


@cache
def _tree(file: str) -> str:
    return tree_digest((ROOT / file).read_text(encoding="utf-8"))


def _write(value: object, add: Callable[[bytes], None]) -> None:
    """Hand a node of a syntax tree, a list of nodes, or a constant, to `add` as bytes that no other tree shares.

    `ast.dump` would not do: newer versions of Python have more fields, which are empty where older versions can read
    the source, and leave out others.
    """
    if isinstance(value, ast.AST):
        add(f"({type(value).__name__}".encode())
        for field in value._fields:
            content = getattr(value, field, None)
            content = _with_effect(value, content) if type(content) is list else content
            always = field == "value" and isinstance(value, ast.Constant)
            if field not in NO_CODE and (always or (content is not None and content != [])):
                add(f" {field}=".encode())
                _write(content, add)
        add(b")")
    elif isinstance(value, list):
        add(f"[{len(value)}".encode())
        for item in value:
            _write(item, add)
        add(b"]")
    else:
        # not repr of a text: which characters it escapes depends on Python's version of Unicode
        text = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        text = text if isinstance(text, bytes) else repr(text).encode()
        add(f"{type(value).__name__} {len(text)} ".encode() + text)


def _with_effect(node: ast.AST, items: list) -> list:
    """The items of a node's list without what has no effect."""
    if isinstance(node, ast.JoinedStr):  # Python 3.12 ends a format such as {x:{width}} with an empty text
        return [item for item in items if not (isinstance(item, ast.Constant) and item.value == "")]
    return [item for item in items if not (isinstance(item, ast.Expr) and _is_text(item.value))]  # docstrings


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


@cache
def _graph() -> "grimp.ImportGraph":
    import grimp  # here, because jobs are told their digests and need no graph, and importing takes long

    # no cache on disk: building takes milliseconds, and a cache would be one more thing to go stale
    return grimp.build_graph(PACKAGE, exclude_type_checking_imports=True, cache_dir=None)


def _imported(script: Path) -> set[str]:
    """Modules of the package that a script imports itself."""
    modules = set()
    for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"), filename=str(script))):
        if isinstance(node, ast.Import):
            modules |= {_existing(name.name, script) for name in node.names if _ours(name.name)}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and _ours(node.module):
            origin = _existing(node.module, script)
            names = {f"{origin}.{name.name}" for name in node.names}
            submodules = names & _graph().modules
            modules |= submodules | ({origin} if names - submodules else set())
    return modules


def _ours(module: str) -> bool:
    return module == PACKAGE or module.startswith(PACKAGE + ".")


def _existing(module: str, asking: object) -> str:
    if module not in _graph().modules:
        raise ModuleNotFoundError(f"{asking}: there is no module {module}", name=module)
    return module

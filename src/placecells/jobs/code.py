"""The code that a job depends on: the modules of this package that a script, or a module, imports, directly or not.

A rule of the workflow has a digest of that code among its parameters. So after an edit of a module exactly the jobs
run again that execute the module. Checkpoints of training hold the same digest, and the name of the folder of compiled
kernels contains a digest.

The digest is a hash of syntax trees, see `jobs.trees`. Nothing that users see may therefore be written in a docstring.
The modules, some thirty a job, are no input files of rules, because Snakemake would spend a third of a core on looking
at them again and again.
"""

import ast
import hashlib
import json
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from placecells.jobs import trees

if TYPE_CHECKING:
    import grimp

PACKAGE = "placecells"
SOURCES = Path(__file__).resolve().parents[2]  # the folder that holds the package: src
ROOT = SOURCES.parent
KERNELS = "placecells.rbm.kernels.pcd"  # the module that imports all compiled code
VARIABLE = "PLACECELLS_KERNELS"  # environment variable with the text of `kernels_variable`, set once by the workflow
# Modules that no result depends on: one keeps compiled code between runs, the other draws a figure by hand.
NO_RESULT = ("placecells.jobs.kernel_cache", "placecells.figures.by_hand")


@cache
def closure(path: str | Path) -> tuple[str, ...]:
    """Source files of the package that a script or module imports, directly or not: sorted, relative to the repository.

    path: a script (absolute or relative to the repository), which is not in the list; or the name of a module, such as
    placecells.studies.place_cells.figures.fig03, which is in the list. Imports inside functions count. In modules,
    imports for type checking do not count. The `__init__` file of a package is in the list where something is imported
    from the package, if the file holds code. Imports by a computed name are not found; callers ask for such modules
    separately. Raises ModuleNotFoundError for a module that does not exist.
    """
    if str(path).endswith(".py"):
        direct = _imported(ROOT / path)
    else:
        direct = {_existing(str(path), "closure was asked for")}
    graph = _graph()
    modules = direct.union(*(graph.find_upstream_modules(module) for module in direct)).difference(NO_RESULT)
    files = [_file(module).relative_to(ROOT).as_posix() for module in modules]
    empty = trees.tree_digest("")
    return tuple(sorted(file for file in files if not file.endswith("__init__.py") or _tree(file) != empty))


def _file(module: str) -> Path:
    """The source file of a module; for a package its `__init__.py`."""
    package = SOURCES.joinpath(*module.split("."), "__init__.py")
    return package if package.is_file() else package.parent.with_suffix(".py")


def digest(*names: str) -> str:
    """Hash (16 hexadecimal digits) of the code of scripts and modules, and of all that they import from the package.

    names: scripts, relative to the repository, and modules, as for `closure`.
    """
    scripts = {name for name in names if name.endswith(".py")}
    sha = hashlib.sha256()
    for file in sorted(scripts.union(*map(closure, names))):
        sha.update(f"{file} {_tree(file)}\n".encode())
    return sha.hexdigest()[:16]


@cache
def kernels() -> tuple[str, frozenset[str]]:
    """The digest of all compiled code, and the names of the modules that the digest covers.

    Jobs of the workflow read both from the environment variable VARIABLE, which saves building the graph of imports.
    The variable counts only while every source file has the path, time and size that the variable holds. After an
    edit, or with the variable of another checkout, both are computed from the present sources.
    """
    try:
        told = json.loads(os.environ[VARIABLE])
        if told["sources"] and told["sources"] == _states(told["sources"]):
            return told["digest"], frozenset(map(_module, told["sources"]))
    except (KeyError, TypeError, ValueError, OSError):
        pass
    return digest(KERNELS), frozenset(map(_module, closure(KERNELS)))


def kernels_variable() -> str:
    """The text of the environment variable VARIABLE: digest and sources of the compiled code, as JSON."""
    return json.dumps({"digest": digest(KERNELS), "sources": _states(closure(KERNELS))})


def _states(files: Iterable[str]) -> dict[str, list]:
    """{file: [path, time of the last change in ns, size in bytes]}, which tells whether files have changed or moved."""
    paths = {file: ROOT / file for file in files}
    return {file: [str(path), path.stat().st_mtime_ns, path.stat().st_size] for file, path in paths.items()}


def _module(file: str) -> str:
    return file.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def _tree(file: str) -> str:
    return trees.kept_digest(ROOT / file)


@cache
def _graph() -> "grimp.ImportGraph":
    import grimp  # here, because importing takes long, and jobs get their digests as parameters

    # No cache on disk: building the graph takes milliseconds, and a cache may be out of date.
    graph = grimp.build_graph(PACKAGE, exclude_type_checking_imports=True, cache_dir=None)
    for module in NO_RESULT:
        for imported in graph.find_modules_directly_imported_by(module) if module in graph.modules else ():
            graph.remove_import(importer=module, imported=imported)
    return graph


def _imported(script: Path) -> set[str]:
    """Modules of the package that a script imports directly."""
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

"""The code a job depends on: the modules of this package that a script, or a module, really imports.

A rule has their digest as a parameter, so that an edit reruns the jobs that execute the edited code and no others. As
input files, some thirty a job, they cost Snakemake a third of a core for looking at them again and again.
"""

import ast
import hashlib
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

import grimp

PACKAGE = "placecells"
SOURCES = Path(__file__).resolve().parent.parent  # the folder that holds the package: src
ROOT = SOURCES.parent


def closure(path: str | Path) -> list[str]:
    """Source files of the package that are imported, directly or not: sorted, relative to the repository.

    path: a script (absolute or relative to the repository), which is not listed itself; or the name of a
    module such as placecells.figures.fig03, which is. Imports inside functions count; those for type checking
    do not in modules. `__init__` files are empty and left out. Imports by a computed name cannot be seen: ask
    for that module too. Raises ModuleNotFoundError for a module that does not exist.
    """
    if str(path).endswith(".py"):
        direct = _imported(ROOT / path)
    else:
        direct = {_existing(str(path), "closure was asked for")}
    graph = _graph()
    modules = direct.union(*(graph.find_upstream_modules(module) for module in direct))
    files = [SOURCES.joinpath(*module.split(".")).with_suffix(".py") for module in modules]
    return sorted(file.relative_to(ROOT).as_posix() for file in files if file.is_file())


def digest(*names: str) -> str:
    """A hash of scripts (relative to the repository) and modules with everything of the package they import."""
    scripts = {name for name in names if name.endswith(".py")}
    return _hash(sorted(scripts.union(*map(closure, names))))


@cache
def _content(file: str) -> bytes:
    return (ROOT / file).read_bytes()


def _hash(files: list[str], more: str = "") -> str:
    sha = hashlib.sha256(more.encode())
    for file in files:
        sha.update(f"{file} {len(_content(file))}\n".encode() + _content(file))
    return sha.hexdigest()[:16]


def compiled() -> Path:
    """Folder for what numba compiles: another one whenever the compiled sources, numba or python change.

    Numba's own cache would miss an edit of a function that is called from another module.
    """
    return ROOT / ".cache" / "numba" / _hash(closure("placecells.rbm.kernels.pcd"), version("numba") + sys.version)


@cache
def _graph() -> grimp.ImportGraph:
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

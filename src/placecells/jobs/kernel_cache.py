"""Where the machine code of compiled kernels is kept, and which process compiles: one process, while others wait.

Each kind of run has kernels of its own, see `rbm.compiled.kernels_name`, so several processes may compile different
kernels at a time. The name of a folder contains the digest of the kernels' code, the versions of Python and numba, and
the kind of processor. All machine code in a folder therefore fits the process that looks there. In a folder, functions
are found by the name of their module, not by the path of their file, so a checkout that was copied or renamed uses its
kernels further.

The module `jit` does not import this module but gives its name to numba. The digests of code do not contain it, because
no result depends on where machine code is kept.
"""

import fcntl
import hashlib
import json
import logging
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path

from numba.core import config, event
from numba.core.registry import cpu_target

from placecells.io.checksum import file_checksum
from placecells.jobs import code
from placecells.jobs.cache import places, writable

# File that says that a folder has all kernels of the set-up: the text of `_contents`, as JSON. The file for one kind of
# run has the name of its kernels after a dot.
COMPLETE = "complete"
SETTINGS = ("OPT", "LOOP_VECTORIZE", "SLP_VECTORIZE", "BOUNDSCHECK", "DEBUGINFO_DEFAULT", "DISABLE_INTEL_SVML")
LOG = logging.getLogger("placecells")


@cache
def folder() -> Path:
    """The folder of the kernels that this process loads.

    It is the first of `cache.places` that has the kernels of the set-up, else the first that can be written to. Damaged
    folders are removed. Raises PermissionError where no place can be written to.
    """
    name = f"kernels/{_name()}"
    whole = (path for path in places(name) if _is_whole(path) and (path / COMPLETE).is_file())
    return next(whole, None) or writable(name)


def complete(name: str = COMPLETE) -> bool:
    """Whether the kernels with this file (COMPLETE, or COMPLETE with a name after a dot) are compiled."""
    return (folder() / name).is_file()


def ensure(compile_them: Callable[[], object], kernels: str = "") -> None:
    """Call `compile_them` unless its kernels are compiled already; for the same kernels, one process at a time.

    compile_them: function that compiles all kernels of the set-up, or those with the name `kernels`. While another
    process compiles them, this process waits and logs a warning. On a file system without locks each process
    compiles for itself. With NUMBA_DISABLE_JIT the function does nothing, because numba compiles nothing.
    """
    name = COMPLETE + (kernels and f".{kernels}")
    if complete(name) or config.DISABLE_JIT:
        return
    with _locked(folder() / f"lock.{name}"):
        if not complete(name):
            compile_them()
            unfinished = folder() / f".{name}.{os.getpid()}"
            unfinished.write_text(json.dumps(_contents(folder())))
            unfinished.replace(folder() / name)


class Locator:
    """Tells numba where the machine code of a function is kept (numba: NUMBA_CACHE_LOCATOR_CLASSES)."""

    def __init__(self, function, file):
        self.module = function.__module__
        self._py_file = file  # numba's warning that a function cannot be kept contains this path

    @classmethod
    def from_function(cls, function, file):
        return cls(function, file)

    def ensure_cache_path(self):
        folder().mkdir(parents=True, exist_ok=True)  # the folder may have been removed since

    def get_cache_path(self):
        return str(folder())

    def get_source_stamp(self):
        """A text with which kept machine code is stored; numba compiles anew where the present text differs.

        It is empty for the kernels, because the name of their folder contains their digest. For other modules it is the
        digest of the module.
        """
        _, kernels = code.kernels()
        return "" if self.module in kernels else code.digest(self.module)

    def get_disambiguator(self):
        return self.module


class _Announcement(event.Listener):
    """Logs a warning when this process first compiles a kernel, because compiling makes a job a minute longer."""

    def __init__(self):
        self.said = False

    def on_start(self, event):
        if not self.said and event.data["dispatcher"].__module__.startswith(code.PACKAGE + "."):
            self.said = True
            name = event.data["dispatcher"].__qualname__
            LOG.warning(
                "compiling kernels (%s), once for this code and this kind of processor, into %s", name, folder()
            )

    def on_end(self, event):
        pass


event.register("numba:compile", _Announcement())


def _name() -> str:
    """Name of the folder: all that the machine code depends on."""
    packages = [version(name) for name in ("numba", "llvmlite", "numpy")]
    settings = [getattr(config, name) for name in SETTINGS]
    system = (cpu_target.target_context.codegen().magic_tuple(), packages, settings)  # the processor, as numba has it
    python = f"py{sys.version_info.major}{sys.version_info.minor}"
    return "-".join([code.kernels()[0], python, hashlib.sha256(repr(system).encode()).hexdigest()[:8]])


def _is_whole(path: Path) -> bool:
    """Whether a folder has all kernels that it should have, undamaged and readable. A damaged folder is removed."""
    try:
        known = [json.loads(file.read_text()) for file in path.glob(f"{COMPLETE}*")]
        found = _contents(path)
    except (OSError, ValueError):  # the folder does not exist, or belongs to another user
        return False
    code_is = all(found["code"].get(name) == checksum for one in known for name, checksum in one["code"].items())
    indexes_are = all(found["indexes"].get(name, 0) >= size for one in known for name, size in one["indexes"].items())
    if code_is and indexes_are:
        return True
    LOG.warning("compiled kernels in %s are damaged or gone: they are compiled anew", path)
    shutil.rmtree(path, ignore_errors=True)
    return False


def _contents(path: Path) -> dict[str, dict]:
    """Checksums of numba's files of machine code in a folder, and sizes in bytes of numba's index files.

    An index may grow, so it has no checksum; the size of an index whose end is missing counts as 0.
    """
    indexes = {index.name: index.read_bytes() for index in sorted(path.glob("*.nbi"))}
    return {
        "code": {file.name: file_checksum(file) for file in sorted(path.glob("*.nbc"))},
        "indexes": {name: len(content) if content.endswith(b".") else 0 for name, content in indexes.items()},
    }


@contextmanager
def _locked(path: Path):
    with open(path, "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            LOG.warning("waiting for another process, which compiles the kernels")
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError as error:
            LOG.warning("no lock on %s (%s): another process may compile the same kernels", path, error.strerror)
        yield

"""Where compiled kernels are kept, and who compiles them: one process, which says so, while others wait for it.

A folder holds the kernels of one version of their code, of Python and numba, and of one kind of processor, so that
whatever is found there fits. Functions are found by their module's name, not by the place of their file: a checkout
that was copied or renamed goes on with its kernels.

The module `jit` names this one to numba instead of importing it: where machine code is kept is no part of what it
computes.
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

COMPLETE = "complete"  # a file in the folder, once the set-up's kernels are in it: what `_contents` gives, as JSON;
# and with an ending for further kernels
SETTINGS = ("OPT", "LOOP_VECTORIZE", "SLP_VECTORIZE", "BOUNDSCHECK", "DEBUGINFO_DEFAULT", "DISABLE_INTEL_SVML")
LOG = logging.getLogger("placecells")


@cache
def folder() -> Path:
    """The folder of the kernels that this process loads: the first place that has them all, else the first that can be
    written to. Damaged ones are removed. Raises PermissionError where there is no place."""
    name = f"kernels/{_name()}"
    return next(filter(_is_whole, places(name)), None) or writable(name)


def complete(name: str = COMPLETE) -> bool:
    """Whether the kernels of this name are compiled."""
    return (folder() / name).is_file()


def ensure(compile_all: Callable[[], object], further: str = "") -> None:
    """Call `compile_all`, which compiles the kernels of the set-up, or `further` ones that go by this name, unless that
    has been done; one process at a time.

    A process that finds another one at work waits for it and says so. On a file system without locks each process
    compiles for itself. With NUMBA_DISABLE_JIT nothing is compiled, so nothing is done.
    """
    name = COMPLETE + (further and f".{further}")
    if complete(name) or config.DISABLE_JIT:
        return
    with _locked(folder() / "lock"):
        if not complete(name):
            compile_all()
            unfinished = folder() / f".{name}.{os.getpid()}"
            unfinished.write_text(json.dumps(_contents(folder())))
            unfinished.replace(folder() / name)


class Locator:
    """Tells numba where the machine code of a function is kept (numba: NUMBA_CACHE_LOCATOR_CLASSES)."""

    def __init__(self, function, file):
        self.module = function.__module__
        self._py_file = file  # numba names it where it warns that a function cannot be kept

    @classmethod
    def from_function(cls, function, file):
        return cls(function, file)

    def ensure_cache_path(self):
        folder().mkdir(parents=True, exist_ok=True)  # somebody may have removed it since

    def get_cache_path(self):
        return str(folder())

    def get_source_stamp(self):
        """What makes kept code stale: for the kernels their folder's name says it, other modules have their own."""
        _, kernels = code.kernels()
        return "" if self.module in kernels else code.digest(self.module)

    def get_disambiguator(self):
        return self.module


class _Announcement(event.Listener):
    """Says once that this process compiles, whatever the reason: nothing else explains a job's extra minute."""

    def __init__(self):
        self.said = False

    def on_start(self, event):
        if not self.said and event.data["dispatcher"].__module__.startswith(code.PACKAGE + "."):
            self.said = True
            LOG.warning("compiling kernels, once for this code and this kind of processor, into %s", folder())

    def on_end(self, event):
        pass


event.register("numba:compile", _Announcement())


def _name() -> str:
    """What the machine code depends on, as a folder's name."""
    packages = [version(name) for name in ("numba", "llvmlite", "numpy")]
    settings = [getattr(config, name) for name in SETTINGS]
    system = (cpu_target.target_context.codegen().magic_tuple(), packages, settings)  # the processor, as numba has it
    python = f"py{sys.version_info.major}{sys.version_info.minor}"
    return "-".join([code.kernels()[0], python, hashlib.sha256(repr(system).encode()).hexdigest()[:8]])


def _is_whole(path: Path) -> bool:
    """Whether a folder has all kernels, undamaged and readable by this process. A damaged one is removed."""
    try:
        known = [json.loads(file.read_text()) for file in (path / COMPLETE, *path.glob(f"{COMPLETE}.*"))]
        found = _contents(path)
    except (OSError, ValueError):  # not there, or another user's
        return False
    code_is = all(found["code"].get(name) == checksum for one in known for name, checksum in one["code"].items())
    indexes_are = all(found["indexes"].get(name, 0) >= size for one in known for name, size in one["indexes"].items())
    if code_is and indexes_are:
        return True
    LOG.warning("compiled kernels in %s are damaged or gone: they are compiled anew", path)
    shutil.rmtree(path, ignore_errors=True)
    return False


def _contents(path: Path) -> dict[str, dict]:
    """Checksums of the machine code in a folder, and sizes of its indexes, which may grow; 0 for a cut one."""
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

"""Where compiled kernels are kept, and who compiles them: one process, which says so, while others wait for it.

A folder holds the kernels of one version of their code, of Python and numba, and of one kind of processor, so that
whatever is found there fits. Functions are found by their module's name, not by the place of their file: a checkout
that was copied or renamed goes on with its kernels.

The module `jit` names this one to numba instead of importing it: where machine code is kept is no part of what it
computes.
"""

import fcntl
import hashlib
import logging
import sys
from collections.abc import Callable
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path

from numba.core import config, event
from numba.core.registry import cpu_target

from placecells import code
from placecells.cache import places, writable

COMPLETE = "complete"  # a file in the folder, once every kernel is in it
LOG = logging.getLogger("placecells")


@cache
def folder() -> Path:
    """The folder of the kernels that this process loads: the first place that has them all, else the first that can be
    written to. Raises PermissionError where there is none."""
    name = f"kernels/{_name()}"
    whole = (path for path in places(name) if (path / COMPLETE).is_file())
    return next(whole, None) or writable(name)


def complete() -> bool:
    """Whether every kernel that this process may load is compiled."""
    return (folder() / COMPLETE).is_file()


def ensure(compile_all: Callable[[], object]) -> None:
    """Call `compile_all`, which compiles every kernel, unless that has been done; one process at a time.

    A process that finds another one at work waits for it and says so. On a file system without locks each process
    compiles for itself. With NUMBA_DISABLE_JIT nothing is compiled, so nothing is done.
    """
    if complete() or config.DISABLE_JIT:
        return
    with _locked(folder() / "lock"):
        if not complete():
            compile_all()
            (folder() / COMPLETE).touch()


class Locator:
    """Tells numba where the machine code of a function is kept (numba: NUMBA_CACHE_LOCATOR_CLASSES)."""

    def __init__(self, function):
        self.function = function

    @classmethod
    def from_function(cls, function, _file):
        return cls(function)

    def ensure_cache_path(self):
        pass  # made by `folder`

    def get_cache_path(self):
        return str(folder())

    def get_source_stamp(self):
        return ""  # the folder's name says which sources

    def get_disambiguator(self):
        return self.function.__module__


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
    system = (cpu_target.target_context.codegen().magic_tuple(), packages)  # the processor's features, for numba
    python = f"py{sys.version_info.major}{sys.version_info.minor}"
    return "-".join([code.kernels(), python, hashlib.sha256(repr(system).encode()).hexdigest()[:8]])


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

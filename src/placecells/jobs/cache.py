"""Folders for what is made once, for all runs, and may be thrown away: compiled kernels, matplotlib's list of fonts."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from placecells.jobs import code


def places(name: str) -> Iterator[Path]:
    """Where a folder of this name may lie: the checkout (.cache), the user's cache, the working directory (.cache)."""
    if (code.ROOT / "Snakefile").is_file():  # a checkout, not an installed package
        yield code.ROOT / ".cache" / name
    from platformdirs import user_cache_path  # here, because the checkout will do as a rule, and importing takes long

    yield user_cache_path(code.PACKAGE) / name
    yield Path.cwd() / ".cache" / name


def writable(name: str) -> Path:
    """The first of the places in which a folder of this name is, or can be made, and can be written to.

    Raises PermissionError where there is none.
    """
    for path in places(name):
        try:
            path.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=path).close()
        except OSError:
            continue
        return path
    raise PermissionError(f"nothing can be written to any of {', '.join(map(str, places(name)))}")

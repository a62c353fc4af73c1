"""Folders for files that all runs share and that may be deleted: compiled kernels, matplotlib's list of fonts."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from placecells.jobs import code


def places(name: str) -> Iterator[Path]:
    """Places of a folder of this name, best first: .cache of the checkout, the user's cache, .cache of the working
    directory."""
    if (code.ROOT / "Snakefile").is_file():  # a checkout, not an installed package
        yield code.ROOT / ".cache" / name
    from platformdirs import user_cache_path  # here, because importing it is slow and the checkout usually suffices

    yield user_cache_path(code.PACKAGE) / name
    yield Path.cwd() / ".cache" / name


def writable(name: str) -> Path:
    """The first of `places` that can be written to; the folder is made where it does not exist.

    Raises PermissionError where no place can be written to.
    """
    for path in places(name):
        try:
            path.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=path).close()
        except OSError:
            continue
        return path
    raise PermissionError(f"nothing can be written to any of {', '.join(map(str, places(name)))}")

"""Files that no run of the pipeline needs: of experiments that the config no longer has, or of earlier versions."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from placecells.config.cells import cells
from placecells.jobs import code, kernel_cache
from placecells.kinds.kind import RUN, kind

SUFFIXES = (".pdf", ".png", ".csv")  # of the files of a figure


class Leftover(NamedTuple):
    """A file or folder that nothing needs."""

    path: Path
    reason: str
    bytes: int


def leftovers(config: dict, results: Path) -> list[Leftover]:
    """What lies in a results folder and in the checkout's cache of kernels, and no rerun needs.

    config: as from `config.load.load`. Kept are the runs, datasets and figures that the config asks for, with the
    checkpoints of runs that are not finished; claims, report and records of jobs; and all that is in other folders.
    """
    parts = (_runs(config, results / "runs"), _made(config, results), _kernels())
    return [Leftover(path, reason, size(path)) for part in parts for path, reason in part]


def size(path: Path) -> int:
    """Bytes of a file, or of all files in a folder."""
    files = (file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    return sum(file.lstat().st_size for file in files)


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _runs(config: dict, folder: Path) -> Iterator[tuple[Path, str]]:
    table = cells(config)["config"]
    wanted = {
        folder / key / f"seed{index}.nc"
        for key, cell in table.items()
        if RUN in kind(cell["kind"]).needs(cell)
        for index in range(cell["seeds"])
    }
    for path in sorted(folder.glob("*/*/*.nc")):
        if path not in wanted:
            yield path, "a run that the config does not ask for"
    for path in sorted(folder.glob("*/*/.*.checkpoints")):
        run = path.parent / f"{path.name.split('.')[1]}.nc"
        if run not in wanted or run.exists():
            yield path, "checkpoints of a run that is finished, or that the config does not ask for"


def _made(config: dict, results: Path) -> Iterator[tuple[Path, str]]:
    if (results / "data").is_dir():
        yield results / "data", "training sets, which earlier versions kept; training draws them in seconds"
    datasets = {f"{name}.nc" for name in config["experiments"]}
    figures = {f"{name}{suffix}" for name in config["figures"] for suffix in SUFFIXES}
    for part, wanted in (("datasets", datasets), ("figures", figures)):
        for path in sorted((results / part).glob("*")):
            if path.is_file() and path.name not in wanted:
                yield path, "made by a config that had more, or by an earlier version"


def _kernels() -> Iterator[tuple[Path, str]]:
    folder = code.ROOT / ".cache" / "kernels"
    for path in sorted(folder.glob("*")):
        if path != kernel_cache.folder():
            yield path, "kernels of other code, or of another kind of processor"

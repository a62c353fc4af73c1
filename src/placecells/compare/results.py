"""What differs between two results folders, bundles or files: verdicts, then variables. Both are only read."""

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from placecells.compare import variables, verdicts
from placecells.io.store import StoreError

PATTERNS = {"datasets": "*.nc", "data": "*.nc", "runs": "**/*.nc"}  # the NetCDF files of a results folder
CLAIMS = "claims.json"

SAME, DIFFERENT, ONLY_A, ONLY_B, UNREADABLE = "the same", "different", "only in A", "only in B", "unreadable"
OTHER_NUMBERS, OTHER_VERDICT = "with the same verdict and other numbers", "with another verdict"


@dataclass
class Comparison:
    """How many files and claims are the same, and a line per difference."""

    files: Counter = field(default_factory=Counter)  # by SAME, DIFFERENT, ONLY_A, ONLY_B, UNREADABLE
    claims: Counter = field(default_factory=Counter)  # by SAME, OTHER_NUMBERS, OTHER_VERDICT, ONLY_A, ONLY_B
    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # lines about differences that are not counted

    @property
    def exit_code(self) -> int:
        """0 where all is the same, 1 where anything differs, 2 where a file cannot be read."""
        if self.files[UNREADABLE]:
            return 2
        return int(any(key != SAME and count for key, count in [*self.files.items(), *self.claims.items()]))

    def summary(self) -> list[str]:
        """Lines with the numbers of files and of claims that are the same, differ, or are on one side only."""
        files = [SAME, DIFFERENT, ONLY_A, ONLY_B, *([UNREADABLE] if self.files[UNREADABLE] else [])]
        lines = ["files: " + ", ".join(f"{self.files[key]} {key}" for key in files)] if self.files else []
        claims = [SAME, OTHER_NUMBERS, OTHER_VERDICT, ONLY_A, ONLY_B]
        return lines + (["claims: " + ", ".join(f"{self.claims[key]} {key}" for key in claims)] if self.claims else [])


def compare(a: Path, b: Path, renamed: Mapping[str, str] | None = None) -> Comparison:
    """Compare two results folders or bundles (claims.json, datasets, data, runs), NetCDF files, or claims.json.

    A bundle is the archive of `snakemake bundle`, which has neither data nor runs; a bundle and a folder can be
    compared, too. renamed: {name in A: name in B} of experiments, cells, data files, variables, dimensions and claims
    that have another name in B. Raises StoreError where there is nothing to compare, or where a bundle or one of two
    single files cannot be read. A file in a folder that cannot be read is counted as unreadable.
    """
    a, b, found = Path(a), Path(b), Comparison()
    if _is_results(a) and _is_results(b):
        with _folder(a) as first, _folder(b) as second:
            _folders(found, first, second, renamed or {})
        for folder, path in ((first, a), (second, b)):
            found.lines = [line.replace(str(folder), str(path)) for line in found.lines]
        return found
    if not (a.is_file() and b.is_file()) or a.suffix != b.suffix:
        kinds = ["a folder" if path.is_dir() else f"a file {path.suffix}" for path in (a, b)]
        allowed = "two results folders or bundles, two NetCDF files, or two claims.json"
        raise StoreError(f"{a} is {kinds[0]} and {b} is {kinds[1]}; allowed are {allowed}")
    one_file = _claims if a.suffix == ".json" else _netcdf
    one_file(found, a.name, a, b, renamed or {})
    return found


def _is_results(path: Path) -> bool:
    """Whether a path is a folder or a bundle."""
    return path.is_dir() or (path.is_file() and path.suffix == ".zip")


@contextmanager
def _folder(path: Path) -> Iterator[Path]:
    """The results folder itself, or a temporary one with the datasets and claims of a bundle. Raises StoreError."""
    if path.is_dir():
        _check_results(path, path)
        yield path
        return
    with TemporaryDirectory(prefix="placecells-") as temporary:
        folder = Path(temporary).resolve()
        try:
            with zipfile.ZipFile(path) as archive:
                wanted = [name for name in archive.namelist() if name == CLAIMS or _is_dataset(name)]
                archive.extractall(folder, wanted)
        except OSError as error:
            raise StoreError(f"{path} cannot be read ({error.strerror or error})") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
            raise StoreError(f"{path} cannot be read ({error})") from error
        _check_results(folder, path)
        yield folder


def _is_dataset(name: str) -> bool:
    """Whether a file of a bundle is a dataset."""
    return Path(name).match(f"datasets/{PATTERNS['datasets']}")


def _check_results(folder: Path, path: Path) -> None:
    """Raise StoreError, with the name `path`, for a folder that holds no results."""
    if not _netcdf_files(folder, "datasets", {}) and not (folder / CLAIMS).is_file():
        raise StoreError(f"{path} has neither datasets/*.nc nor {CLAIMS}; allowed is a results folder or a bundle")


def _folders(found: Comparison, a: Path, b: Path, renamed: Mapping[str, str]) -> None:
    tables = [path if path.is_file() else None for path in (a / CLAIMS, b / CLAIMS)]
    if any(tables):
        _pair(_claims, found, CLAIMS, *tables, renamed)
    for part in PATTERNS:
        first, second = _netcdf_files(a, part, renamed), _netcdf_files(b, part, {})
        if part != "datasets" and bool(first) != bool(second):
            found.notes.append(f"{part}/ is {ONLY_A if first else ONLY_B}: not compared, not counted")
            continue
        for name in sorted(first.keys() | second.keys()):
            _pair(_netcdf, found, name, first.get(name), second.get(name), renamed)


def _netcdf_files(results: Path, part: str, renamed: Mapping[str, str]) -> dict[str, Path]:
    """{path in the results: file} of the finished NetCDF files in a part of the results, with the names of B."""
    files = {}
    for path in (results / part).glob(PATTERNS[part]):
        names = path.relative_to(results / part).with_name(path.stem).parts
        if not any(name.startswith(".") for name in names):  # temporary files and checkpoints
            files["/".join([part, *(renamed.get(name, name) for name in names)]) + path.suffix] = path
    return files


def _pair(one_file, found: Comparison, name: str, a: Path | None, b: Path | None, renamed: Mapping[str, str]) -> None:
    """Compare two files of one name, or record that there is only one or that one cannot be read."""
    if a and b:
        try:
            one_file(found, name, a, b, renamed)
        except StoreError as error:
            found.files[UNREADABLE] += 1
            found.lines.append(str(error))
    else:
        where = ONLY_A if a else ONLY_B
        found.files[where] += 1
        found.lines.append(f"{name} is {where}")


def _netcdf(found: Comparison, name: str, a: Path, b: Path, renamed: Mapping[str, str]) -> None:
    """Compare two NetCDF files, and add what differs to `found`."""
    differences = variables.differences(a, b, renamed)
    found.files[DIFFERENT if differences.variables else SAME] += 1
    found.lines += [f"{name}: {sentence}" for sentence in differences.variables]
    if differences.config:
        found.notes.append(f"{name}: {differences.config}: not counted")


def _claims(found: Comparison, name: str, a: Path, b: Path, renamed: Mapping[str, str]) -> None:
    """Compare two claims.json, and add what differs to `found`, changed verdicts first."""
    differences = verdicts.differences(a, b, renamed)
    found.claims[SAME] += differences.same
    for key, sentences in (
        (OTHER_VERDICT, differences.other_verdict),
        (OTHER_NUMBERS, differences.other_numbers),
        (ONLY_A, [f"{one} is {ONLY_A}" for one in differences.only_a]),
        (ONLY_B, [f"{one} is {ONLY_B}" for one in differences.only_b]),
    ):
        found.claims[key] += len(sentences)
        found.lines += [f"{name}: {sentence}" for sentence in sentences]

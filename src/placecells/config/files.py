"""Check the config against users' data files, and take the number of samples from a file where the config has none."""

import re
from collections.abc import Callable
from typing import TypeVar

from placecells.config.read import ConfigError, refuse, show
from placecells.io import digit_files, user_file, weights_file

KeyOf = Callable[[str], str]
T = TypeVar("T")

MD5 = re.compile("[0-9a-f]{32}")


def samples_from_file(block: dict, key_of: KeyOf) -> None:
    """Write the number of configurations in the file into the block, in place, where no key gives `samples`."""
    data, grid = block.get("data", {}), block["grid"]
    if data.get("sampling") == "file" and "samples" not in data and not {"data.samples", "data.alpha"} & set(grid):
        if "data.path" in grid:
            but = "data.samples is not given, and the files may have different numbers of configurations"
            refuse(key_of("data.path"), grid["data.path"], "a grid of files with data.samples or data.alpha", but)
        data["samples"] = _shape(data, key_of)[0]


def check_file(cell: dict, key_of: KeyOf) -> None:
    """Check a cell's sites, samples and values against its data file; refuse a path without `sampling: file`.

    Raises ConfigError.
    """
    data = cell["data"]
    if data["sampling"] != "file":
        if "path" in data:
            refuse(key_of("data.path"), data["path"], "path with file only", f"data.sampling is {data['sampling']}")
        return
    samples, sites = _shape(data, key_of)
    if data["sites"] != sites:
        but = f"{data['path']} has {sites:_} sites: its array ({samples:_}, {sites:_}) is read as (samples, sites)"
        turned = "; if it is (sites, samples), transpose it" if data["sites"] == samples else ""
        refuse(key_of("data.sites"), data["sites"], f"{sites:_}", but + turned)
    if data.get("samples", 1) > samples:
        most = f"an integer >= 1 and <= {samples:_}"
        refuse(key_of("data.samples"), data["samples"], most, f"{data['path']} has {samples:_} configurations")
    _in_file(data, key_of, lambda: user_file.check(data["path"], data.get("samples", samples), data.get("colours")))
    same = "data.sampling is file, the same data for every seed"
    if cell["kind"] != "train" and cell["seeds"] > 1:
        refuse(key_of("seeds"), cell["seeds"], "1", same)
    if cell["seeds"] > 1 and cell.get("vary") == ["data"]:
        refuse(key_of("vary"), cell["vary"], "weights, noise or both", same)


def check_machine(cell: dict, key_of: KeyOf) -> None:
    """Check the file of a machine that a cell brings or starts from against the cell's sizes. Raises ConfigError."""
    key, path = user_file.machine_file(cell)
    if path is None:
        return
    try:
        found = weights_file.read(path)
    except user_file.UserFileError as error:
        raise ConfigError(f"{key_of(key)} is {show(path)}, but {error}") from None
    data, machine = cell["data"], cell["machine"]
    shape = (machine["hidden"], data["sites"], *([data["colours"]] if "colours" in data else []))
    if found.weights.shape != shape:
        but = f"the weights of the file have the shape {found.weights.shape}, and the cell's machine {shape}"
        refuse(key_of(key), path, "a file with weights (machine.hidden, data.sites[, data.colours])", but)
    if found.is_zero_one and machine["unit"] not in ("spin", "zero_one"):
        refuse(key_of("machine.unit"), machine["unit"], "spin or zero_one", f"the hidden units of {path} are 0 and 1")


def check_digits(data: dict, key_of: KeyOf) -> None:
    """Check the source of images, the files of the source, and that there are so many images. Raises ConfigError."""
    source = data["source"]
    for key in ("folder", "md5"):
        if key in data and source != "idx":
            refuse(key_of(f"data.{key}"), data[key], f"{key} with idx only", f"data.source is {show(source)}")
    there = _digit_sizes(data, key_of)
    for key, part, most in zip(("samples", "test"), ("training", "test"), there, strict=True):
        if data.get(key, 1) > most:
            but = f"{data['folder'] if source == 'idx' else f'the source {source}'} has {most:_} {part} images"
            refuse(key_of(f"data.{key}"), data[key], f"an integer >= 1 and <= {most:_}", but)


def check_minibatch(cell: dict, key_of: KeyOf) -> None:
    """Refuse a minibatch with more images than the training set has. Raises ConfigError."""
    data, batch = cell["data"], cell["training"]["batch"]
    most = data.get("samples", _digit_sizes(data, key_of)[0])
    if batch > most:
        refuse(key_of("training.batch"), batch, f"an integer >= 1 and <= {most:_}", f"there are {most:_} images")


def _digit_sizes(data: dict, key_of: KeyOf) -> tuple[int, int]:
    """Number of training and of test images of a source. Raises ConfigError."""
    return _idx_sizes(data, key_of) if data["source"] == "idx" else digit_files.SIZES[data["source"]]


def _idx_sizes(data: dict, key_of: KeyOf) -> tuple[int, int]:
    """Number of training and of test images in a folder of idx files. Raises ConfigError."""
    md5 = data.get("md5", digit_files.MNIST)
    if len(md5) != len(digit_files.FILES) or not all(map(MD5.fullmatch, md5)):
        names = ", ".join(digit_files.FILES)
        refuse(key_of("data.md5"), md5, f"four times 32 digits 0-9 and a-f, the MD5 checksums of {names} without gzip")
    if "folder" not in data:
        key = key_of("data.folder")
        raise ConfigError(f"{key} is missing, but data.source is 'idx'; allowed is {digit_files.ALLOWED}")
    return _in_file(data, key_of, lambda: digit_files.sizes(data["folder"], md5), "folder", digit_files.ALLOWED)


def check_held_out(cell: dict, key_of: KeyOf) -> None:
    """Refuse a log-likelihood where a file has too few configurations beyond `data.samples`. Raises ConfigError.

    The held-out samples are these configurations where no `data.beta` says how to draw fresh ones.
    """
    data, record = cell["data"], cell["record"]
    there, trained, test = _shape(data, key_of)[0], data["samples"], record["test_samples"]
    if trained + test > there:
        but = (
            f"data.beta is not given, and {data['path']} has {there:_} configurations, of which data.samples = "
            f"{trained:_} leave {there - trained:_} for record.test_samples = {test:_}"
        )
        allowed = f"data.samples + record.test_samples <= {there:_}, or fresh samples with data.beta only"
        index = record["quantities"].index("log_likelihood")
        refuse(key_of(f"record.quantities[{index}]"), "log_likelihood", allowed, but)


def _shape(data: dict, key_of: KeyOf) -> tuple[int, int]:
    if "path" not in data:
        key = key_of("data.path")
        raise ConfigError(f"{key} is missing, but data.sampling is 'file'; allowed is {user_file.ALLOWED}")
    return _in_file(data, key_of, lambda: user_file.shape(data["path"]))


def _in_file(
    data: dict, key_of: KeyOf, look: Callable[[], T], key: str = "path", allowed: str = user_file.ALLOWED
) -> T:
    """What `look` returns. Raises ConfigError for what `look` finds wrong with the file or folder of data[key]."""
    named = f"{key_of(f'data.{key}')} is {show(data[key])}, but "
    try:
        return look()
    except user_file.UserValueError as error:  # its text says what is allowed
        raise ConfigError(f"{named}{error}") from None
    except user_file.UserFileError as error:
        raise ConfigError(f"{named}{error}; allowed is {allowed}") from None

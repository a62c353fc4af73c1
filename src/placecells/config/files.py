"""Check the config against users' data files, and take the number of samples from a file where the config has none."""

from collections.abc import Callable
from typing import TypeVar

from placecells.config.read import ConfigError, refuse, show
from placecells.io import user_file

KeyOf = Callable[[str], str]
T = TypeVar("T")


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


def _in_file(data: dict, key_of: KeyOf, look: Callable[[], T]) -> T:
    """What `look` returns. Raises ConfigError for what `look` finds wrong with the file."""
    named = f"{key_of('data.path')} is {show(data['path'])}, but "
    try:
        return look()
    except user_file.UserValueError as error:  # its text says what is allowed
        raise ConfigError(f"{named}{error}") from None
    except user_file.UserFileError as error:
        raise ConfigError(f"{named}{error}; allowed is {user_file.ALLOWED}") from None

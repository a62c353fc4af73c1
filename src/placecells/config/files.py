"""Data of a user's file: what the config says about it must be so, and the file says how many samples it has."""

from collections.abc import Callable

from placecells import user_file
from placecells.config.read import ConfigError, refuse, show

KeyOf = Callable[[str], str]


def samples_from_file(block: dict, key_of: KeyOf) -> None:
    """Write `samples`, the number of configurations in the file, into the block, in place, where nothing gives it."""
    data, grid = block.get("data", {}), block["grid"]
    if data.get("sampling") == "file" and "samples" not in data and not {"data.samples", "data.alpha"} & set(grid):
        data["samples"] = _shape(data, key_of)[0]


def check_file(cell: dict, key_of: KeyOf) -> None:
    """Hold a cell whose data come from a file, or may not, against that file. Raises ConfigError."""
    data = cell["data"]
    if data["sampling"] != "file":
        if "path" in data:
            refuse(key_of("data.path"), data["path"], "path with file only", f"data.sampling is {data['sampling']}")
        return
    samples, sites = _shape(data, key_of)
    if data["sites"] != sites:
        refuse(key_of("data.sites"), data["sites"], f"{sites:_}", f"{data['path']} has {sites:_} sites")
    if data.get("samples", 1) > samples:
        most = f"an integer >= 1 and <= {samples:_}"
        refuse(key_of("data.samples"), data["samples"], most, f"{data['path']} has {samples:_} configurations")
    same = "data.sampling is file, the same data for every seed"
    if cell["kind"] != "train" and cell["seeds"] > 1:
        refuse(key_of("seeds"), cell["seeds"], "1", same)
    if cell["seeds"] > 1 and cell.get("vary") == ["data"]:
        refuse(key_of("vary"), cell["vary"], "weights, noise or both", same)


def _shape(data: dict, key_of: KeyOf) -> tuple[int, int]:
    key = key_of("data.path")
    if "path" not in data:
        raise ConfigError(f"{key} is missing, but data.sampling is 'file'; allowed is {user_file.ALLOWED}")
    try:
        return user_file.shape(data["path"])
    except user_file.UserFileError as error:
        raise ConfigError(f"{key} is {show(data['path'])}, but {error}; allowed is {user_file.ALLOWED}") from None

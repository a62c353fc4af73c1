"""Files of further studies, `config/studies/<study>.yaml`: experiments, figures, and what its scales change."""

from collections.abc import Sequence
from pathlib import Path

from placecells.config.merge import merge_files
from placecells.config.read import ConfigError, guess, read, refuse, show

PARTS = ("experiments", "figures", "leave_out")


def of_study(path: Path, scales: Sequence[object]) -> dict:
    """The experiments, figures and left-out experiments of a study's file at the given scales. Raises ConfigError.

    scales: names, such as quick, in the order in which the scales are laid over the config. The block `scales.quick` of
    the file is laid over the study. A scale without such a block changes nothing in the study.
    """
    content = read(path)
    _check(content, (*PARTS, "scales"), f"the top of {path}")
    own = {key: value for key, value in content.items() if key != "scales"}
    blocks = content.get("scales", {})
    _check(blocks, None, f"scales of {path}")
    for name, block in blocks.items():
        _check(block, PARTS, f"scales.{name} of {path}")
    for name in scales:
        if name in blocks:
            own = merge_files(own, blocks[name])
    return own


def joined(config: dict, own: dict, path: Path) -> dict:
    """A config with the experiments and figures of one more study. Raises ConfigError for a name that exists."""
    whole = dict(config)
    for part in ("experiments", "figures"):
        there, new = config.get(part, {}), own.get(part, {})
        if not (isinstance(there, dict) and isinstance(new, dict)):
            continue  # refused later, with the whole config
        for name in new:
            if name in there:
                raise ConfigError(f"{part}.{name} is in {path} and in the config before it; allowed is each name once")
        whole[part] = there | new
    return whole


def _check(block: object, allowed: Sequence[str] | None, what: str) -> None:
    """Raise ConfigError for a block that is no mapping, or that has a key which is not allowed."""
    if not isinstance(block, dict):
        refuse(what, block, "a mapping")
    for key, value in block.items():
        if allowed is not None and key not in allowed:
            only = ", ".join(allowed) + guess(key, allowed)
            raise ConfigError(f"{what} has {key}: {show(value)}, but there is no such key; allowed are {only}")

"""Lay config files over one another, and experiments over those that they are `like`."""

from collections.abc import Mapping
from copy import deepcopy

from placecells.config.read import ConfigError, guess, show

NO_SECTIONS = ("grid", "record")  # the mappings of an experiment whose keys a grid cannot vary
WHOLE = ("stop", "every")  # each holds one choice: {updates: 5} replaces {epochs: 2}


def merge(base: object, over: object) -> object:
    """`over` laid over `base`: mappings merge, everything else (lists, `stop`, `every`) replaces."""
    if not (isinstance(base, Mapping) and isinstance(over, Mapping)):
        return deepcopy(over)
    merged = deepcopy(dict(base))
    for key, value in over.items():
        merged[key] = deepcopy(value) if key not in base or key in WHOLE else merge(base[key], value)
    return merged


def merge_files(base: dict, scale: dict) -> dict:
    """A scale laid over a config. Its experiments are laid over those of the same name, or added."""
    merged = merge(base, scale)
    old, new = base.get("experiments"), scale.get("experiments")
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        merged["experiments"] = deepcopy(dict(old)) | {
            name: overlay(old[name], block) if name in old else deepcopy(block) for name, block in new.items()
        }
    return merged


def overlay(base: object, over: object) -> object:
    """One experiment's block laid over another: a key of `over` replaces both a value and a grid of that key."""
    if not (isinstance(base, Mapping) and isinstance(over, Mapping)):
        return deepcopy(over)
    return merge(_without_superseded(base, over), over)


def resolve(experiments: dict[str, dict]) -> dict[str, dict]:
    """{name: block} with all keys that experiments inherit through `like`, and without `like`. Raises ConfigError."""
    resolved = {}
    for name in experiments:
        chain = _ancestry(name, experiments)
        block = {}
        for ancestor in reversed(chain):
            block = overlay(block, {k: v for k, v in experiments[ancestor].items() if k != "like"})
        resolved[name] = block
    return resolved


def _ancestry(name: str, experiments: dict[str, dict]) -> list[str]:
    """The experiment, its parent, its parent's parent, ..."""
    chain = [name]
    while "like" in experiments[chain[-1]]:
        parent = experiments[chain[-1]]["like"]
        key = f"experiments.{chain[-1]}.like"
        if parent not in experiments:
            known = f"one of {', '.join(experiments)}{guess(parent, experiments)}"
            raise ConfigError(f"{key} is {show(parent)}, which is no experiment; allowed is {known}")
        if parent in chain:
            circle = " > ".join([*chain[chain.index(parent) :], parent])
            raise ConfigError(
                f"{key} is {show(parent)}, which closes the circle {circle}; allowed is a parent outside it"
            )
        chain.append(parent)
    return chain


def _without_superseded(base: Mapping, over: Mapping) -> dict:
    """`base` without what `over` replaces.

    That is the grid of a key that `over` sets, `samples` where `over` gives `alpha` and the reverse, and keys that have
    no meaning beside a choice of `over`.
    """
    values = {f"{section}.{key}" for section in over if section not in NO_SECTIONS for key in _mapping(over, section)}
    grid = set(_mapping(over, "grid"))
    drop_values, drop_grid = set(), values - grid
    for one, other in (("data.samples", "data.alpha"), ("data.alpha", "data.samples")):
        if one in values | grid and other not in values | grid:
            drop_values.add(other)
            drop_grid.add(other)
    meaningless = _meaningless(over)
    drop_values |= meaningless
    drop_grid |= meaningless - grid
    kept = deepcopy(dict(base))
    for key in drop_values:
        section, _, leaf = key.partition(".")
        _mapping(kept, section).pop(leaf, None)
    for key in list(_mapping(kept, "grid")):
        if any(key == gone or key.startswith(gone + ".") for gone in drop_grid):
            del kept["grid"][key]
    return kept


def _meaningless(over: Mapping) -> set[str]:
    """Keys that have no meaning beside a choice that `over` makes."""
    keys: set[str] = set()
    sampling = _mapping(over, "data").get("sampling")
    if sampling == "stream":  # streamed data have no number of samples
        keys |= {"data.samples", "data.alpha", "training.replacement"}
    if sampling == "file":  # a file has its own number of samples, and a law that may be unknown
        keys |= {f"data.{key}" for key in ("samples", "alpha", "beta", "kernel", "couplings")}
    elif sampling is not None:
        keys.add("data.path")
    if _mapping(over, "data").get("source", "idx") != "idx":
        keys |= {"data.folder", "data.md5"}
    model = _mapping(over, "data").get("model", "")
    if model in ("ising", "torus"):
        keys |= {"data.colours", "data.kernel", "data.couplings"}
    if model in ("ising", "xy"):
        keys.add("data.sides")
    if _mapping(over, "machine").get("unit", "double_well") != "double_well":
        keys |= {"machine.theta", "machine.theta_learned"}
    if _mapping(over, "training").get("optimiser", "adam") != "adam":
        keys |= {"training.beta1", "training.beta2", "training.epsilon"}
    if str(_mapping(over, "training").get("negative")).startswith("exact-"):
        keys.add("training.gibbs")
    return keys


def _mapping(block: Mapping, key: str) -> Mapping:
    """block[key] if it is a mapping, else an empty one: the schema refuses a wrong type later."""
    value = block.get(key)
    return value if isinstance(value, Mapping) else {}

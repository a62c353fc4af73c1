"""Seeds of a run's random streams: hashes of the settings that a stream belongs to, never of an experiment's name.

Nothing here may change: the same config must always give the same numbers.
"""

import hashlib
import json

STREAMS = ("data", "weights", "noise")
FORMER_UNITS = {"spin": "binary"}  # names of hidden units now and when the first seeds were made
# keys of data that enter no seed, as `path` never does
OF_FILES = {"digits": ("source", "folder", "md5", "test", "shuffled")}
NO_SEED = ("kind", "seed", "seeds", "file", "record", "vary")  # keys that do not enter the seed of a cell without data


def seed_of(block: dict, index: int, purpose: str) -> int:
    """A 64-bit seed, 0 <= seed < 2**64, from a JSON-like block, the index of the seed and a stream's name.

    The block must hold canonical numbers (`beta` a float, `samples` an int), as in a validated cell:
    1 and 1.0 are different text.
    """
    text = json.dumps([block, index, purpose], sort_keys=True, separators=(",", ":"), allow_nan=False)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def run_seeds(cell: dict) -> list[dict[str, int]]:
    """{stream: seed} of every run of the cell, `cell["seeds"]` dicts in all.

    The data seed does not depend on `samples`: the runs of a series in alpha, and of its controls, train on nested
    parts of the same data. No seed depends on where data lie, the path of a user's file or the source of images.
    The seeds of the initial weights and of the training noise do not depend on `training`: runs with another learning
    rate or negative phase start from the same weights. A stream that is not in `vary` uses index 0 in every run.
    A cell that trains no machine has the data seed only. A cell without data has one seed, `weights`, of its start.
    The config's own `seed` is part of every hash, unless it is 0.
    """
    own = {"seed": cell["seed"]} if cell.get("seed") else {}
    vary = cell.get("vary", STREAMS)
    return [
        {
            stream: seed_of(block | own, index if stream in vary else 0, stream)
            for stream, block in _blocks(cell).items()
        }
        for index in range(cell["seeds"])
    ]


def _blocks(cell: dict) -> dict[str, dict]:
    """{stream: the block whose hash is the stream's seed}."""
    if "data" not in cell:
        return {"weights": {key: block for key, block in cell.items() if key not in NO_SEED}}
    left_out = ("path", *OF_FILES.get(cell["data"].get("model"), ()))
    whole = {key: value for key, value in cell["data"].items() if key not in left_out}
    blocks = {"data": {"data": {key: value for key, value in whole.items() if key != "samples"}}}
    if "machine" in cell:
        training = {"data": whole, "machine": _machine(cell["machine"])}
        blocks |= {"weights": training, "noise": training}
    return blocks


def _machine(machine: dict) -> dict:
    """What seeds depend on of the block `machine`: without `visible`, which follows from the data's model, and with the
    names that values had before they were renamed."""
    kept = {key: value for key, value in machine.items() if key != "visible"}
    if "unit" not in machine:  # the machine of kind replicas, whose units are always the same
        return kept
    return kept | {"unit": FORMER_UNITS.get(machine["unit"], machine["unit"])}

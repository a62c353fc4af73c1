"""Checkpoints of one run: arrays only (NPZ without pickles), with the hash of the config and code they belong to."""

import hashlib
import json
import zipfile
from pathlib import Path

import numpy as np

from placecells.store import replace_atomically


def run_hash(cell, seeds, data, files):
    """Hash of what a run's result depends on: the cell but for what is only measured, seeds, data, source files."""
    parts = {key: cell[key] for key in ("data", "machine", "training")} | {"every": cell["record"]["every"]}
    digest = hashlib.sha256(json.dumps([parts, seeds], sort_keys=True).encode())
    digest.update(np.ascontiguousarray(data))
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def save(path, key, arrays):
    """Write `arrays` (a dict) atomically under the hash `key`."""

    def write(temporary):
        with open(temporary, "wb") as file:
            np.savez(file, key=np.array(key), **arrays)

    replace_atomically(path, write)


def load(path, key):
    """The arrays saved under `key`, or None where there is no checkpoint, a damaged one, or one of another run."""
    if not Path(path).exists():
        return None
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}  # reading checks each array's CRC
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
        return None
    return arrays if str(arrays.pop("key", "")) == key else None

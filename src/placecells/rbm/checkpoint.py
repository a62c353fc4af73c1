"""Files of a run that is under way: checkpoints, and one file a record.

Both hold arrays only (NPZ without pickles), with the hash of the config and code that they belong to, and end with a
SHA-256: a damaged file is noticed, and set aside.
"""

import hashlib
import io
import json
import logging
from pathlib import Path
from typing import NamedTuple

import numpy as np

from placecells.io.store import StoreError, replace_atomically, set_aside

DIGEST = hashlib.sha256().digest_size
LOG = logging.getLogger("placecells")


def run_hash(cell, seeds, data, code):
    """Hash of what a run's result depends on: the cell but for what is only measured, seeds, data, a digest of code."""
    parts = {key: cell[key] for key in ("data", "machine", "training")}
    parts |= {key: cell["record"][key] for key in ("every", "state") if key in cell["record"]}
    digest = hashlib.sha256(json.dumps([parts, seeds, code], sort_keys=True).encode())
    digest.update(np.ascontiguousarray(data))
    return digest.hexdigest()


def save(path, key, arrays, durable=True):
    """Write `arrays` (a dict) atomically under the hash `key`; the last bytes are the SHA-256 of those before.

    durable: as for `store.replace_atomically`. Raises StoreError for a file that the system cannot write.
    """
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, key=np.array(key), **arrays)
    content.write(hashlib.sha256(content.getbuffer()).digest())
    replace_atomically(path, lambda temporary: temporary.write_bytes(content.getbuffer()), durable)


def load(path, key):
    """The arrays saved under `key`, or None where there is no file, a damaged one, or one of another run.

    A damaged one is set aside. Raises StoreError for one that the system cannot read.
    """
    path = Path(path)
    try:
        content = memoryview(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{path} cannot be read ({error.strerror}); make that possible and run again") from error
    if hashlib.sha256(content[:-DIGEST]).digest() != content[-DIGEST:]:
        set_aside(path)
        LOG.warning("%s is damaged: it is now %s.damaged, and its run starts again", path, path.name)
        return None
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        arrays = dict(file)
    return arrays if str(arrays.pop("key")) == key else None


class RecordsInMemory:
    """The records of one run, kept in memory."""

    def __init__(self):
        self.taken = {}

    def write(self, number, arrays):
        """Keep record `number`, a dict of arrays."""
        self.taken[number] = arrays

    def read(self, number):
        """Record `number`, or None where there is none."""
        return self.taken.get(number)


class RecordsOnDisk(NamedTuple):
    """The records of one run, one file each, so that neither memory nor checkpoints grow with their number."""

    folder: Path
    key: str  # the run's hash

    def path(self, number):
        return self.folder / f"record{number}.npz"

    def write(self, number, arrays):
        """Write record `number`, a dict of arrays. It is not flushed to disk: a power cut may damage it, and a damaged
        record is made anew. Raises StoreError."""
        save(self.path(number), self.key, arrays, durable=False)

    def read(self, number):
        """Record `number`; None where there is none, or a damaged one, which is set aside. Raises StoreError."""
        return load(self.path(number), self.key)

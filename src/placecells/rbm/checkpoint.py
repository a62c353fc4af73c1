"""Checkpoints of one run: arrays only (NPZ without pickles), with the hash of the config and code they belong to."""

import hashlib
import io
import json
import logging
from pathlib import Path

import numpy as np

from placecells.io.store import StoreError, replace_atomically, set_aside

DIGEST = hashlib.sha256().digest_size
LOG = logging.getLogger("placecells")


def run_hash(cell, seeds, data, code):
    """Hash of what a run's result depends on: the cell but for what is only measured, seeds, data, a digest of code."""
    parts = {key: cell[key] for key in ("data", "machine", "training")} | {"every": cell["record"]["every"]}
    digest = hashlib.sha256(json.dumps([parts, seeds, code], sort_keys=True).encode())
    digest.update(np.ascontiguousarray(data))
    return digest.hexdigest()


def save(path, key, arrays):
    """Write `arrays` (a dict) atomically under the hash `key`; the last bytes are the SHA-256 of those before."""
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, key=np.array(key), **arrays)
    content.write(hashlib.sha256(content.getbuffer()).digest())
    replace_atomically(path, lambda temporary: temporary.write_bytes(content.getbuffer()))


def load(path, key):
    """The arrays saved under `key`, or None where there is no checkpoint, a damaged one, or one of another run.

    A damaged one is set aside. Raises StoreError for one that the system cannot read.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
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

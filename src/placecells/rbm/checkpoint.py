"""A run that is under way: its updates piece by piece, its checkpoint, and one file for each record.

A file holds arrays only (NPZ without pickles), and the hash of the config and code of its run. The last bytes of a file
are a SHA-256 of all bytes before, so a damaged file is noticed; it is then renamed.
"""

import hashlib
import io
import json
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from placecells.io.store import StoreError, replace_atomically, set_aside

PIECE_SECONDS = 1.0  # updates between two looks at checkpoints, progress and errors take about so long
IN_MEMORY = 1 << 24  # bytes of records that are kept in memory before they are written
DIGEST = hashlib.sha256().digest_size
LOG = logging.getLogger("placecells")


def run_hash(cell, seeds, data, code):
    """SHA-256 (hexadecimal) of all that the result of a run depends on.

    These are the parts of the cell that are not merely measured afterwards, the seeds {data, weights, noise}, the
    training set `data` as `data.draw.training_rows` gives it (empty for streamed data), and `code`, a digest of code.
    """
    parts = {key: cell[key] for key in ("data", "machine", "training")}
    parts |= {key: cell["record"][key] for key in ("every", "state") if key in cell["record"]}
    digest = hashlib.sha256(json.dumps([parts, seeds, code], sort_keys=True).encode())
    digest.update(np.ascontiguousarray(data))
    return digest.hexdigest()


def save(path, key, arrays, durable=True):
    """Write `arrays`, {name: array}, and the hash `key` of their run to the file `path`, atomically.

    durable: as for `store.replace_atomically`. Raises StoreError for a file that the system cannot write.
    """
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, key=np.array(key), **arrays)
    content.write(hashlib.sha256(content.getbuffer()).digest())
    replace_atomically(path, lambda temporary: temporary.write_bytes(content.getbuffer()), durable)


def load(path, key):
    """The arrays {name: array} of the file `path`; None for no file, a damaged file, or the file of another run.

    key: hash of the run. A damaged file is renamed. Raises StoreError for a file that the system cannot read.
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
        """Keep record `number`, {name: array}; the arrays are not copied."""
        self.taken[number] = arrays

    def read(self, number):
        """Record `number`, or None where there is none."""
        return self.taken.get(number)


class RecordsOnDisk:
    """The records of one run, one file each, so that neither memory nor checkpoints grow with their number.

    The latest records stay in memory until `flush`, so that a short run writes no such files. folder: of the files.
    key: the run's hash.
    """

    def __init__(self, folder, key):
        self.folder, self.key = folder, key
        self.latest, self.bytes = {}, 0

    def path(self, number):
        return self.folder / f"record{number}.npz"

    def write(self, number, arrays):
        """Keep record `number`, {name: array}; the arrays are not copied. Raises StoreError as `flush` does."""
        self.latest[number] = arrays
        self.bytes += sum(array.nbytes for array in arrays.values())
        if self.bytes > IN_MEMORY:
            self.flush()

    def flush(self):
        """Write the records that are not on the disk yet. Raises StoreError.

        The disk may still hold the files back. A power cut may therefore damage them; a damaged record is made anew.
        """
        for number, arrays in self.latest.items():
            save(self.path(number), self.key, arrays, durable=False)
        self.latest, self.bytes = {}, 0

    def read(self, number):
        """Record `number`; None where there is no file, or a damaged one, which is renamed. Raises StoreError."""
        return self.latest[number] if number in self.latest else load(self.path(number), self.key)


class Checkpoint(NamedTuple):
    """Where the checkpoint of a run is saved, and how often."""

    path: Path
    key: str  # hash of the run, as from `run_hash`
    seconds: float = 60.0  # time between two checkpoints


class Steps(NamedTuple):
    """What a run can do, as functions."""

    advance: Callable  # (done, until): updates done + 1 ... until; raises TrainingError where the run cannot go on
    take: Callable  # (number): record `number`, {name: array}, of the present state, as copies
    arrays: Callable  # (): {name: NumPy array}, the present state
    restore: Callable  # ({name: array}): overwrites the state, with arrays as from `arrays`


def overwrite(state, arrays):
    """Overwrite every array of `state`, {name: NumPy array}, with the one of the same name."""
    for name, array in state.items():
        array[...] = arrays[name]


def in_pieces(steps, updates, taken, saved=None, progress=lambda updates, saved=False: None):
    """Do the updates of a run, from its checkpoint or from the start.

    steps: the `Steps` of the run, before its first update. updates: (records,) ascending, the numbers of updates after
    which records are taken; the run ends with the last. taken: the records of the run, to which records are written:
    `RecordsInMemory`, or `RecordsOnDisk` where there are checkpoints. saved: a `Checkpoint`, or None. A record is
    written before the checkpoint after it; where a record that the checkpoint counts is missing or damaged, the run
    starts again. progress: function that is called first with the number of updates of the checkpoint and saved=True,
    then with the number of updates since its last call. Raises TrainingError and StoreError.
    """
    done, number = _resume(steps, taken, saved)
    progress(done, saved=True)
    piece, last_save = 1, time.monotonic()
    while number < len(updates):
        if done == updates[number]:
            taken.write(number, steps.take(number))
            number += 1
        else:
            until = min(done + piece, int(updates[number]))
            began = time.monotonic()
            steps.advance(done, until)
            seconds = time.monotonic() - began
            progress(until - done)
            piece = min(max(1, int((until - done) * PIECE_SECONDS / max(seconds, 1e-6))), 10 * piece)
            done = until
        if saved and time.monotonic() - last_save > saved.seconds:
            taken.flush()
            save(saved.path, saved.key, steps.arrays() | {"done": done, "taken": number})
            last_save = time.monotonic()


def _resume(steps, taken, saved):
    """Overwrite the state of a run with that of its checkpoint. Returns the numbers of updates done and records taken.

    Both are 0, and the state is unchanged, without a checkpoint, and where a record that it counts is missing.
    """
    arrays = load(saved.path, saved.key) if saved else None
    if not arrays or any(taken.read(number) is None for number in range(int(arrays["taken"]))):
        return 0, 0
    steps.restore(arrays)
    return int(arrays["done"]), int(arrays["taken"])

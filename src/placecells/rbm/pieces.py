"""A run in pieces: `in_pieces` does its updates, takes its records, saves checkpoints, reports progress and resumes."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from placecells.rbm import checkpoint
from placecells.rbm.run import TrainingError

PIECE_SECONDS = 1.0  # updates between two looks at checkpoints, progress and errors take about so long


class Checkpoint(NamedTuple):
    """Where the checkpoint of a run is saved, and how often."""

    path: Path
    key: str  # hash of the run, as from checkpoint.run_hash
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
            checkpoint.save(saved.path, saved.key, steps.arrays() | {"done": done, "taken": number})
            last_save = time.monotonic()


def _resume(steps, taken, saved):
    """Overwrite the state of a run with that of its checkpoint. Returns the numbers of updates done and records taken.

    Both are 0, and the state is unchanged, without a checkpoint, and where a record that it counts is missing.
    """
    arrays = checkpoint.load(saved.path, saved.key) if saved else None
    if not arrays or any(taken.read(number) is None for number in range(int(arrays["taken"]))):
        return 0, 0
    steps.restore(arrays)
    return int(arrays["done"]), int(arrays["taken"])


def check_finite(is_finite, last, rate):
    """Raise TrainingError where the weights are not finite after update `last`. rate: of the optimiser."""
    if not is_finite:
        raise TrainingError(
            f"weights are not finite after update {last}: training.rate = {rate:g} is too large for this cell"
        )

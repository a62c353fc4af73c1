"""What training costs on this machine: a moment of every kind of run, times the updates that the config asks for.

The benchmarks time their updates by the same functions.
"""

import json
import time
from collections.abc import Callable, Mapping

import numpy as np

from placecells.data.draw import draw, training_rows
from placecells.rbm import cells
from placecells.rbm.compiled import Run, advance, prepare
from placecells.rbm.schedule import schedule
from placecells.rbm.train import one_blas_thread

SEEDS = {"data": 1, "weights": 2, "noise": 3}


def run_seconds(configs: Mapping[str, Mapping], seconds: float = 0.5) -> dict[str, float]:
    """{key: measured seconds of one run} for the cells {key: config} that are trained by compiled kernels.

    seconds: CPU time that one measurement takes, about; cells whose updates do the same work share a measurement.
    """
    found, measured = {}, {}
    with one_blas_thread():
        for key, cell in configs.items():
            if cell["kind"] == "train" and cells.kernels(cell):
                kind = _work_of_an_update(cell)
                if kind not in measured:
                    measured[kind] = update_seconds(cell, seconds)
                found[key] = measured[kind] * int(schedule(cell)[-1])
    return found


def update_seconds(cell: Mapping, seconds: float) -> float:
    """CPU seconds of one update of a run of the cell, measured for about `seconds`."""
    stream = cell["data"]["sampling"] == "stream"
    rows = None if stream else training_rows(draw(cell["data"], [SEEDS["data"]]), 0)
    return seconds_per_update(advancing(cell, rows), seconds)


def started(cell: Mapping, rows: np.ndarray | None = None) -> Run:
    """A run of the cell before its first update. rows: as from `data.draw.training_rows`; None for streamed data."""
    one = {"updates": 1}
    training = cell["training"] | {"stop": one}
    task = cells.task(cell | {"training": training, "record": {"every": one}}, SEEDS, rows)
    return prepare(task.machine, task.data, task.optimiser, task.settings)


def advancing(cell: Mapping, rows: np.ndarray | None = None) -> Callable[[int], None]:
    """A function that does a number of updates of a run of the cell, from where the call before stopped.

    rows: as for `started`.
    """
    run, done = started(cell, rows), 0

    def call(updates):
        nonlocal done
        advance(run, done, done + updates)
        done += updates

    return call


def calibrated(call: Callable[[int], None], seconds: float) -> int:
    """How many updates `call(updates)` does in about `seconds`; the first call, which may compile, does not count."""
    call(1)
    updates = 1
    while True:
        began = time.process_time()
        call(updates)
        spent = time.process_time() - began
        if spent > seconds / 4:
            return max(1, round(updates * seconds / spent))
        updates *= 4


def seconds_per_update(call: Callable[[int], None], seconds: float, rounds: int = 3) -> float:
    """CPU seconds of one update of `call(updates)`: the least of some rounds, which take about `seconds` together.

    An update that takes longer than a round is measured by one call a round.
    """
    updates, measured = calibrated(call, seconds / rounds), []
    for _ in range(rounds):
        began = time.process_time()
        call(updates)
        measured.append((time.process_time() - began) / updates)
    return min(measured)


def _work_of_an_update(cell: Mapping) -> str:
    """What the time of an update depends on."""
    data, training = cell["data"], cell["training"]
    sizes = [data["model"], data["sites"], data.get("colours"), data["sampling"]]
    return json.dumps([sizes, cell["machine"], {key: value for key, value in training.items() if key != "stop"}])

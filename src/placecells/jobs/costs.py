"""What training jobs cost, for every kind whose runs are trained: `cost` for kernels, `dense_cost` for replicas."""

import math
from collections.abc import Mapping, Sequence

from placecells.jobs import cost, dense_cost

COSTS = {"train": cost, "replicas": dense_cost}  # kind: module with run_seconds, megabytes and minutes


def chunks(cell: Mapping) -> Sequence[tuple[int, int]]:
    """[(first, last), ...]: the seeds of each training job of a cell; none where nothing is trained.

    Replicas of a cell are trained in one job.
    """
    if cell["kind"] == "replicas":
        return [(0, cell["seeds"] - 1)]
    return cost.chunks(cell) if cell["kind"] == "train" else []


def run_seconds(cell: Mapping) -> float:
    """Expected seconds of one run of a cell."""
    return COSTS[cell["kind"]].run_seconds(cell)


def job_seconds(cell: Mapping, runs: int) -> float:
    """Expected seconds of a training job of so many runs of a cell."""
    return runs * run_seconds(cell)


def megabytes(cell: Mapping) -> int:
    """Memory in MB that a training job of a cell requests."""
    return COSTS[cell["kind"]].megabytes(cell)


def minutes(cell: Mapping, runs: int) -> int:
    """Minutes that a training job of so many runs of a cell requests."""
    return COSTS[cell["kind"]].minutes(cell, runs)


def table(
    cells: Mapping[str, Mapping], chosen: Sequence[str], measured: Mapping[str, float] | None = None
) -> list[str]:
    """Lines of a Markdown table: jobs, runs, expected time and memory of the training of experiments, and of all.

    cells: {experiment/cell: config}. chosen: names of the experiments. measured: {experiment/cell: measured seconds of
    one run}, for a further column; an experiment with a cell that was not measured has a dash there.
    """
    found = {}
    for key, cell in cells.items():
        name = key.partition("/")[0]
        if (jobs := len(chunks(cell))) and name in chosen:
            runs, here = cell["seeds"], (measured or {}).get(key, math.nan)
            line = jobs, runs, runs * run_seconds(cell), megabytes(cell), runs * here
            found[name] = _both(found[name], line) if name in found else line
    rows = dict(sorted(found.items(), key=lambda item: -item[1][2]))
    total = tuple(map(sum, zip(*rows.values(), strict=True))) or (0, 0, 0.0, 0, 0.0)
    head = ["experiment", "jobs", "runs", "time", "memory of a job", "measured here"]
    lines = [_line(name, *line[:3], f"{line[3]} MB", line[4]) for name, line in rows.items()]
    lines = [head, ["---"] + 5 * ["---:"], *lines, _line("all", *total[:3], "", total[4])]
    return ["| " + " | ".join(line if measured is not None else line[:-1]) + " |" for line in lines]


def _both(one: tuple, other: tuple) -> tuple:
    """Jobs, runs, time, memory and measured time of two parts of an experiment."""
    return one[0] + other[0], one[1] + other[1], one[2] + other[2], max(one[3], other[3]), one[4] + other[4]


def _line(name: str, jobs: int, runs: int, time: float, memory: str, here: float) -> list[str]:
    return [name, str(jobs), str(runs), in_words(time), memory, "–" if math.isnan(here) else in_words(here)]


def in_words(seconds: float) -> str:
    """A time in seconds, minutes or hours."""
    return (
        f"{seconds:.0f} s"
        if seconds < 600
        else f"{seconds / 60:.0f} min"
        if seconds < 36000
        else f"{seconds / 3600:.0f} h"
    )

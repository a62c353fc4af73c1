"""What training jobs cost, for every kind whose runs are trained: `cost` for kernels, `dense_cost` for replicas."""

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


def table(cells: Mapping[str, Mapping], chosen: Sequence[str]) -> list[str]:
    """Lines of a Markdown table: jobs, runs, expected time and memory of the training of experiments, and of all.

    cells: {experiment/cell: config}. chosen: names of the experiments.
    """
    found = {}
    for key, cell in cells.items():
        name = key.partition("/")[0]
        if (jobs := len(chunks(cell))) and name in chosen:
            before = found.get(name, (0, 0, 0.0, 0))
            time, memory = cell["seeds"] * run_seconds(cell), megabytes(cell)
            found[name] = (before[0] + jobs, before[1] + cell["seeds"], before[2] + time, max(before[3], memory))
    rows = sorted(found.items(), key=lambda item: -item[1][2])
    total = tuple(map(sum, zip(*(row[:3] for _, row in rows), strict=True))) or (0, 0, 0.0)
    lines = ["| experiment | jobs | runs | time | memory of a job |", "| --- | ---: | ---: | ---: | ---: |"]
    lines += [
        f"| {name} | {jobs} | {runs} | {in_words(time)} | {memory} MB |" for name, (jobs, runs, time, memory) in rows
    ]
    return [*lines, f"| all | {total[0]} | {total[1]} | {in_words(total[2])} | |"]


def in_words(seconds: float) -> str:
    """A time in seconds, minutes or hours."""
    return (
        f"{seconds:.0f} s"
        if seconds < 600
        else f"{seconds / 60:.0f} min"
        if seconds < 36000
        else f"{seconds / 3600:.0f} h"
    )

"""How long a run would take on another number of cores, from the times of its jobs and which needs which."""

from collections.abc import Mapping
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from typing import NamedTuple


class Job(NamedTuple):
    """What the projection knows of a job, which uses one core."""

    seconds: float  # elapsed, as measured
    needs: list[str]  # names of the jobs it waits for


def recorded(graph: Mapping[str, list[str]], seconds: Mapping[str, float]) -> dict[str, Job]:
    """The jobs of a graph {name: names of the jobs that it needs} that ran, in the order of the graph.

    Nobody waits for the others: their results were there.
    """
    return {
        name: Job(seconds[name], [other for other in needs if other in seconds])
        for name, needs in graph.items()
        if name in seconds
    }


def critical_path(jobs: Mapping[str, Job]) -> float:
    """Seconds of the longest chain of jobs that wait for each other."""
    ends: dict[str, float] = {}
    for name in TopologicalSorter({name: job.needs for name, job in jobs.items()}).static_order():
        ends[name] = jobs[name].seconds + max((ends[other] for other in jobs[name].needs), default=0.0)
    return max(ends.values())


def elapsed(jobs: Mapping[str, Job], cores: int) -> float:
    """Seconds until all jobs are done on so many cores, if whatever can start does, in the order of `jobs`."""
    waiting = {name: set(job.needs) for name, job in jobs.items()}
    running: list[tuple[float, str]] = []
    now, free = 0.0, cores
    while waiting or running:
        ready = [name for name, needs in waiting.items() if not needs]
        for name in ready[:free]:
            heappush(running, (now + jobs[name].seconds, name))
            del waiting[name]
        free -= len(ready[:free])
        now, done = heappop(running)
        free += 1
        for needs in waiting.values():
            needs.discard(done)
    return now

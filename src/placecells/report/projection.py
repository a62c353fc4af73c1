"""How long a run would take on another number of cores, from the times of its jobs and which needs which."""

from collections.abc import Mapping
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from typing import NamedTuple


class Job(NamedTuple):
    """What the projection knows of a job."""

    seconds: float  # elapsed, as measured
    needs: list[str]  # names of the jobs it waits for
    threads: int = 1  # the most that it uses
    runs: int = 1  # pieces of equal work that its threads share


def recorded(graph: Mapping[str, Mapping], seconds: Mapping[str, float]) -> dict[str, Job]:
    """The jobs of a graph {name: {needs, ...}} that ran. Nobody waited for the others: kernels were compiled before."""
    return {
        name: Job(seconds[name], **(rest | {"needs": [other for other in rest["needs"] if other in seconds]}))
        for name, rest in graph.items()
        if name in seconds
    }


def on_cores(job: Job, cores: int, measured_on: int) -> Job:
    """The job as it would be on `cores` cores, if its time was measured on `measured_on`: a thread does whole runs."""
    rounds = (-(-job.runs // min(job.threads, count)) for count in (cores, measured_on))
    return job._replace(seconds=job.seconds * next(rounds) / next(rounds), threads=min(job.threads, cores))


def critical_path(jobs: Mapping[str, Job]) -> float:
    """Seconds of the longest chain of jobs that wait for each other."""
    ends: dict[str, float] = {}
    for name in TopologicalSorter({name: job.needs for name, job in jobs.items()}).static_order():
        ends[name] = jobs[name].seconds + max((ends[other] for other in jobs[name].needs), default=0.0)
    return max(ends.values())


def elapsed(jobs: Mapping[str, Job], cores: int) -> float:
    """Seconds until all jobs are done, if whatever can start does, in the order of `jobs`; no job wants more cores."""
    waiting = {name: set(job.needs) for name, job in jobs.items()}
    running: list[tuple[float, str]] = []
    now, free = 0.0, cores
    while waiting or running:
        for name in [name for name, needs in waiting.items() if not needs]:
            if jobs[name].threads <= free:
                free -= jobs[name].threads
                heappush(running, (now + jobs[name].seconds, name))
                del waiting[name]
        now, done = heappop(running)
        free += jobs[done].threads
        for needs in waiting.values():
            needs.discard(done)
    return now

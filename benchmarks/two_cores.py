"""Many seeds on two threads over one.

What a machine calls two processors may be two threads of one core, or share cores with other people, and change from
one second to the next. Two threads of one core gain little by any code that keeps a core busy. So loops that share
nothing say, before and after each round, what the machine gives.
"""

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import njit

from benchmarks.parts import ising_rows
from benchmarks.workloads import cell
from placecells.rbm.train import train_cell

TWO_CORES = (1.8, 2.2)  # gain of the loops: less on threads of one core; more where the single thread was disturbed


@njit(nogil=True, fastmath=True)
def arithmetic(values, times):
    """values <- 0.999 values + 0.1, so many times: vectors from the first-level cache, and nothing else."""
    for _ in range(times):
        for i in range(len(values)):
            values[i] = values[i] * np.float32(0.999) + np.float32(0.1)


def _loops(threads):
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda _: arithmetic(np.ones(1000, np.float32), 300_000), range(2)))


def _training(seeds, updates):
    """Function of a number of threads: trains so many seeds of workload A."""
    whole = cell(hidden=1, gibbs=20)
    whole["training"]["stop"], whole["record"] = {"updates": updates}, {"every": {"updates": updates}}
    rows = ising_rows(whole["data"]["samples"])
    streams = [{"data": 1, "weights": index, "noise": index} for index in range(seeds)]
    return lambda threads: train_cell(whole, streams, lambda index: rows, threads)


def _seconds(job):
    """Wall seconds of a job on one thread and on two."""
    times = [time.perf_counter()]
    for threads in (1, 2):
        job(threads)
        times.append(time.perf_counter())
    return np.diff(times)


def two_cores(seeds=20, updates=500, rounds=150):
    """Gain in wall time of two threads over one, ratios of medians: of the training in rounds in which the machine gave
    two cores (nan where it never did), and their share; of training and of the loops in all rounds."""
    training = _training(seeds, updates)
    for job in (training, _loops):
        job(2)  # load or compile
    measured = np.array([[_seconds(job) for job in (_loops, training, _loops)] for _ in range(rounds)])
    loops, seconds = measured[:, ::2], measured[:, 1]
    gains = loops[..., 0] / loops[..., 1]
    cores = ((gains > TWO_CORES[0]) & (gains < TWO_CORES[1])).all(axis=1)
    one, two = np.median(seconds[cores], axis=0) if cores.any() else (np.nan, np.nan)
    everywhere, control = np.median(seconds, axis=0), np.median(loops, axis=(0, 1))
    return {
        "on two cores": float(one / two),
        "share of rounds": float(cores.mean()),
        "all rounds": float(everywhere[0] / everywhere[1]),
        "loops, all rounds": float(control[0] / control[1]),
    }

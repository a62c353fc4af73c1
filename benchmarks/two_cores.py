"""Many seeds on two threads over one.

What a machine calls two processors may be two threads of one core, or share cores with other people, and change from
one second to the next. Two threads of one core gain little by any code that keeps a core busy. So loops that share
nothing say, before and after two threads train, what the machine gives.
"""

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import njit

from benchmarks.parts import ising_rows
from benchmarks.workloads import cell
from placecells.rbm.cells import train_cell

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


def _round(training):
    """Wall seconds of the training on one thread and on two, and gains of the loops before and after the latter."""
    seconds, gains = [], []
    for threads in (1, 2):
        seconds.append(_seconds(training, threads))
        gains.append(_seconds(_loops, 1) / _seconds(_loops, 2))
    return *seconds, *gains


def _seconds(job, threads):
    began = time.perf_counter()
    job(threads)
    return time.perf_counter() - began


def _gain(measured):
    one, two = np.median(measured[:, :2], axis=0)
    return float(one / two)


def two_cores(seeds=20, updates=500, rounds=40, patience=300.0):
    """Gain in wall time of two threads over one, as ratios of medians: of the training in rounds in which the machine
    gave two cores (left out if it never did), and in all; the loops' median gain.

    Ends after so many rounds on two cores, or after `patience` seconds.
    """
    training = _training(seeds, updates)
    for job in (training, _loops):
        job(2)  # load or compile
    measured, cores, began = [], [], time.monotonic()
    while sum(cores) < rounds and time.monotonic() - began < patience:
        measured.append(_round(training))
        cores.append(all(TWO_CORES[0] < gain < TWO_CORES[1] for gain in measured[-1][2:]))
    measured = np.array(measured)
    gain = {"on two cores": _gain(measured[cores])} if any(cores) else {}
    every = {"in all": _gain(measured), "loops in all": float(np.median(measured[:, 2:]))}
    return gain | {"rounds": sum(cores), "of": len(cores)} | every

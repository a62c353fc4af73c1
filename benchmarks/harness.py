"""Speed of several functions, measured in one run and interleaved, so that all see the same machine.

Times are CPU times of this process, on one thread: other users of the machine disturb them less than wall times.
"""

import time

import numpy as np


def calibrated(call, seconds):
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


def seconds_per_update(call, seconds, rounds=3):
    """CPU seconds of one update of `call(updates)`: the least of some rounds, which take about `seconds` together.

    An update that takes longer than a round is measured by one call a round.
    """
    updates, measured = calibrated(call, seconds / rounds), []
    for _ in range(rounds):
        began = time.process_time()
        call(updates)
        measured.append((time.process_time() - began) / updates)
    return min(measured)


def interleaved(calls, rounds=5, seconds=0.3):
    """Median updates per CPU second of each of `calls`, {name: function of a number of updates}, and their spread.

    Every round runs all of them once, for about `seconds` each. Returns {name: (median, (max - min) / median)}.
    """
    updates = {name: calibrated(call, seconds) for name, call in calls.items()}
    speeds = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            began = time.process_time()
            call(updates[name])
            speeds[name].append(updates[name] / (time.process_time() - began))
    return {name: (float(np.median(all_)), float(np.ptp(all_) / np.median(all_))) for name, all_ in speeds.items()}

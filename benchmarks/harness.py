"""Speed of several functions, measured in one run and interleaved, so that all see the same machine.

Times are CPU times of this process, on one thread: other users of the machine disturb them less than wall times.
"""

import time

import numpy as np

from placecells.commands.measured_cost import calibrated


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

"""What the training of replicas of a dense machine costs: time, memory and priority of its one job.

The time of an update is a sum over the floating-point operations of its products and over the units that it draws, each
with a time of its own for every backend. No result depends on it.
"""

import math

from placecells.io.digit_files import SIZES
from placecells.rbm.schedule import schedule

# seconds of {an update, a floating-point operation of a product, a draw of a unit}: NumPy and PyTorch on one core of a
# shared server, CUDA on a data-centre card of 2022
SECONDS = {
    "numpy": (3e-4, 1.6e-11, 2.0e-9),
    "torch": (1e-3, 2.5e-11, 4.0e-9),
    "cuda": (5e-4, 5e-15, 0.0),
}
MARGIN_TIME = 3  # for a slower processor
MARGIN_MEMORY = 1.3
START_MINUTES = 10
BASE_MEGABYTES = {"numpy": 400, "torch": 1000, "cuda": 3000}  # of the computer, without the replicas
COPIES = 14  # of the weights, in float32: parameters, averages, gradients, and what a record takes


def images(cell):
    """Number of training images of a cell."""
    data = cell["data"]
    return data.get("samples", SIZES.get(data["source"], SIZES["download"])[0])


def update_seconds(cell, replicas):
    """Seconds of one update of so many replicas together."""
    training, sites, hidden = cell["training"], cell["data"]["sites"], cell["machine"]["hidden"]
    draws = replicas * training["chains"] * training["gibbs"] * (sites + hidden)
    products = 4 * replicas * sites * hidden * (training["chains"] * (training["gibbs"] + 1) + training["batch"])
    return sum(
        seconds * count for seconds, count in zip(SECONDS[training["backend"]], (1, products, draws), strict=True)
    )


def run_seconds(cell):
    """Seconds of one run of the cell, as one of all its replicas."""
    updates = int(schedule(cell, images(cell) // cell["training"]["batch"])[-1])
    return updates * update_seconds(cell, cell["seeds"]) / cell["seeds"]


def megabytes(cell):
    """Memory to request, in MB: of the computer, as the memory of a device is checked before training."""
    data, training, replicas = cell["data"], cell["training"], cell["seeds"]
    weights = COPIES * 4 * replicas * data["sites"] * cell["machine"]["hidden"]
    layers = 16 * replicas * max(training["chains"], training["batch"]) * (data["sites"] + cell["machine"]["hidden"])
    samples = images(cell) * (4 * data["sites"] + 8 * replicas)
    return 100 * math.ceil(
        (BASE_MEGABYTES[training["backend"]] + MARGIN_MEMORY * (weights + layers + samples) / 1e6) / 100
    )


def minutes(cell, runs):
    """Time to request for a job of so many runs, in minutes: MARGIN_TIME times the estimate, plus START_MINUTES."""
    return START_MINUTES + math.ceil(MARGIN_TIME * runs * run_seconds(cell) / 60)

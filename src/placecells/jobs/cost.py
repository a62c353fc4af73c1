"""What the training of one cell costs: seconds of an update, the seeds of each job, memory and time of a job.

The time of an update is a sum over operations: how often a kernel does an operation, times that operation's seconds.
`python -m benchmarks.cost_grid` measures updates, prints them beside this formula, and fits the seconds. The jobs of a
cell, their order and their requests to a cluster follow from the formula; no result depends on them.

Letters as in the paper: N sites, q colours, n = N or q N features, M hidden units, S rows of a minibatch, C chains, k
Gibbs sweeps of an update, K = 2^M hidden states of two-valued units, or nodes of a quadrature of one real unit.
"""

import math
from itertools import pairwise

from placecells.rbm.hidden_states import nodes_for
from placecells.rbm.schedule import schedule

TWO_VALUED = ("spin", "zero_one")
HIDDEN_UNITS = (*TWO_VALUED, "gaussian", "double_well")
JOB_SECONDS = 60  # least work of a training job, where the cell has so much: starting a job takes about a second
JOB_RUNS = 200  # most runs of a training job: to find a run's job, Snakemake compares its file with all files of a rule
NEAR_WEIGHTS = 1_000_000  # number of weights, at 20 bytes each, that a processor's cache holds

REACH = 30.0  # how far the quadrature over a real unit goes for a place field: 26 standard deviations measured

MARGIN_TIME = 3  # for a factor of 2 in the formula, and for a slower processor
MARGIN_MEMORY = 1.5
START_MINUTES = 10  # for imports, and for compiling where a node finds no kernels for its processor
COMPILING_MEGABYTES = 1000  # 740 MB measured
BASE_BYTES = 275e6  # Python, its modules and the kernels: 263 MiB measured
WEIGHT_BYTES = (
    80  # of a weight in training, in a checkpoint and in the record that is written: 434 MB measured of 2.4e6
)

# seconds of each of `operations` on one core of a shared server: 376 cells, 99% of them within a factor of 2
SECONDS = {
    "update": 7.1e-6,
    "weight": 3.1e-9,
    "far_weight": 8.9e-8,
    "fresh_spin": 8.9e-10,
    "fresh_colour": 9.0e-9,
    "product": 3.8e-11,
    "gather": 4.0e-10,
    "scatter": 6.9e-10,
    "two_valued": 1.3e-9,
    "gaussian": 1.9e-8,
    "double_well": 1.3e-7,
    "exponential": 1.2e-9,
    "draw": 6.3e-11,
    "random_word": 4.8e-10,
    "chain": 7.7e-9,
    "short_sweep_of_one": 2.4e-10,
    "short_sweep_of_several": 6.5e-10,
    "search": 3.6e-10,
    "bit_sum": 1.0e-11,
    "bit_draw": 9.0e-10,
}


def features(cell):
    """Number n of features of a configuration: N for spins, q N for colours."""
    return cell["data"]["sites"] * cell["data"].get("colours", 1)


def rows(cell):
    """Number S of rows of a minibatch, which is never larger than the training set."""
    batch = cell["training"]["batch"]
    return min(batch, cell["data"].get("samples", batch))


def states(cell):
    """Number K of hidden states that the negative phase enumerates or tabulates, 0 where it does neither."""
    training, hidden = cell["training"], cell["machine"]["hidden"]
    if cell["machine"]["unit"] not in TWO_VALUED:
        return 0 if training["negative"] == "pcd" else 2 * nodes_for(REACH)
    if training["negative"] != "pcd":
        return 2**hidden
    return 2**hidden if 2**hidden <= training["chains"] * training["gibbs"] else 0


def _sweeps(cell):
    """Numbers (whole, short, bits) of Gibbs sweeps in one update.

    Short sweeps of PCD-k keep only the inputs I_mu. Those with bits serve more hidden units than have a table.
    """
    training, hidden, sites = cell["training"], cell["machine"]["hidden"], cell["data"]["sites"]
    if training["negative"] != "pcd":
        return (1 if training["negative"] == "exact-sample" else 0), 0, 0
    if not states(cell) and "colours" not in cell["data"] and cell["machine"]["unit"] in TWO_VALUED:
        return 0, 0, training["gibbs"]
    several = 4 <= hidden <= 16 and sites >= 16
    can_be_short = states(cell) and "colours" not in cell["data"] and (hidden == 1 or several)
    short = training["gibbs"] - 1 if can_be_short else 0
    return training["gibbs"] - short, short, 0


def operations(cell):
    """{operation: how often one update does it}, with the names of SECONDS."""
    data, machine, training = cell["data"], cell["machine"], cell["training"]
    sites, hidden, n, chains = data["sites"], machine["hidden"], features(cell), training["chains"]
    is_colours, is_exact = "colours" in data, training["negative"] != "pcd"
    sampled = 0 if training["negative"] == "exact-moment" else chains
    whole, short, bits = _sweeps(cell)
    table = states(cell)
    inputs = hidden * sites * (rows(cell) + sampled + (0 if is_exact else chains * whole))
    moments = hidden * sites * (rows(cell) + sampled)
    fields = hidden * n * (0 if is_exact or table else chains * whole)
    tables = hidden * n * table * (2 if training["negative"] == "exact-moment" else 1)
    unit = "two_valued" if machine["unit"] in TWO_VALUED else machine["unit"]
    unit = unit if unit in SECONDS else "double_well"  # units of others, at the cost of the slowest
    exponentials = (2 * table if is_exact else table or chains * whole) * n
    return {
        "update": 1,
        "weight": hidden * n,
        "far_weight": max(0, hidden * n - NEAR_WEIGHTS),
        "fresh_colour" if is_colours else "fresh_spin": rows(cell) * sites if data["sampling"] == "stream" else 0,
        "product": (0 if is_colours else inputs + moments) + fields + tables,
        "gather": inputs if is_colours else 0,
        "scatter": moments if is_colours else 0,
        unit: hidden * (rows(cell) + sampled + (0 if is_exact else chains * (whole + short))),
        "exponential": exponentials,
        "draw": sampled * n * whole,
        "random_word": sampled * (sites + hidden) * whole,
        "chain": sampled * data.get("colours", 1) * whole,
        "short_sweep_of_one": chains * sites * short * (hidden == 1),
        "short_sweep_of_several": chains * sites * short * (hidden > 1),
        "search": table * sampled if is_exact else 0,
        "bit_sum": 2 * hidden * sites * chains * bits,
        "bit_draw": (sites + hidden) * chains * bits,
    }


def update_seconds(cell):
    """Seconds of one update of one run, on one core."""
    return sum(SECONDS[name] * count for name, count in operations(cell).items())


def run_seconds(cell):
    """Seconds of one run of the cell, on one core."""
    return int(schedule(cell)[-1]) * update_seconds(cell)


def chunks(cell):
    """The seeds of each training job of a cell, [(first, last), ...]: as many jobs as have JOB_SECONDS of work each.

    No job has more than JOB_RUNS runs.
    """
    seeds = cell["seeds"]
    count = max(math.ceil(seeds / JOB_RUNS), min(seeds, int(seeds * run_seconds(cell) / JOB_SECONDS)))
    bounds = [seeds * index // count for index in range(count + 1)]
    return [(first, after - 1) for first, after in pairwise(bounds)]


def memory_bytes(cell):
    """Memory in bytes of a training job, which trains its runs one after the other and finds its kernels compiled."""
    data, machine, training = cell["data"], cell["machine"], cell["training"]
    sites, hidden, n, chains = data["sites"], machine["hidden"], features(cell), training["chains"]
    weights = WEIGHT_BYTES * hidden * n
    tables = states(cell) * (4 * n + 12 * hidden)
    minibatch = rows(cell) * 4 * (sites + hidden)
    negative = chains * 4 * (2 * sites + n + 2 * hidden)
    row = sites if "colours" in data else 8 * -(-sites // 64) + sites / 8
    samples = data.get("samples", 0) * (row + 4)
    return BASE_BYTES + weights + tables + minibatch + negative + samples


def megabytes(cell):
    """Memory to request, in MB: MARGIN_MEMORY times the estimate, and at least the memory of compiling the kernels."""
    return max(COMPILING_MEGABYTES, 100 * math.ceil(MARGIN_MEMORY * memory_bytes(cell) / 1e8))


def minutes(cell, runs):
    """Time to request for a job of so many runs, in minutes: MARGIN_TIME times the estimate, plus START_MINUTES."""
    return START_MINUTES + math.ceil(MARGIN_TIME * runs * run_seconds(cell) / 60)

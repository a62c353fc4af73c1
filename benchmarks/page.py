"""The page docs/benchmarks.md, from the numbers of one run of `make bench`."""

import platform
from importlib.metadata import PackageNotFoundError, version

from benchmarks import synapses
from benchmarks.dense import lines as dense_lines
from benchmarks.workloads import CELLS
from placecells.io.store import processor
from placecells.jobs.version import code_version

PACKAGES = ("numpy", "numba", "torch", "scikit-learn", "rbms")
HEAD = """# Benchmarks

All numbers of this page are of one run of `make bench` on one core of one machine; the page is what the run wrote to
`results/bench/bench.md`. Machines differ and are shared, so read the ratios: the implementations of one workload were
run in turns, and every speed is a median over the turns. *Spread* is the range of the turns over their median.
"""

UPDATES = """## Updates

Minibatches of 100 configurations, 100 chains, zero fields. The *yardstick* is PCD-k as one would write it with
numba and no further thought.

"""
SYNAPSES = """## Binary synapses

Updates of the means of P x N synapses from M samples, with message passing on the dual network.

"""
DENSE = """## Dense machines

Workload D: 784 visible and 500 hidden units of 0 and 1 with learned fields, 500 chains, minibatches of 500, PCD-10,
float32. *Products alone* are as many products of matrices of the same shapes as an update has.

"""
PARTS = """## Parts

*data phase*: seconds of an epoch of 10⁶ samples at M = 1; *exact sampling*: units drawn a second; *correlations*:
seconds of the correlation matrix of 10⁵ samples; *memory*: MiB at 10⁶ samples; *two cores*: what two threads gain.

"""


def page(result, spins):
    """The text of the page. result: what `__main__` measures. spins: {workload: spin updates of an update}."""
    parts = [HEAD, _machine(), _workloads(), *_speeds(result["speeds"], spins), _limit(result, spins)]
    parts.append(DENSE + "\n".join(dense_lines(result["dense"])) + "\n")
    return "\n".join([*parts, _parts(result), _growth(result["growth"]), _synapses(result["synapses"])])


def _machine():
    found = {"Python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return (
        f"Processor: {processor()}. Code: {code_version()}. " + ", ".join(f"{k} {v}" for k, v in found.items()) + ".\n"
    )


def _workloads():
    lines = ["| workload | visible units | hidden units | Gibbs sweeps of an update |", "| --- | --- | ---: | ---: |"]
    for name, cell in CELLS.items():
        sites, colours = cell["data"]["sites"], cell["data"].get("colours")
        visible = f"{sites} sites of {colours} colours" if colours else f"{sites} spins"
        lines.append(f"| {name} | {visible} | {cell['machine']['hidden']} | {cell['training']['gibbs']} |")
    return UPDATES + "\n".join(lines) + "\n"


def _speeds(speeds, spins):
    for name, rows in speeds.items():
        lines = [
            f"| {name} | updates / s | 10⁹ spins / s | / yardstick | / NumPy | spread |",
            "| --- | ---: | ---: | ---: | ---: | ---: |",
        ]
        for implementation, (speed, spread) in rows.items():
            known = "" if "exact" in implementation or "PCD-1" in implementation else f"{speed * spins[name] / 1e9:.3f}"
            ratios = f"{speed / rows['yardstick'][0]:.2f} | {speed / rows['numpy'][0]:.2f}"
            lines.append(f"| {implementation} | {speed:.0f} | {known} | {ratios} | {spread:.0%} |")
        yield "\n".join(lines) + "\n"


def _limit(result, spins):
    """How far workload A is from what the processor can do; empty where nothing was measured."""
    if not result["limit"] or "A" not in result["speeds"]:
        return ""
    ours, limit = result["speeds"]["A"]["placecells pcd"][0] * spins["A"], result["limit"]["vectors in C"]
    rows, sites = result["memory"]["rows"] * 2**20, 1_000_000 * 100
    return (
        "## The limit\n\n| | 10⁹ spins / s |\n| --- | ---: |\n"
        f"| Gibbs sweeps of workload A in C, by hand with vectors of {result['vector_bytes']} bytes, nothing else "
        f"(`benchmarks/limit.c`) | {limit / 1e9:.1f} |\n| placecells pcd, whole updates | {ours / 1e9:.1f} |\n\n"
        "The sweeps of one unit before the last draw the unit's input, which is a sum over the spins, and write no\n"
        "spins; the loop in C draws all spins. So whole updates may be faster than this limit.\n\n"
        f"Bytes of the training set per spin: {rows / sites:.2f}, where a bit is 0.125.\n"
    )


def _parts(result):
    lines = ["| part | number | |", "| --- | --- | ---: |"]
    for part in ("data_phase", "exact_sampling", "correlations", "memory", "two_cores"):
        lines += [f"| {part.replace('_', ' ')} | {name} | {value:.3g} |" for name, value in result[part].items()]
    return PARTS + "\n".join(lines) + "\n"


def _growth(growth):
    exponents = ", ".join(f"{name}: {line['exponent']:.2f}" for name, line in growth.items())
    said = f"Exponents of the time of an update with each size: {exponents}."
    return f"## Growth\n\n{said}\n\n![Speeds and growth](bench.png)\n"


def _synapses(speeds):
    """Updates of binary synapses."""
    lines = ["| workload | P | N | M | updates / s | straightforward NumPy | ratio |", "| --- |" + " ---: |" * 6]
    for name, rows in speeds.items():
        units, sites, samples, _ = synapses.WORKLOADS[name]
        ours, plain = (speed for speed, _ in rows.values())
        lines.append(f"| {name} | {units} | {sites} | {samples} | {ours:.3g} | {plain:.3g} | {ours / plain:.1f} |")
    return SYNAPSES + "\n".join(lines) + "\n"

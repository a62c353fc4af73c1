"""`make bench`: speed on the named workloads, of parts, and how it grows; results/bench/bench.{json,md,png}.

Everything is measured in one run, on this machine, with one BLAS thread. Ratios carry over to other machines.
"""

import argparse
import json
from pathlib import Path

from threadpoolctl import threadpool_limits

from benchmarks import limit, parts, synapses
from benchmarks.dense import dense
from benchmarks.dense import lines as dense_lines
from benchmarks.growth import growth
from benchmarks.harness import interleaved
from benchmarks.implementations import IMPLEMENTATIONS
from benchmarks.page import page
from benchmarks.peers import PEERS
from benchmarks.report import figure, table
from benchmarks.two_cores import two_cores
from benchmarks.workloads import CELLS, workload


def speeds(names, rounds=5, seconds=0.25, samples=None):
    """({workload: {implementation: (updates per CPU second, spread)}}, {workload: spin updates of an update})."""
    result, spins = {}, {}
    for name in names:
        work = workload(name, samples)
        calls = {one: factory(work) for one, factory in (IMPLEMENTATIONS | PEERS).items()}
        result[name] = interleaved({one: call for one, call in calls.items() if call}, rounds, seconds)
        spins[name] = work.spin_updates
    return result, spins


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workloads", default=",".join(CELLS), help="default: %(default)s")
    parser.add_argument("--folder", type=Path, default=Path("results/bench"))
    options = parser.parse_args()
    with threadpool_limits(1):
        measured, spins = speeds(options.workloads.split(","))
        print("\n".join(table(measured, spins)), flush=True)
        result = {"speeds": measured, "limit": limit.spins_per_second(), "vector_bytes": limit.vector_bytes()}
        print("limit:", ", ".join(f"{name} {value:.3g} spins/s" for name, value in result["limit"].items()), flush=True)
        result["dense"] = dense()
        print("\n".join(dense_lines(result["dense"])), flush=True)
        for part in (parts.data_phase, parts.exact_sampling, parts.correlations, parts.memory, two_cores):
            result[part.__name__] = part()
            numbers = ", ".join(f"{name} {value:.3g}" for name, value in result[part.__name__].items())
            print(f"{part.__name__}: {numbers}", flush=True)
        result["growth"] = growth()
        result["synapses"] = synapses.speeds()
    for name, line in result["growth"].items():
        print(f"growth with {name}: exponent {line['exponent']:.2f}")
    for name, rows in result["synapses"].items():
        print(f"synapses, {name}: " + ", ".join(f"{one} {speed:.3g} updates/s" for one, (speed, _) in rows.items()))
    options.folder.mkdir(parents=True, exist_ok=True)
    (options.folder / "bench.json").write_text(json.dumps(result, indent=1))
    (options.folder / "bench.md").write_text(page(result, spins), encoding="utf-8")
    figure(measured, result["growth"]).savefig(options.folder / "bench.png")


if __name__ == "__main__":
    main()

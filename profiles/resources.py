"""Print what each rule asks of a cluster, from the benchmarks of jobs that have run, for profiles/slurm/profile.yaml.

    python profiles/resources.py results/quick [--margin 2]

Memory is the largest resident set of a rule's jobs; time the largest wall or CPU time, whichever is more, so that it
holds for one thread too. Both are multiplied by the margin, and by the number of the attempt when a job is repeated.
"""

import argparse
import math
from pathlib import Path

import pandas as pd
import yaml

MEMORY, MINUTES = 500, 10  # rounded up to multiples of these


def rule(path, jobs):
    """The rule of a benchmark file: its folder, a figure's name, or its own name where a rule has one job only."""
    folder, *rest = path.relative_to(jobs).with_suffix("").parts
    return rest[0] if folder == "figures" else folder


def benchmarks(jobs):
    """One row per job: rule, megabytes, seconds."""
    rows = []
    for path in sorted(jobs.glob("**/*.tsv")):
        if path.relative_to(jobs).parts[0] == "train":  # each training job asks for what it needs
            continue
        record = pd.read_csv(path, sep="\t", na_values="-").iloc[0]
        seconds = max(record["s"], record["cpu_time"])
        rows.append({"rule": rule(path, jobs), "megabytes": record["max_rss"], "seconds": seconds})
    return pd.DataFrame(rows)


def requests(table, margin):
    """{rule: {mem_mb, runtime}} from the table of `benchmarks`, as expressions of the profile."""
    asked = {}
    for name, row in table.groupby("rule").max().iterrows():
        memory = MEMORY * math.ceil(margin * row["megabytes"] / MEMORY)
        minutes = MINUTES * math.ceil(margin * row["seconds"] / 60 / MINUTES)
        asked[name] = {"mem_mb": f"{memory} * attempt", "runtime": f"{minutes} * attempt"}
    return asked


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path, help="a results folder that has jobs/**/*.tsv")
    parser.add_argument("--margin", type=float, default=2.0, help="safety factor (default: 2)")
    arguments = parser.parse_args()
    table = benchmarks(arguments.results / "jobs")
    if table.empty:
        parser.error(f"{arguments.results}/jobs holds no benchmarks: run some jobs first")
    asked = {"set-resources": requests(table, arguments.margin)}
    print(yaml.safe_dump(asked, default_flow_style=None, width=120), end="")

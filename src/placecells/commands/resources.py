"""What each rule asks of a cluster, from the records of jobs that have run, as lines of profiles/slurm/profile.yaml."""

import math

import pandas as pd
import yaml

MEMORY, MINUTES = 500, 10  # requests are multiples of these: MB, minutes


def requests(records: pd.DataFrame, margin: float) -> str:
    """The block `set-resources` of a profile, in YAML; empty text where no job has run.

    records: as from `report.jobs.job_records`. Memory is the largest resident set of a rule's jobs; time is the largest
    wall or CPU time, whichever is more, so that it holds for one thread too. Both are multiplied by the margin, and by
    the number of the attempt where a job is repeated. Training jobs are left out, because each asks for what it needs.
    """
    others = records[records["rule"] != "train"]
    if others.empty:
        return ""
    rule = others["rule"].where(others["rule"] != "figures", others["name"])  # every figure has a rule of its own
    table = others.assign(seconds=others[["wall", "cpu"]].max(axis=1)).groupby(rule)[["memory", "seconds"]].max()
    asked = {
        name: {
            "mem_mb": f"{MEMORY * math.ceil(margin * row.memory / MEMORY)} * attempt",
            "runtime": f"{MINUTES * math.ceil(margin * row.seconds / 60 / MINUTES)} * attempt",
        }
        for name, row in zip(table.index, table.itertuples(), strict=True)
    }
    return yaml.safe_dump({"set-resources": asked}, default_flow_style=None, width=120)

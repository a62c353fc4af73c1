"""Sum the jobs' own records into a Markdown table: how long each figure took."""

from pathlib import Path

import pandas as pd

from placecells.job import job
from placecells.store import replace_atomically

RULES = ("data", "train", "measure", "unpack", "spectrum", "flow", "aggregate", "figures")


def records(jobs):
    """One row per job: rule, experiment (or figure, or data file), wall and CPU seconds."""
    rows = []
    for path in sorted(jobs.glob("**/*.tsv")):
        rule, name = path.relative_to(jobs).with_suffix("").parts[:2] if path.parent != jobs else (path.stem, "")
        record = pd.read_csv(path, sep="\t", na_values="-").iloc[0]
        rows.append({"rule": rule, "name": name, "wall": record["s"], "cpu": record["cpu_time"]})
    return pd.DataFrame(rows).fillna(0)


with job(snakemake.log[0]):
    table = records(Path(snakemake.params.jobs))
    lines = ["| figure | jobs | wall time of its jobs | CPU time |", "| --- | ---: | ---: | ---: |"]
    for figure, names in snakemake.params.figures.items():
        mine = table[table["rule"].isin(RULES) & table["name"].isin([figure, *names])]
        lines.append(f"| {figure} | {len(mine)} | {mine['wall'].sum():.0f} s | {mine['cpu'].sum():.0f} s |")
    lines.append(f"| all | {len(table)} | {table['wall'].sum():.0f} s | {table['cpu'].sum():.0f} s |")
    text = "\n".join(lines) + "\n"
    replace_atomically(Path(snakemake.output[0]), lambda temporary: temporary.write_text(text))

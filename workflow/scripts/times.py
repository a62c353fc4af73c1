"""Sum the records of jobs into Markdown tables: time of each figure and each stage, and of a run on more cores.

The projection leaves out Snakemake's own time.
"""

import json
import sys
from pathlib import Path

from placecells.jobs.job import begin, job

begin()

from placecells.io.store import replace_atomically
from placecells.report.jobs import job_records, stages
from placecells.report.projection import critical_path, elapsed, recorded

RULES = ("train", "dataset", "figures")
CORES = (2, 8, 16, 32)


def minutes(seconds):
    return f"{seconds / 60:.1f} min"


def by_figure(table):
    yield from ("| figure | jobs | wall time of its jobs | CPU time |", "| --- | ---: | ---: | ---: |")
    for figure, names in snakemake.params.figures.items():
        mine = table[table["rule"].isin(RULES) & table["name"].isin([figure, *names])]
        yield f"| {figure} | {len(mine)} | {mine['wall'].sum():.0f} s | {mine['cpu'].sum():.0f} s |"


def by_stage(table):
    yield from ("| stage | jobs | wall time of its jobs | memory of the largest |", "| --- | ---: | ---: | ---: |")
    for row in stages(table).itertuples():
        yield f"| {row.rule} | {row.jobs} | {row.wall:.0f} s | {row.memory:.0f} MB |"
    yield f"| all | {len(table)} | {table['wall'].sum():.0f} s | |"


def projected(table):
    wall = dict(zip(table["job"], table["wall"], strict=True))
    jobs = recorded(json.loads(snakemake.params.graph), wall)
    yield from ("| cores | projected | critical path |", "| ---: | ---: | ---: |")
    for cores in CORES:
        yield f"| {cores} | {minutes(elapsed(jobs, cores))} | {minutes(critical_path(jobs))} |"


with job(snakemake.log[0]):
    records = job_records(snakemake.params.jobs)
    if records.empty:
        sys.exit(f"{snakemake.params.jobs} has no records of jobs; run some first")
    tables = ("\n".join(part(records)) for part in (by_figure, by_stage, projected))
    text = "\n\n".join(tables) + "\n"
    replace_atomically(Path(snakemake.output[0]), lambda temporary: temporary.write_text(text))

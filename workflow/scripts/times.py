"""Sum the jobs' own records into a Markdown table: how long each figure took."""

from pathlib import Path

from placecells.job import job
from placecells.report.jobs import job_records
from placecells.store import replace_atomically

RULES = ("data", "train", "measure", "unpack", "spectrum", "flow", "figures")


with job(snakemake.log[0]):
    table = job_records(snakemake.params.jobs)
    lines = ["| figure | jobs | wall time of its jobs | CPU time |", "| --- | ---: | ---: | ---: |"]
    for figure, names in snakemake.params.figures.items():
        mine = table[table["rule"].isin(RULES) & table["name"].isin([figure, *names])]
        lines.append(f"| {figure} | {len(mine)} | {mine['wall'].sum():.0f} s | {mine['cpu'].sum():.0f} s |")
    lines.append(f"| all | {len(table)} | {table['wall'].sum():.0f} s | {table['cpu'].sum():.0f} s |")
    text = "\n".join(lines) + "\n"
    replace_atomically(Path(snakemake.output[0]), lambda temporary: temporary.write_text(text))

"""What the jobs' own records say: Snakemake's benchmark files."""

from pathlib import Path

import pandas as pd


def job_records(folder: Path) -> pd.DataFrame:
    """One row per job.

    folder: holds <rule>/<experiment, figure or data file>/….tsv, or <rule>.tsv.
    Columns: job (the file's path in the folder without its ending), rule, name, wall (s), cpu (s), memory (MB, largest
    resident set), 0 for what was too short to measure; ended (UTC, the time of the file).
    """
    rows = []
    for path in sorted(Path(folder).glob("**/*.tsv")):
        job = path.relative_to(folder).as_posix().removesuffix(".tsv")
        rule, name = (*job.split("/"), "")[:2]
        record = pd.read_csv(path, sep="\t", na_values="-").iloc[0]
        ended = pd.Timestamp(path.stat().st_mtime, unit="s", tz="UTC")
        rows.append((job, rule, name, record["s"], record["cpu_time"], record["max_rss"], ended))
    return pd.DataFrame(rows, columns=["job", "rule", "name", "wall", "cpu", "memory", "ended"]).fillna(0)


def stages(records: pd.DataFrame) -> pd.DataFrame:
    """Number of jobs, sums of wall and CPU time (s) and largest memory (MB) per rule, the longest first."""
    columns = {"jobs": ("wall", "size"), "wall": ("wall", "sum"), "cpu": ("cpu", "sum"), "memory": ("memory", "max")}
    return records.groupby("rule").agg(**columns).sort_values("wall", ascending=False).reset_index()

"""What a run took: times of figures and of stages, the same run on other numbers of cores, and room on the disk.

The times are from the records of the jobs. The projection leaves out Snakemake's own time.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from placecells import study
from placecells.claims.markdown import table
from placecells.claims.table import needs
from placecells.config.cells import cells
from placecells.jobs import costs
from placecells.kinds.kind import RUN, kind
from placecells.report.jobs import job_records, stages
from placecells.report.projection import critical_path, elapsed, recorded

STAGES = ("train", "dataset", "figures")  # whose jobs count for a figure
MADE = (*STAGES, "claims_of")  # whose records may be of jobs that the config no longer has
FOLDERS = ("runs", "datasets", "figures", "claims", "report", "jobs")  # of a results folder
CORES = (2, 8, 16, 32)


def tables(config: Mapping) -> str:
    """Four Markdown tables; empty text where no job of the config's results has run."""
    results = Path(config["results"])
    graph, records = job_graph(config), job_records(results / "jobs")
    records = records[records["job"].isin(graph) | ~records["rule"].isin(MADE)]
    if records.empty:
        return ""
    parts = [_by_figure(records, config["figures"]), _by_stage(records), _projected(records, graph), _sizes(results)]
    return "\n".join(parts)


def _by_figure(records: pd.DataFrame, figures: Mapping) -> str:
    """A line a figure that was drawn; an experiment that two figures show counts for both."""
    lines = []
    for figure, block in figures.items():
        mine = records[records["rule"].isin(STAGES) & records["name"].isin([figure, *block["experiments"]])]
        if (mine["name"] == figure).any():
            lines.append((figure, str(len(mine)), f"{mine['wall'].sum():.0f} s", f"{mine['cpu'].sum():.0f} s"))
    return table(("figure", "jobs", "wall time of its jobs", "CPU time"), lines)


def _by_stage(records: pd.DataFrame) -> str:
    lines = [
        (row.rule, str(row.jobs), f"{row.wall:.0f} s", f"{row.cpu:.0f} s", f"{row.memory:.0f} MB")
        for row in stages(records).itertuples()
    ]
    total = ("all", str(len(records)), f"{records['wall'].sum():.0f} s", f"{records['cpu'].sum():.0f} s", "")
    head = ("stage", "jobs", "wall time of its jobs", "CPU time", "memory of the largest")
    return table(head, [*lines, total])


def _projected(records: pd.DataFrame, graph: Mapping[str, list[str]]) -> str:
    jobs = recorded(graph, dict(zip(records["job"], records["wall"], strict=True)))
    lines = [(str(cores), _minutes(elapsed(jobs, cores)), _minutes(critical_path(jobs))) for cores in CORES]
    return table(("cores", "projected", "longest chain of jobs"), lines)


def _sizes(results: Path) -> str:
    """A line a folder of the results that is there."""
    lines = []
    for part in FOLDERS:
        files = [file for file in (results / part).rglob("*") if file.is_file()]
        if files:
            lines.append((part, str(len(files)), f"{sum(file.stat().st_size for file in files) / 1e6:.1f} MB"))
    return table(("folder of the results", "files", "size"), lines)


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.1f} min"


def job_graph(config: Mapping) -> dict[str, list[str]]:
    """{name of a job's record: names of the jobs that it needs} of all jobs up to figures and claims.

    The training jobs come first, in the order in which they begin.
    """
    rows = cells(config)
    trained = {key: list(_training_jobs(key, cell)) for key, cell in rows["config"].items()}
    graph = {name: [] for _, name in sorted((job for jobs in trained.values() for job in jobs), reverse=True)}
    for experiment, mine in rows.groupby("experiment", sort=False):
        graph[f"dataset/{experiment}"] = [
            name for key, cell in mine["config"].items() for name in _needed_jobs(cell, trained[key])
        ]
    uses = {f"figures/{figure}": block["experiments"] for figure, block in config["figures"].items()}
    for owner in study.names():
        for section in study.study(owner).sections:
            uses[f"claims_of/{owner}/{section}"] = needs(study.claims(owner, section))
    made = {job: [name for name in used if name in config["experiments"]] for job, used in uses.items()}
    return graph | {job: [f"dataset/{experiment}" for experiment in used] for job, used in made.items()}


def _training_jobs(key: str, cell: Mapping) -> Iterator[tuple[float, str]]:
    """(expected seconds, name of the record) of every training job of a cell."""
    for first, last in costs.chunks(cell):
        yield costs.job_seconds(cell, last + 1 - first), f"train/{key}/seeds_{first}_to_{last}"


def _needed_jobs(cell: Mapping, trained: list[tuple[float, str]]) -> Iterator[str]:
    """Names of the jobs whose files a cell of a dataset needs."""
    for need in kind(cell["kind"]).needs(cell):
        yield from (name for _, name in trained) if need == RUN else [f"dataset/{Path(need).stem}"]

"""Which experiments a target of snakemake needs: an experiment's dataset, a figure, a study, a section of claims."""

from collections.abc import Mapping
from pathlib import PurePath

from placecells import study
from placecells.commands.times import job_graph

FOLDERS = {"datasets": "dataset", "figures": "figures"}  # of results, where a target is the name of a file


def experiments_of(config: Mapping, target: str) -> list[str]:
    """Names of all experiments that have to be made for a target, those that other experiments need included.

    target: as snakemake takes it, such as fig05, reciprocal_space, or results/quick/datasets/single_field.nc; or the
    name of an experiment. Raises KeyError for a target that is none of these.
    """
    graph = job_graph(config)
    asked, found = _jobs(config, graph, target), set()
    while asked:
        if (job := asked.pop()) not in found:
            found.add(job)
            asked += graph[job]
    return [name for name in config["experiments"] if f"dataset/{name}" in found]


def _jobs(config: Mapping, graph: Mapping, target: str) -> list[str]:
    """Jobs of the graph by which a target is made. Raises KeyError."""
    path = PurePath(target)
    if target in study.names():
        owners = study.figures()
        drawn = [f"figures/{figure}" for figure in config["figures"] if owners[figure] == target]
        return drawn + [job for job in graph if job.startswith(f"claims_of/{target}/")]
    names = [f"dataset/{target}", f"figures/{target}"]
    if path.suffix:
        names = [f"{FOLDERS.get(path.parent.name, f'claims_of/{path.parent.name}')}/{path.stem}"]
    found = [name for name in names if name in graph]
    if not found:
        raise KeyError(target)
    return found

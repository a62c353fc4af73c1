"""How results were made, as parts of an RO-Crate: the profile Workflow Run Crate (w3id.org/ro/wfrun/workflow/0.5).

A crate names the workflow, the run of the workflow, an action for each job of that run, and the processors.
"""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from rocrate.model import ContextEntity
from rocrate.rocrate import ROCrate

CHECKOUT = "checkout"  # folder of the archive with the files of the project
SNAKEFILE = f"{CHECKOUT}/Snakefile"
CONFIG = "config.yaml"
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": "Process Run Crate",
    "https://w3id.org/ro/wfrun/workflow/0.5": "Workflow Run Crate",
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": "Workflow RO-Crate",
}
BIOSCHEMAS = "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"
TERMS = "https://w3id.org/ro/terms/workflow-run/context"  # of the terms that the profile adds, such as environment
RECORDS = {"datasets": "dataset", "figures": "figures"}  # folder of results -> folder of the records of its jobs
DONE = "http://schema.org/CompletedActionStatus"


class Run(NamedTuple):
    """What is known about the run that made the results."""

    jobs: pd.DataFrame  # as `placecells.report.jobs.job_records` gives them
    processors: Sequence[str]  # that computed the datasets
    snakemake: str  # version


def add_workflow(crate: ROCrate, snakefile, properties: dict, snakemake: str) -> None:
    """Add the Snakefile as the crate's workflow, with the whole configuration as its one input.

    crate: the archive's description, which must have `CONFIG` already; the workflow is added to it. snakefile: path of
    the Snakefile, or a text stream. properties: what else is said of the Snakefile, such as name, version and checksum.
    snakemake: version of Snakemake that ran.
    """
    language = {"main": True, "lang": "snakemake", "lang_version": snakemake}
    workflow = crate.add_workflow(snakefile, SNAKEFILE, properties=properties, record_size=True, **language)
    workflow["conformsTo"] = _added(crate, BIOSCHEMAS, "CreativeWork", name="Bioschemas ComputationalWorkflow")
    setting = _added(crate, "#config", "FormalParameter", name="config", additionalType="File")
    setting["workExample"] = crate.dereference(CONFIG)
    crate.dereference(CONFIG)["exampleOfWork"] = setting
    workflow["input"] = setting
    named = {address: {"name": name, "version": address.split("/")[-1]} for address, name in PROFILES.items()}
    crate.root_dataset["conformsTo"] = [_added(crate, at, "CreativeWork", **about) for at, about in named.items()]


def add_run(crate: ROCrate, run: Run, results: Sequence[str]) -> None:
    """Add the run of the crate's workflow, and its jobs, as actions.

    crate: with its workflow, as after `add_workflow`; the actions are added to it. results: names in the archive of
    what the run made, all of them in the crate. Times are in UTC. A job without a record, as in adopted results, has no
    action; without any record the time of the run is unknown and left out. Who ran the workflow is not recorded.
    """
    crate.metadata.extra_contexts.append(TERMS)
    of_job = {_job(name): name for name in results}
    actions = [_job_action(crate, job, of_job.get(job.job)) for job in run.jobs.itertuples()]
    whole = {"name": "run of the workflow", "description": f"{len(actions)} jobs whose records were kept"}
    if actions:
        began = (run.jobs["ended"] - pd.to_timedelta(run.jobs["wall"], unit="s")).min()
        whole |= {"startTime": _iso(began), "endTime": _iso(run.jobs["ended"].max())}
    made = [crate.dereference(name) for name in results]
    action = crate.add_action(crate.mainEntity, "#run", crate.dereference(CONFIG), made, whole | {"actionStatus": DONE})
    for number, name in enumerate(run.processors, 1):
        action.append_to(
            "environment", _added(crate, f"#processor-{number}", "PropertyValue", name="processor", value=name)
        )
    crate.root_dataset["mentions"] = [action, *actions]


def _job_action(crate: ROCrate, job, result: str | None) -> ContextEntity:
    """The action of one job: when it ended, what it took, and the file that it made where the archive holds it."""
    about = {
        "name": job.job,
        "description": f"{job.wall:.1f} s, {job.cpu:.1f} s of CPU, {job.memory:.0f} MB",
        "startTime": _iso(job.ended - pd.to_timedelta(job.wall, unit="s")),
        "endTime": _iso(job.ended),
        "actionStatus": DONE,
    }
    made = None if result is None else crate.dereference(result)
    return crate.add_action(crate.mainEntity, f"#job-{job.job}", result=made, properties=about)


def _job(name: str) -> str:
    """The job, as in the records of jobs, that has made a file of the archive."""
    folder, _, file = name.rpartition("/")
    stem = file.rpartition(".")[0]
    return f"{RECORDS[folder]}/{stem}" if folder in RECORDS else stem


def _added(crate: ROCrate, identifier: str, kind: str, **properties) -> ContextEntity:
    return crate.add(ContextEntity(crate, identifier, {"@type": kind, **properties}))


def _iso(time: pd.Timestamp) -> str:
    return time.isoformat(timespec="seconds")

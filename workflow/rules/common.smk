# The config, the cell table made from it once, and what rules share.

import gc
import json
import os
import sys
from pathlib import Path

gc.freeze()  # what Snakemake has imported stays: to look through it for garbage takes a tenth of a dry run
ROOT = Path(workflow.basedir)
SOURCES = ROOT / "src"
# jobs, and environments made from environment.yml, import the package from here
sys.path.insert(0, str(SOURCES))
os.environ.update(PYTHONPATH=os.pathsep.join(filter(None, [str(SOURCES), os.getenv("PYTHONPATH")])))

from placecells import cost
from placecells.code import compiled, digest as code
from placecells.config.cells import cells
from placecells.config.data_files import data_name, data_sets
from placecells.config.load import load
from placecells.config.read import ConfigError
from placecells.version import VARIABLE, code_version

if workflow.config_settings.config:
    sys.exit("--config turns nested numbers into text: write them to a file and give it with --configfile")
try:
    config = load([ROOT / "config.yaml", *workflow.overwrite_configfiles], ROOT / "workflow" / "schemas")
except ConfigError as error:
    sys.exit(str(error))


def draws(cell):
    """Whether a cell reads a data file: a stream is drawn while training, a spectrum's data nowhere else."""
    return cell["kind"] in ("train", "sample") and cell["data"]["sampling"] != "stream"


def user_file(block):
    """The user's file that a data block names, if it names one."""
    return [block["path"]] if "path" in block else []


RESULTS = config["results"]
SCALE = "paper" if RESULTS == "results" else Path(RESULTS).name
LOGS = f"logs/{Path(RESULTS).name}"
CELLS = cells(config)
CELLS_OF = dict(tuple(CELLS.groupby("experiment", sort=False)))
DATA = {data_name(cell): data_sets(cell) for cell in CELLS["config"] if draws(cell)}
FLOWS = ("relax", "states", "separation", "stability", "fate", "turing")  # kinds that follow a flow of the weights
ENVIRONMENT = str(ROOT / "environment.yml")


wildcard_constraints:
    experiment="[A-Za-z0-9_]+",
    cell="[A-Za-z0-9_.-]+",
    data="[A-Za-z0-9_.-]+",


def here(path):
    """A file of the project, named as seen from the working directory."""
    return os.path.relpath(ROOT / path)


COMPILED = here(compiled())
os.environ.update({VARIABLE: code_version()})
os.environ.update(NUMBA_CACHE_DIR=str(Path(COMPILED).resolve()))


def cell(wildcards):
    """The config of one cell."""
    return CELLS.loc[f"{wildcards.experiment}/{wildcards.cell}", "config"]


def training_part(wildcards):
    """What training depends on, as sorted JSON: not what is measured afterwards."""
    whole = cell(wildcards)
    keys = ("data", "machine", "training", "seeds", "vary")
    chosen = {key: whole[key] for key in keys} | {"record": {"every": whole["record"]["every"]}}
    return json.dumps(chosen, sort_keys=True)


def experiment_cells(experiment):
    """The rows of one experiment, in the order of its grid."""
    return CELLS_OF[experiment]


def data_file(wildcards):
    """The cell's data file; a stream has none."""
    whole = cell(wildcards)
    return [f"{RESULTS}/data/{data_name(whole)}.nc"] if draws(whole) else []


def training_threads(wildcards):
    """One thread per full minute of expected work, at most one per seed."""
    return cost.threads(cell(wildcards))


def training_megabytes(wildcards, threads, attempt):
    """Memory that a training job asks a cluster for, more at each attempt."""
    return attempt * cost.megabytes(cell(wildcards), threads)


def training_minutes(wildcards, threads, attempt):
    """Time that a training job asks a cluster for, more at each attempt."""
    return attempt * cost.minutes(cell(wildcards), threads)


def run_files(wildcards):
    """The training runs of an experiment, in the order of its grid."""
    return [f"{RESULTS}/runs/{key}.nc" for key in experiment_cells(wildcards.experiment).index]


def data_files(wildcards):
    """The data files of an experiment, in the order of its grid."""
    return [f"{RESULTS}/data/{data_name(whole)}.nc" for whole in experiment_cells(wildcards.experiment)["config"]]


def likelihood_data(wildcards):
    """The data files of an experiment whose likelihoods are measured, each once."""
    cells = [whole for whole in experiment_cells(wildcards.experiment)["config"] if draws(whole)]
    asking = [whole for whole in cells if "log_likelihood" in whole["record"]["quantities"]]
    return [f"{RESULTS}/data/{name}.nc" for name in dict.fromkeys(map(data_name, asking))]


def user_files(wildcards):
    """The files of the user's own that an experiment reads, each once."""
    cells = experiment_cells(wildcards.experiment)["config"]
    return list(dict.fromkeys(path for whole in cells for path in user_file(whole["data"])))


def cells_of(*keys):
    """A function that gives exactly these keys of an experiment's cells, and their `file` of data, as JSON."""

    def select(wildcards):
        cells = experiment_cells(wildcards.experiment)["config"]
        chosen = [
            {key: whole[key] for key in keys if key in whole} | {"file": data_name(whole) if draws(whole) else None}
            for whole in cells
        ]
        return json.dumps(chosen, sort_keys=True)

    return select


def coordinates(wildcards):
    """The grid coordinates of an experiment's cells, as JSON, in the order of its files."""
    grid = [key.rpartition(".")[2] for key in config["experiments"][wildcards.experiment]["grid"]]
    rows = experiment_cells(wildcards.experiment)
    return json.dumps([{name: row[name] for name in grid} for _, row in rows.iterrows()])


def experiment_config(wildcards):
    """The config of an experiment, as sorted JSON."""
    return json.dumps(config["experiments"][wildcards.experiment], sort_keys=True)


def experiments_of(*kinds):
    """A wildcard constraint that matches the experiments of these kinds."""
    names = [name for name, block in config["experiments"].items() if block["kind"] in kinds]
    return "|".join(names) or "nothing"


def figure_files():
    """PDF and PNG of every figure."""
    return [f"{RESULTS}/figures/{name}.{ending}" for name in config["figures"] for ending in ("pdf", "png")]


def job_names(experiments):
    """The experiments and the data files they read: what their jobs' records are called."""
    rows = CELLS[CELLS["experiment"].isin(experiments)]["config"]
    return [*experiments, *sorted({data_name(whole) for whole in rows if draws(whole)})]


def job_graph():
    """All jobs up to figures and claims, by the names of their records: what each needs, its threads and its runs."""
    graph = {f"data/{name}": {"needs": []} for name in DATA}
    datasets = {}
    for experiment, block in config["experiments"].items():
        cells, kind = experiment_cells(experiment)["config"], block["kind"]
        read = [f"data/{data_name(whole)}" if draws(whole) else "compile" for whole in cells]
        if kind == "train":
            for (key, whole), file in zip(cells.items(), read):
                graph[f"train/{key}"] = {"needs": [file], "threads": cost.threads(whole), "runs": whole["seeds"]}
            read = [f"train/{key}" for key in cells.index]
        measuring = {"train": "measure", "sample": "unpack", "spectrum": "spectrum"}.get(kind, "flow")
        datasets[experiment] = f"{measuring}/{experiment}"
        graph[datasets[experiment]] = {"needs": [] if measuring == "flow" else read}
    for folder, blocks in (("figures", config["figures"]), ("claims_of", config["claims"])):
        for name, block in blocks.items():
            graph[f"{folder}/{name}"] = {"needs": [datasets[experiment] for experiment in block["experiments"]]}
    return {"compile": {"needs": []}} | graph


def dataset_files():
    """The datasets of everything that is shown or checked."""
    blocks = [*config["figures"].values(), *config["claims"].values()]
    names = sorted({name for block in blocks for name in block["experiments"]})
    return [f"{RESULTS}/datasets/{name}.nc" for name in names]


def described():
    """What the results are results of, as sorted JSON: the config without its technical settings."""
    return json.dumps({key: config[key] for key in ("experiments", "figures", "claims")}, sort_keys=True)

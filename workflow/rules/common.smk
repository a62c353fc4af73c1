# The config, the cell table, which is made from the config once, and functions that the rules share.

import hashlib
import json
import os
import re
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

# The checkout, links resolved. `basedir` would be another workflow's folder where this workflow is used as a module.
ROOT = Path(str(workflow.current_basedir)).resolve().parents[1]
SOURCES = ROOT / "src"
if not (SOURCES / "placecells").is_dir():
    sys.exit(f"{ROOT} holds no src/placecells; allowed is the Snakefile of a checkout on this machine")
if re.search(r"[^\w@%+=:,./-]", sys.executable):
    sys.exit(
        f"Python is {sys.executable}, a path that Snakemake hands to a shell without quotes; allowed are letters, digits "
        "and _ - . / only: make an environment elsewhere, such as `python3 -m venv ~/placecells-env`"
    )
# Jobs, also those in environments made from environment.yml, import the package from the checkout.
sys.path.insert(0, str(SOURCES))
os.environ.update(PYTHONPATH=os.pathsep.join(filter(None, [str(SOURCES), os.getenv("PYTHONPATH")])))

from placecells import study
from placecells.claims.table import needs
from placecells.config.cells import cells, leaf
from placecells.config.data_files import data_name, data_sets
from placecells.config.load import load
from placecells.config.read import ConfigError
from placecells.io.checksum import file_checksum
from placecells.io.user_file import user_files
from placecells.jobs import code as sources, cost, version
from placecells.jobs.cache import writable
from placecells.jobs.code import digest as code
from placecells.jobs.params import Described
from placecells.kinds.kind import DATA, RUN, kind, module_of
from placecells.kinds.train import state
from placecells.rbm.kernels import is_compiled
from placecells.rbm.units.names import unit_names

if workflow.config_settings.config:
    sys.exit("--config turns nested numbers into text: write them to a file and give it with --configfile")
if config and not workflow.modifier.is_main_snakefile():
    sys.exit("the module's config is not empty; allowed is config: {}, and a file for `snakemake --configfile`")
try:
    files = sorted((ROOT / "config" / "studies").glob("*.yaml"))
    config = load([ROOT / "config.yaml", *workflow.overwrite_configfiles], files)
except ConfigError as error:
    sys.exit(str(error))


def draws(cell):
    """Whether a cell has a data file. Streamed data have none, nor have kinds that draw their data in their own job."""
    trained = cell["kind"] == "train" and cell["data"]["sampling"] != "stream"
    return trained or DATA in kind(cell["kind"]).needs(cell)


RESULTS = config["results"]
SCALE = config["scale"]
LOGS = f"logs/{RESULTS}"
CELLS = cells(config)
CELLS_OF = dict(tuple(CELLS.groupby("experiment", sort=False)))
DATA_SETS = {data_name(cell): data_sets(cell) for cell in CELLS["config"] if draws(cell)}
ENVIRONMENT = str(ROOT / "environment.yml")


wildcard_constraints:
    study="[A-Za-z0-9_]+",
    section="[A-Za-z0-9_]+",
    experiment="[A-Za-z0-9_]+",
    cell="[A-Za-z0-9_.,-]+",
    data="[A-Za-z0-9_.-]+",


# Jobs do not see the caller's settings of display, fonts and language. They get the version of the code and the digest
# of the kernels from the environment, which saves every job the search.
os.environ.update(
    {
        version.VARIABLE: version.described(),
        sources.VARIABLE: sources.kernels_variable(),
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": str(writable("matplotlib")),
        "PYTHONUTF8": "1",
        "OPENBLAS_NUM_THREADS": "1",  # numba loads SciPy's BLAS after a job has limited all BLAS that were loaded
    }
)
for name in {"MATPLOTLIBRC", *(name for name in os.environ if name.startswith("NUMBA_"))} & set(os.environ):
    del os.environ[name]  # numba's settings would change the compiled kernels, which users without settings share


def content_of(*files):
    """A digest of files of the project. As input files their names would depend on the place of the checkout."""
    sha = hashlib.sha256()
    for file in sorted(ROOT / file for file in files):
        sha.update(f"{file.relative_to(ROOT).as_posix()} {file_checksum(file)}\n".encode())
    return sha.hexdigest()[:12]


def files_in(folder):
    """All files in a folder of the project, sorted by name, without the hidden files of editors and file managers."""
    files = (path for path in (ROOT / folder).rglob("*.*") if path.is_file() and not path.name.startswith("."))
    return sorted(path.relative_to(ROOT).as_posix() for path in files)


def content_of_user_files(cells):
    """A digest of the users' files that these cells read: their content decides what reruns, not their date.

    The files are no inputs of rules, because Snakemake reads braces in a name as a pattern.
    """
    return " ".join(file_checksum(path)[:12] for path in user_files(cells))


def cell(wildcards):
    """The config of one cell."""
    return CELLS.loc[f"{wildcards.experiment}/{wildcards.cell}", "config"]


def training_code(wildcards):
    """The digest of what a training job executes: with the readable path where there are no kernels."""
    whole = cell(wildcards)
    compiled = is_compiled(unit_names(whole), whole["training"].get("optimiser", "sgd"))
    readable = [] if compiled else ["placecells.rbm.pcd"]
    return code("workflow/scripts/train.py", *readable)


def training_part(wildcards):
    """The part of a cell's config on which training depends, as sorted JSON. Measured quantities are left out."""
    whole = cell(wildcards)
    keys = ("data", "machine", "training", "seed", "seeds", "vary")
    record = {"every": whole["record"]["every"], "state": state(whole)}
    chosen = {key: whole[key] for key in keys if key in whole} | {"record": record}
    return Described("cell", json.dumps(chosen, sort_keys=True))


def experiment_cells(experiment):
    """The rows of one experiment, in the order of its grid."""
    return CELLS_OF[experiment]


def data_file(wildcards):
    """The cell's data file in a list, which is empty for streamed data."""
    whole = cell(wildcards)
    return [f"{RESULTS}/data/{data_name(whole)}.nc"] if draws(whole) else []


def training_threads(wildcards):
    """One thread per full minute of expected work, at most one per seed."""
    return cost.threads(cell(wildcards))


def training_megabytes(wildcards, threads, attempt):
    """Memory in MB that a training job requests of a cluster, more at each attempt."""
    return attempt * cost.megabytes(cell(wildcards), threads)


def training_minutes(wildcards, threads, attempt):
    """Time in minutes that a training job requests of a cluster, more at each attempt."""
    return attempt * cost.minutes(cell(wildcards), threads)


def kind_of(experiment):
    """The name of an experiment's kind."""
    return config["experiments"][experiment]["kind"]


def needed_by_cell(experiment):
    """A dict for each cell of an experiment: {what the cell needs: index of that file in `needed_files`}."""
    files = needed_files(experiment)
    return [{need: files.index(path) for need, path in cell.items()} for cell in _needed(experiment)]


def needed_files(experiment):
    """The files that the cells of an experiment need, each once, in the order of the grid."""
    return list(dict.fromkeys(path for cell in _needed(experiment) for path in cell.values()))


@cache
def _needed(experiment):
    """A dict for each cell of an experiment: {what the cell needs: that file}."""
    how, rows = kind(kind_of(experiment)), experiment_cells(experiment)["config"]
    return [{need: _path(need, key, whole) for need in how.needs(whole)} for key, whole in rows.items()]


def _path(need, key, whole):
    """The file of one thing that a cell needs. For the dataset of another experiment, `need` is the file's name."""
    if need == DATA:
        return f"{RESULTS}/data/{data_name(whole)}.nc"
    return f"{RESULTS}/runs/{key}.nc" if need == RUN else f"{RESULTS}/{need}.nc"


def content_of_experiments_files(wildcards):
    """A digest of the users' files that an experiment reads."""
    return content_of_user_files(experiment_cells(wildcards.experiment)["config"])


def cells_of(wildcards):
    """The cells of an experiment, as sorted JSON."""
    return Described("cells", json.dumps(list(experiment_cells(wildcards.experiment)["config"]), sort_keys=True))


def coordinates(wildcards):
    """The grid coordinates of an experiment's cells, as JSON, in the order of its files."""
    grid = [leaf(key) for key in config["experiments"][wildcards.experiment]["grid"]]
    rows = experiment_cells(wildcards.experiment)
    return Described("grid", json.dumps([{name: row[name] for name in grid} for _, row in rows.iterrows()]))


def experiment_config(wildcards):
    """The config of an experiment, as sorted JSON."""
    return Described("experiment", json.dumps(config["experiments"][wildcards.experiment], sort_keys=True))


def job_names(experiments):
    """Names of the records of jobs: the experiments, and the data files that they read."""
    rows = CELLS[CELLS["experiment"].isin(experiments)]["config"]
    return [*experiments, *sorted({data_name(whole) for whole in rows if draws(whole)})]


def job_graph():
    """{name of a job's record: what the job needs, its threads and its runs} of all jobs up to figures and claims."""
    graph = {f"data/{name}": {"needs": []} for name in DATA_SETS}
    for key, whole in CELLS["config"].items():
        if whole["kind"] == "train":
            read = [f"data/{data_name(whole)}"] if draws(whole) else []
            graph[f"train/{key}"] = {"needs": read, "threads": cost.threads(whole), "runs": whole["seeds"]}
    for experiment in config["experiments"]:
        graph[f"dataset/{experiment}"] = {"needs": [job_of(file) for file in needed_files(experiment)]}
    shown = {f"figures/{figure}": block["experiments"] for figure, block in config["figures"].items()}
    checked = {f"claims_of/{name}/{section}": used for name in STUDIES for section, used in SECTIONS[name].items()}
    for job, experiments in (shown | checked).items():
        graph[job] = {"needs": [f"dataset/{experiment}" for experiment in experiments]}
    return graph


def job_of(file):
    """The name of the record of the job that makes a file of the results."""
    folder, _, name = file.removeprefix(f"{RESULTS}/").removesuffix(".nc").partition("/")
    maker = {"runs": "train", "datasets": "dataset"}.get(folder, folder)
    return f"{maker}/{name}"


def described(wildcards):
    """The config that the results belong to, as sorted JSON, without its technical settings."""
    parts = {key: config[key] for key in ("seed", "experiments", "leave_out", "figures")}
    return Described("config", json.dumps(parts, sort_keys=True))


def scale_files():
    """{file name: text} of the scales that were laid over config.yaml, numbered where two files have one name."""
    files = [Path(path) for path in workflow.overwrite_configfiles]
    names = [file.name for file in files]
    unique = names if len(set(names)) == len(names) else [f"{index}_{name}" for index, name in enumerate(names)]
    return {name: file.read_text(encoding="utf-8") for name, file in zip(unique, files)}


def opened(path):
    """The open file, or None where there is none. While it is open, no new file can get its inode number."""
    return open(path, "rb") if Path(path).exists() else None


def is_replaced(path, before):
    """Whether the path leads to another file than the one `opened` before. A touched file is still the same file."""
    return Path(path).exists() and (before is None or not os.path.samestat(os.fstat(before.fileno()), os.stat(path)))

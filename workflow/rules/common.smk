# The config, the cell table, which is made from the config once, and functions that the rules share.

import hashlib
import json
import os
import re
import sys
from functools import cache, partial
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
from placecells.config.load import load
from placecells.config.read import ConfigError
from placecells.io.checksum import file_checksum
from placecells.io.user_file import user_files
from placecells.jobs import code as sources, costs, version
from placecells.jobs.cache import writable
from placecells.jobs.code import digest as code
from placecells.jobs.params import Described
from placecells.kinds.kind import RUN, kind, module_of
from placecells.kinds.train import state
from placecells.rbm.cells import kernels
from placecells.rbm.dense.backends import BACKENDS
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


RESULTS = config["results"]
SCALE = config["scale"]
LOGS = f"logs/{RESULTS}"
CELLS = cells(config)
CELLS_OF = dict(tuple(CELLS.groupby("experiment", sort=False)))
# {kind: {(experiment, first, last): names of the cells that have a training job with these seeds}}
TRAINED = {name: {} for name in costs.COSTS}
for experiment, name, whole in CELLS[["experiment", "cell", "config"]].itertuples(index=False):
    for chunk in costs.chunks(whole):
        TRAINED[whole["kind"]].setdefault((experiment, *chunk), []).append(name)
KERNELS = sorted({kernels(whole) for whole in CELLS["config"] if whole["kind"] == "train"} - {None})
ENVIRONMENT = str(ROOT / "environment.yml")
# A priority; that of a training job is its expected time in seconds. Jobs with input files begin as soon as they can: each
# time Snakemake chooses a job, it looks at the input files of all that are ready, up to thousands.
BEFORE_TRAINING = 10**9


wildcard_constraints:
    study="[A-Za-z0-9_]+",
    section="[A-Za-z0-9_]+",
    experiment="[A-Za-z0-9_]+",
    cell="[A-Za-z0-9_.,-]+",


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


def content_of_its_file(cell):
    """A digest of the user's file that a cell reads."""
    return content_of_user_files([cell])


def training_code(cell):
    """The digest of what a training job executes: with the readable path where there are no kernels."""
    compiled = is_compiled(unit_names(cell), cell["training"].get("optimiser", "sgd"))
    readable = [] if compiled else ["placecells.rbm.pcd"]
    return code("workflow/scripts/train.py", *readable)


def replicas_code(cell):
    """The digest of what a job that trains replicas executes, with the backend, which it imports by a computed name."""
    backend = BACKENDS[cell["training"]["backend"]]
    return code("workflow/scripts/train_replicas.py", f"placecells.rbm.dense.backends.{backend}")


def replicas_part(cell):
    """The part of a cell's config on which the training of its replicas depends, as sorted JSON."""
    keys = ("data", "machine", "training", "seed", "seeds", "vary", "record")
    return Described("cell", json.dumps({key: cell[key] for key in keys if key in cell}, sort_keys=True))


def training_part(cell):
    """The part of a cell's config on which training depends, as sorted JSON. Measured quantities are left out."""
    keys = ("data", "machine", "training", "seed", "vary")
    record = {"every": cell["record"]["every"], "state": state(cell)}
    chosen = {key: cell[key] for key in keys if key in cell} | {"record": record}
    return Described("cell", json.dumps(chosen, sort_keys=True))


def of_cell(experiment, value):
    """The function of the wildcards that gives `value(config)` of the cell which they name."""
    return lambda wildcards: value(CELLS.loc[f"{experiment}/{wildcards.cell}", "config"])


def of_cell_and_attempt(experiment, value):
    """The same for what a job requests of a cluster: `value(config)` times the attempt, so that each asks for more."""
    return lambda wildcards, attempt: attempt * of_cell(experiment, value)(wildcards)


def experiment_cells(experiment):
    """The rows of one experiment, in the order of its grid."""
    return CELLS_OF[experiment]


def kind_of(experiment):
    """The name of an experiment's kind."""
    return config["experiments"][experiment]["kind"]


def needed_by_cell(experiment):
    """A dict for each cell of an experiment: {what the cell needs: indices of those files in `needed_files`}."""
    place = {file: index for index, file in enumerate(needed_files(experiment))}
    return [{need: [place[file] for file in files] for need, files in one.items()} for one in _needed(experiment)]


def needed_files(experiment):
    """The files that the cells of an experiment need, each once, in the order of the grid."""
    return list(dict.fromkeys(file for one in _needed(experiment) for files in one.values() for file in files))


@cache
def _needed(experiment):
    """A dict for each cell of an experiment: {what the cell needs: those files}."""
    how, rows = kind(kind_of(experiment)), experiment_cells(experiment)["config"]
    return [{need: _files(need, key, whole) for need in how.needs(whole)} for key, whole in rows.items()]


def _files(need, key, whole):
    """The files of one thing that a cell needs. For the dataset of another experiment, `need` is the file's name."""
    if need == RUN:
        return [f"{RESULTS}/runs/{key}/seed{index}.nc" for index in range(whole["seeds"])]
    return [f"{RESULTS}/{need}.nc"]


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

"""What the documents tell a reader to type works as it stands: Python, paths, and Snakemake's command lines."""

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from snakemake.cli import get_argument_parser

from placecells.io.user_file import check, read, shape

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ["README.md", "results/README.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]
PLUGINS = {"profiles/slurm": "snakemake_executor_plugin_slurm", "rich": "snakemake_logger_plugin_rich"}


def text_of(document):
    return (ROOT / document).read_text(encoding="utf-8")


def snippets(document):
    """The blocks of a document that are marked as Python."""
    return re.findall(r"^```python\n(.*?)^```$", text_of(document), re.MULTILINE | re.DOTALL)


def commands(document):
    """The command lines of a document that call snakemake, from blocks and from the text; comments are cut."""
    text = text_of(document)
    blocks = re.findall(r"^(?:    )?(snakemake .*)$", text, re.MULTILINE)
    inline = re.findall(r"`(snakemake\s[^`]*)`", text)
    return [" ".join(shlex.split(line, comments=True)) for line in blocks + inline]


# of these, tests/workflow/test_extend.py and test_own_data_page.py type everything in the order of the page
WHOLE_PAGES = ("docs/extend.md", "docs/own_data.md")
COMMANDS = sorted({line for document in DOCUMENTS if document not in WHOLE_PAGES for line in commands(document)})
SCALES = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("config/*.yaml")}
AFTER_UNPACKING = "results/quick/config/quick.yaml"  # what a bundle of that scale unpacks

WHOLE = "snakemake --cores all"  # the one command line that is planned at the paper's scale


@pytest.fixture(scope="module")
def after_quick(project, tmp_path_factory):
    """A folder that holds results as after `make quick`: those of the smoke run under its name."""
    folder = tmp_path_factory.mktemp("reader")
    shutil.copytree(project.folder / "results" / "smoke", folder / "results" / "quick")
    return folder


@pytest.mark.parametrize(
    "document", [document for document in DOCUMENTS if snippets(document) and document not in WHOLE_PAGES]
)
def test_python_runs_as_it_stands(document, after_quick):
    program = "\n".join(snippets(document))
    run = subprocess.run([sys.executable, "-c", program], cwd=after_quick, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_the_files_that_docs_data_writes_come_back(after_quick, monkeypatch):
    monkeypatch.chdir(after_quick)
    subprocess.run([sys.executable, "-c", "\n".join(snippets("docs/data.md"))], check=True)
    with xr.open_dataset("results/quick/datasets/ising_configurations.nc") as drawn:
        expected = drawn["configurations"].values[0, 0]
    spins = np.load("spins.npz")["configurations"]
    assert set(np.unique(spins)) == {-1, 1}
    for path, values in (("one_draw.nc", expected), ("spins.npz", spins), ("spins.h5", spins)):
        check(path, *shape(path)[:1])
        np.testing.assert_array_equal(read(path, *values.shape), values)
    assert set(np.unique(np.load("zero_one.npz")["configurations"])) == {0, 1}
    np.testing.assert_array_equal(read("zero_one.npz", *spins.shape), spins)
    with xr.open_dataset("results/quick/datasets/xy_configurations.nc") as drawn:
        colours = drawn["configurations"]
        np.testing.assert_array_equal(read("colours.npz", 8, 12, colours.attrs["colours"]), colours.values[0, 0])


def paths_of_the_table():
    """The paths in the first column of results/README.md: names become `*`, `.json` is another ending."""
    paths = []
    for cell in re.findall(r"^\| (`.*?) \|", text_of("results/README.md"), re.MULTILINE):
        for path in re.findall(r"`([^`]*)`", cell):
            pattern = re.sub(r"<[^>]*>|…", "*", path)
            paths.append(os.path.splitext(paths[-1])[0] + pattern if pattern.startswith(".") else pattern)
    return paths


def test_every_path_of_the_results_exists(project):
    bundle = project.snakemake("bundle")  # only when asked for
    assert bundle.returncode == 0, bundle.stdout + bundle.stderr
    paths = paths_of_the_table()
    assert len(paths) > 8
    missing = [path for path in paths if not list((project.folder / "results" / "smoke").glob(path))]
    assert missing == []


def test_there_are_command_lines():
    assert len(COMMANDS) > 10
    assert {"snakemake --cores 2 fig05", WHOLE} <= set(COMMANDS)


def missing(line):
    """The plugins that a command line needs and that are not installed: they are not part of the set-up."""
    needed = [module for word, module in PLUGINS.items() if word in line.split()]
    return [module for module in needed if importlib.util.find_spec(module) is None]


PLANNED = [line for line in COMMANDS if not missing(line)]


def parsed(line):
    """The options of a command line as snakemake itself reads them; exits where it knows an option not."""
    return get_argument_parser().parse_args(line.split()[1:])


def scales(line):
    """The files after --configfile. Without one the smoke scale is planned: the paper takes ten times as long."""
    return tuple(map(str, parsed(line).configfile or [])) or ("config.yaml" if line == WHOLE else "config/smoke.yaml",)


@pytest.mark.parametrize("line", COMMANDS)
def test_snakemake_knows_the_options_of_the_command_line(line):
    if missing(line):
        pytest.skip(f"`{line}` needs {missing(line)}, which is not part of the set-up")
    assert set(parsed(line).configfile or []) <= {*map(Path, SCALES), Path(AFTER_UNPACKING)}


@pytest.mark.parametrize("files", sorted(set(map(scales, PLANNED))), ids=" ".join)
def test_snakemake_plans_what_the_command_lines_ask_for(project, files):
    if AFTER_UNPACKING in files:
        there = project.folder / "results" / "quick" / "config"
        there.mkdir(parents=True, exist_ok=True)
        shutil.copy(project.folder / "config" / "quick.yaml", there)
    targets = sorted({target for line in PLANNED if scales(line) == files for target in parsed(line).targets})
    command = [sys.executable, "-m", "snakemake", "--cores", "2", "-n", *targets, "--configfile", *files]
    run = subprocess.run(command, cwd=project.folder, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr

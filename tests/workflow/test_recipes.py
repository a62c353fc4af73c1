"""What the documents tell a reader to type works as it stands: Python, paths, and Snakemake's command lines."""

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


# docs/extend.md names what its diffs add: test_extend.py applies the diffs and runs what they add
COMMANDS = sorted({line for document in DOCUMENTS if document != "docs/extend.md" for line in commands(document)})

WHOLE = "snakemake --cores all"  # the one command line that is planned at the paper's scale


@pytest.fixture(scope="module")
def after_quick(project, tmp_path_factory):
    """A folder that holds results as after `make quick`: those of the smoke run under its name."""
    folder = tmp_path_factory.mktemp("reader")
    shutil.copytree(project.folder / "results" / "smoke", folder / "results" / "quick")
    return folder


@pytest.mark.parametrize("document", [document for document in DOCUMENTS if snippets(document)])
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


@pytest.mark.parametrize("line", COMMANDS)
def test_snakemake_accepts_the_command_line_and_plans(project, line):
    needed = [module for word, module in PLUGINS.items() if word in line.split()]
    for module in needed:
        pytest.importorskip(module, reason=f"`{line}` needs a plugin that is not part of the set-up")
    words = line.split()[1:]
    if "results/quick/config/quick.yaml" in words:  # what a bundle of that scale unpacks
        there = project.folder / "results" / "quick" / "config"
        there.mkdir(parents=True, exist_ok=True)
        shutil.copy(project.folder / "config" / "quick.yaml", there)
    cores = [] if {"--cores", "--profile"} & set(words) else ["--cores", "2"]
    is_whole = line == WHOLE or "--configfile" in words or any("results/" in word for word in words)
    scale = [] if is_whole else ["--configfile", "config/smoke.yaml"]  # the paper's jobs take ten times as long to plan
    command = [sys.executable, "-m", "snakemake", *words, *cores, *scale, "-n"]
    run = subprocess.run(command, cwd=project.folder, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr

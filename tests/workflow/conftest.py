"""A copy of the project in an empty folder, with the smoke pipeline run once."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from placecells.jobs import kernel_cache

ROOT = Path(__file__).resolve().parents[2]
FILES = ("CITATION.cff", "Snakefile", "config.yaml", "environment.yml", "requirements.lock")
PARTS = (*FILES, "config", "profiles", "src", "workflow")


class Project:
    """A checkout in a folder of its own, and snakemake in it."""

    def __init__(self, folder):
        self.folder = folder
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy2
            copy(ROOT / part, folder / part)
        self.adopt_kernels()

    def adopt_kernels(self):
        """Copy the kernels that the set-up has compiled: they are not compiled again."""
        if kernel_cache.complete():
            kernels = kernel_cache.folder()
            shutil.copytree(kernels, self.folder / ".cache" / "kernels" / kernels.name)

    def snakemake(self, *arguments, config="config/smoke.yaml"):
        """Run snakemake; the completed process, its output as text."""
        return subprocess.run(self.command(*arguments, config=config), cwd=self.folder, capture_output=True, text=True)

    @staticmethod
    def command(*arguments, config):
        """The command that runs snakemake; `config` is a scale, or None for config.yaml alone."""
        scale = ["--configfile", config] if config else []
        return [sys.executable, "-m", "snakemake", "--cores", "2", *arguments, *scale]

    def planned(self, *arguments, config="config/smoke.yaml"):
        """What a dry run would do: {rule: number of jobs}, without `all`; `train` stands for all rules that train."""
        run = self.snakemake("-n", *arguments, config=config)
        assert run.returncode == 0, run.stdout + run.stderr
        table = run.stdout.partition("Job stats:")[2].partition("\n\n")[0]
        jobs = Counter()
        for name, count in re.findall(r"^(\w+)\s+(\d+)$", table, re.MULTILINE):
            jobs["train" if name.startswith("train_") else name] += int(count)
        return {name: count for name, count in jobs.items() if name not in ("all", "total")}

    def edit(self, file, old, new):
        """Replace text in a file of the project; the previous content."""
        path = self.folder / file
        content = path.read_text()
        assert old in content
        path.write_text(content.replace(old, new))
        return content


@pytest.fixture(scope="session")
def new_project(tmp_path_factory):
    """Makes a checkout without results."""
    return lambda: Project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="session")
def project(new_project):
    """The project after a smoke run from nothing."""
    project = new_project()
    run = project.snakemake()
    assert run.returncode == 0, run.stdout + run.stderr
    return project


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """A factory of projects with a config.yaml of their own, in which nothing has run."""

    def make(config):
        project = Project(tmp_path_factory.mktemp("tiny"))
        (project.folder / "config.yaml").write_text(config)
        return project

    return make


@pytest.fixture
def restored(project):
    """The project, with every edited file put back afterwards."""
    edited = {}

    def edit(file, old, new):
        content = project.edit(file, old, new)
        edited.setdefault(file, content)

    yield edit
    for file, content in edited.items():
        (project.folder / file).write_text(content)

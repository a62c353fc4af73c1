"""The profile for other schedulers, with a stand-in for PBS Pro's qsub: it notes what is asked and starts the job."""

import os

QSUB = """#!/bin/sh
echo "$@" >> "{asked}"
for script; do :; done
sh "$script" > /dev/null 2>&1 &
echo 1.here
"""


def test_jobs_ask_for_processors_memory_and_time(project, tmp_path, monkeypatch):
    asked, qsub = tmp_path / "asked", tmp_path / "qsub"
    qsub.write_text(QSUB.format(asked=asked))
    qsub.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    scale = (project.folder / "config/smoke.yaml").read_text().replace("results/smoke", "results/generic")
    (project.folder / "config/generic.yaml").write_text(scale)
    process = project.snakemake("fig02", "--profile", "profiles/generic", config="config/generic.yaml")
    assert process.returncode == 0, process.stdout + process.stderr
    assert (project.folder / "results/generic/figures/fig02.png").exists()
    jobs = asked.read_text().splitlines()
    figure = next(job for job in jobs if "-N fig02" in job)
    assert "-l select=1:ncpus=1:mem=1000mb -l walltime=1800" in figure

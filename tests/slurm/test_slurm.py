"""The pipeline on a real Slurm: same bits as here, and it survives killed jobs and nodes."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import xarray as xr
from tests.slurm.cluster import run

SOON = "--slurm-init-seconds-before-status-checks 3 --seconds-between-status-checks 2"  # the jobs are short
WHOLE_NODES = "--set-threads train=8"  # one training job a node, so that both nodes get some
PROFILE = ("--profile", "profiles/slurm", *SOON.split(), *WHOLE_NODES.split())
LOCAL = "config/local.yaml"


def show(*command):
    """Run a command of Slurm's and keep what it printed in this test's log."""
    output = run(*command)
    print(f"\n$ {' '.join(command)}\n{output}")
    return output


def local_results(project, scale, *targets):
    """Run a scale on this machine, in the results folder local_<scale>."""
    text = (project.folder / f"config/{scale}.yaml").read_text()
    (project.folder / LOCAL).write_text(text.replace(f"results: results/{scale}", f"results: results/local_{scale}"))
    process = project.snakemake(*targets, config=LOCAL)
    assert process.returncode == 0, process.stdout + process.stderr


def assert_same_bits(project, scale):
    """All datasets of a scale are those of `local_results`, variable by variable."""
    folders = [project.folder / "results" / name / "datasets" for name in (scale, f"local_{scale}")]
    names, expected = ({path.name for path in folder.glob("*.nc")} for folder in folders)
    assert names == expected
    for name in names:
        with xr.open_dataset(folders[0] / name) as one, xr.open_dataset(folders[1] / name) as local:
            assert one.equals(local), name


def test_the_pipeline_gives_the_same_bits(cluster, project):
    show("sinfo", "--Node", "--long")
    process = project.snakemake(*PROFILE)
    assert process.returncode == 0, process.stdout + process.stderr
    jobs = show("squeue", "--states", "all", "--format", "%6i %6N %10T %6M %2C %8m %10l %k")
    assert {*re.findall("lab.", jobs)} == {"lab1", "lab2"}
    for path in project.folder.glob("results/smoke/runs/*/*/*.nc"):
        path.touch()
    assert project.planned(*PROFILE) == {}  # the default profile's keys hold too
    local_results(project, "smoke")
    assert_same_bits(project, "smoke")


def test_training_survives_a_cancelled_job_and_a_dead_node(cluster, project):
    config, dataset = "config/long.yaml", "datasets/diffusion_streamed.nc"
    (project.folder / config).write_text(Path(__file__).with_name("long.yaml").read_text())
    with ThreadPoolExecutor() as pool:
        workflow = pool.submit(project.snakemake, f"results/long/{dataset}", *PROFILE, config=config)
        # one training job per node, both with a checkpoint
        cluster.wait(lambda: len(list(project.folder.glob("results/long/runs/*/*/.*.checkpoints"))) == 2, 120)
        first = cluster.running()
        cluster.kill_node("lab2")
        run("scancel", first["lab1"])
        show("squeue")
        cluster.wait(lambda: cluster.node_state("lab2").startswith("down"), 120)
        show("sinfo", "--Node", "--long")
        show("squeue")
        process = workflow.result(timeout=600)
    assert process.returncode == 0, process.stdout + process.stderr
    assert f"SLURM-job '{first['lab1']}' failed" in process.stderr + process.stdout
    show("squeue", "--states", "all", "--format", "%6i %6N %10T %6M %2C %8m %10l %k")
    assert "Restarts=1" in show("scontrol", "show", "job", first["lab2"])
    cluster.start_node("lab2")
    cluster.wait(lambda: cluster.node_state("lab2") == "idle", 60)
    local_results(project, "long", f"results/local_long/{dataset}")
    assert_same_bits(project, "long")

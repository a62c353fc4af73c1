"""Compile the kernels into numba's cache before the jobs fan out: one update of each negative phase at tiny size."""

from pathlib import Path

from placecells.job import job

from placecells.rbm.train import warm_up

with job(snakemake.log[0]):
    warm_up()
    Path(snakemake.output[0]).touch()

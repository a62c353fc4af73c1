"""Compile all kernels, unless they are compiled already. The set-up does it, so that no job has to."""

from placecells.jobs.job import begin, job

begin()

from placecells.jobs import kernel_cache
from placecells.rbm.compiled import warm_up

with job(snakemake.log[0]):
    kernel_cache.ensure(warm_up)

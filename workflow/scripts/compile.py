"""Compile the kernels that the cells of the config need, unless they are compiled: spins and colours side by side."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import groupby
from multiprocessing import get_context
from operator import itemgetter

from placecells.jobs.job import begin, job

begin()

from placecells.jobs import kernel_cache
from placecells.rbm.compiled import compile_kernels, kernels_name

threads, needed, log = snakemake.threads, snakemake.params.kernels, snakemake.log[0]


def compile_group(group):
    """Compile kernels one after the other; those of one visible unit have code in common, which is compiled once."""
    for kernels in group:
        kernel_cache.ensure(partial(compile_kernels, *kernels), kernels_name(*kernels))


def compile_all():
    groups = [list(group) for _, group in groupby(sorted(needed), key=itemgetter(0))]
    with ProcessPoolExecutor(threads, get_context("fork")) as pool:
        list(pool.map(compile_group, groups))


with job(log):
    kernel_cache.ensure(compile_all)

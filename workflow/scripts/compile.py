"""Compile the kernels that the config's cells need, unless they are compiled already, several at a time."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from placecells.jobs.job import begin, job

begin()

from placecells.jobs import kernel_cache
from placecells.rbm.compiled import compile_kernels, kernels_name

threads, needed, log = snakemake.threads, snakemake.params.kernels, snakemake.log[0]


def compile_one(kernels):
    kernel_cache.ensure(partial(compile_kernels, *kernels), kernels_name(*kernels))


def compile_all():
    with ProcessPoolExecutor(threads, get_context("fork")) as pool:
        list(pool.map(compile_one, needed))


with job(log):
    kernel_cache.ensure(compile_all)

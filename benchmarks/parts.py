"""Parts of the pipeline: the data's way to the gradient, exact sampling, correlations, memory."""

import resource
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from benchmarks.harness import interleaved
from benchmarks.implementations import started
from benchmarks.workloads import SEEDS, cell
from placecells.data import ising, xy
from placecells.data.packing import bytes_from_words, unpack
from placecells.jit import from_python
from placecells.measure.spectra import correlation_matrix
from placecells.rbm.cells import train_cell
from placecells.rbm.compiled import trainer
from placecells.rbm.kernels import pcd as kernels


def ising_rows(samples, sites=100):
    """Packed configurations (samples, words) of a ring at beta = 1."""
    rows = np.empty((samples, -(-sites // 64)), np.uint64)
    ising.fill_rows(rows, sites, ising.ring_law(sites, 1.0), np.uint64(1), 0)
    return rows


def data_phase(samples=1_000_000, rounds=5, seconds=0.2):
    """Seconds of an epoch at M = 1, exact samples in the negative phase: reading the packed rows once, in order; the
    data phase (order, unpacking, gradient); the negative phase; all of it."""
    whole, rows = cell(hidden=1, gibbs=0, samples=samples, negative="exact-sample"), ising_rows(samples)
    run = started(whole, rows)
    load, add, negative_phase = map(from_python, (kernels.load_minibatch, kernels.add_moments, kernels.negative_phase))
    per_epoch, at = -(-samples // whole["training"]["batch"]), dict.fromkeys(("data", "negative", "all"), 0)

    def data(updates):
        for t in range(at["data"], at["data"] + updates):
            count = load(rows, t, run.plan, run.space)
            minibatch, h = run.space.minibatch[:count], run.space.h_data[:count]
            add(minibatch, h, 1.0 / count, run.space.positive, run.plan, run.space)
        at["data"] += updates

    def everything(updates):
        trainer(run)(run.state, rows, at["all"], at["all"] + updates, run.plan, run.phase, run.optimiser, run.space)
        at["all"] += updates

    def negative(updates):
        for t in range(at["negative"], at["negative"] + updates):
            negative_phase(run.phase, run.state.chains, t, run.plan, run.space)
        at["negative"] += updates

    def stream(updates):
        for _ in range(updates):
            np.bitwise_xor.reduce(rows, axis=None)

    everything(1)
    speeds = interleaved({"data": data, "negative": negative, "all": everything, "stream": stream}, rounds, seconds)
    epoch = {name: (1 if name == "stream" else per_epoch) / speed for name, (speed, _) in speeds.items()}
    return epoch | {"all / (stream + negative)": epoch["all"] / (epoch["stream"] + epoch["negative"])}


def exact_sampling(samples=20_000, rounds=5, seconds=0.2):
    """Units a second that the exact samplers draw: Ising rings and XY rings of 10 colours, N = 100."""
    rows, colours = np.empty((samples, 2), np.uint64), np.empty((samples, 100), np.uint8)
    ring, circle = ising.ring_law(100, 1.0), xy.ring_law(100, 10, 1.5)

    def spins(updates):
        for _ in range(updates):
            ising.fill_rows(rows, 100, ring, np.uint64(1), 0)

    def potts(updates):
        for _ in range(updates):
            xy.fill_rows(colours, circle, np.uint64(1), 0)

    speeds = interleaved({"ising": spins, "xy": potts}, rounds, seconds)
    return {name: 100 * samples * speed for name, (speed, _) in speeds.items()}


def correlations(samples=100_000, rounds=3, seconds=0.2):
    """Seconds for the correlation matrix (100, 100) of packed spins: by BLAS, as in the pipeline, and by popcount."""
    rows = bytes_from_words(ising_rows(samples), 100)

    def blas(updates):
        for _ in range(updates):
            correlation_matrix(unpack(rows, 100))

    def popcount(updates):
        for _ in range(updates):
            bits = np.unpackbits(rows, axis=1, count=100, bitorder="little")
            columns = np.packbits(np.ascontiguousarray(bits.T), axis=1)
            words = np.pad(columns, ((0, 0), (0, -columns.shape[1] % 8))).view(np.uint64)
            for i in range(len(words)):
                np.bitwise_count(words[i:] ^ words[i]).sum(-1, dtype=np.int64)

    speeds = interleaved({"blas": blas, "popcount": popcount}, rounds, seconds)
    return {name: 1.0 / speed for name, (speed, _) in speeds.items()}


def _peak_memory(samples):
    """Peak resident memory, in bytes, of a process that trains on so many rows."""
    whole = cell(hidden=1, gibbs=20, samples=samples)
    whole["training"]["stop"], whole["record"] = {"updates": 2}, {"every": {"updates": 2}}
    rows = ising_rows(samples)
    train_cell(whole, [SEEDS], lambda index: rows)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _in_a_process(function, *arguments):
    with ProcessPoolExecutor(1, get_context("forkserver")) as pool:
        return pool.submit(function, *arguments).result()


def memory(samples=1_000_000):
    """Peak memory in MiB of training at B = samples, beside a process with hardly any data, and the packed rows."""
    peaks = {name: _in_a_process(_peak_memory, count) / 2**20 for name, count in (("peak", samples), ("base", 1_000))}
    return peaks | {"rows": ising_rows(samples).nbytes / 2**20}

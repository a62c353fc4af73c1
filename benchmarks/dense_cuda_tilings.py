"""Speed of tilings of the kernel that draws, for the products of the companion study: what `tiling` is chosen by."""

import time

import numpy as np
import torch

from placecells.rbm.dense import gibbs
from placecells.rbm.dense.backends import backend
from placecells.rbm.dense.backends.cuda_kernels import Tiling, launch

TILINGS = (  # rows, columns, depth, warps, stages
    *((64, 64, 64, 4, 3), (64, 64, 64, 4, 5), (64, 64, 128, 4, 3)),
    *((64, 128, 64, 4, 3), (64, 128, 64, 4, 4), (64, 128, 128, 4, 2), (64, 128, 64, 8, 3)),
    *((128, 64, 64, 4, 3), (128, 64, 64, 4, 4), (128, 64, 128, 4, 2), (128, 64, 64, 8, 3)),
    *((128, 128, 64, 8, 3), (128, 128, 64, 8, 4), (128, 128, 128, 8, 2), (128, 128, 32, 8, 4)),
    *((64, 256, 64, 8, 3), (64, 256, 64, 4, 3), (128, 256, 64, 8, 3)),
)
LAUNCHES = 50


def launcher(device, replicas, chains, depth, units, transposed):
    """A function of a Tiling that returns the seconds of one launch, from a CUDA graph of LAUNCHES."""
    seeds = device.seeds(range(replicas))
    x, out = gibbs.fair_bits(device, seeds, chains, depth), device.states(replicas, chains, units)
    shape = (replicas, units, depth) if transposed else (replicas, depth, units)
    weights = 0.05 * np.random.default_rng(0).standard_normal(shape, np.float32)
    operand, field, update = device.operand(device.asarray(weights)), device.zeros((replicas, units)), device.count(0)
    operand = operand.mT if transposed else operand

    def seconds(tiles):
        def call():
            for number in range(LAUNCHES):
                launch(x, operand, out, (field, seeds, update, number, 0, 1.0), tiles)

        replay = device.repeated(call, [])
        replay()
        device.synchronise()
        began = time.perf_counter()
        for _ in range(10):
            replay()
        device.synchronise()
        return (time.perf_counter() - began) / (10 * LAUNCHES)

    return seconds


def tilings(replicas, chains, sites, sizes):
    """[(depth, units, TFLOP/s, microseconds, tiling)], the best first for each product; the best eight are printed."""
    device, found = backend("cuda"), []
    products = [one for hidden in sizes for one in ((sites, hidden, False), (hidden, sites, True))]
    for depth, units, transposed in products:
        rates, seconds = [], launcher(device, replicas, chains, depth, units, transposed)
        for tiles in TILINGS:
            try:
                each = seconds(Tiling(*tiles))
            except Exception as error:  # a tiling that does not fit into a processor is of no use
                print(tiles, type(error).__name__, str(error).splitlines()[:1], flush=True)
                torch.cuda.synchronize()
                continue
            rate = 2 * replicas * chains * units * depth / each / 1e12
            rates.append((depth, units, round(rate, 1), round(1e6 * each, 2), tiles))
        rates.sort(key=lambda rate: -rate[2])
        for rate in rates[:8]:
            print(*rate, flush=True)
        found += rates
    return found

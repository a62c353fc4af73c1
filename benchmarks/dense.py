"""Workload D: a dense machine of 784 x 500 units of 0 and 1, 500 chains, minibatches of 500, PCD-10, learned fields.

Whole updates with SGD, on one core, beside the same update as one would write it with NumPy and with PyTorch, and
beside rbms. The yardstick is the rate of the processor's own float32 products of the same shapes in the same run.
"""

from importlib.util import find_spec

import numpy as np

from benchmarks.harness import interleaved
from placecells.rbm.dense import machine, training
from placecells.rbm.dense.backends import backend
from placecells.rbm.optimisers import SGD

SITES, HIDDEN, CHAINS, BATCH, SWEEPS, SAMPLES, RATE = 784, 500, 500, 500, 10, 5000, 0.01
PRODUCT = 2 * SITES * HIDDEN * CHAINS  # floating-point operations of one product
FLOP = (2 * SWEEPS + 4) * PRODUCT  # of an update: two products a sweep, two for the moments of either phase
PRODUCTS = "products alone"


def data():
    """Configurations (SAMPLES, SITES) uint8 with means between 0 and 1; speed does not depend on what they show."""
    rng = np.random.default_rng(0)
    return (rng.random((SAMPLES, SITES), np.float32) < rng.random(SITES, np.float32)).astype(np.uint8)


def ours(name):
    """A factory: function of a number of updates, on the backend of this name."""

    def factory(v):
        start, settings = machine.start(v, HIDDEN, (1,)), training.Settings(BATCH, CHAINS, SWEEPS, (1,))
        run = training.prepare(backend(name), start, v, SGD(RATE), settings)
        return lambda updates: training.advance(run, int(run.state.updates) + updates)

    return factory


def with_numpy(v):
    rng = np.random.default_rng(0)
    (w,), (a,), (b,) = machine.start(v, HIDDEN, (1,))
    x, chains = v.astype(np.float32), (rng.random((CHAINS, SITES)) < 0.5).astype(np.float32)

    def sigmoid(inputs):
        return 1 / (1 + np.exp(-inputs))

    def call(updates):
        nonlocal w, a, b, chains
        for _ in range(updates):
            batch = x[rng.integers(0, len(x), BATCH)]
            for _ in range(SWEEPS):
                h = (rng.random((CHAINS, HIDDEN), np.float32) < sigmoid(chains @ w + b)).astype(np.float32)
                chains = (rng.random((CHAINS, SITES), np.float32) < sigmoid(h @ w.T + a)).astype(np.float32)
            means = [sigmoid(u @ w + b) for u in (batch, chains)]
            w += RATE * (batch.T @ means[0] / BATCH - chains.T @ means[1] / CHAINS)
            a += RATE * (batch.mean(0) - chains.mean(0))
            b += RATE * (means[0].mean(0) - means[1].mean(0))

    return call


def with_torch(v):
    import torch

    torch.set_num_threads(1)
    (w,), (a,), (b,) = (torch.from_numpy(array) for array in machine.start(v, HIDDEN, (1,)))
    x, chains = torch.from_numpy(v).float(), torch.bernoulli(torch.full((CHAINS, SITES), 0.5))

    def call(updates):
        nonlocal chains
        for _ in range(updates):
            batch = x[torch.randint(len(x), (BATCH,))]
            for _ in range(SWEEPS):
                h = torch.bernoulli(torch.sigmoid(torch.addmm(b, chains, w)))
                chains = torch.bernoulli(torch.sigmoid(torch.addmm(a, h, w.T)))
            means = [torch.sigmoid(torch.addmm(b, u, w)) for u in (batch, chains)]
            w.add_(RATE * (batch.T @ means[0] / BATCH - chains.T @ means[1] / CHAINS))
            a.add_(RATE * (batch.mean(0) - chains.mean(0)))
            b.add_(RATE * (means[0].mean(0) - means[1].mean(0)))

    return call


def with_rbms(v):
    """The inner loop of rbms; it scales every gradient to norm one."""
    import torch
    from rbms.bernoulli_bernoulli.classes import BBRBM
    from rbms.training.pcd import fit_batch_pcd

    torch.set_num_threads(1)
    weights, visible, hidden = (torch.from_numpy(array[0]) for array in machine.start(v, HIDDEN, (1,)))
    rbm = BBRBM(weights, visible, hidden)
    rbm.init_grad()
    x, ones, chains = torch.from_numpy(v).float(), torch.ones(BATCH), rbm.init_chains(CHAINS)
    optimizer = torch.optim.SGD(rbm.parameters(), lr=RATE, maximize=True)

    def call(updates):
        nonlocal chains
        with torch.no_grad():
            for _ in range(updates):
                batch = x[torch.randint(len(x), (BATCH,))], ones
                optimizer.zero_grad(set_to_none=False)
                chains, _ = fit_batch_pcd(batch, chains, rbm, SWEEPS, 1.0, centered=False)
                optimizer.step()

    return call


def products(v):
    """As many products as an update has, and nothing else; half of them with transposed weights, as in sweeps."""
    (w,), x = machine.start(v, HIDDEN, (1,)).weights, v[:CHAINS].astype(np.float32)
    h = np.ones((CHAINS, HIDDEN), np.float32)
    to_hidden, to_visible = np.empty_like(h), np.empty_like(x)

    def call(updates):
        for _ in range(updates * (SWEEPS + 2)):
            np.matmul(x, w, out=to_hidden)
            np.matmul(h, w.T, out=to_visible)

    return call


FACTORIES = {
    PRODUCTS: (products, None),
    "placecells": (ours("numpy"), None),
    "placecells, PyTorch": (ours("torch"), "torch"),
    "numpy": (with_numpy, None),
    "pytorch": (with_torch, "torch"),
    "rbms": (with_rbms, "rbms"),
}


def dense(rounds=5, seconds=1.0):
    """{implementation: {ms, GFLOP/s, share of the products' rate, spread}} of one update, for what is installed."""
    v = data()
    calls = {name: factory(v) for name, (factory, needs) in FACTORIES.items() if needs is None or find_spec(needs)}
    speeds = interleaved(calls, rounds, seconds)
    most = speeds[PRODUCTS][0]
    return {
        name: {"ms": 1e3 / speed, "GFLOP/s": FLOP * speed / 1e9, "share": speed / most, "spread": spread}
        for name, (speed, spread) in speeds.items()
    }


def lines(measured):
    """The table of the page, as lines of Markdown."""
    yield "| D | ms an update | GFLOP/s | of the products' rate | spread |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for name, row in measured.items():
        yield f"| {name} | {row['ms']:.0f} | {row['GFLOP/s']:.0f} | {row['share']:.0%} | {row['spread']:.0%} |"


if __name__ == "__main__":
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        print("\n".join(lines(dense())))

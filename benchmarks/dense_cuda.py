"""Speed and law of the dense machines on a CUDA device, beside straightforward PyTorch in the same run.

    PYTHONPATH=src python -m benchmarks.dense_cuda [--folder results/bench] [--tilings]

Workload: PCD-500 of the companion study, 784 visible and M = 500, 784, 1200, 3000 hidden units, 500 chains, batch 500,
five replicas in one batched product. Needs PyTorch with CUDA, Triton, NumPy and SciPy. Writes dense_cuda.json.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch

from benchmarks import dense_cuda_law
from placecells.rbm.dense import annealing, machine, records, training
from placecells.rbm.dense.backends import backend
from placecells.rbm.optimisers import Adam

SITES, CHAINS, BATCH, SWEEPS, REPLICAS, SAMPLES = 784, 500, 500, 500, 5, 59_500
HIDDEN = (500, 784, 1200, 3000)
UPDATES = 11_900  # of a run of the study


def data():
    """Configurations (SAMPLES, SITES) uint8 with means between 0 and 1; speed does not depend on what they show."""
    rng = np.random.default_rng(0)
    return (rng.random((SAMPLES, SITES), np.float32) < rng.random(SITES, np.float32)).astype(np.uint8)


def flop(hidden):
    """Floating-point operations of the products in the Gibbs sweeps of one update of one replica."""
    return 4 * SITES * hidden * CHAINS * SWEEPS


def seconds_each(call, seconds, synchronise=torch.cuda.synchronize):
    """Seconds of one call, from as many calls as take about `seconds`, after two calls that do not count."""
    for _ in range(2):
        call()
    synchronise()
    began = time.perf_counter()
    call()
    synchronise()
    calls = max(1, round(seconds / (time.perf_counter() - began)))
    began = time.perf_counter()
    for _ in range(calls):
        call()
    synchronise()
    return (time.perf_counter() - began) / calls


def ours(v, hidden, seconds):
    """Seconds of an update of all replicas, bytes of memory on the device, and seconds of what is done now and then.

    That is, {name: seconds}: the preparation, a record, and AIS of 1000 temperatures with 500 chains a replica.
    """
    torch.cuda.reset_peak_memory_stats()
    device, seeds = backend("cuda"), tuple(range(1, REPLICAS + 1))
    began = time.perf_counter()
    start = machine.start(v, hidden, seeds)
    run = training.prepare(device, start, v, Adam(), training.Settings(BATCH, CHAINS, SWEEPS, seeds))
    training.advance(run, 1)
    ready = time.perf_counter() - began
    each = seconds_each(run.update, seconds)
    if not training.is_finite(run):
        raise SystemExit(f"M = {hidden}: weights are not finite")
    memory, now = torch.cuda.max_memory_allocated(), training.machine_of(run)
    record = seconds_each(lambda: records.take(run, run.state.chains, False), 0.2)
    log_Z = seconds_each(lambda: annealing.forward(device, now, seeds=seeds), 0.1)
    return each, memory, {"s to prepare": ready, "s a record": record, "s of 1000 temperatures": log_Z}


def straightforward(v, hidden, seconds, draw):
    """Seconds of an update of one replica as one would write it with PyTorch.

    TF32 products, and a CUDA graph of 50 sweeps. draw: logits -> 0 or 1, float32.
    """
    torch.backends.cuda.matmul.allow_tf32 = True
    x = torch.from_numpy(v).cuda().float()
    w = 0.01 * torch.randn(SITES, hidden, device="cuda")
    a, b = torch.zeros(SITES, device="cuda"), torch.zeros(hidden, device="cuda")
    chains = torch.bernoulli(torch.full((CHAINS, SITES), 0.5, device="cuda"))
    optimiser = torch.optim.Adam([w, a, b], lr=1e-3)

    def sweeps():
        state = chains
        for _ in range(50):
            state = draw(torch.addmm(a, draw(torch.addmm(b, state, w)), w.T))
        chains.copy_(state)

    sweeps()
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        sweeps()

    def update():
        batch = x[torch.randint(len(x), (BATCH,), device="cuda")]
        for _ in range(SWEEPS // 50):
            graph.replay()
        means = [torch.sigmoid(torch.addmm(b, u, w)) for u in (batch, chains)]
        w.grad = (chains.T @ means[1] - batch.T @ means[0]) / BATCH
        a.grad, b.grad = chains.mean(0) - batch.mean(0), means[1].mean(0) - means[0].mean(0)
        optimiser.step()

    try:
        return seconds_each(update, seconds)
    finally:
        torch.backends.cuda.matmul.allow_tf32 = False


def draws():
    """{name: straightforward draw}: tensor operations, and the same compiled by PyTorch where that works."""
    found = {"operations": lambda x: torch.bernoulli(torch.sigmoid(x))}
    compiled = torch.compile(lambda x: (torch.rand_like(x) < torch.sigmoid(x)).float(), dynamic=False)
    try:
        compiled(torch.zeros(2, 2, device="cuda"))
        found["compiled"] = compiled
    except Exception as error:
        print(f"no compiled draws: {type(error).__name__}", flush=True)
    return found


def products(hidden):
    """Operations a second of PyTorch's own float16 products of a sweep: what the sweeps could reach at most."""
    w = torch.randn(REPLICAS, SITES, hidden, device="cuda", dtype=torch.float16)
    v = torch.ones(REPLICAS, CHAINS, SITES, device="cuda", dtype=torch.float16)
    h = torch.ones(REPLICAS, CHAINS, hidden, device="cuda", dtype=torch.float16)

    def sweep():
        torch.bmm(v, w)
        torch.bmm(h, w.mT)

    graph = torch.cuda.CUDAGraph()
    sweep()
    torch.cuda.synchronize()
    with torch.cuda.graph(graph):
        for _ in range(100):
            sweep()
    return 100 * REPLICAS * 4 * SITES * hidden * CHAINS / seconds_each(graph.replay, 0.3)


def measure(v, hidden, kinds, seconds):
    """The numbers of one size, {name: number}."""
    each, memory, rare = ours(v, hidden, seconds)
    rows = {"ms an update of all replicas": 1e3 * each, "ms a replica": 1e3 * each / REPLICAS}
    rows |= {"TFLOP/s": REPLICAS * flop(hidden) / each / 1e12, "products alone, TFLOP/s": products(hidden) / 1e12}
    for name, draw in kinds.items():
        try:
            plain = straightforward(v, hidden, seconds, draw)
        except RuntimeError as error:
            print(f"straightforward, {name}: {str(error).splitlines()[0]}", flush=True)
            continue
        rows |= {f"straightforward, {name}, ms a replica": 1e3 * plain, f"ratio, {name}": plain * REPLICAS / each}
    return rows | rare | {"MiB on the device": memory / 2**20, "hours of the runs": UPDATES * each / 3600}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="where dense_cuda.json is written; default: nowhere")
    parser.add_argument("--seconds", type=float, default=2.0, help="time of each measurement; default: %(default)s")
    parser.add_argument("--tilings", action="store_true", help="time every tiling of the kernel, and nothing else")
    options = parser.parse_args()
    if not torch.cuda.is_available():
        raise SystemExit("PyTorch finds no CUDA device on this machine: nothing to measure")
    result = {"device": torch.cuda.get_device_name(), "torch": torch.__version__}
    print(result, flush=True)
    if options.tilings:
        from benchmarks.dense_cuda_tilings import tilings

        result["tilings"] = tilings(REPLICAS, CHAINS, SITES, HIDDEN)
    else:
        result["law"] = dense_cuda_law.check()
        v, kinds = data(), draws()
        result["sizes"] = {}
        for hidden in HIDDEN:
            result["sizes"][hidden] = measure(v, hidden, kinds, options.seconds)
            numbers = ", ".join(f"{name} {value:.4g}" for name, value in result["sizes"][hidden].items())
            print(f"M = {hidden}: {numbers}", flush=True)
        total = sum(rows["hours of the runs"] for rows in result["sizes"].values())
        print(f"all {len(HIDDEN) * REPLICAS} runs: {60 * total:.1f} minutes", flush=True)
    if options.folder:
        options.folder.mkdir(parents=True, exist_ok=True)
        (options.folder / "dense_cuda.json").write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()

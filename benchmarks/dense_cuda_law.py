"""Whether the dense machines on a CUDA device have the exact law of a small machine, and the draws of the CPU."""

import numpy as np

from placecells.rbm import exact
from placecells.rbm.dense import annealing, gibbs, machine, training
from placecells.rbm.dense.backends import backend
from placecells.rbm.optimisers import Adam
from placecells.rbm.units.tree import leaves, tree_map

SITES, HIDDEN, REPLICAS, CHAINS = 10, 8, 3, 4096


def small_machine(scale=0.7, seed=1):
    """A Dense of NumPy arrays, normal weights and fields, the latter centred so that both values are taken."""
    rng = np.random.default_rng(seed)
    weights = scale * rng.standard_normal((REPLICAS, SITES, HIDDEN))
    visible = 0.5 * rng.standard_normal((REPLICAS, SITES)) - weights.sum(2) / 2
    hidden = 0.5 * rng.standard_normal((REPLICAS, HIDDEN)) - weights.sum(1) / 2
    return machine.Dense(*(array.astype(np.float32) for array in (weights, visible, hidden)))


def moments_z(device, warm=200, rounds=50, every=5):
    """Deviations of the moments of Gibbs chains from the exact ones, in standard errors: one array.

    The chains of a replica are independent, so the error follows from the spread over chains of averages over time.
    """
    small, seeds = small_machine(), device.seeds(range(REPLICAS))
    ours = tree_map(device.asarray, small)
    v = gibbs.fair_bits(device, seeds, CHAINS, SITES)
    gibbs.sweeps(device, ours, v, warm, gibbs.Key(seeds, device.count(0), gibbs.CHAINS))
    total = [0.0, 0.0, 0.0]
    for number in range(1, rounds + 1):
        gibbs.sweeps(device, ours, v, every, gibbs.Key(seeds, device.count(number), gibbs.CHAINS))
        means, values = machine.hidden_means(device, ours, v), device.numbers(v)
        products = values[..., :, None] * means[..., None, :]
        total = [old + new for old, new in zip(total, (products, values, means), strict=True)]
    averages = [device.to_numpy(array) / rounds for array in total]
    return np.concatenate([_z(averages, machine.to_rbm(small, r), r) for r in range(REPLICAS)])


def _z(averages, rbm, replica):
    law = exact.moments(rbm)
    found = []
    for average, truth in zip(averages, (law.weights.T, law.visible.field, law.hidden.field), strict=True):
        chains = average[replica].astype(float)
        error = chains.std(0, ddof=1) / np.sqrt(len(chains))
        found.append(((chains.mean(0) - truth) / error).ravel())
    return np.concatenate(found)


def log_Z_z(device, chains=4096, temperatures=200):
    """Deviations of log Z by annealing, forwards then in reverse, from the exact value, in standard errors."""
    small, rng, options = small_machine(), np.random.default_rng(0), {"seeds": range(REPLICAS)}
    rbms = [machine.to_rbm(small, r) for r in range(REPLICAS)]
    samples = np.stack([exact.sample(rbm, chains, rng)[0] for rbm in rbms])
    forward = annealing.forward(device, small, chains=chains, temperatures=temperatures, **options)
    reverse = annealing.reverse(device, small, samples, temperatures=temperatures, **options)
    truth = np.array([exact.log_Z(rbm) for rbm in rbms])
    return np.concatenate([2 * annealing.NORMAL * (e.log_Z - truth) / (e.high - e.low) for e in (forward, reverse)])


def differing_draws(device, other, chains=500, sites=784, hidden=500):
    """Share of the hidden units that differ between two backends, one draw from the same configurations.

    The random words are the same, so only the rounding of weights and of sums can change a unit.
    """
    rng = np.random.default_rng(0)
    weights = (0.05 * rng.standard_normal((2, sites, hidden))).astype(np.float32)
    found = []
    for one in (device, other):
        seeds = one.seeds((3, 2**63 + 1))
        v, h = gibbs.fair_bits(one, seeds, chains, sites), one.states(2, chains, hidden)
        ours = tree_map(one.asarray, machine.Dense(weights, np.zeros((2, sites), "f"), -weights.sum(1) / 2))
        key = gibbs.Key(seeds, one.count(7), gibbs.CHAINS)
        one.draw(v, one.operand(ours.weights), ours.hidden, key, 3, out=h)
        found.append((one.to_numpy(one.numbers(v)), one.to_numpy(one.numbers(h))))
    bits = bool((found[0][0] == found[1][0]).all())
    return {"fair bits are the same": bits, "share of other draws": float((found[0][1] != found[1][1]).mean())}


def same_bits(device):
    """Whether a run interrupted after two updates, and one of fewer replicas, end with the bits of a whole run."""
    rng = np.random.default_rng(0)
    data = (rng.random((200, 70)) < rng.random(70)).astype(np.uint8)

    def run(seeds):
        start = machine.start(data, 90, seeds)
        return training.prepare(device, start, data, Adam(), training.Settings(50, 40, 20, seeds))

    whole, first, second, alone = run((1, 2, 3)), run((1, 2, 3)), run((1, 2, 3)), run((2,))
    for one, until in ((whole, 5), (first, 2), (alone, 5)):
        training.advance(one, until)
    for old, new in zip(leaves(second.state).values(), leaves(first.state).values(), strict=True):
        old[...] = new
    training.advance(second, 5)
    resumed, batched = training.machine_of(second), training.machine_of(whole)
    single = training.machine_of(alone)
    return {
        "resumed": all((one == other).all() for one, other in zip(resumed, batched, strict=True)),
        "alone": all((one[0] == other[1]).all() for one, other in zip(single, batched, strict=True)),
    }


def check(device=None, other=None):
    """All checks, {name: number}; printed. device, other: backends, by default CUDA and PyTorch on the CPU."""
    device, other = device or backend("cuda"), other or backend("torch")
    z = moments_z(device)
    found = {"moments": z.size, "largest |z|": float(np.abs(z).max()), "mean z^2": float(np.square(z).mean())}
    found["log Z, largest |z|"] = float(np.abs(log_Z_z(device)).max())
    found |= differing_draws(device, other) | same_bits(device)
    print("law:", ", ".join(f"{name} {value:.4g}" for name, value in found.items()), flush=True)
    return found

"""Other people's code, where it is installed (`pip install .[bench]`): PyTorch, scikit-learn and rbms."""

from importlib.util import find_spec

import numpy as np

from benchmarks.implementations import started
from placecells.rbm.compiled import machine_of


def _numbers(workload):
    """Initial weights as in the workload's cell, training block and the number of colours or None."""
    run = started(workload.cell, workload.rows)
    weights = np.ascontiguousarray(machine_of(run).weights, np.float32)
    return weights, run.state.chains, workload.cell["training"], workload.cell["data"].get("colours")


def with_torch(workload):
    """PCD-k as one would write it with PyTorch."""
    import torch

    torch.set_num_threads(1)
    weights, start, training, colours = _numbers(workload)
    w, data = torch.from_numpy(weights.reshape(len(weights), -1)), torch.from_numpy(workload.v)
    v, batch, k = torch.from_numpy(start.copy()), training["batch"], training["gibbs"]

    def encode(v):
        if colours is None:
            return v.float()
        return torch.nn.functional.one_hot(v.long(), colours).float().flatten(1)

    def mean(x):
        return torch.sigmoid(x @ w.T) if colours else torch.tanh(x @ w.T)

    def sample(v):
        inputs = encode(v) @ w.T
        if colours:
            field = (torch.bernoulli(torch.sigmoid(inputs)) @ w).view(-1, colours)
            return torch.multinomial(torch.softmax(field, -1), 1).view(v.shape)
        h = 2 * torch.bernoulli(torch.sigmoid(2 * inputs)) - 1
        return 2 * torch.bernoulli(torch.sigmoid(2 * (h @ w))) - 1

    def call(updates):
        nonlocal v
        for _ in range(updates):
            x = encode(data[torch.randint(len(data), (batch,))])
            for _ in range(k):
                v = sample(v)
            y = encode(v)
            w.add_(training["rate"] * (mean(x).T @ x / len(x) - mean(y).T @ y / len(y)))

    return call


def with_rbms(workload):
    """The inner loop of rbms. Units are 0 and 1; every gradient is scaled to norm one, which is not equation (7)."""
    import torch
    from rbms.bernoulli_bernoulli.classes import BBRBM
    from rbms.potts_bernoulli.classes import PBRBM
    from rbms.training.pcd import fit_batch_pcd

    torch.set_num_threads(1)
    weights, start, training, colours = _numbers(workload)
    w = torch.from_numpy(np.ascontiguousarray(np.moveaxis(weights, 0, -1)))
    machine = (PBRBM if colours else BBRBM)(w, torch.zeros(w.shape[:-1]), torch.zeros(w.shape[-1]))
    machine.init_grad()
    v = workload.v if colours else (workload.v + 1) // 2
    data, ones = torch.from_numpy(v), torch.ones(training["batch"])
    chains = machine.init_chains(len(start))
    optimizer = torch.optim.SGD(machine.parameters(), lr=training["rate"], maximize=True)

    def call(updates):
        nonlocal chains
        with torch.no_grad():
            for _ in range(updates):
                batch = data[torch.randint(len(data), (training["batch"],))].float(), ones
                optimizer.zero_grad(set_to_none=False)
                chains, _ = fit_batch_pcd(batch, chains, machine, training["gibbs"], 1.0, centered=False)
                optimizer.step()

    return call


def with_sklearn(workload):
    """BernoulliRBM: units 0 and 1, and PCD-1 only, k times less sampling than the workload asks for."""
    from sklearn.neural_network import BernoulliRBM

    training = workload.cell["training"]
    if "colours" in workload.cell["data"]:
        return None
    data = ((workload.v + 1) // 2).astype(np.float32)
    machine = BernoulliRBM(workload.cell["machine"]["hidden"], learning_rate=training["rate"], random_state=0)
    rng = np.random.default_rng(0)

    def call(updates):
        for _ in range(updates):
            machine.partial_fit(data[rng.integers(0, len(data), training["batch"])])

    return call


PEERS = {
    name: factory
    for name, module, factory in (
        ("pytorch", "torch", with_torch),
        ("rbms", "rbms", with_rbms),
        ("scikit-learn, PCD-1", "sklearn", with_sklearn),
    )
    if find_spec(module)
}

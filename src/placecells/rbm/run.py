"""One training run: its parameters, plan and scratch space before the first update, and how it advances.

A run is a pair (prepare, advance) over a `Run`; all randomness is a function of the run's seeds and the update number,
so that an interrupted run, continued from its checkpoint, ends in the same bits as an uninterrupted one.
"""

from typing import NamedTuple

import numpy as np

from placecells.data import ising, xy
from placecells.random import lanes_for
from placecells.rbm.hidden_states import MAX_REACH, hidden_states, unit_nodes
from placecells.rbm.kernels import pcd
from placecells.rbm.kernels.sixteen import WIDTH
from placecells.rbm.kernels.state import (
    DOUBLE_WELL,
    EXACT_MOMENT,
    EXACT_SAMPLE,
    GAUSSIAN,
    PCD,
    SPIN,
    ZERO_ONE,
    Parameters,
    Plan,
    Workspace,
)

NEGATIVE = {"pcd": PCD, "exact-sample": EXACT_SAMPLE, "exact-moment": EXACT_MOMENT}
HIDDEN = {"binary": SPIN, "zero_one": ZERO_ONE, "gaussian": GAUSSIAN, "double_well": DOUBLE_WELL}
VALUES = {SPIN: (-1.0, 1.0), ZERO_ONE: (0.0, 1.0)}


class TrainingError(Exception):
    """A run went wrong; the message is one sentence."""


class Run(NamedTuple):
    """All of one run: what is learned, its numbers, its scratch space."""

    parameters: Parameters
    plan: Plan
    space: Workspace


def site_shape(cell):
    """Shape of what a visible field has an entry for: (N,) for spins, (N, q) for colours."""
    data = cell["data"]
    return (data["sites"], data["colours"]) if "colours" in data else (data["sites"],)


def inward(values, cell):
    """Parameters (..., N) or (..., N, q) in the kernels' layout (..., n), colour by colour."""
    if "colours" not in cell["data"]:
        return np.array(values)
    return np.ascontiguousarray(np.swapaxes(values, -1, -2)).reshape(*values.shape[:-2], -1)


def outward(values, cell):
    """Parameters (..., n) of the kernels as (..., N) or (..., N, q)."""
    if "colours" not in cell["data"]:
        return values
    sites, colours = site_shape(cell)
    return np.swapaxes(values.reshape(*values.shape[:-1], colours, sites), -1, -2)


def initial_parameters(cell, seeds):
    """Weights initial_scale * normal (seed `weights`), zero fields, theta as given, random chains (seed `noise`)."""
    machine, training, sites = cell["machine"], cell["training"], cell["data"]["sites"]
    hidden, shape = machine["hidden"], site_shape(cell)
    weights = training["initial_scale"] * np.random.Generator(np.random.Philox(seeds["weights"])).standard_normal(
        (hidden, *shape)
    )
    dice = np.random.Generator(np.random.Philox(seeds["noise"]))
    if "colours" in cell["data"]:
        weights -= weights.mean(-1, keepdims=True)  # the zero-sum gauge
        chains = dice.integers(0, shape[1], (training["chains"], sites), dtype=np.uint8)
    else:
        chains = (2 * dice.integers(0, 2, (training["chains"], sites)) - 1).astype(np.float32)
    features = int(np.prod(shape))
    theta = np.full(hidden, float(machine.get("theta", 0.0)))
    return Parameters(inward(weights, cell), np.zeros(features), np.zeros(hidden), theta, chains)


def _hidden_states(cell):
    """States (K, M), and nodes and log weights (K,) of the quadrature; all of length 0 where they are not needed."""
    hidden, kind = cell["machine"]["hidden"], HIDDEN[cell["machine"]["unit"]]
    none = np.zeros(0)
    if cell["training"]["negative"] == "pcd" and not _tabulated(cell):
        return np.zeros((0, hidden)), none, none
    if kind in VALUES:
        return hidden_states(hidden, VALUES[kind]), none, none
    nodes, log_weights = unit_nodes()
    return nodes[:, None], nodes, log_weights


def _tabulated(cell):
    """Whether v given h is worth a table for pcd: if hidden states are fewer than the draws of one update."""
    hidden, draws = cell["machine"]["hidden"], cell["training"]["chains"] * cell["training"]["gibbs"]
    return HIDDEN[cell["machine"]["unit"]] in VALUES and 2**hidden <= draws


def _workspace(cell):
    """Scratch arrays of the sizes a cell needs."""
    hidden, sites, samples = cell["machine"]["hidden"], cell["data"]["sites"], cell["data"].get("samples", 0)
    batch, chains = cell["training"]["batch"], cell["training"]["chains"]
    if samples:
        batch = min(batch, samples)
    colours = "colours" in cell["data"]
    features = int(np.prod(site_shape(cell)))
    states, nodes, log_weights = _hidden_states(cell)
    full_chains, full_sites = -(-chains // 8) * 8, -(-sites // 4) * 4
    lanes, words = lanes_for(max(chains * (sites + hidden), full_chains + 2 * sites))
    shapes = {
        "w": (hidden, features),
        "g": features,
        "c": hidden,
        "theta": hidden,
        "h_data": (batch, hidden),
        "h": (chains, hidden),
        "field": (chains, features),
        "positive": (hidden, features),
        "negative": (hidden, features),
        "site_a": sites,
        "site_b": sites,
        "state_field": (len(states), features),
        "lane_h": (2, full_chains),
        "site_w": full_sites,
        "fours": (-(-sites // WIDTH) * 4, WIDTH, WIDTH),
        "unit_h": (chains, WIDTH),
        "unit_c": WIDTH,
    }
    return Workspace(
        **{name: np.zeros(shape, np.float32) for name, shape in shapes.items()},
        minibatch=np.zeros((batch, sites), np.uint8 if colours else np.float32),
        rows=np.zeros((0 if colours else batch, -(-sites // 64)), np.uint64),
        site_sum=np.zeros(sites),
        v_sum=np.zeros(features),
        h_sum=np.zeros(hidden),
        theta_sum=np.zeros(hidden),
        nodes=nodes,
        log_weights=log_weights,
        states=states.astype(np.float32),
        probability=np.zeros(len(states)),
        cumulative=np.zeros(len(states)),
        lanes=lanes,
        words=words,
        unit_threshold=np.zeros((chains, WIDTH), np.int32),
        rounded=np.zeros((2, full_sites), np.int32),
        row=np.arange(chains),
        order=np.zeros(samples, np.uint32),
        order_epoch=np.full(1, -1),
    )


def no_data(cell):
    """The data of a stream: no rows, of the type that the kernels expect."""
    return np.zeros((0, 1), np.uint8 if "colours" in cell["data"] else np.uint64)


def _law(data):
    """What a stream is drawn from, and nothing else; data of unknown law get that of three free sites."""
    if "beta" not in data:
        data = data | {"sites": 3, "beta": 0.0}
    return xy.law_of(data) if "colours" in data else ising.ring_law(data["sites"], data["beta"])


def prepare(cell, seeds):
    """A `Run` of one cell with the seeds {data, weights, noise} before its first update."""
    training, machine, data = cell["training"], cell["machine"], cell["data"]
    plan = Plan(
        rate=float(training["rate"]),
        gibbs=training.get("gibbs", 0),
        negative=NEGATIVE[training["negative"]],
        hidden=HIDDEN[machine["unit"]],
        learn_fields=machine["fields"] == "learned",
        learn_theta=machine.get("theta_learned", False),
        samples=data.get("samples", 0),
        law=_law(data),
        data_seed=np.uint64(seeds["data"]),
        noise_seed=np.uint64(seeds["noise"]),
    )
    return Run(initial_parameters(cell, seeds), plan, _workspace(cell))


def advance(run, data, first, last):
    """Updates first, ..., last - 1, in place. `data` is (B, words) uint64 or (B, N) uint8, `no_data` for a stream.

    Raises TrainingError where a weight, field or theta is no longer finite, or too large for the quadrature.
    """
    pcd.train(run.parameters, data, first, last, run.plan, run.space)
    if not all(np.isfinite(learned).all() for learned in run.parameters[:4]):
        raise TrainingError(
            f"weights are not finite after update {last}: training.rate = {run.plan.rate:g} is too large for this cell"
        )
    largest = np.abs(run.space.states).max(initial=0.0)  # of the last quadrature
    if largest > MAX_REACH:
        raise TrainingError(
            f"a hidden unit's input may reach {largest:.3g} after update {last}, but the quadrature of "
            f"training.negative goes up to {MAX_REACH:g}: use pcd"
        )

"""The compiled path of a training run: what `kernels` need before the first update, and how a run advances."""

from typing import NamedTuple

import numpy as np

from placecells.data.draw import MODELS
from placecells.random import lanes_for
from placecells.rbm import optimisers
from placecells.rbm.hidden_states import hidden_states, unit_nodes
from placecells.rbm.kernels import optimisers as compiled_optimisers
from placecells.rbm.kernels import pcd
from placecells.rbm.kernels.numbers.sixteen import WIDTH
from placecells.rbm.kernels.state import EXACT_MOMENT, EXACT_SAMPLE, PCD, Machine, Plan, State, Workspace
from placecells.rbm.kernels.units import potts, real, spin, two_valued
from placecells.rbm.machine import RBM, new_machine
from placecells.rbm.run import Rows, Settings, Stream, autocorrelation, outcome
from placecells.rbm.units import UNITS
from placecells.rbm.units.tree import is_finite, tree_map

AT_EVERY_SCALE = (("spin", "spin"), ("potts", "spin"), ("potts", "double_well"))  # pairs compiled by the set-up
NEGATIVE = {"pcd": PCD, "exact-sample": EXACT_SAMPLE, "exact-moment": EXACT_MOMENT}
VISIBLE = {UNITS["spin"]: (spin, spin.Spin), UNITS["potts"]: (potts, potts.Potts)}
HIDDEN = {
    UNITS["spin"]: two_valued.TwoValued,
    UNITS["zero_one"]: two_valued.TwoValued,
    UNITS["gaussian"]: real.Gaussian,
    UNITS["double_well"]: real.DoubleWell,
}


class Run(NamedTuple):
    """All of one run: what an update changes, what it reads, its scratch space."""

    state: State
    plan: Plan
    optimiser: NamedTuple
    space: Workspace
    rows: np.ndarray  # the data, (B, words) uint64 or (B, N) uint8, without rows for a stream
    machine: RBM  # as it began: kinds of units and shapes


def prepare(machine, data, optimiser, settings):
    """A `Run` before its first update.

    machine: an RBM whose units have kernels; data: configurations (B, N), `Rows` or a `Stream`; optimiser: of
    `optimisers`; settings: `Settings`. Raises ValueError for exact phases of too many hidden units.
    """
    module, _ = VISIBLE[type(machine.visible)]
    parameters = inward(machine)
    chains = machine.visible.start(settings.chains, np.random.Generator(np.random.Philox(settings.seed)))
    rows = _rows(module, data, machine.weights.shape[1])
    return Run(
        State(parameters, _memory(optimiser, parameters), chains.astype(module.CHAINS)),
        _plan(machine, data, len(rows), settings),
        _compiled(optimiser),
        _workspace(machine, parameters, len(rows), settings),
        rows,
        machine,
    )


def advance(run, first, last, correlate=False):
    """Updates first, ..., last - 1, at least one, in place on `run.state`. Returns an `Outcome`; raises nothing.

    correlate: whether to measure the chains' autocorrelation.
    """
    earlier = run.machine.visible.encode(run.state.chains) if correlate else None
    work = (run.plan, run.optimiser, run.space)
    pcd.train(run.state, run.rows, first, last - 1, *work)
    before = run.state.machine.weights.copy()
    pcd.train(run.state, run.rows, last - 1, last, *work)
    largest = np.abs(run.space.states).max(initial=0.0) if len(run.space.nodes) else 0.0
    memory = autocorrelation(earlier, run.machine.visible.encode(run.state.chains)) if correlate else np.nan
    return outcome(before, run.state.machine.weights, is_finite(run.state.machine), largest, memory)


def machine_of(run):
    """The machine of a run as it is now: an RBM, whose arrays may be those that updates change."""
    parameters, shape = run.state.machine, run.machine.weights.shape[1:]
    module, _ = VISIBLE[type(run.machine.visible)]
    visible = (module.outward(array.reshape(-1), shape) for array in parameters.visible)
    return RBM(
        module.outward(parameters.weights, shape),
        type(run.machine.visible)(*visible),
        type(run.machine.hidden)(*parameters.hidden),
    )


def inward(machine):
    """An RBM, or the parameters of its shape, as a `Machine` of the kernels, in new arrays."""
    module, visible = VISIBLE[type(machine.visible)]
    shape = machine.weights.shape[:0:-1]  # (N,) or (q, N)
    return Machine(
        module.inward(np.asarray(machine.weights, float)),
        visible(*(module.inward(np.asarray(array, float)).reshape(shape) for array in machine.visible)),
        HIDDEN[type(machine.hidden)](*(np.array(array, float) for array in machine.hidden)),
    )


def _rows(module, data, sites):
    """The data as the kernels read them."""
    if isinstance(data, Stream):
        return module.empty_rows(0, sites)
    return data.rows if isinstance(data, Rows) else module.rows_of(data)


def _compiled(optimiser):
    """The optimiser of the kernels with the same numbers."""
    kind = {optimisers.SGD: compiled_optimisers.SGD, optimisers.Adam: compiled_optimisers.Adam}[type(optimiser)]
    return kind(*map(float, optimiser))


def _memory(optimiser, parameters):
    """The optimiser's memory before the first update: machines of the kernels; they are told the update's number."""
    memory = optimiser.init(parameters)
    return tuple(part for part in memory if isinstance(part, Machine))


def _plan(machine, data, samples, settings):
    module, _ = VISIBLE[type(machine.visible)]
    low, high = machine.hidden.VALUES or (0.0, 0.0)
    stream = data if isinstance(data, Stream) else None
    return Plan(
        gibbs=int(settings.gibbs),
        negative=NEGATIVE[settings.negative],
        centre=np.float32((low + high) / 2.0),
        half=np.float32((high - low) / 2.0),
        visible_learned=tuple(name in settings.learned for name in machine.visible._fields),
        hidden_learned=tuple(name in settings.learned for name in machine.hidden._fields),
        samples=samples,
        law=MODELS[stream.law["model"]].law_of(stream.law) if stream else module.no_law(),
        data_seed=np.uint64(stream.seed if stream else 0),
        noise_seed=np.uint64(settings.seed),
    )


def _hidden_states(machine, settings):
    """States (K, M), and nodes and log weights (K,) of the quadrature; all of length 0 where they are not needed."""
    hidden, values, none = len(machine.weights), machine.hidden.VALUES, np.zeros(0)
    if settings.negative == "pcd" and not _is_tabulated(machine, settings):
        return np.zeros((0, hidden)), none, none
    if values is not None:
        return hidden_states(hidden, values), none, none
    if hidden > 1:
        raise ValueError(f"hidden = {hidden}: quadrature serves one real hidden unit")
    nodes, log_weights = unit_nodes()
    return nodes[:, None], nodes, log_weights


def _is_tabulated(machine, settings):
    """Whether v given h is worth a table for pcd: if hidden states are fewer than the draws of one update."""
    is_two_valued = machine.hidden.VALUES is not None
    return is_two_valued and 2 ** len(machine.weights) <= settings.chains * settings.gibbs


def _workspace(machine, parameters, samples, settings):
    """Scratch arrays of the sizes that a run needs."""
    module, _ = VISIBLE[type(machine.visible)]
    (hidden, sites), features = machine.weights.shape[:2], machine.weights[0].size
    chains = settings.chains
    batch = min(settings.batch, samples) if samples else settings.batch
    states, nodes, log_weights = _hidden_states(machine, settings)
    full_chains, full_sites = -(-chains // 8) * 8, -(-sites // 4) * 4
    lanes, words = lanes_for(max(chains * (sites + hidden), full_chains + 2 * sites))
    shapes = {
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
    single = tree_map(lambda array: np.zeros(array.shape, np.float32), parameters)
    return Workspace(
        w=single.weights,
        visible=single.visible,
        hidden=single.hidden,
        gradient=tree_map(np.zeros_like, parameters),
        **{name: np.zeros(shape, np.float32) for name, shape in shapes.items()},
        minibatch=np.zeros((batch, sites), module.CHAINS),
        rows=module.empty_rows(batch, sites),
        site_sum=np.zeros(sites),
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


def warm_up(pairs=AT_EVERY_SCALE, optimiser="sgd"):
    """Do one update of a tiny machine of each pair of visible and hidden units: numba's cache then has its kernels."""
    for visible, hidden in pairs:
        machine = new_machine(visible, hidden, sites=3, units=1, colours=3 if visible == "potts" else None)
        settings = Settings(batch=2, chains=2, negative="pcd", gibbs=1, learned=(), seed=0)
        advance(prepare(machine, np.ones((2, 3)), optimisers.OPTIMISERS[optimiser](), settings), 0, 1)

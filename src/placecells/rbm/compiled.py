"""The compiled path of a training run: prepares the arrays that `kernels` work on, and calls them."""

from typing import NamedTuple

import numpy as np

from placecells.arrays import zeros
from placecells.data.draw import model_of
from placecells.random import lanes_for
from placecells.rbm import optimisers
from placecells.rbm.hidden_states import FEW, NODES, hidden_states, unit_nodes
from placecells.rbm.kernels import optimisers as compiled_optimisers
from placecells.rbm.kernels import pcd
from placecells.rbm.kernels.bits import bits_for, words_of
from placecells.rbm.kernels.numbers.eights import eights_for
from placecells.rbm.kernels.numbers.registers import WIDTH
from placecells.rbm.kernels.state import PCD, ExactMoment, ExactSample, Machine, Plan, State, Workspace
from placecells.rbm.kernels.units import potts, real, spin, two_valued
from placecells.rbm.machine import RBM, new_machine
from placecells.rbm.run import Rows, Settings, Stream, autocorrelation, outcome
from placecells.rbm.units import UNITS
from placecells.rbm.units.tree import is_finite, tree_map

NEGATIVE = {"pcd": PCD, "exact-sample": ExactSample, "exact-moment": ExactMoment}
OPTIMISERS = {optimisers.SGD: compiled_optimisers.SGD, optimisers.Adam: compiled_optimisers.Adam}
VISIBLE = {UNITS["spin"]: (spin, spin.Spin), UNITS["potts"]: (potts, potts.Potts)}
HIDDEN = {
    UNITS["spin"]: two_valued.TwoValued,
    UNITS["zero_one"]: two_valued.TwoValued,
    UNITS["gaussian"]: real.Gaussian,
    UNITS["double_well"]: real.DoubleWell,
}


class Run(NamedTuple):
    """One run: the state, which updates overwrite; what updates read; scratch arrays."""

    state: State
    plan: Plan
    phase: NamedTuple  # negative phase
    optimiser: NamedTuple
    space: Workspace
    rows: np.ndarray  # training set, (B, words) uint64 or (B, N) uint8; (0, ...) for streamed data
    machine: RBM  # the machine before the first update, for its kinds of units and shapes


def prepare(machine, data, optimiser, settings):
    """A `Run` before its first update.

    machine: an RBM whose units have kernels; its parameters are copied. data: configurations (B, N), `Rows` or a
    `Stream`. optimiser: one of `optimisers`. settings: `Settings`. Raises ValueError for an exact negative phase of too
    many hidden units.
    """
    module, _ = VISIBLE[type(machine.visible)]
    parameters = inward(machine)
    chains = machine.visible.start(settings.chains, np.random.Generator(np.random.Philox(settings.seed)))
    rows = _rows(module, data, machine.weights.shape[1])
    return Run(
        State(parameters, _memory(optimiser, parameters), chains.astype(module.CHAINS)),
        _plan(machine, data, len(rows), settings),
        PCD(int(settings.gibbs)) if settings.negative == "pcd" else NEGATIVE[settings.negative](),
        OPTIMISERS[type(optimiser)](*map(float, optimiser)),
        _workspace(machine, parameters, len(rows), settings),
        rows,
        machine,
    )


def advance(run, first, last, correlate=False):
    """Do updates number first, ..., last - 1, at least one; `run.state` is overwritten. Returns an `Outcome`.

    Weights that are not finite raise no error; the `Outcome` says so. correlate: whether to measure the autocorrelation
    of the chains.
    """
    earlier = run.machine.visible.encode(run.state.chains) if correlate else None
    train = trainer(run)
    work = (run.plan, run.phase, run.optimiser, run.space)
    train(run.state, run.rows, first, last - 1, *work)
    before = run.state.machine.weights.copy()
    train(run.state, run.rows, last - 1, last, *work)
    largest = np.abs(run.space.states).max(initial=0.0) if len(run.space.nodes) else 0.0
    memory = autocorrelation(earlier, run.machine.visible.encode(run.state.chains)) if correlate else np.nan
    return outcome(before, run.state.machine.weights, is_finite(run.state.machine), largest, memory)


def machine_of(run):
    """The present machine of a run: an RBM, some of whose arrays later updates overwrite."""
    parameters, shape = run.state.machine, run.machine.weights.shape[1:]
    module, _ = VISIBLE[type(run.machine.visible)]
    visible = (module.outward(array.reshape(-1), shape) for array in parameters.visible)
    return RBM(
        module.outward(parameters.weights, shape),
        type(run.machine.visible)(*visible),
        type(run.machine.hidden)(*parameters.hidden),
    )


def inward(machine):
    """An RBM, or a gradient in the form of an RBM, in the layout of the kernels: a `Machine` of new float64 arrays."""
    module, visible = VISIBLE[type(machine.visible)]
    shape = machine.weights.shape[:0:-1]  # (N,) or (q, N)
    return Machine(
        module.inward(np.asarray(machine.weights, float)),
        visible(*(module.inward(np.asarray(array, float)).reshape(shape) for array in machine.visible)),
        HIDDEN[type(machine.hidden)](*(np.array(array, float) for array in machine.hidden)),
    )


def _rows(module, data, sites):
    """The training set as the kernels read it, for `Run.rows`."""
    if isinstance(data, Stream):
        return module.empty_rows(0, sites)
    return data.rows if isinstance(data, Rows) else module.rows_of(data)


def _memory(optimiser, parameters):
    """Memory of the compiled optimiser before the first update: a tuple of Machines.

    The number of updates is left out of the memory, because the kernels get the number as an argument.
    """
    memory = optimiser.init(parameters)
    return tuple(part for part in memory if isinstance(part, Machine))


def _plan(machine, data, samples, settings):
    module, _ = VISIBLE[type(machine.visible)]
    low, high = machine.hidden.VALUES or (0.0, 0.0)
    stream = data if isinstance(data, Stream) else None
    return Plan(
        centre=np.float32((low + high) / 2.0),
        half=np.float32((high - low) / 2.0),
        visible_learned=tuple(name in settings.learned for name in machine.visible._fields),
        hidden_learned=tuple(name in settings.learned for name in machine.hidden._fields),
        samples=samples,
        law=model_of(stream.law["model"]).law_of(stream.law) if stream else module.no_law(),
        data_seed=np.uint64(stream.seed if stream else 0),
        noise_seed=np.uint64(settings.seed),
        replacement=settings.replacement,
    )


def _hidden_states(machine, settings):
    """Hidden states (K, M) of a sum, and nodes (rules, K) and log weights (rules, K) of quadratures.

    Rule number r has FEW (r + 1) nodes on either side of 0, and zeros beyond them. Each array has length 0
    where the run does not need it. Raises ValueError for too many hidden units.
    """
    hidden, values, none = len(machine.weights), machine.hidden.VALUES, np.zeros((0, 0))
    if settings.negative == "pcd" and not _is_tabulated(machine, settings):
        return np.zeros((0, hidden)), none, none
    if values is not None:
        return hidden_states(hidden, values), none, none
    if hidden > 1:
        raise ValueError(f"hidden = {hidden}: quadrature serves one real hidden unit")
    nodes, log_weights = np.zeros((2, NODES // FEW, 2 * NODES))
    for rule, side in enumerate(range(FEW, NODES + 1, FEW)):
        nodes[rule, : 2 * side], log_weights[rule, : 2 * side] = unit_nodes(side)
    return nodes[-1][:, None], nodes, log_weights


def _is_tabulated(machine, settings):
    """Whether pcd uses a table of P(v | h): if hidden states are no more than the draws of v in one update."""
    is_two_valued = machine.hidden.VALUES is not None
    return is_two_valued and 2 ** len(machine.weights) <= settings.chains * settings.gibbs


def _has_bits(machine, settings):
    """Whether the Gibbs sweeps are those of `kernels.bits`."""
    module, _ = VISIBLE[type(machine.visible)]
    is_two_valued = module is spin and machine.hidden.VALUES is not None
    return settings.negative == "pcd" and is_two_valued and not _is_tabulated(machine, settings)


def _workspace(machine, parameters, samples, settings):
    """The scratch arrays of a run. samples: B, or 0 for streamed data."""
    module, _ = VISIBLE[type(machine.visible)]
    (hidden, sites), features = machine.weights.shape[:2], machine.weights[0].size
    chains = settings.chains
    batch = min(settings.batch, samples) if samples else settings.batch
    states, nodes, log_weights = _hidden_states(machine, settings)
    full_chains, full_sites = -(-chains // 8) * 8, -(-sites // 4) * 4
    shape = (chains, sites, hidden) if _has_bits(machine, settings) else (0, 0, 0)
    lanes, words = lanes_for(words_of(*shape) or max(chains * (sites + hidden), full_chains + 2 * sites))
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
    single = tree_map(lambda array: zeros(array.shape), parameters)
    return Workspace(
        w=single.weights,
        visible=single.visible,
        hidden=single.hidden,
        gradient=tree_map(np.zeros_like, parameters),
        **{name: zeros(shape) for name, shape in shapes.items()},
        minibatch=zeros((batch, sites), module.CHAINS),
        rows=module.empty_rows(batch, sites),
        site_sum=np.zeros(sites),
        nodes=nodes,
        log_weights=log_weights,
        states=states.astype(np.float32),
        probability=np.zeros(len(states)),
        cumulative=np.zeros(len(states)),
        lanes=lanes,
        words=words,
        unit_threshold=zeros((chains, WIDTH), np.int32),
        rounded=zeros((2, full_sites), np.int32),
        row=np.arange(chains),
        eights=eights_for(hidden if module is potts else 0, features),
        bits=bits_for(*shape),
        order=np.zeros(samples, np.uint32),
        order_epoch=np.full(1, -1),
    )


def trainer(run):
    """The function `kernels.pcd.train`, compiled for the classes of a run's units, negative phase and optimiser."""
    kinds = run.state.machine.visible, run.state.machine.hidden, run.phase, run.optimiser
    return pcd.trainer(_name(map(type, kinds)))


def kernels_name(visible, hidden, negative, optimiser):
    """The name of the kernels for two units, a negative phase and an optimiser.

    Two pairs of units that have the same kernels have the same name.
    """
    kinds = VISIBLE[UNITS[visible]][1], HIDDEN[UNITS[hidden]], NEGATIVE[negative]
    return _name((*kinds, OPTIMISERS[optimisers.OPTIMISERS[optimiser]]))


def _name(kinds):
    return "-".join(kind.__name__ for kind in kinds)


def compile_kernels(visible, hidden, negative, optimiser):
    """Compile the kernels for two units, a negative phase and an optimiser, by one update of a tiny machine."""
    machine = new_machine(visible, hidden, sites=3, units=1, colours=3 if visible == "potts" else None)
    settings = Settings(batch=2, chains=2, negative=negative, gibbs=1, learned=(), seed=0)
    advance(prepare(machine, np.ones((2, 3)), optimisers.OPTIMISERS[optimiser](), settings), 0, 1)

"""Arrays and numbers of the compiled path.

n is the number of features: N for spins, where feature i is site i, and q N for colours, where feature a N + i is
colour a of site i. C is the number of chains, S the batch, K the number of hidden states in a sum.
"""

from typing import NamedTuple

import numpy as np

from placecells.data import ising, xy
from placecells.rbm.kernels.bits import Bits
from placecells.rbm.kernels.numbers.eights import Eights


class PCD(NamedTuple):
    """The negative phase of PCD: Gibbs sweeps of the chains."""

    gibbs: int  # sweeps per update


class ExactSample(NamedTuple):
    """The negative phase with independent samples of the machine."""


class ExactMoment(NamedTuple):
    """The negative phase with exact moments of the machine."""


class Machine(NamedTuple):
    """A machine, or one array for each of its parameters such as a gradient, in the layout of the kernels."""

    weights: np.ndarray  # (M, n)
    visible: NamedTuple  # kernels.units.spin.Spin or potts.Potts
    hidden: NamedTuple  # kernels.units.two_valued.TwoValued, real.Gaussian or real.DoubleWell


class State(NamedTuple):
    """The state of a run between two updates, which updates overwrite."""

    machine: Machine  # float64
    memory: tuple  # memory of the optimiser: Machines, float64
    chains: np.ndarray  # (C, N) float32 spins, or uint8 colours


class Workspace(NamedTuple):
    """Scratch arrays of a run, float32 unless said otherwise; updates overwrite them.

    The state of a run does not contain them. From one update to the next only these keep their content: `nodes`,
    `log_weights`, the `states` of two-valued units, and `order` with `order_epoch`, which follow from the seed.
    """

    w: np.ndarray  # (M, n), weights
    visible: NamedTuple  # parameters of the visible units
    hidden: NamedTuple  # parameters of the hidden units
    gradient: Machine  # float64, moments of the data minus moments of the machine
    minibatch: np.ndarray  # (S, N), of the same type as the chains
    rows: np.ndarray  # (S, words) uint64, packed spins; or (S, N) uint8
    h_data: np.ndarray  # (S, M), hidden inputs or means of the minibatch
    h: np.ndarray  # (C, M), hidden inputs, means or states of the chains
    field: np.ndarray  # (C, n), visible inputs of the chains
    positive: np.ndarray  # (M, n), sum over the minibatch of <h_mu | v> v_i
    negative: np.ndarray  # (M, n), the same of the machine: a sum over chains, or the exact mean
    site_a: np.ndarray  # (N,)
    site_b: np.ndarray  # (N,)
    site_sum: np.ndarray  # (N,) float64
    nodes: np.ndarray  # (rules, K) float64, nodes of quadratures on [-1, 1]; no rules for two-valued units
    log_weights: np.ndarray  # (rules, K) float64, logarithms of the weights of the nodes; no rules for two-valued units
    states: np.ndarray  # (K, M), hidden states, or (0, M) for pcd of units with too many states for a table
    state_field: np.ndarray  # (K, n), inputs, mean features or thresholds of v for each hidden state
    probability: np.ndarray  # (K,) float64, probabilities of the hidden states
    cumulative: np.ndarray  # (K,) float64, their cumulative sums
    lanes: np.ndarray  # (4, lanes) uint32, states of random generators
    words: np.ndarray  # (rows, lanes) uint32, random words of the lanes: enough for one sweep
    eights: Eights  # for sums over sites with colours
    bits: Bits  # for sweeps of spins and more hidden units than have a table
    # for sweeps of one hidden unit:
    lane_h: np.ndarray  # (2, C'), values and inputs of the unit; C' is C rounded up to a multiple of 8
    rounded: np.ndarray  # (2, N') int32, thresholds for both values of the unit; N' is N rounded up to a multiple of 4
    site_w: np.ndarray  # (N',), weights of the unit, 0 beyond N
    # for sweeps of 4 to 16 hidden units:
    fours: np.ndarray  # (n', 16, 16), contributions of four sites to the inputs; n' >= N / 4 is a multiple of 4
    unit_h: np.ndarray  # (C, 16), inputs of the units
    unit_c: np.ndarray  # (16,), fields of the units
    unit_threshold: np.ndarray  # (C, 16) int32, thresholds of the units
    row: np.ndarray  # (C,) int64, the row of a table of thresholds with which each chain is drawn
    order: np.ndarray  # (B,) uint32, numbers of the samples of the present epoch, in their random order
    order_epoch: np.ndarray  # (1,) int64, the epoch that `order` belongs to, -1 for none


class Plan(NamedTuple):
    """The constants of a run."""

    centre: np.float32  # mean of the two values of two-valued hidden units; 0 for real ones
    half: np.float32  # half of the distance of the two values; 0 for real hidden units
    visible_learned: tuple  # of bool: whether each parameter of the visible units is learned
    hidden_learned: tuple  # of bool: whether each parameter of the hidden units is learned
    samples: int  # B, or 0 for streamed data
    law: ising.Law | xy.Law  # law of streamed data
    data_seed: int  # seed of streamed data
    noise_seed: int  # seed of the order of the samples, of the chains and of the hidden units
    replacement: bool  # whether samples are drawn with replacement

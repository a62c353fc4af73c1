"""What the compiled path works on. Features run over sites, or colour by colour over sites (colour a of site i at
a N + i): n of them, N for spins and q N for colours."""

from typing import NamedTuple

import numpy as np

from placecells.data import ising, xy

PCD, EXACT_SAMPLE, EXACT_MOMENT = range(3)  # negative phases


class Machine(NamedTuple):
    """A machine, or what belongs to each of its parameters, in the kernels' layout."""

    weights: np.ndarray  # (M, n)
    visible: NamedTuple  # kernels.units.spin.Spin or potts.Potts
    hidden: NamedTuple  # kernels.units.two_valued.TwoValued, real.Gaussian or real.DoubleWell


class State(NamedTuple):
    """All that one update hands to the next."""

    machine: Machine  # float64
    memory: tuple  # of the optimiser: machines, float64
    chains: np.ndarray  # (C, N) float32 spins, or uint8 colours


class Workspace(NamedTuple):
    """Scratch arrays, float32 unless said otherwise; their content between calls does not matter."""

    w: np.ndarray  # (M, n)
    visible: NamedTuple  # as the machine's
    hidden: NamedTuple  # as the machine's
    gradient: Machine  # float64: data minus model
    minibatch: np.ndarray  # (S, N), of the chains' type
    rows: np.ndarray  # (S, words) uint64, packed spins; or (S, N) uint8
    h_data: np.ndarray  # (S, M)
    h: np.ndarray  # (C, M)
    field: np.ndarray  # (C, n)
    positive: np.ndarray  # (M, n)
    negative: np.ndarray  # (M, n)
    site_a: np.ndarray  # (N,)
    site_b: np.ndarray  # (N,)
    site_sum: np.ndarray  # (N,) float64
    nodes: np.ndarray  # (K,) float64 and
    log_weights: np.ndarray  # (K,) float64, of the quadrature on [-1, 1]; length 0 for two-valued units
    states: np.ndarray  # (K, M) hidden states, or (0, M) for pcd of units with too many states for a table
    state_field: np.ndarray  # (K, n)
    probability: np.ndarray  # (K,) float64
    cumulative: np.ndarray  # (K,) float64
    lanes: np.ndarray  # (4, lanes) uint32, random generators and
    words: np.ndarray  # (rows, lanes) uint32, their random bits: at least C (N + M) words, for one sweep
    lane_h: np.ndarray  # (2, n), values and inputs of one unit, n the C chains filled up to eights
    rounded: np.ndarray  # (2, n) int32, thresholds of both its states and
    site_w: np.ndarray  # (n,), its weights, n the N sites filled up to fours by zeros
    fours: np.ndarray  # (n, 16, 16), what each 4 sites add to inputs of up to 16 units, n >= N / 4 a multiple of 4
    unit_h: np.ndarray  # (C, 16), inputs of these units,
    unit_c: np.ndarray  # (16,), their fields and
    unit_threshold: np.ndarray  # (C, 16) int32, thresholds
    row: np.ndarray  # (C,) int64, from which row of a table of thresholds the chains are drawn
    order: np.ndarray  # (B,) uint32, this epoch's order of the samples
    order_epoch: np.ndarray  # (1,) int64, the epoch `order` belongs to, -1 for none


class Plan(NamedTuple):
    """The numbers of a run."""

    gibbs: int
    negative: int
    centre: np.float32  # of the two values of two-valued hidden units, 0 for real ones,
    half: np.float32  # and half of their distance
    visible_learned: tuple  # whether each of the visible units' parameters is learned
    hidden_learned: tuple  # the same of the hidden units
    samples: int  # B, or 0 for a stream of fresh samples
    law: ising.Law | xy.Law  # of the stream's data
    data_seed: int
    noise_seed: int

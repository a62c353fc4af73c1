"""The yardstick: PCD-k as one would write it with numba, and no further thought. float32, one xoshiro256+ generator,
a uniform number for each unit that is drawn."""

import numpy as np
from numba import njit

ONE, TWO = np.float32(1.0), np.float32(2.0)


@njit
def next_uniform(state):
    """A float32 in [0, 1) from the generator xoshiro256+ (Blackman and Vigna 2018), state (4,) uint64."""
    result = state[0] + state[3]
    t = state[1] << np.uint64(17)
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= t
    state[3] = (state[3] << np.uint64(45)) | (state[3] >> np.uint64(19))
    return np.float32(result >> np.uint64(40)) * np.float32(2.0**-24)


@njit(fastmath=True)
def spin_inputs(w, v, inputs):
    """inputs (M,) <- sum_i w_{mu i} v_i."""
    for mu in range(w.shape[0]):
        total = np.float32(0.0)
        for i in range(w.shape[1]):
            total += w[mu, i] * v[i]
        inputs[mu] = total


@njit(fastmath=True)
def spin_sweep(w, v, h, field, state):
    """One Gibbs sweep of the spins v (N,) and the hidden units +-1 h (M,)."""
    spin_inputs(w, v, h)
    for mu in range(w.shape[0]):
        h[mu] = ONE if next_uniform(state) < ONE / (ONE + np.exp(-TWO * h[mu])) else -ONE
    field[:] = 0.0
    for mu in range(w.shape[0]):
        for i in range(w.shape[1]):
            field[i] += w[mu, i] * h[mu]
    for i in range(w.shape[1]):
        v[i] = ONE if next_uniform(state) < ONE / (ONE + np.exp(-TWO * field[i])) else -ONE


@njit(fastmath=True)
def add_spin_moment(w, v, h, scale, gradient):
    """gradient (M, N) += scale * <h_mu|v> v_i."""
    spin_inputs(w, v, h)
    for mu in range(w.shape[0]):
        share = scale * np.tanh(h[mu])
        for i in range(w.shape[1]):
            gradient[mu, i] += share * v[i]


@njit(fastmath=True)
def spin_updates(w, data, chains, rate, k, batch, updates, state):
    """Updates of spins +-1 and hidden units +-1: w (M, N), data (B, N), chains (C, N), all float32."""
    h, field = np.empty(w.shape[0], np.float32), np.empty(w.shape[1], np.float32)
    gradient = np.empty_like(w)
    for _ in range(updates):
        gradient[:] = 0.0
        for _ in range(batch):
            row = int(next_uniform(state) * len(data))
            add_spin_moment(w, data[row], h, ONE / np.float32(batch), gradient)
        for c in range(len(chains)):
            for _ in range(k):
                spin_sweep(w, chains[c], h, field, state)
            add_spin_moment(w, chains[c], h, -ONE / np.float32(len(chains)), gradient)
        w += rate * gradient


@njit(fastmath=True)
def potts_inputs(w, v, inputs):
    """inputs (M,) <- sum_i w_{mu i}(v_i)."""
    for mu in range(w.shape[0]):
        total = np.float32(0.0)
        for i in range(w.shape[1]):
            total += w[mu, i, v[i]]
        inputs[mu] = total


@njit(fastmath=True)
def potts_sweep(w, v, h, field, state):
    """One Gibbs sweep of the colours v (N,) and the hidden units 0, 1 h (M,)."""
    hidden, sites, colours = w.shape
    potts_inputs(w, v, h)
    for mu in range(hidden):
        h[mu] = ONE if next_uniform(state) < ONE / (ONE + np.exp(-h[mu])) else np.float32(0.0)
    field[:] = 0.0
    for mu in range(hidden):
        if h[mu] > 0:
            for i in range(sites):
                for a in range(colours):
                    field[i, a] += w[mu, i, a]
    for i in range(sites):
        norm = np.float32(0.0)
        for a in range(colours):
            field[i, a] = np.exp(field[i, a])
            norm += field[i, a]
        left = next_uniform(state) * norm
        a = 0
        while a < colours - 1 and left >= field[i, a]:
            left -= field[i, a]
            a += 1
        v[i] = a


@njit(fastmath=True)
def add_potts_moment(w, v, h, scale, gradient):
    """gradient (M, N, q) += scale * <h_mu|v> at the colours of v."""
    potts_inputs(w, v, h)
    for mu in range(w.shape[0]):
        share = scale / (ONE + np.exp(-h[mu]))
        for i in range(w.shape[1]):
            gradient[mu, i, v[i]] += share


@njit(fastmath=True)
def potts_updates(w, data, chains, rate, k, batch, updates, state):
    """Updates of colours and hidden units 0, 1: w (M, N, q) float32, data (B, N) and chains (C, N) uint8."""
    h, field = np.empty(w.shape[0], np.float32), np.empty(w.shape[1:], np.float32)
    gradient = np.empty_like(w)
    for _ in range(updates):
        gradient[:] = 0.0
        for _ in range(batch):
            row = int(next_uniform(state) * len(data))
            add_potts_moment(w, data[row], h, ONE / np.float32(batch), gradient)
        for c in range(len(chains)):
            for _ in range(k):
                potts_sweep(w, chains[c], h, field, state)
            add_potts_moment(w, chains[c], h, -ONE / np.float32(len(chains)), gradient)
        w += rate * gradient

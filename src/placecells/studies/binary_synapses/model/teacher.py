"""Teachers, RBMs with planted binary synapses, and exact samples of them.

E(v, h) = -(1/sqrt(N)) sum_{i mu} xi_{mu i} v_i h_mu with v_i, h_mu, xi_{mu i} = -1 or +1, at inverse temperature beta.
"""

import numpy as np

from placecells.rbm.hidden_states import hidden_states


def synapses(units, sites, correlation, rng):
    """Synapses xi (P, N) of a teacher, int8. For P > 1 every unit equals the first one with probability (1 + q)/2.

    For P = 2 the correlation q is that of the two units; for P > 2 it is that of each unit with the first.
    """
    first = rng.choice(np.array([-1, 1], np.int8), sites)
    agree = rng.random((units - 1, sites)) < (1.0 + correlation) / 2.0
    return np.concatenate([first[None], np.where(agree, first, -first)])


def log_weights(xi, beta):
    """Hidden states h (2^P, P), and log sum_v exp(-beta E(v, h)) of each (2^P,). xi: (P, N), numbers of any size."""
    states = hidden_states(len(xi))
    inputs = beta * (states @ xi) / np.sqrt(xi.shape[1])
    return states, (np.abs(inputs) + np.log1p(np.exp(-2.0 * np.abs(inputs)))).sum(1)


def log_partition(xi, beta):
    """log Z = log sum_{v h} exp(-beta E(v, h)), exact, for up to 20 hidden units."""
    _, weights = log_weights(xi, beta)
    return float(np.logaddexp.reduce(weights))


def sample(xi, beta, samples, rng):
    """Independent samples v (M, N) of a teacher, int8, by (A.3): h from its 2^P states, then v given h."""
    states, weights = log_weights(xi, beta)
    probability = np.exp(weights - weights.max())
    chosen = states[rng.choice(len(states), samples, p=probability / probability.sum())]
    up = rng.random((samples, xi.shape[1])) < 1.0 / (1.0 + np.exp(-2.0 * beta * (chosen @ xi) / np.sqrt(xi.shape[1])))
    return np.where(up, np.int8(1), np.int8(-1))


def sample_by_gibbs(xi, beta, samples, rng, burn_in=10_000, apart=500):
    """Samples as from `sample`, by a Markov chain of Gibbs sweeps, as the public notebook draws them: a cross-check."""
    coupling = beta * xi / np.sqrt(xi.shape[1])
    v, found = rng.choice(np.array([-1.0, 1.0]), xi.shape[1]), []
    for sweep in range(burn_in + apart * samples):
        h = np.where(rng.random(len(xi)) < 1.0 / (1.0 + np.exp(-2.0 * (coupling @ v))), 1.0, -1.0)
        v = np.where(rng.random(xi.shape[1]) < 1.0 / (1.0 + np.exp(-2.0 * (h @ coupling))), 1.0, -1.0)
        if sweep >= burn_in and (sweep - burn_in) % apart == apart - 1:
            found.append(v.astype(np.int8))
    return np.array(found)

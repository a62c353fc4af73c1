"""Persistent contrastive divergence, as the paper writes it: the readable path of one update.

The compiled path with the same names is `kernels`; a test ties the two.
"""

from placecells.rbm import exact
from placecells.rbm.machine import moments, sample_h_from_v, sample_v_from_h, step


def gibbs(rbm, v, k, rng):
    """k full Gibbs sweeps (h given v, then v given h) of the chains v (C, N)."""
    for _ in range(k):
        v = sample_v_from_h(rbm, sample_h_from_v(rbm, v, rng), rng)
    return v


def negative_phase(rbm, chains, training, rng):
    """Model moments by `training["negative"]`, and the chains after it."""
    match training["negative"]:
        case "pcd":
            chains = gibbs(rbm, chains, training["gibbs"], rng)
            return moments(rbm, chains), chains
        case "exact-sample":
            chains, _ = exact.sample(rbm, len(chains), rng)
            return moments(rbm, chains), chains
        case "exact-moment":
            return exact.moments(rbm), chains


def update(rbm, chains, minibatch, training, learned, rng):
    """One update (7) on a minibatch (S, N): the machine and its chains (C, N) after it."""
    model, chains = negative_phase(rbm, chains, training, rng)
    return step(rbm, moments(rbm, minibatch), model, training["rate"], learned), chains

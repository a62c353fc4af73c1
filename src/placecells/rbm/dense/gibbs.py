"""Block Gibbs sweeps of many chains: two products of matrices a sweep."""

from typing import NamedTuple

# The purposes of random streams: streams of one seed with different purposes are independent.
CHAINS, START, ANNEALED, REVERSE = range(4)


class Key(NamedTuple):
    """Names the random numbers of a series of draws.

    Every draw is a function of the seed of its replica, the purpose, the number of the update, the number of the draw
    within the update, the chain and the unit. Results therefore depend neither on threads nor on interruptions, nor on
    which replicas are computed together.
    """

    seeds: object  # (R,) integers of the backend, one for each replica
    update: object  # () or (1,) integer of the backend, number of the update
    purpose: int


def fair_bits(backend, seeds, chains, units):
    """Chains of independent fair bits (R, C, n), states of the backend. seeds: (R,) integers of the backend."""
    inputs, bits = (backend.states(len(seeds), chains, units) for _ in range(2))
    weights = backend.operand(backend.zeros((len(seeds), units, units)))
    backend.draw(inputs, weights, backend.zeros((len(seeds), units)), Key(seeds, backend.count(0), START), 0, out=bits)
    return bits


def sweep(backend, machine, operand, v, h, key, number, scale=1.0):
    """One sweep: h ~ P(h | v), then v ~ P(v | h), at weights `scale` times those of the machine.

    h (R, C, M) and v (R, C, N) are overwritten; what h held before is not used. operand: `backend.operand` of the
    weights. number: of the sweep within the update.
    """
    backend.draw(v, operand, machine.hidden, key, 2 * number, scale, out=h)
    backend.draw(h, operand.mT, machine.visible, key, 2 * number + 1, scale, out=v)


def sweeps(backend, machine, v, count, key):
    """Overwrite the chains v (R, C, N) with the chains after `count` Gibbs sweeps."""
    operand = backend.operand(machine.weights)
    h = backend.states(v.shape[0], v.shape[1], machine.hidden.shape[1])
    for number in range(count):
        sweep(backend, machine, operand, v, h, key, number)

"""Exact, independent samples of the ring of colours (12): P(v) ~ exp(beta sum_r c_r sum_i J(v_i - v_{i+r})).

Colours are v_i = 0 ... q-1, couplings c_1 ... c_r connect sites at distance 1 ... r, and the colour kernel J is a
function of the distance of two colours on their circle. The sampler needs no Markov chain. The first r sites are drawn
first. Then a configuration is drawn site by site from exact conditional probabilities. These probabilities contain the
sum over all sites that are not yet drawn, which messages compute, from the last site backwards. The law does not change
when all colours are rotated together, so the tables of probabilities are made for v_0 = 0, and every configuration is
rotated by a random number of colours. Drawing a site costs one random number and one comparison (Walker's alias
method).
"""

from typing import NamedTuple

import numpy as np

from placecells.jit import entry, strict
from placecells.random import CONFIGURATION, stream, uniform

LARGEST_TABLE = 20_000_000  # numbers

# how configurations are stored: as they are, one byte a site
DIMENSION = "site"
ATTRIBUTES = {
    "long_name": "configurations, one byte a site",
    "colour_of_byte": "the colours are 0 ... colours - 1",
    "decode": "row",
}


class Law(NamedTuple):
    """The law of the ring, as the sampler needs it: a table of conditional probabilities.

    A block is the colours of r sites in a row, written as a number of r digits in base q. The first block is
    (v_0 ... v_{r-1}), with v_0 = 0. A row of the table belongs to a site n >= r, a first block and the block
    (v_{n-r} ... v_{n-1}) before the site; in a row, column a belongs to the colour a of site n.
    """

    keep: np.ndarray  # (rows, q) float64, once column a is drawn: the probability that the colour is a
    alias: np.ndarray  # (rows, q) uint8, the colour otherwise
    first: np.ndarray  # (q^(r-1),) float64, cumulative probabilities of the first blocks
    reach: int  # r


def ring_law(sites, colours, beta, kernel=None, couplings=(1.0,)):
    """The `Law` of N sites with q colours at inverse temperature beta >= 0.

    kernel: J(0) ... J(q//2), by default cos(2 pi d/q). couplings: c_1 ... c_r. Raises ValueError for numbers that are
    not finite or out of range, for a kernel of another length, for rings of fewer than 2r + 1 sites, and where the
    table of N q^(2r) numbers is larger than LARGEST_TABLE.
    """
    reach = len(couplings)
    _check(sites, colours, beta, kernel, couplings)
    distance = np.minimum(np.arange(colours), colours - np.arange(colours))
    j = np.cos(2.0 * np.pi * distance / colours) if kernel is None else np.asarray(kernel, float)[distance]
    digits = np.arange(colours**reach)[:, None] // colours ** np.arange(reach)[::-1] % colours  # (blocks, r)
    opening, step, closing = _log_weights(beta * j, couplings, digits)
    blocks, firsts = len(digits), len(opening)
    after = np.arange(blocks)[:, None] % firsts * colours + np.arange(colours)  # the block that follows
    probability = np.empty((sites - reach, firsts, blocks, colours))
    message = closing
    for n in reversed(range(sites - reach)):
        weight = step + message[:, after]
        largest = weight.max(-1, keepdims=True)
        weight = np.exp(weight - largest)
        total = weight.sum(-1, keepdims=True)
        probability[n] = weight / total
        message = (largest + np.log(total))[..., 0]
        message -= message.max()
    first = opening + message[np.arange(firsts), np.arange(firsts)]
    first = np.exp(first - first.max())
    return Law(*_alias_table(probability.reshape(-1, colours)), np.cumsum(first) / first.sum(), reach)


def _check(sites, colours, beta, kernel, couplings):
    reach, half = len(couplings), colours // 2 + 1
    if not 2 <= colours <= 256:
        raise ValueError(f"colours = {colours} must be from 2 to 256")
    if not (np.isfinite(beta) and beta >= 0):
        raise ValueError(f"beta = {beta} must be finite and not negative")
    if kernel is not None and not (len(kernel) == half and np.isfinite(kernel).all()):
        raise ValueError(f"kernel = {list(kernel)} must be {half} finite numbers, J(0) to J({half - 1})")
    if not (reach and np.isfinite(couplings).all()):
        raise ValueError(f"couplings = {list(couplings)} must be one or more finite numbers")
    if sites < 2 * reach + 1:
        raise ValueError(f"sites = {sites} must be at least {2 * reach + 1}, twice the number of couplings and one")
    if sites * colours ** (2 * reach) > LARGEST_TABLE:
        raise ValueError(
            f"sites = {sites}, colours = {colours} and r = {reach} couplings need a table of N q^(2r) numbers; "
            f"allowed are {LARGEST_TABLE:_}"
        )


def _log_weights(j, couplings, digits):
    """Logarithms of Boltzmann weights, three arrays.

    They are the weights of the couplings inside a first block, (q^(r-1),); of the couplings of a colour with the block
    before it, (q^r, q); and of the couplings of a first block with the last block, which close the ring,
    (q^(r-1), q^r). j: beta J, (q,). digits: the colours of all blocks, (q^r, r).
    """
    colours, reach = len(j), len(couplings)
    first = digits[: colours ** (reach - 1)]  # those that start with 0
    opening, step, closing = np.zeros(len(first)), np.zeros((len(digits), colours)), np.zeros((len(first), len(digits)))
    for r, coupling in enumerate(couplings, 1):
        for k in range(reach - r):
            opening += coupling * j[(first[:, k + r] - first[:, k]) % colours]
        step += coupling * j[(np.arange(colours) - digits[:, [reach - r]]) % colours]
        for k in range(r):
            closing += coupling * j[(first[:, [k]] - digits[:, reach - r + k]) % colours]
    return opening, step, closing


@entry
def _alias_table(probability):
    """The arrays `keep` and `alias` of a `Law` for probabilities (rows, q) (Walker 1977, Vose 1991).

    All q columns of a row are equally likely. Column a is colour a with probability keep[a], else colour alias[a], one
    whose probability exceeds 1/q.
    """
    rows, colours = probability.shape
    keep, alias = colours * probability, np.empty((rows, colours), np.uint8)
    poor, rich = np.empty(colours, np.int64), np.empty(colours, np.int64)
    for row in range(rows):
        n_poor, n_rich = 0, 0
        for a in range(colours):
            alias[row, a] = a
            if keep[row, a] < 1.0:
                poor[n_poor] = a
                n_poor += 1
            else:
                rich[n_rich] = a
                n_rich += 1
        while n_poor > 0 and n_rich > 0:
            n_poor -= 1
            a, b = poor[n_poor], rich[n_rich - 1]
            alias[row, a] = b
            keep[row, b] -= 1.0 - keep[row, a]
            if keep[row, b] < 1.0:
                n_rich -= 1
                poor[n_poor] = b
                n_poor += 1
    return keep, alias


@strict
def fill(rows, law, seed, first_row):
    """Overwrite `rows`, uint8 (S, N), with the colours of configurations number first_row, first_row + 1, ...

    The configurations of one `seed` are an endless sequence. law: as from `ring_law`.
    """
    sites, colours, firsts = rows.shape[1], law.keep.shape[1], law.first.shape[0]
    blocks = firsts * colours
    for row in range(rows.shape[0]):
        start = stream(seed, CONFIGURATION, first_row + row)
        rotation = int(colours * uniform(start, 0))
        block = min(np.searchsorted(law.first, uniform(start, 1), "right"), firsts - 1)
        rest = block
        for i in range(law.reach - 1, -1, -1):
            rows[row, i] = (rest % colours + rotation) % colours
            rest //= colours
        table = block * blocks
        for i in range(law.reach, sites):
            place = colours * uniform(start, 2 + i)  # below q also after rounding
            column = int(place)
            other = int(law.alias[table + block, column])  # read even where not needed: faster than a branch
            colour = column if place - column < law.keep[table + block, column] else other
            turned = colour + rotation
            rows[row, i] = turned - colours if turned >= colours else turned
            block = colour if firsts == 1 else block % firsts * colours + colour
            table += firsts * blocks


fill_rows = entry(fill)  # for calls from Python


def law_of(data):
    """The `Law` of a data block {sites, colours, beta[, kernel, couplings]}. Raises ValueError as `ring_law` does."""
    keys = ("sites", "colours", "beta", "kernel", "couplings")
    return ring_law(**{key: data[key] for key in keys if key in data})


def sample(data, samples, seed, first_row=0):
    """Independent samples of a data block {sites, colours, beta[, kernel, couplings]}: colours (samples, N) uint8.

    The samples of one `seed` are an endless sequence, and the first sample returned has the number first_row. So a
    larger training set of the same seed begins with the same samples. Raises ValueError as `ring_law` does.
    """
    rows = np.empty((samples, data["sites"]), np.uint8)
    fill_rows(rows, law_of(data), np.uint64(seed), first_row)
    return rows


def symmetrised(data, samples, seed):
    """A training set with exactly the symmetry (15): samples/(N q) configurations, each in all its N q rotations.

    Returns colours (samples, N) uint8; row (b N + s) q + t is configuration b, rotated by s sites and t colours. Raises
    ValueError if `samples` is not a multiple of N q.
    """
    sites, colours = data["sites"], data["colours"]
    if samples % (sites * colours):
        raise ValueError(
            f"samples = {samples} must be a multiple of sites * colours = {sites * colours} to hold every rotation"
        )
    configurations = sample(data, samples // (sites * colours), seed)
    rows = np.empty((len(configurations), sites, colours, sites), np.uint8)
    for shift in range(sites):
        turned = np.roll(configurations, shift, axis=1)[:, None].astype(np.int16)
        rows[:, shift] = (turned + np.arange(colours)[:, None]) % colours
    return rows.reshape(samples, sites)


def encode(colours):
    """Colours (..., N) uint8 as files hold them: unchanged."""
    return colours


def decode(stored, sites):
    """Colours (..., N) uint8 of what files hold: unchanged. sites: N."""
    return stored


def training_rows(stored):
    """Colours (B, N) uint8 as training reads them: unchanged."""
    return stored


def from_training_rows(rows, sites):
    """Colours (B, N) uint8 of what training reads: unchanged. sites: N."""
    return rows

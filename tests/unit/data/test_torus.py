"""The sampler of the torus against enumeration."""

import itertools

import numpy as np
import pytest
from scipy.special import ellipk

from placecells.data import torus
from placecells.data.draw import draw, held_out, sample, training_rows
from placecells.data.packing import bytes_from_words
from placecells.rbm.run import Stream
from placecells.rbm.train import _check_data

SAMPLES = 64_000
SIDES = (4, 3)  # 4096 states


def spins(sides, beta, samples, seed):
    return sample({"model": "torus", "sides": sides, "sites": sides[0] * sides[1], "beta": beta}, samples, seed)


def bonds(v):
    """Sum over pairs of neighbours of their product, for configurations (..., x, y)."""
    return sum((v * np.roll(v, 1, axis)).sum(axis=(-2, -1), dtype=float) for axis in (-2, -1))


@pytest.fixture(scope="module")
def states():
    """All states (state, x, y) of the small torus and their energies (state,), in units of the coupling."""
    every = np.array(list(itertools.product((-1, 1), repeat=SIDES[0] * SIDES[1])), np.int8).reshape(-1, *SIDES)
    return every, bonds(every)


@pytest.mark.parametrize("beta", [0.0, 0.2, 0.4])
def test_moments_are_those_of_all_states(states, beta):
    every, energy = states
    share = np.exp(beta * energy)
    share /= share.sum()
    drawn = spins(SIDES, beta, SAMPLES, seed=1).reshape(-1, *SIDES)
    for what in (
        bonds,
        lambda v: bonds(v) ** 2,
        lambda v: v.sum(axis=(-2, -1), dtype=float) ** 2,
        lambda v: v.sum(axis=(-2, -1), dtype=float) ** 4,
        lambda v: v[..., 0, 0] * v[..., 1, 1],
        lambda v: v[..., 0, 0] * v[..., 2, 1],
        lambda v: v[..., 0, 0],
    ):
        values = what(drawn)
        assert abs(values.mean() - share @ what(every)) < 5 * values.std() / np.sqrt(SAMPLES)


def test_every_state_of_the_smallest_torus_has_its_probability():
    """3 x 3 sites: 512 states, which the sampler meets as often as it should."""
    every = np.array(list(itertools.product((-1, 1), repeat=9)), np.int8)
    share = np.exp(0.25 * bonds(every.reshape(-1, 3, 3)))
    number = (spins((3, 3), 0.25, SAMPLES, seed=2) > 0) @ (1 << np.arange(9))
    counts = np.bincount(number, minlength=512)[(every > 0) @ (1 << np.arange(9))]
    expected = SAMPLES * share / share.sum()
    chi2 = ((counts - expected) ** 2 / expected).sum()
    assert abs(chi2 - 511) < 5 * np.sqrt(2 * 511)


def test_energy_of_a_large_torus_is_onsagers():
    """Correlation of neighbours of the infinite lattice (Onsager 1944); 20 sites are 13 correlation lengths."""
    beta = 0.3
    modulus = 2 * np.sinh(2 * beta) / np.cosh(2 * beta) ** 2
    slope = 2 / np.pi * (2 * np.tanh(2 * beta) ** 2 - 1) * ellipk(modulus**2)
    expected = (1 + slope) / np.tanh(2 * beta) / 2
    values = bonds(spins((20, 20), beta, 3200, seed=8).reshape(-1, 20, 20)) / 800
    assert abs(values.mean() - expected) < 5 * values.std() / np.sqrt(3200)


def test_every_site_is_like_every_other():
    """10 x 7 sites, two words a configuration: all sites and bonds have equal means."""
    v = spins((10, 7), 0.3, SAMPLES, seed=3).reshape(-1, 10, 7)
    assert np.abs(v.mean(axis=0)).max() < 5 / np.sqrt(SAMPLES)
    for axis in (1, 2):
        product = (v * np.roll(v, 1, axis)).mean(axis=0)
        assert np.abs(product - product.mean()).max() < 5 / np.sqrt(SAMPLES)


def test_a_longer_data_set_begins_with_the_shorter_one():
    np.testing.assert_array_equal(spins((5, 4), 0.3, 70, seed=4), spins((5, 4), 0.3, 300, seed=4)[:70])


def test_a_sample_has_its_number_wherever_the_drawing_begins():
    law, seed = torus.torus_law((5, 4), 0.3), np.uint64(4)
    rows = np.empty((30, 1), np.uint64)
    torus.fill_rows(rows, (5, 4), law, seed, 50)
    np.testing.assert_array_equal(bytes_from_words(rows, 20), torus.sample({"sides": (5, 4), "beta": 0.3}, 80, 4)[50:])


def test_configurations_of_one_word_are_independent():
    v = spins((4, 4), 0.0, 64 * 500, seed=5).reshape(500, 64, 16).astype(float)
    correlation = np.einsum("gai,gbi->ab", v, v) / (500 * 16)
    np.fill_diagonal(correlation, 0.0)
    assert np.abs(correlation).max() < 5 / np.sqrt(500 * 16)


def test_training_sets_and_held_out_samples():
    data = {"model": "torus", "sites": 64, "sides": [8, 8], "beta": 0.3, "samples": 200, "sampling": "independent"}
    dataset = draw(data, [7])
    assert training_rows(dataset, 0).shape == (200, 1)
    drawn = {row.tobytes() for row in spins((8, 8), 0.3, 200, 7)}
    assert not drawn & {row.tobytes() for row in held_out(data, 200, 7)}


@pytest.mark.parametrize(
    ("sides", "beta"), [((2, 5), 0.1), ((4,), 0.1), ((4, 4), 0.45), ((4, 4), -0.1), ((4, 4), np.nan)]
)
def test_what_has_no_law_is_refused(sides, beta):
    with pytest.raises(ValueError, match=r"sides = |beta = "):
        torus.torus_law(sides, beta)


def test_a_stream_of_a_torus_is_refused():
    from placecells.rbm.machine import new_machine

    machine = new_machine("spin", "spin", sites=16, units=1)
    law = {"model": "torus", "sites": 16, "sides": (4, 4), "beta": 0.2}
    with pytest.raises(ValueError, match="a torus has no stream"):
        _check_data(machine, Stream(law))
    with pytest.raises(ValueError, match="no symmetrised data"):
        torus.symmetrised(law, 16, 0)

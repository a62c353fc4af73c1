"""The sampler against the exact law of the ring."""

import itertools

import numpy as np
import pytest
from scipy import stats

from placecells.data import ising
from placecells.data.draw import configurations, draw, held_out, training_rows
from placecells.data.packing import bytes_from_words, pack, unpack, words_from_bytes

SAMPLES = 200_000


def spins(sites, beta, samples, seed):
    return unpack(ising.sample({"sites": sites, "beta": beta}, samples, seed), sites)


def correlation(sites, beta):
    """Equation (9) as a function of the distance 0..N-1."""
    t = np.tanh(beta)
    d = np.arange(sites)
    return (t**d + t ** (sites - d)) / (1 + t**sites)


@pytest.mark.parametrize("sites", [6, 100])
@pytest.mark.parametrize("beta", [0.0, 0.3, 1.0])
def test_correlations_are_those_of_the_ring(sites, beta):
    v = spins(sites, beta, SAMPLES, seed=1).astype(np.float32)
    expected = correlation(sites, beta)
    for d in range(1, sites // 2 + 1):
        product = (v * np.roll(v, -d, axis=1)).mean(axis=1, dtype=float)  # one independent value a sample
        error = product.std() / np.sqrt(SAMPLES)
        assert abs(product.mean() - expected[d]) < 5 * error, d  # 5 sigma: at most 50 distances are looked at


def test_every_bond_of_the_ring_is_like_every_other():
    """100 sites: the bonds across the two words and the closing one too."""
    v = spins(100, 1.0, SAMPLES, seed=8).astype(np.float32)
    bonds = (v * np.roll(v, -1, axis=1)).mean(axis=0)
    error = np.sqrt((1 - np.tanh(1.0) ** 2) / SAMPLES)
    assert np.abs(bonds - np.tanh(1.0)).max() < 5 * error


@pytest.mark.parametrize("beta", [0.3, 1.0])
def test_every_configuration_of_a_small_ring_has_its_probability(beta):
    sites = 5
    v = spins(sites, beta, SAMPLES, seed=2)
    states = np.array(list(itertools.product((-1, 1), repeat=sites)))
    weight = np.exp(beta * (states * np.roll(states, -1, axis=1)).sum(axis=1))
    order = (states > 0) @ (1 << np.arange(sites))
    counts = np.bincount((v > 0) @ (1 << np.arange(sites)), minlength=2**sites)
    assert stats.chisquare(counts[order], SAMPLES * weight / weight.sum()).pvalue > 1e-4


def test_mean_is_zero():
    v = spins(100, 1.0, SAMPLES, seed=3)
    assert np.abs(v.mean(axis=0)).max() < 5 / np.sqrt(SAMPLES)


def test_a_longer_data_set_begins_with_the_shorter_one():
    np.testing.assert_array_equal(spins(70, 0.7, 10, seed=4), spins(70, 0.7, 1000, seed=4)[:10])


def test_seeds_give_independent_data():
    one, other = (spins(64, 0.0, 1000, seed=s).astype(float) for s in (5, 6))
    assert abs((one * other).mean()) < 5 / np.sqrt(one.size)


def test_symmetrised_data_hold_every_rotation_equally():
    sites, samples = 10, 200
    v = unpack(ising.symmetrised({"sites": sites, "beta": 0.5}, samples, seed=7), sites)
    rows = np.sort(v.view(f"V{sites}"), axis=None)
    for shift in range(1, sites):
        rotated = np.ascontiguousarray(np.roll(v, shift, axis=1))
        np.testing.assert_array_equal(rows, np.sort(rotated.view(f"V{sites}"), axis=None))


@pytest.mark.parametrize("sites", [1, 7, 8, 13, 64, 100])
def test_symmetrised_data_are_the_rotations_of_each_configuration_in_order(sites):
    stored = ising.symmetrised({"sites": sites, "beta": 0.5}, 3 * sites, seed=7)
    first = ising.sample({"sites": sites, "beta": 0.5}, 3, seed=7)
    expected = [pack(np.roll(v, shift)) for v in unpack(first, sites) for shift in range(sites)]
    np.testing.assert_array_equal(stored, expected)  # the bytes, so no bit beyond the ring is set


def test_symmetrised_data_need_a_multiple_of_the_ring():
    with pytest.raises(ValueError, match="samples = 15 must be a multiple of sites = 10"):
        ising.symmetrised({"sites": 10, "beta": 0.5}, 15, seed=0)


@pytest.mark.parametrize("beta", [-0.1, np.nan, np.inf])
def test_beta_must_be_finite_and_not_negative(beta):
    with pytest.raises(ValueError, match="beta = "):
        spins(10, beta, 1, seed=0)


def test_very_cold_ring_is_aligned():
    assert np.abs(spins(50, 400.0, 100, seed=0).sum(axis=1)).min() == 50


@pytest.mark.parametrize("sites", [3, 8, 63, 64, 65, 130])
def test_packing_is_a_bijection(sites):
    v = np.random.default_rng(0).choice(np.array([-1, 1], np.int8), (20, sites))
    np.testing.assert_array_equal(unpack(pack(v), sites), v)
    np.testing.assert_array_equal(bytes_from_words(words_from_bytes(pack(v)), sites), pack(v))


def test_packing_refuses_other_values():
    with pytest.raises(ValueError, match="-1 or \\+1"):
        pack(np.array([[0, 1]]))


def test_drawn_data_describe_their_own_layout():
    dataset = draw({"model": "ising", "sites": 70, "beta": 0.4, "samples": 12, "sampling": "independent"}, [1, 2])
    packed = dataset["configurations"]
    decoded = np.unpackbits(packed.values[1, 3], count=packed.attrs["sites"], bitorder="little") * 2.0 - 1
    np.testing.assert_array_equal(decoded, configurations(dataset)["configurations"].values[1, 3])
    word = training_rows(dataset, 1)[3, 1]
    assert [int(word >> np.uint64(i)) & 1 for i in range(6)] == list((decoded[64:] > 0).astype(int))


def test_held_out_samples_are_not_training_samples():
    data = {"model": "ising", "sites": 64, "beta": 0.2, "samples": 500, "sampling": "independent"}
    train = {row.tobytes() for row in spins(64, 0.2, 500, seed=9)}
    assert not train & {row.tobytes() for row in held_out(data, 500, 9)}

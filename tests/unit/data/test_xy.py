"""The sampler of the ring of colours against the exact law."""

import itertools

import numpy as np
import pytest
from scipy import stats

from placecells.data import xy
from placecells.data.draw import configurations, draw, held_out, training_rows

SAMPLES = 200_000


def block(sites, colours, beta, **more):
    return {"model": "xy", "sites": sites, "colours": colours, "beta": beta} | more


def bond_kernel(colours, kernel=None):
    """J as a matrix (q, q)."""
    difference = np.subtract.outer(np.arange(colours), np.arange(colours)) % colours
    distance = np.minimum(difference, colours - difference)
    return np.cos(2 * np.pi * distance / colours) if kernel is None else np.array(kernel)[distance]


def enumeration(sites, colours, beta, kernel=None, couplings=(1.0,)):
    """All configurations (q^N, N) and their probabilities."""
    v = np.array(list(itertools.product(range(colours), repeat=sites)))
    j = bond_kernel(colours, kernel)
    energy = sum(c * j[v, np.roll(v, -r, axis=1)].sum(axis=1) for r, c in enumerate(couplings, 1))
    weight = np.exp(beta * (energy - energy.max()))
    return v, weight / weight.sum()


def cosines(v, colours, distance):
    """Mean over the ring of cos(2 pi (a - b)/q) at a distance, one independent value a sample."""
    table = np.cos(2 * np.pi * np.arange(colours) / colours)
    return table[(v.astype(np.int16) - np.roll(v, -distance, axis=1)) % colours].mean(axis=1)


@pytest.mark.parametrize(
    ("colours", "beta", "more"),
    [
        (3, 0.0, {}),
        (3, 0.8, {}),
        (3, 1.3, {"kernel": [1.0, 0.0]}),
        (4, 0.3, {"kernel": [0.3, 1.0, -0.7]}),
        (3, 0.7, {"couplings": [1.0, 0.5]}),
        (3, 1.1, {"kernel": [0.2, 0.9], "couplings": [-0.6, 0.8]}),
        (2, 0.6, {"couplings": [0.5, 0.0, -0.4], "sites": 7}),
    ],
    ids=str,
)
def test_every_configuration_of_a_small_ring_has_its_probability(colours, beta, more):
    data = block(6, colours, beta) | more
    v, probability = enumeration(**{key: value for key, value in data.items() if key != "model"})
    place = colours ** np.arange(data["sites"])[::-1]
    counts = np.bincount(xy.sample(data, SAMPLES, seed=1) @ place, minlength=len(v))
    assert SAMPLES * probability.min() > 2  # chi2 needs a few in each class; for most classes there are hundreds
    assert stats.chisquare(counts, SAMPLES * probability).pvalue > 1e-4


def test_correlations_of_six_sites_and_ten_colours():
    """<cos> at distance 1, 2, 3 for q = 10, beta = 1.5: known to five digits."""
    v = xy.sample(block(6, 10, 1.5), SAMPLES, seed=2)
    for distance, expected in enumerate([0.63042, 0.44739, 0.39211], 1):
        values = cosines(v, 10, distance)
        assert abs(values.mean() - expected) < 4 * values.std() / np.sqrt(SAMPLES) + 5e-6


@pytest.mark.parametrize(("colours", "kernel"), [(10, None), (2, None), (5, [1.0, 0.5, 0.0])])
def test_correlations_of_a_hundred_sites_are_those_of_the_transfer_matrix(colours, kernel):
    """tr(T^d c T^(N-d) c) / tr T^N, with c = exp(2 pi i a/q) on the diagonal."""
    sites, samples = 100, 50_000
    transfer = np.exp(1.5 * bond_kernel(colours, kernel))
    transfer /= np.linalg.norm(transfer, 2)
    phase = np.exp(2j * np.pi * np.arange(colours) / colours)
    v = xy.sample(block(sites, colours, 1.5, **({"kernel": kernel} if kernel else {})), samples, seed=3)
    norm = np.trace(np.linalg.matrix_power(transfer, sites))
    for distance in (1, 2, 3, 5, 10, 20, 50):
        one, other = (np.linalg.matrix_power(transfer, d) for d in (distance, sites - distance))
        expected = np.einsum("ab,b,ba,a->", one, phase, other, phase.conj()).real / norm
        values = cosines(v, colours, distance)
        assert abs(values.mean() - expected) < 5 * values.std() / np.sqrt(samples), distance


def test_every_bond_of_the_ring_is_like_every_other_and_colours_are_equally_frequent():
    v = xy.sample(block(30, 10, 1.5, couplings=[1.0, 0.3]), 100_000, seed=4).astype(np.int16)
    for distance in (1, 2):
        bonds = np.cos(2 * np.pi * (v - np.roll(v, -distance, axis=1)) / 10)
        errors = bonds.std(axis=0) / np.sqrt(len(v))
        assert (np.abs(bonds.mean(axis=0) - bonds.mean()) < 5 * errors).all()  # 30 bonds
    frequency = np.stack([(v == a).mean(axis=0) for a in range(10)])
    assert np.abs(frequency - 0.1).max() < 5.5 * np.sqrt(0.09 / len(v))  # 300 of them


def test_a_row_does_not_depend_on_the_rows_that_follow_or_precede():
    data = block(20, 7, 1.0, couplings=[1.0, 0.2])
    whole = xy.sample(data, 1000, seed=5)
    np.testing.assert_array_equal(xy.sample(data, 10, seed=5), whole[:10])
    np.testing.assert_array_equal(xy.sample(data, 10, seed=5, first_row=500), whole[500:510])
    assert not np.array_equal(xy.sample(data, 10, seed=6), whole[:10])


@pytest.mark.parametrize(("beta", "couplings"), [(20.0, [1.0]), (20.0, [1.0, 1.0]), (500.0, [1.0])])
def test_very_cold_rings_are_finite_and_nearly_of_one_colour(beta, couplings):
    law = xy.ring_law(40, 10, beta, couplings=couplings)
    assert all(np.isfinite(part).all() for part in law)
    v = xy.sample(block(40, 10, beta, couplings=couplings), 2000, seed=7)
    step = 2 * beta * sum(r * c for r, c in enumerate(couplings, 1)) * (1 - np.cos(np.pi / 5))
    walls = (np.diff(v.astype(np.int16), axis=1) % 10 != 0).mean()
    # a pair of walls +1, -1 has the weight exp(-step): 2 N exp(-step) walls a bond to leading order
    assert walls <= 5 * 40 * np.exp(-step)
    assert len(np.unique(v[:, 0])) == 10


def test_repulsive_neighbours_differ():
    v = xy.sample(block(11, 3, 40.0, kernel=[1.0, 0.0], couplings=[-1.0]), 1000, seed=8)
    assert (v != np.roll(v, 1, axis=1)).all()


def test_256_colours_fit_in_a_byte():
    v = xy.sample(block(5, 256, 0.0), 50_000, seed=9)
    counts = np.bincount(v.ravel(), minlength=256)
    assert stats.chisquare(counts).pvalue > 1e-4


def test_symmetrised_data_hold_every_rotation_of_ring_and_colours():
    data = block(5, 4, 0.5)
    v = xy.symmetrised(data, 60, seed=10)
    first = xy.sample(data, 3, seed=10)
    for b, shift, turn in itertools.product(range(3), range(5), range(4)):
        np.testing.assert_array_equal(v[(b * 5 + shift) * 4 + turn], (np.roll(first[b], shift) + turn) % 4)


def test_symmetrised_data_need_a_multiple_of_sites_times_colours():
    with pytest.raises(ValueError, match="samples = 30 must be a multiple of sites \\* colours = 20"):
        xy.symmetrised(block(5, 4, 0.5), 30, seed=0)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"colours": 1}, "colours = 1 must be from 2 to 256"),
        ({"colours": 257}, "colours = 257 must be from 2 to 256"),
        ({"beta": -1.0}, "beta = -1.0 must be finite and not negative"),
        ({"kernel": [1.0, 0.5]}, "must be 6 finite numbers, J\\(0\\) to J\\(5\\)"),
        ({"kernel": [1.0, 0.5, 0.0, 0.0, 0.0, np.nan]}, "must be 6 finite numbers"),
        ({"couplings": []}, "couplings = \\[\\] must be one or more finite numbers"),
        ({"couplings": [np.inf]}, "must be one or more finite numbers"),
        ({"sites": 4, "couplings": [1.0, 0.5]}, "sites = 4 must be at least 5"),
        ({"couplings": [1.0, 0.5, 0.2]}, "r = 3 couplings need a table of .* numbers; allowed are 20_000_000"),
    ],
    ids=str,
)
def test_what_cannot_be_sampled_is_refused(more, sentence):
    with pytest.raises(ValueError, match=sentence):
        xy.ring_law(**({"sites": 100, "colours": 10, "beta": 1.5} | more))


def test_laws_of_all_parameters_have_the_same_type():
    """So that one compiled kernel serves them all."""
    before = len(xy.fill_rows.signatures)
    rows = np.empty((2, 9), np.uint8)
    for more in ({}, {"kernel": [1, 0]}, {"couplings": (1, 0)}, {"couplings": [0.5], "beta": 1}):
        law = xy.ring_law(**({"sites": 9, "colours": 3, "beta": 0.5} | more))
        xy.fill_rows(rows, law, np.uint64(1), 0)
    assert len(xy.fill_rows.signatures) == max(before, 1)


@pytest.mark.parametrize("sampling", ["independent", "symmetrised"])
def test_drawn_data_describe_their_own_layout(sampling):
    data = block(6, 5, 0.4, samples=60, sampling=sampling)
    dataset = draw(data, [1, 2])
    drawn = dataset["configurations"]
    assert (drawn.dims, drawn.dtype) == (("seed", "sample", "site"), np.uint8)
    assert (drawn.attrs["sites"], drawn.attrs["colours"]) == (6, 5)
    rows = xy.sample(data, 60, 2) if sampling == "independent" else xy.symmetrised(data, 60, 2)
    np.testing.assert_array_equal(drawn.values[1], rows)
    np.testing.assert_array_equal(training_rows(dataset, 1), rows)
    assert training_rows(dataset, 1).flags.c_contiguous
    np.testing.assert_array_equal(configurations(dataset)["configurations"].values[1], rows)


def test_held_out_samples_are_not_training_samples():
    data = block(40, 10, 0.5, samples=500, sampling="independent")
    train = {row.tobytes() for row in xy.sample(data, 500, 9)}
    test = held_out(data, 500, 9)
    assert (test.shape, test.dtype) == ((500, 40), np.uint8)
    assert not train & {row.tobytes() for row in test}

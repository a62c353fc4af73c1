"""Learning, other estimates and theory of binary synapses, against each other and against exact limits."""

import numpy as np
import pytest

from placecells.studies.binary_synapses.model import estimates, teacher
from placecells.studies.binary_synapses.model.learn import Rule, learn
from placecells.theory import binary_synapses as theory


@pytest.fixture
def rng():
    return np.random.default_rng(1)


def taught(units, samples, rng, sites=100, beta=1.0):
    xi = teacher.synapses(units, sites, 0.0, rng)
    return xi, teacher.sample(xi, beta, samples, rng)


@pytest.mark.parametrize("optimiser", ["natural", "adam", "adam_uncorrected"])
@pytest.mark.parametrize("partition", ["dual", "overlap"])
def test_many_samples_of_one_unit_reveal_its_synapses(partition, optimiser, rng):
    xi, v = taught(1, 4000, rng)
    rule = Rule(1.0, partition, optimiser=optimiser, rate=0.1, steps=150, fields=40)
    m, steps = learn(v, rng.uniform(-0.1, 0.1, (1, 100)), rule, rng)
    assert len(steps) == 150
    assert estimates.sign_overlaps(m, xi)[0] > 0.98
    assert all(step.converged for step in steps)


def test_the_natural_gradient_ends_where_the_gradient_vanishes(rng):
    _, v = taught(1, 500, rng)
    _, steps = learn(v, rng.uniform(-0.1, 0.1, (1, 100)), Rule(1.0, "overlap", rate=0.1, steps=600), rng)
    bound = [step.data_term - step.partition_term - step.divergence for step in steps]
    assert (np.diff(bound) > -1e-9).all()
    assert steps[-1].largest_gradient < 1e-3


def test_message_passing_learns_what_enumeration_learns(rng):
    xi, v = taught(2, 800, rng)
    start = rng.uniform(-0.1, 0.1, (2, 100))
    found = [
        learn(v, start, Rule(1.0, "dual", solver, fields=20, steps=60), np.random.default_rng(3))[0]
        for solver in ("enumerate", "messages")
    ]
    assert np.abs(found[0] - found[1]).max() < 0.05
    np.testing.assert_allclose(*(estimates.sign_overlaps(m, xi) for m in found), atol=0.03)


@pytest.mark.parametrize("partition", ["dual", "overlap"])
def test_small_means_grow_at_the_rate_of_theory(partition, rng):
    """(A.24) along the leading eigenvector, at which m is small: within 1%, with many fields of the dual network."""
    _, v = taught(1, 300, rng)
    vector, value = estimates.principal_vector(v)
    rule = Rule(1.0, partition, rate=1e-3, steps=1, fields=200_000)
    start = 1e-4 * vector[None]
    m, _ = learn(v, start, rule, rng)
    rate = (m - start) @ vector / 1e-4 / 1e-3
    assert rate[0] == pytest.approx(theory.growth_rate(3.0, 1.0, value, partition), rel=0.01)


def test_the_bayes_optimal_estimate_is_that_of_replica_theory(rng):
    """Mean over teachers of 400 sites, away from the transition."""
    found = []
    for _ in range(6):
        xi, v = taught(1, 2000, rng, sites=400)
        marginals = estimates.bayes_optimal(v, 1.0, rng)
        assert marginals.converged
        found.append(estimates.sign_overlaps(marginals.means[None], xi)[0])
    error = np.std(found, ddof=1) / np.sqrt(6)
    assert abs(np.mean(found) - theory.replica_symmetric_overlap(5.0, 1.0)) < 5 * error + 0.01


def test_the_leading_eigenvector_has_the_overlap_of_theory(rng):
    found = []
    for _ in range(6):
        xi, v = taught(1, 1600, rng, sites=400)
        found.append(estimates.sign_overlaps(estimates.principal_vector(v)[0][None], xi)[0])
    error = np.std(found, ddof=1) / np.sqrt(6)
    assert abs(np.mean(found) - theory.principal_overlap(4.0, 1.0)) < 5 * error + 0.01


def test_thresholds_of_theory():
    assert theory.mean_slope(1.0) == pytest.approx(0.605706, abs=1e-6)
    assert theory.polarisation_threshold(1.0, "overlap") == pytest.approx(0.1059, abs=1e-4)
    assert theory.polarisation_threshold(1.0, "dual") == pytest.approx(0.1369, abs=1e-4)
    assert theory.pair_thresholds(1.0, 0.3) == pytest.approx((0.355, 4.06), rel=2e-3)
    for version in ("dual", "overlap"):
        alpha = theory.polarisation_threshold(0.8, version)
        assert theory.growth_rate(alpha, 0.8, theory.noise_edge(alpha), version) == pytest.approx(0, abs=1e-9)
    for beta in (0.8, 1.0, 1.25):
        critical = theory.alignment_threshold(beta)
        assert theory.replica_symmetric_overlap(0.8 * critical, beta) < 1e-3
        assert theory.replica_symmetric_overlap(1.5 * critical, beta) > 0.3
        assert theory.principal_overlap(0.99 * critical, beta) == 0.0
        assert theory.principal_overlap(1.5 * critical, beta) < theory.replica_symmetric_overlap(1.5 * critical, beta)


def test_estimates_are_matched_with_one_unit_each():
    xi = np.array([[1, 1, 1, 1], [1, 1, -1, -1]])
    found = estimates.matched_overlaps(np.array([[1.0, 1, -1, -1], [-1, -1, -1, 1]]), xi)
    np.testing.assert_allclose(found, [0.5, 1.0])

"""Kinds of binary synapses against exact sums, and the figures and claims of their smallest datasets."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from drawing import drawn

from placecells.claims.chosen import first_above
from placecells.claims.claim import ERROR, NOT_REPRODUCED, REPRODUCED
from placecells.claims.table import evaluate, needs
from placecells.config.cells import cells, leaf
from placecells.config.load import load
from placecells.config.seeds import run_seeds
from placecells.io.combine import combine
from placecells.kinds.kind import kind
from placecells.studies.binary_synapses.claims import audit, digits, framework, planted
from placecells.studies.binary_synapses.kinds import digit_synapses, evidence
from placecells.studies.binary_synapses.kinds.planted import two_stages
from placecells.studies.binary_synapses.model import bound, teacher

ROOT = Path(__file__).resolve().parents[4]
OWN = [file for file in (ROOT / "config" / "studies").glob("*.yaml") if file.stem == "binary_synapses"]
FIGURES = [f"figB{number}" for number in range(1, 10)]
SECTIONS = (framework, planted, digits, audit)


@pytest.fixture(scope="module")
def datasets():
    """{experiment: dataset} of the study at the smallest scale."""
    config = load([ROOT / "config.yaml", ROOT / "config" / "smoke.yaml"], OWN)
    table = cells(config)
    table = table[table["config"].map(lambda cell: kind_is_ours(cell["kind"]))]
    return {name: made(rows, config["experiments"][name]) for name, rows in table.groupby("experiment")}


def kind_is_ours(name):
    return "binary_synapses" in kind(name).run.__module__


def made(rows, block):
    grid = [leaf(key) for key in block["grid"]]
    parts = [
        (
            {name: row[name] for name in grid},
            kind(row["config"]["kind"]).run(row["config"], run_seeds(row["config"]), {}),
        )
        for _, row in rows.iterrows()
    ]
    return combine(parts).assign_attrs(config=json.dumps(block))


@pytest.mark.parametrize("name", FIGURES)
def test_figures_are_drawn_without_warnings(name, datasets):
    drawn(name, datasets)


def test_no_claim_fails(datasets):
    for section in SECTIONS:
        for row in evaluate(section.CLAIMS, {name: datasets[name] for name in needs(section.CLAIMS)}):
            assert row["verdict"] != ERROR, (row["id"], row["reason"])
            assert all(control["verdict"] != ERROR for control in row["controls"]), row["id"]


def test_every_variable_has_a_name_and_a_unit(datasets):
    for name, ds in datasets.items():
        for variable in ds.data_vars.values():
            assert variable.attrs["long_name"], name
            assert variable.attrs["units"], name


def test_runs_do_not_depend_on_how_many_there_are(datasets):
    config = load([ROOT / "config.yaml", ROOT / "config" / "smoke.yaml"], OWN)
    cell = cells(config).query("experiment == 'two_stages'")["config"].iloc[0]
    some = kind("planted").run(cell, run_seeds(cell)[:2], {})
    np.testing.assert_array_equal(some["means"], datasets["two_stages"]["means"][:2])


def test_the_exact_bound_lies_below_the_log_likelihood():
    rng = np.random.default_rng(2)
    v = teacher.sample(teacher.synapses(2, 4, 0.0, rng), 1.0, 12, rng)
    likelihood = evidence.log_likelihoods(2, v, 1.0)
    whole = np.logaddexp.reduce(likelihood) - 8 * np.log(2.0)
    for size in (0.1, 0.5, 0.99):
        assert evidence.exact_bound(rng.uniform(-size, size, (2, 4)), likelihood) <= whole
    # certain synapses: the bound is their likelihood and prior
    states = evidence.hidden_states(8).reshape(-1, 2, 4)
    best = int(likelihood.argmax())
    near = evidence.exact_bound(states[best] * (1 - 1e-12), likelihood)
    assert near == pytest.approx(likelihood[best] - 8 * np.log(2.0), abs=1e-6)


def test_the_likelihood_of_few_synapses_is_normalised():
    """Over all configurations of four sites, exp(log P(v | xi)) is 1."""
    v = np.array(list(itertools.product([-1.0, 1.0], repeat=4)))
    xi = np.array([[1.0, 1, -1, 1], [1, -1, -1, 1]])
    data = bound.log_2_cosh(0.7 * (v @ xi.T) / 2.0).sum(1)
    assert np.exp(data - teacher.log_partition(xi, 0.7)).sum() == pytest.approx(1.0)


def test_the_gain_of_certain_synapses_is_that_of_their_likelihood():
    rng = np.random.default_rng(0)
    xi = rng.choice([-1.0, 1.0], (2, 6))
    v = rng.choice([-1.0, 1.0], (5, 6))
    expected = bound.log_2_cosh(v @ xi.T / np.sqrt(6)).sum(1).mean() - teacher.log_partition(xi, 1.0) + 6 * np.log(2.0)
    assert digit_synapses.likelihood_gain(xi, v, 1.0, rng) == pytest.approx(expected)
    assert np.isnan(digit_synapses.likelihood_gain(np.zeros((13, 6)), v, 1.0, rng))


def test_two_stages_match_units_and_signs_by_the_last_means():
    xi = np.array([[1, 1, 1, -1], [1, 1, -1, 1]], float)  # they agree on the first two sites
    history = np.stack([np.stack([-xi[1] * [1, 1, -1, -1], xi[0] * [1, 1, -1, -1]]), np.stack([-xi[1], xi[0]])])
    agreed, differing = two_stages(history, xi)
    np.testing.assert_allclose(agreed, [1.0, 1.0])
    np.testing.assert_allclose(differing, [-1.0, 1.0])
    assert np.isnan(two_stages(history[:, :1], xi[:1])[1]).all()


def test_the_first_step_above_a_level():
    values = np.array([[0.1, 0.6, 0.4], [0.1, 0.2, 0.3]])
    np.testing.assert_array_equal(first_above(values, np.array([1.0, 2.0, 3.0]), 0.5), [2.0, 3.0])


def test_claims_come_out_both_ways(datasets):
    """Made-up overlaps, above and below what is expected, with the controls' data on the other side."""
    [claim] = [claim for claim in planted.CLAIMS if claim.id == "synapses-10"]
    noise = np.random.default_rng(0).normal(0, 0.01, 4)

    def found(value):
        ds = datasets["overlap_at_five"]
        return ds.assign(sign_overlap=ds["sign_overlap"] * 0 + value + noise[:, None])

    both = {"overlap_at_five": found(0.9), "no_teacher": found(0.1)}
    assert evaluate([claim], both)[0]["verdict"] == REPRODUCED
    swapped = {"overlap_at_five": found(0.1), "no_teacher": found(0.9)}
    row = evaluate([claim], swapped)[0]
    assert row["controls"][0]["verdict"] == REPRODUCED
    assert claim.judge(claim.measure(swapped["overlap_at_five"])).name == NOT_REPRODUCED

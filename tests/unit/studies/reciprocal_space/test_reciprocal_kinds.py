"""Kinds of reciprocal space at the smallest scale: names, units, figures, claims that come out both ways."""

import json
from pathlib import Path

import made_replicas
import numpy as np
import pytest
from drawing import drawn

from placecells.claims.claim import ERROR, NOT_REPRODUCED, REPRODUCED
from placecells.claims.table import evaluate, needs
from placecells.config.cells import cells, leaf
from placecells.config.load import load
from placecells.config.seeds import run_seeds
from placecells.io.combine import combine
from placecells.kinds.kind import kind
from placecells.studies.reciprocal_space.claims import audit, diffusion, gaussian, initialisation, landau

ROOT = Path(__file__).resolve().parents[4]
OWN = [ROOT / "config" / "studies" / "reciprocal_space.yaml"]
FIGURES = ["figR3", "figR5", "figR6", "figR7", "figR13", "figR14", "figR15", "figR16", "figR17", "figR18"]
SECTIONS = (initialisation, landau, gaussian, diffusion, audit)


@pytest.fixture(scope="module")
def datasets():
    """{experiment: dataset} of the study at the smallest scale."""
    config = load([ROOT / "config.yaml", ROOT / "config" / "smoke.yaml"], OWN)
    table = cells(config)
    table = table[table["config"].map(lambda cell: "reciprocal_space" in kind(cell["kind"]).run.__module__)]
    return {name: made(rows, config["experiments"][name]) for name, rows in table.groupby("experiment")}


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


def test_rotations_are_drawn_with_those_of_trained_weights(datasets):
    trained = {"replica_modes": made_replicas.everything()["replica_modes"]}
    legends = [len(drawn("figR5", shown).axes[1].get_legend().get_texts()) for shown in (datasets, datasets | trained)]
    assert legends[1] == legends[0] + 2


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


@pytest.mark.parametrize("experiment", ["initial_uneven", "repaired_modes", "log_partition", "bulk_of_strength"])
def test_runs_do_not_depend_on_how_many_there_are(datasets, experiment):
    config = load([ROOT / "config.yaml", ROOT / "config" / "smoke.yaml"], OWN)
    row = cells(config).query("experiment == @experiment").iloc[0]
    some = kind(row["config"]["kind"]).run(row["config"], run_seeds(row["config"])[:2], {})
    grid = [leaf(key) for key in config["experiments"][experiment]["grid"]]
    whole = datasets[experiment].sel({name: row[name] for name in grid})
    for name in some.data_vars:
        if "seed" in some[name].dims:
            np.testing.assert_array_equal(some[name], whole[name].isel(seed=slice(2)))


def test_the_start_is_a_saddle_of_the_energy_and_a_minimum_of_the_free_energy(datasets):
    ds = datasets["initial_many"]
    np.testing.assert_array_equal(ds["downhill"], 1.0)
    np.testing.assert_array_equal(ds["uphill"], 1.0)
    np.testing.assert_array_equal(ds["flat"], 0.0)
    np.testing.assert_array_equal(ds["free_downhill"], 0.0)
    assert float(ds["curvature_error"].max()) < 1e-12


def test_strong_modes_have_no_normal_integral(datasets):
    ds = datasets["log_partition"]
    assert (np.isnan(ds["gaussian"]) == (ds["largest_value"] >= 4.0)).all()
    assert np.isnan(ds["gaussian"].sel(scale=3.0)).any()


def test_claims_come_out_both_ways(datasets):
    """Made-up kurtoses below and above what is expected, with the control's data on the other side."""
    [claim] = [claim for claim in landau.CLAIMS if claim.id == "reciprocal-10"]
    noise = np.random.default_rng(0).normal(0, 0.01, 4)

    def found(below, above):
        ds = datasets["mode_of_lambda"].transpose(..., "seed")
        level = np.where(ds["value"] > 4.0, above, below)
        return ds.assign(kurtosis=ds["kurtosis"] * 0 + ds["value"].copy(data=level) + noise)

    row = evaluate([claim], {"mode_of_lambda": found(3.0, 1.1)})[0]
    assert (row["verdict"], row["controls"][0]["verdict"]) == (REPRODUCED, NOT_REPRODUCED)
    assert claim.judge(claim.measure(found(1.1, 3.0))).name == NOT_REPRODUCED

"""Claims on XY data: a sampler right and wrong; fields that are, and are not, in space and angle."""

import numpy as np
import pytest

from placecells.claims.claim import NOT_REPRODUCED, UNDECIDED, REPRODUCED
from placecells.claims.table import evaluate
from placecells.data import xy
from placecells.studies.place_cells.claims import xy as section

COLOURS = 10


def verdict(name, **datasets):
    [row] = evaluate([claim for claim in section.CLAIMS if claim.id == name], datasets)
    return row["verdict"]


@pytest.fixture
def coloured(learned, sech):
    """coloured(centres, phases (seed, hidden)): fields times a cosine of the colours, with a little noise."""

    def make(centres, phases, frequency=1.0, fwhm=14.0, noise=0.02):
        rng = np.random.default_rng(0)
        angle = 2 * np.pi * frequency * np.arange(COLOURS) / COLOURS
        cosine = np.cos(angle - np.asarray(phases)[..., None, None])
        weights = sech(centres, fwhm)[..., None] * cosine
        weights = weights + noise * rng.standard_normal(weights.shape)
        weights -= weights.mean(axis=-1, keepdims=True)
        start = 0.01 * rng.standard_normal(weights.shape)
        return learned(np.stack([start, weights, weights], axis=1))

    return make


def places(seeds, hidden=1, seed=1):
    rng = np.random.default_rng(seed)
    return rng.uniform(0, 100, (seeds, hidden)), rng.uniform(0, 2 * np.pi, (seeds, hidden))


def test_the_sampler_passes_and_a_beta_10_percent_off_is_found(drawn, monkeypatch):
    def verdicts(sites=100):
        data = {"model": "xy", "sites": sites, "colours": COLOURS, "beta": 1.5, "samples": 20_000}
        statistics = drawn("statistics", range(10), data)
        return [verdict(name, xy_statistics=statistics) for name in ("xy-48", "xy-49")]

    assert verdicts() == [REPRODUCED, REPRODUCED]
    assert verdicts(sites=8) == [REPRODUCED, UNDECIDED]
    right = xy.law_of
    monkeypatch.setattr(xy, "law_of", lambda data: right(data | {"beta": 1.1 * data["beta"]}))
    assert verdicts()[1] == NOT_REPRODUCED


def test_colours_that_prefer_a_direction_or_a_place_are_found(drawn):
    data = {"model": "xy", "sites": 20, "colours": COLOURS, "beta": 1.5, "samples": 20_000}
    statistics = drawn("statistics", range(10), data)
    tilted = statistics.assign(magnetisation=statistics["magnetisation"] + 0.01)
    assert verdict("xy-48", xy_statistics=tilted) == NOT_REPRODUCED
    bonds = statistics["neighbour_correlation"].copy()
    bonds[:, 3] += 0.02
    assert verdict("xy-48", xy_statistics=statistics.assign(neighbour_correlation=bonds)) == NOT_REPRODUCED


@pytest.mark.parametrize("name", ["xy-50", "xy-53", "xy-54", "xy-55", "xy-56", "xy-56c"])
def test_a_field_in_space_and_angle_is_recognised(coloured, name):
    assert verdict(name, xy_double_well=coloured(*places(10))) == REPRODUCED


def test_uniform_weights_and_two_turns_are_not_that_field(coloured):
    wide = coloured(*places(10), fwhm=300.0)
    assert verdict("xy-50", xy_double_well=wide) == NOT_REPRODUCED
    assert verdict("xy-53", xy_double_well=wide) == NOT_REPRODUCED
    assert verdict("xy-55", xy_double_well=coloured(*places(10), frequency=2.0)) == NOT_REPRODUCED


def test_places_and_phases_over_runs(coloured):
    centres, phases = places(40)
    assert verdict("xy-57", xy_streamed_start=coloured(centres, phases)) == REPRODUCED
    assert verdict("xy-57", xy_streamed_start=coloured(centres, 0.2 * phases)) == NOT_REPRODUCED


def test_five_units_apart_with_even_phases_and_stacked_ones(coloured):
    rng = np.random.default_rng(3)
    apart = np.arange(0, 100, 20) + rng.uniform(0, 100, (20, 1))
    even = np.arange(5) * 2 * np.pi / 5 + rng.uniform(0, 6, (20, 1)) + 0.05 * rng.standard_normal((20, 5))
    ds = coloured(apart, even)
    assert verdict("xy-58", xy_m5_double_well=ds) == REPRODUCED
    assert verdict("xy-60", xy_m5_double_well=ds) == REPRODUCED
    assert verdict("xy-61", xy_m5_binary_zero=ds) == REPRODUCED
    stacked, turned = apart.copy(), even.copy()
    stacked[:, 1], turned[:, 1] = stacked[:, 0], turned[:, 0] + np.pi / 2
    ds = coloured(stacked, turned)
    assert verdict("xy-58c", xy_m5_binary_zero=ds) == NOT_REPRODUCED
    assert verdict("xy-61b", xy_m5_binary_zero=ds) == REPRODUCED
    _, random = places(20, 5)
    assert verdict("xy-60", xy_m5_double_well=coloured(apart, random)) == NOT_REPRODUCED

"""Claims on XY data: a sampler right and wrong; fields that are, and are not, in space and angle; their controls."""

import numpy as np
import pytest

from placecells.claims.claim import NOT_REPRODUCED, PARTLY, REPRODUCED, UNDECIDED
from placecells.claims.table import evaluate, needs
from placecells.data import xy
from placecells.studies.place_cells.claims.xy import CLAIMS
from placecells.studies.place_cells.measures.xy import colour_fields, colour_motion

COLOURS = 10


def claim(name):
    [found] = [claim for claim in CLAIMS if claim.id == name]
    return found


def row(name, **datasets):
    [found] = evaluate([claim(name)], datasets)
    return found


def verdict(name, **datasets):
    return row(name, **datasets)["verdict"]


def on_all(name, ds):
    """The verdict on a claim all of whose datasets are ds."""
    return verdict(name, **dict.fromkeys(needs([claim(name)]), ds))


@pytest.fixture
def coloured(learned, sech):
    """coloured(centres, phases (seed, hidden)): fields times a cosine of the colours, with a little noise."""

    def make(centres, phases, frequency=1.0, fwhm=14.0, noise=0.02, end=1.0):
        rng = np.random.default_rng(0)
        angle = 2 * np.pi * frequency * np.arange(COLOURS) / COLOURS
        cosine = np.cos(angle - np.asarray(phases)[..., None, None])
        weights = sech(centres, fwhm)[..., None] * cosine
        weights = weights + noise * rng.standard_normal(weights.shape)
        weights -= weights.mean(axis=-1, keepdims=True)
        start = 0.01 * rng.standard_normal(weights.shape)
        return learned(np.stack([start, weights, end * weights], axis=1))

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
    tilted = statistics.assign(magnetisation=statistics["magnetisation"] + 0.02)
    assert verdict("xy-48", xy_statistics=tilted) == PARTLY
    bonds = statistics["neighbour_correlation"].copy()
    bonds[:, 3] += 0.05
    assert verdict("xy-48", xy_statistics=statistics.assign(neighbour_correlation=bonds)) == PARTLY


FIELDS = ["xy-50", "xy-50b", "xy-51", "xy-53", "xy-101", "xy-54", "xy-55", "xy-56", "xy-56c", "xy-102"]


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_in_space_and_angle_is_recognised_and_untrained_weights_are_not(coloured, name):
    assert on_all(name, coloured(*places(10))) == REPRODUCED


def test_uniform_weights_two_turns_and_much_noise_are_not_that_field(coloured):
    wide, turning = coloured(*places(10), fwhm=300.0), coloured(*places(10), noise=0.5)
    for name in ("xy-50", "xy-53", "xy-101"):
        assert on_all(name, wide) == NOT_REPRODUCED
    assert on_all("xy-55", coloured(*places(10), frequency=2.0)) == NOT_REPRODUCED
    for name in ("xy-54", "xy-56"):
        assert on_all(name, turning) == NOT_REPRODUCED


def test_nothing_is_said_while_the_width_still_changes(coloured):
    centres, phases = places(10)
    ds, wide = coloured(centres, phases), coloured(centres, phases, fwhm=20.0)
    growing = ds.copy()
    growing["width"] = growing["width"].copy()
    growing["width"][:, 1] = wide["width"][:, 1]
    assert on_all("xy-50", growing) == UNDECIDED
    assert "width still changes" in row("xy-51", xy_binary=growing)["reason"]


def test_a_binary_unit_that_is_wider_and_one_that_is_not(coloured):
    narrow = coloured(*places(10), fwhm=10.0)
    wells = {"xy_double_well_1": narrow, "xy_double_well_2": narrow}
    assert verdict("xy-52", xy_binary_learned=coloured(*places(10), fwhm=12.0), **wells) == REPRODUCED
    assert verdict("xy-52", xy_binary_learned=coloured(*places(10), fwhm=9.0), **wells) == NOT_REPRODUCED


def test_places_and_phases_over_runs(coloured):
    centres, phases = places(40)
    assert verdict("xy-57", xy_streamed_start=coloured(centres, phases)) == REPRODUCED
    assert verdict("xy-57", xy_streamed_start=coloured(centres, 0.2 * phases)) == NOT_REPRODUCED


def test_five_units_apart_with_even_phases_and_stacked_ones(coloured):
    rng = np.random.default_rng(3)
    apart = np.arange(0, 100, 20) + rng.uniform(0, 100, (20, 1))
    even = np.arange(5) * np.pi / 5 + rng.uniform(0, 6, (20, 1)) + 0.05 * rng.standard_normal((20, 5))
    ds = coloured(apart, even)
    for name in ("xy-58", "xy-58b", "xy-58c", "xy-59", "xy-60", "xy-61"):
        assert on_all(name, ds) == REPRODUCED, name
    stacked, turned = apart.copy(), even.copy()
    stacked[:, :4] = apart[:, :1] + np.array([0, 1, 40, 41])  # two stacked pairs in each run
    turned[:, 1], turned[:, 3] = turned[:, 0] + np.pi / 2, turned[:, 2] - np.pi / 2
    ds = coloured(stacked, turned)
    assert on_all("xy-61b", ds) == REPRODUCED
    stacked[:, 4] = stacked[:, 0] + 2
    assert on_all("xy-58", coloured(stacked, turned)) == NOT_REPRODUCED
    _, random = places(60, 5)
    apart = np.tile(apart, (3, 1))
    assert on_all("xy-60", coloured(apart, random)) == NOT_REPRODUCED


def test_a_unit_and_its_mirror_image_have_one_phase(coloured):
    even = np.arange(5) * np.pi / 5 + np.pi * np.random.default_rng(0).integers(2, size=(20, 5))
    apart = np.arange(0, 100, 20) + np.zeros((20, 1))
    assert on_all("xy-60", coloured(apart, even)) == REPRODUCED


@pytest.fixture
def walking(learned, sech):
    """walking(step): fields whose place and phase make independent steps between records; 0 pins them."""

    def make(step, seeds=6, records=121):
        rng = np.random.default_rng(5)
        place, phase = (
            30.0 + np.cumsum(step * rng.standard_normal((seeds, records)), axis=1) * scale for scale in (1.0, 0.2)
        )
        place, phase = place + 0.1 * rng.standard_normal(place.shape), phase + 0.01 * rng.standard_normal(phase.shape)
        angle = 2 * np.pi * np.arange(COLOURS) / COLOURS
        weights = sech(place)[..., None] * np.cos(angle - phase[..., None, None])
        weights = weights + 0.05 * rng.standard_normal(weights.shape)
        return learned(weights[:, :, None])

    return make


def test_fields_that_walk_and_fields_that_stay(walking):
    free, pinned = walking(0.5, seeds=20), walking(0.0, seeds=20)
    assert verdict("xy-62", xy_fixed=pinned, xy_streamed=free) == REPRODUCED
    assert verdict("xy-62", xy_fixed=free, xy_streamed=free) == NOT_REPRODUCED
    for name in ("xy-63", "xy-63b", "xy-103"):
        assert verdict(name, xy_streamed=free) == REPRODUCED
        assert claim(name).judge(claim(name).measure(pinned)).name == NOT_REPRODUCED


def test_alignment_moves_a_field_to_place_and_phase_zero(coloured):
    [[aligned]] = colour_motion._aligned(coloured([[30.3]], [[1.0]], noise=0.0).isel(record=[2]))
    assert np.unravel_index(aligned.argmax(), aligned.shape) == (0, 0)


def test_directions_of_spins_given_the_unit(coloured):
    ds = coloured(*places(4), noise=0.0)
    found = colour_fields.directions_given_unit(ds)
    assert found.value == pytest.approx(0, abs=1e-3)
    assert 0.2 < float(found.detail.split()[5].rstrip(".")) < 0.5  # spins at the edge of the field have weights of 0.5

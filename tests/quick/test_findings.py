"""What the datasets of `make quick` must show; run after it: `python -m pytest tests/quick`."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from placecells.analysis import fields, summary

DATASETS = Path(__file__).resolve().parents[2] / "results" / "quick" / "datasets"


def dataset(name):
    path = DATASETS / f"{name}.nc"
    assert path.exists(), f"{path} is missing: run `make quick` first"
    with xr.open_dataset(path) as opened:
        return opened.load()


def diffusion(name):
    """D in sites^2 per 10^6 samples over lags of 0.1 to 1 epoch of 10^6, and the exponent, with intervals."""
    ds = dataset(name)
    return summary.free_motion(summary.centre_paths(ds)[:, 0], summary.elapsed(ds))


def test_one_unit_learns_a_single_bump_of_the_data_s_width():
    last = summary.final(dataset("single_field"))
    assert (last["bumps"] == 1).all()
    assert (np.abs(last["width"] - 14) <= 2).all()


def test_three_units_have_three_separated_centres():
    """Centres further apart than a width of the fields."""
    last = summary.final(dataset("fields_m3"))
    for seed in last["seed"]:
        gaps = fields.gaps(last["centre"].sel(seed=seed).values, 100)
        assert gaps.min() > last["width"].sel(seed=seed).mean()


def test_ten_units_tile_the_ring():
    assert (summary.tiling(dataset("fields_m10")).gap_cv < 0.15).all()


def test_streamed_data_diffuse_with_the_expected_coefficient():
    ds = dataset("diffusion_streamed")
    assert ds.sizes["seed"] >= 16
    assert ds["update"].max() >= 100_000
    assert 42 <= diffusion("diffusion_streamed").coefficient.value <= 68


def test_streamed_motion_is_diffusive_and_independent_data_trap_the_field():
    assert diffusion("diffusion_streamed").exponent.low <= 1 <= diffusion("diffusion_streamed").exponent.high
    assert diffusion("diffusion_independent").exponent.high < 1


@pytest.mark.parametrize("name", ["diffusion_streamed", "diffusion_symmetrised", "diffusion_independent"])
def test_centres_are_recorded_often_enough_to_be_unwrapped(name):
    from placecells.analysis import motion

    assert motion.sampling_problem(summary.centre_paths(dataset(name)), 100) is None

"""What the datasets of `make quick` must show; run after it: `python -m pytest tests/quick`."""

from pathlib import Path

import pytest
import xarray as xr

from placecells.measure import fields, motion, summary

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
    assert abs(float(last["width"].mean()) - 14) <= 2


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


def test_streamed_motion_is_diffusive():
    assert diffusion("diffusion_streamed").exponent.low <= 1 <= diffusion("diffusion_streamed").exponent.high


def test_independent_data_trap_the_field():
    """Subdiffusive: the field feels the landscape once it has moved by a width, so over all lags, to 12 epochs."""
    ds = dataset("diffusion_independent")
    paths, time = summary.after_burn_in(summary.centre_paths(ds)[:, 0], summary.elapsed(ds))
    lags = summary.lags_of(time)
    assert motion.exponent(motion.msd(paths, lags), lags * (time[1] - time[0])).high < 1


@pytest.mark.parametrize("name", ["diffusion_streamed", "diffusion_symmetrised", "diffusion_independent"])
def test_centres_are_recorded_often_enough_to_be_unwrapped(name):
    assert motion.sampling_problem(summary.centre_paths(dataset(name)), 100) is None

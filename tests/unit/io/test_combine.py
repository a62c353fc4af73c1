import numpy as np
import pytest
import xarray as xr

from placecells.io.combine import combine


def cell(records, step=10, seeds=2, value=1.0, **scalars):
    update = np.arange(records) * step
    return xr.Dataset(
        {"width": (("seed", "record", "hidden"), np.full((seeds, records, 1), value), {"units": "site"})},
        coords={
            "seed": np.arange(seeds),
            "update": ("record", update, {"units": "1"}),
            "epoch": ("record", update / 100),
            **scalars,
        },
        attrs={"sites": 100, "cell": str(value)},
    )


def test_full_product_of_two_keys():
    cells = [
        ({"beta": b, "samples": n}, cell(3, value=b * n, beta=b, samples=n, alpha=100 / n))
        for n in (50, 20)
        for b in (0.5, 1.0)
    ]
    whole = combine(cells)
    assert whole["width"].dims == ("beta", "samples", "seed", "record", "hidden")
    np.testing.assert_array_equal(whole["samples"], [20, 50])
    np.testing.assert_allclose(whole["width"].sel(beta=1.0, samples=50), 50)
    assert whole["alpha"].dims == ("samples",)
    np.testing.assert_allclose(whole["alpha"], [5, 2])
    assert whole["update"].dims == ("record",)
    assert whole["update"].dtype.kind == "i"
    assert whole["width"].attrs == {"units": "site"}
    assert whole.attrs == {"sites": 100}


def test_cells_with_different_records_are_padded(tmp_path):
    cells = [
        ({"samples": 20}, cell(2, step=10, value=1, beta=0.5, alpha=5.0)),
        ({"samples": 50}, cell(4, step=25, value=2, beta=0.5, alpha=2.0)),
    ]
    whole = combine(cells)
    assert whole["width"].shape == (2, 2, 4, 1)
    assert np.isnan(whole["width"].sel(samples=20).isel(record=slice(2, None))).all()
    assert whole["update"].dims == ("samples", "record")
    np.testing.assert_array_equal(whole["update"], [[0, 10, np.nan, np.nan], [0, 25, 50, 75]])
    assert whole["beta"].dims == ()
    whole.to_netcdf(tmp_path / "whole.nc")
    with xr.open_dataset(tmp_path / "whole.nc") as read:
        xr.testing.assert_identical(read.load(), whole)


def test_time_that_agrees_in_updates_only():
    first, second = cell(3), cell(3)
    second["epoch"] = second["epoch"] / 7
    whole = combine([({"samples": 20}, first), ({"samples": 140}, second)])
    assert whole["update"].dims == ("record",)
    assert whole["epoch"].dims == ("samples", "record")


def test_absent_cell_is_nan():
    whole = combine([({"beta": b, "samples": n}, cell(2)) for b, n in [(0.5, 20), (1.0, 20), (0.5, 50)]])
    assert np.isnan(whole["width"].sel(beta=1.0, samples=50)).all()
    assert whole["width"].notnull().sum() == 3 * 4


def test_no_grid_is_the_cell_itself():
    alone = cell(3, beta=1.0, alpha=0.0)
    whole = combine([({}, alone)])
    xr.testing.assert_identical(whole.drop_vars(["record", "hidden"]), alone)
    assert whole["width"].dims == ("seed", "record", "hidden")


def test_configurations_keep_their_type():
    spins = xr.Dataset({"configurations": (("seed", "sample", "site"), np.ones((1, 5, 8), np.int8))})
    whole = combine([({"beta": 0.3}, spins), ({"beta": 0.6}, spins)])
    assert whole["configurations"].dtype == np.int8


def test_grid_coordinate_named_like_a_dimension_is_refused():
    with pytest.raises(ValueError, match="'hidden' has the name of a dimension"):
        combine([({"hidden": 1}, cell(2))])


def test_same_cell_twice_is_refused():
    with pytest.raises(ValueError, match="same grid coordinates"):
        combine([({"beta": 1.0}, cell(2)), ({"beta": 1.0}, cell(2))])

"""Cells that do not have the same variables: the union of all, NaN where a cell lacks one, and said."""

import logging

import hypothesis.strategies as some
import numpy as np
import pytest
import xarray as xr
from hypothesis import given

from placecells.io.combine import CombineError, combine
from placecells.measure.quantities import measure

CELL = {"data": {"sites": 4, "samples": 8, "beta": 1.0}, "record": {"quantities": ["weights", "centre"]}}
FIELDS = {
    "visible_field": (("seed", "record", "site"), np.full((2, 3, 4), 0.5)),
    "hidden_field": (("seed", "record", "hidden"), np.full((2, 3, 1), 0.25)),
}


def measured(fields):
    """What is measured on a run with or without learned fields."""
    weights = np.arange(24.0).reshape(2, 3, 1, 4)
    learned = FIELDS if fields == "learned" else {}
    return measure(xr.Dataset({"weights": (("seed", "record", "hidden", "site"), weights)} | learned), CELL)


@pytest.mark.parametrize("order", [["zero", "learned"], ["learned", "zero"]])
def test_learned_fields_beside_none_are_kept_and_said(order, tmp_path, caplog):
    caplog.set_level(logging.INFO, "placecells")
    whole = combine([({"fields": fields}, measured(fields)) for fields in order])
    for name, (_, values) in FIELDS.items():
        np.testing.assert_array_equal(whole[name].sel(fields="learned"), values)
        assert whole[name].sel(fields="zero").isnull().all()
        assert whole[name].attrs["missing_in"] == "fields=zero"
        assert whole[name].attrs["long_name"].startswith("external fields on the")
    assert whole["weights"].notnull().all()
    assert "missing_in" not in whole["weights"].attrs
    [line] = caplog.messages
    assert "visible_field" in line
    assert "hidden_field: absent from the cells fields=zero" in line
    whole.to_netcdf(tmp_path / "whole.nc")
    with xr.open_dataset(tmp_path / "whole.nc") as read:
        xr.testing.assert_identical(read.load(), whole)


def test_a_learned_theta_at_some_points_of_a_grid_of_two_keys():
    theta = xr.Dataset({"theta": ("seed", [1.5, 2.5])})
    other = xr.Dataset({"width": ("seed", [1.0, 2.0])})
    cells = [
        ({"beta": beta, "theta_learned": learned}, other.merge(theta) if learned and beta > 1 else other)
        for beta in (1.0, 2.0)
        for learned in (False, True)
    ]
    whole = combine(cells)
    assert list(whole.data_vars) == ["width", "theta"]
    np.testing.assert_array_equal(whole["theta"].sel(beta=2.0, theta_learned=True), [1.5, 2.5])
    assert whole["theta"].isnull().sum() == 6
    absent = "beta=1.0 theta_learned=False, beta=1.0 theta_learned=True, beta=2.0 theta_learned=False"
    assert whole["theta"].attrs["missing_in"] == absent


@pytest.mark.parametrize(
    ("values", "kind", "empty"),
    [
        (np.array([1, 2]), "f", np.nan),
        (np.array([True, False]), "f", np.nan),
        (np.array([1.5, 2.5], np.float32), "f", np.nan),
        (np.array(["a", "long"]), "U", ""),
        (np.array(["a", "long"], object), "O", ""),
    ],
    ids=lambda value: str(getattr(value, "dtype", value)),
)
def test_what_a_cell_lacks_is_nan_or_empty_text(values, kind, empty):
    whole = combine([({"fields": "zero"}, xr.Dataset()), ({"fields": "learned"}, xr.Dataset({"x": ("seed", values)}))])
    assert whole["x"].dtype.kind == kind
    np.testing.assert_array_equal(whole["x"].sel(fields="learned"), values)
    np.testing.assert_array_equal(whole["x"].sel(fields="zero"), np.full(2, empty, whole["x"].dtype))


def test_a_whole_variable_keeps_its_integers_beside_one_that_is_not_whole():
    first = xr.Dataset({"bumps": ("seed", [1, 2])})
    whole = combine([({"n": 1}, first), ({"n": 2}, first.assign(argmax=("seed", [3, 4])))])
    assert (whole["bumps"].dtype.kind, whole["argmax"].dtype.kind) == ("i", "f")


def test_integers_beside_floats_are_floats():
    whole = combine([({"n": 1}, xr.Dataset({"x": 1})), ({"n": 2}, xr.Dataset({"x": 1.5}))])
    np.testing.assert_array_equal(whole["x"], [1.0, 1.5])


def test_texts_of_different_lengths_are_whole():
    whole = combine([({"n": 1}, xr.Dataset({"x": "a"})), ({"n": 2}, xr.Dataset({"x": "long"}))])
    assert whole["x"].values.tolist() == ["a", "long"]


def test_a_coordinate_that_some_cells_lack():
    """Streamed data have no number of samples."""
    width = xr.Dataset({"width": ("seed", [1.0])})
    stream, drawn = width.assign_coords(alpha=0.0), width.assign_coords(alpha=0.5, samples=20)
    cells = [
        ({"sampling": kind, "rate": rate}, ds)
        for kind, ds in (("stream", stream), ("independent", drawn))
        for rate in (1.0, 2.0)
    ]
    whole = combine(cells)
    assert whole["samples"].dims == ("sampling",)
    np.testing.assert_array_equal(whole["samples"], [20, np.nan])  # the grid's values are sorted
    assert whole["samples"].attrs["missing_in"] == "sampling=stream"
    np.testing.assert_array_equal(whole["alpha"], [0.5, 0.0])


@pytest.mark.parametrize(
    ("first", "second", "parts"),
    [
        ({"x": ("seed", [1.0])}, {"x": ("hidden", [1.0])}, ["'x' has other dimensions", "seed; and hidden"]),
        ({"x": 1.0}, {"x": ("seed", [1.0])}, ["'x' has other dimensions", "none; and seed"]),
        ({"x": 1.0}, {"x": "text"}, ["'x' is text in some cells and numbers in others"]),
    ],
)
def test_cells_that_disagree_about_a_variable_are_refused(first, second, parts):
    with pytest.raises(CombineError) as refused:
        combine([({"n": 1}, xr.Dataset(first)), ({"n": 2}, xr.Dataset(second))])
    assert all(part in str(refused.value) for part in parts)


def test_a_variable_that_is_a_coordinate_elsewhere_is_refused():
    one = xr.Dataset({"alpha": 1.0})
    with pytest.raises(CombineError, match="'alpha' is a variable in some cells and a coordinate in others"):
        combine([({"n": 1}, one), ({"n": 2}, one.set_coords("alpha"))])


def test_different_values_along_a_dimension_are_refused():
    cells = [({"n": n}, xr.Dataset({"x": ("harmonic", [1.0])}, {"harmonic": [n]})) for n in (1, 2)]
    with pytest.raises(CombineError, match="different values of 'harmonic'"):
        combine(cells)


@pytest.mark.parametrize("variable", [("seed", [1.0]), 1.0])
def test_a_grid_coordinate_named_like_a_variable_is_refused(variable):
    """A grid of machine.theta beside the theta that is learned."""
    with pytest.raises(CombineError, match="'theta' has the name of a variable"):
        combine([({"theta": 0.5}, xr.Dataset({"theta": variable}))])


@some.composite
def mixed_cells(choose):
    """Cells of a grid of two keys; each has some of three variables of its own shape, and some coordinates."""
    cells = []
    for beta in choose(some.sampled_from([[1.0], [1.0, 2.0], [3.0, 1.0, 2.0]])):
        for fields in choose(some.sampled_from([["zero"], ["learned", "zero"]])):
            names = choose(some.sets(some.sampled_from(["a", "b", "c"])))
            size = choose(some.integers(1, 3))
            number = float(choose(some.integers(0, 5)))
            ds = xr.Dataset({name: ("record", number + np.arange(size)) for name in sorted(names)})
            if choose(some.booleans()):
                ds = ds.assign_coords(alpha=number)
            cells.append(({"beta": beta, "fields": fields}, ds))
    return cells


@given(mixed_cells())
def test_every_cell_is_found_again_and_the_rest_is_nan(cells):
    whole = combine(cells)
    for name in ("a", "b", "c"):
        assert (name in whole) == any(name in ds for _, ds in cells)
        if name in whole:
            kept = sum(ds[name].size for _, ds in cells if name in ds)
            assert int(whole[name].notnull().sum()) == kept
            assert ("missing_in" in whole[name].attrs) == any(name not in ds for _, ds in cells)
    for at, ds in cells:
        point = whole.sel(at)
        for name in ds.data_vars:
            np.testing.assert_array_equal(point[name][: ds[name].size], ds[name])
        if "alpha" in whole.coords:
            expected = float(ds["alpha"]) if "alpha" in ds.coords else np.nan
            np.testing.assert_array_equal(float(point["alpha"]), expected)

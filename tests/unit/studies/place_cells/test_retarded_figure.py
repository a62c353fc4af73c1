"""Figure 7 from made-up runs whose truth is known, and the settings of notebooks that its titles name."""

import json

import numpy as np
import pytest
import synthetic
import synthetic_sweeps
import xarray as xr
from drawing import drawn

from placecells.studies.place_cells.figures.panels.notebooks import Notebook, noise_ratio, training_ratio, training_text

NOTEBOOK = Notebook(rate=0.001, batch=10, epochs=250)


def with_likelihood(ds):
    """ds with gains of 1 nat on the training set, and of 1 or -1 nat on held-out samples, by the side of (26)."""
    few = (ds["alpha"] > (np.exp(ds["beta"]) - 1) ** 2) * xr.ones_like(ds["order_parameter"].isel(hidden=0))
    without = -ds.sizes["site"] * np.log(2)
    return ds.assign(log_likelihood_train=without + 1 + 0 * few, log_likelihood_test=without + 1 - 2 * few)


@pytest.fixture(scope="module")
def datasets():
    columns = {name: with_likelihood(ds) for name, ds in synthetic.everything()["fig07"].items()}
    return columns | {"retarded_plane": synthetic_sweeps.plane()}


def trained(samples, updates, **training):
    """A dataset with settings of the training alone."""
    ds = xr.Dataset(coords={"samples": samples, "update": (("samples", "record"), np.array(updates)[:, None])})
    return ds.assign_attrs(config=json.dumps({"training": training}))


@pytest.fixture(scope="module")
def figure(datasets):
    return drawn("fig07", datasets)


def test_draws_rows_of_place_fields_and_gains(figure):
    assert len(figure.axes) == 14
    assert all(ax.lines or ax.collections for ax in figure.axes)
    titles = [ax.get_title(loc="left") for ax in figure.axes if ax.get_title(loc="left")]
    assert [title[5] for title in titles] == list("abcde")


def test_draws_with_one_run_and_without_the_columns(datasets):
    drawn("fig07", {name: ds.isel(seed=slice(1)) for name, ds in datasets.items()})
    assert len(drawn("fig07", {"retarded_plane": datasets["retarded_plane"]}).axes) == 2


def test_leaves_out_a_row_that_no_experiment_recorded(datasets):
    columns = {name: ds.drop_vars("log_likelihood_test") for name, ds in datasets.items() if "plane" not in name}
    assert len(drawn("fig07", columns).axes) == 9


def test_prints_the_onset_of_overfitting(figure):
    legend = figure.axes[-2].get_legend()
    found = [float(text.get_text().split(": ")[1].split()[0]) for text in legend.get_texts()]
    assert len(found) == 4
    assert np.abs(np.log(found)).max() < np.log(2.5)  # half of the widest spacing of the grid


def test_rate_times_updates_beside_the_notebooks():
    ds = trained([20, 50, 1000], [250, 250, 5000], rate=0.005, batch=50)
    assert training_ratio(ds, NOTEBOOK) == pytest.approx([2.5, 1.0, 1.0])
    assert training_text(ds, NOTEBOOK) == "1 × theirs (2.5 × at $B$ = 20)"
    assert noise_ratio(ds, NOTEBOOK) == pytest.approx(1.0)


def test_many_ratios_are_a_range():
    ds = trained([20, 200, 2000], [5000, 5000, 5000], rate=0.001, batch=10)
    assert training_text(ds, NOTEBOOK) == "0.10 to 10 × theirs"

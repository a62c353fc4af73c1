"""Figures of trained replicas from made-up datasets: whole, with one run, with gaps, and with parts absent."""

import made_replicas
import numpy as np
import pytest
from drawing import drawn, text_of

from placecells.config.load import load
from placecells.jobs.code import ROOT

NEEDED = {
    "figR1": ["replica_images"],
    "figR2": ["replica_states", "replicas"],
    "figR4": ["replica_modes", "replicas"],
    "figR8": ["replica_images"],
    "figR9": ["first_states"],
    "figR10": ["replica_likelihood"],
    "figR11": ["first_steps", "replica_modes", "replicas", "replicas_shuffled", "shuffled_modes"],
    "figR12": ["replica_images"],
}


@pytest.fixture(scope="module")
def datasets():
    return made_replicas.everything()


def of(name, datasets):
    return {experiment: datasets[experiment] for experiment in NEEDED[name]}


@pytest.mark.parametrize("name", NEEDED)
def test_is_drawn_from_the_experiments_of_the_config(name, datasets):
    config = load([ROOT / "config.yaml"], [ROOT / "config" / "studies" / "reciprocal_space.yaml"])
    assert sorted(config["figures"][name]["experiments"]) == NEEDED[name]
    figure = drawn(name, of(name, datasets))
    assert all(ax.lines or ax.collections or ax.images or ax.patches for ax in figure.axes)


@pytest.mark.parametrize("name", NEEDED)
def test_is_drawn_with_one_of_everything(name, datasets):
    one = {"hidden_units": 1, "seed": 1, "snapshot": 1, "record": 1, "point": 1, "shown": 1, "direction": 1}
    shown = {key: ds.isel({dim: slice(1) for dim in one if dim in ds.dims}) for key, ds in of(name, datasets).items()}
    drawn(name, shown)


@pytest.mark.parametrize("name", [name for name in NEEDED if name not in ("figR1", "figR2")])
def test_is_drawn_with_gaps(name, datasets):
    """Without the numbers of one replica, as where training diverged."""
    gaps = {key: ds.copy(deep=True) for key, ds in of(name, datasets).items()}
    for ds in gaps.values():
        for variable in ds.data_vars.values():
            if "seed" in variable.dims and variable.dims[-1] in ("seed", "snapshot", "point"):
                variable[{"seed": -1}] = np.nan
    drawn(name, gaps)


@pytest.mark.parametrize(
    ("name", "absent"),
    [
        ("figR2", "replicas"),
        ("figR4", "replicas"),
        ("figR4", "replica_modes"),
        *[("figR11", absent) for absent in NEEDED["figR11"]],
    ],
)
def test_is_drawn_without_an_experiment(name, absent, datasets):
    drawn(name, {key: ds for key, ds in of(name, datasets).items() if key != absent})


def test_the_energy_is_per_unit_where_the_number_of_units_is_known(datasets):
    assert "energy / (N + M)" in text_of(drawn("figR2", of("figR2", datasets)))
    assert "energy (nat)" in text_of(drawn("figR2", {"replica_states": datasets["replica_states"]}))


def test_histograms_count_each_mode_once(datasets):
    figure = drawn("figR4", of("figR4", datasets))
    steps = [patch for patch in figure.axes[0].patches if hasattr(patch, "get_data")]
    assert [patch.get_data().values.sum() for patch in steps] == [*made_replicas.SIZES[:1], made_replicas.MODES]


def test_every_row_of_images_is_in_place(datasets):
    sheet = drawn("figR1", of("figR1", datasets)).axes[0].images[0].get_array()
    last = datasets["replica_images"]["sampled"].isel(hidden_units=-1, seed=0, image=-1).values
    np.testing.assert_array_equal(sheet[-8:, -8:], last.reshape(8, 8))


def test_predicted_growth_is_that_of_the_data(datasets):
    ds = datasets["first_steps"].isel(seed=0)
    axes = drawn("figR11", {"first_steps": datasets["first_steps"]}).axes[2]
    found, expected = axes.lines[1].get_ydata(), ds["strength"][0, 0] * np.exp(ds["excess"][0] * ds["time"] / 4)
    np.testing.assert_allclose(found, expected)

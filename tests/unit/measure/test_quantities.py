import numpy as np
import pytest
import xarray as xr

from placecells.measure.quantities import measure

N = 60


@pytest.fixture
def run():
    rng = np.random.default_rng(0)
    weights = rng.standard_normal((2, 3, 4, N)).astype(np.float32)
    x = (np.arange(N) - 10) % N
    weights[:, -1] = -1 / np.cosh(0.3 * np.minimum(x, N - x))
    return xr.Dataset(
        {"weights": (("seed", "record", "hidden", "site"), weights)},
        coords={"update": ("record", [0, 10, 20]), "epoch": ("record", [0.0, 0.5, 1.0]), "seed": [0, 1]},
        attrs={"note": "kept"},
    )


def cell(*quantities, **data):
    return {"data": {"sites": N, "beta": 0.5, **data}, "record": {"quantities": list(quantities)}}


def test_all_quantities_with_units(run):
    measured = measure(run, cell("weights", "centre", "width", "shape", "order_parameter", samples=20))
    names = "weights centre resultant argmax width bumps sech_width participation sign_coherence height"
    assert list(measured.data_vars) == [*names.split(), "order_parameter", "order_uniform", "order_local"]
    for name, variable in measured.data_vars.items():
        assert variable.attrs["long_name"]
        assert variable.attrs["units"] in {"1", "site"}
        assert variable.dims == run["weights"].dims[: 3 + (name == "weights")]
    assert measured.attrs == {"note": "kept"}
    assert measured["update"].dims == ("record",)
    np.testing.assert_allclose(measured["centre"].isel(record=-1), 10, atol=1e-6)
    np.testing.assert_allclose(measured["sech_width"].isel(record=-1), 1 / 0.3, rtol=1e-3)
    assert (measured["height"].isel(record=-1) < 0).all()
    assert (float(measured["beta"]), int(measured["samples"]), float(measured["alpha"])) == (0.5, 20, 3.0)


def test_only_what_is_asked_for(run):
    measured = measure(run, cell("centre"))
    assert set(measured.data_vars) == {"centre", "resultant", "argmax"}
    assert float(measured["alpha"]) == 0
    assert "samples" not in measured.coords


def test_learned_fields_go_with_the_weights(run):
    run["visible_field"] = run["weights"].isel(hidden=0, drop=True)
    assert "visible_field" in measure(run, cell("weights"))
    assert "visible_field" not in measure(run, cell("shape"))


def test_spectrum_and_means_are_what_the_run_recorded(run):
    """They need no weights: a run that records neither is measured, too."""
    recorded = run.drop_vars("weights")
    recorded["singular_value"] = (("seed", "record", "mode"), np.ones((2, 3, 4)))
    recorded["hidden_mean"] = (("seed", "record", "hidden"), np.zeros((2, 3, 4)))
    measured = measure(recorded, cell("spectrum", "means"))
    assert set(measured.data_vars) == {"singular_value", "hidden_mean"}
    assert measured["singular_value"].attrs["units"] == "1"


def test_log_likelihood_is_supplied_from_outside(run):
    def log_likelihood(run, cell):
        return {"log_likelihood_train": xr.DataArray(np.zeros((2, 3)), dims=("seed", "record"))}

    measured = measure(run, cell("log_likelihood"), log_likelihood)
    assert measured["log_likelihood_train"].attrs["units"] == "nat"
    with pytest.raises(ValueError, match="nothing measures 'log_likelihood'"):
        measure(run, cell("log_likelihood"))
    with pytest.raises(ValueError, match="nothing measures 'colour'; known are weights, spectrum, means, centre"):
        measure(run, cell("colour"))


@pytest.fixture
def colour_run(run):
    """The same fields with a cosine in 6 colours, of phase 1 rad."""
    wave = xr.DataArray(np.cos(2 * np.pi * np.arange(6) / 6 - 1.0), dims="colour")
    return xr.Dataset({"weights": run["weights"] * wave}, coords=run.coords)


def test_colour_weights_are_measured_by_their_magnitude(run, colour_run):
    quantities = ("centre", "width", "shape")
    measured = measure(colour_run, cell(*quantities)).isel(record=-1)
    expected = measure(abs(run), cell(*quantities)).isel(record=-1)
    for name in ("centre", "width", "bumps", "sech_width", "participation"):
        np.testing.assert_allclose(measured[name], expected[name], rtol=1e-4)
    # sum_a cos^2 = q/2
    np.testing.assert_allclose(measured["height"], np.sqrt(3) * expected["height"], rtol=1e-5)


def test_colour_quantities_with_units(colour_run):
    measured = measure(colour_run, cell("weights", "colours", "cosine"))
    extra = {"order_harmonics": ("harmonic",), "angular_modulation": ("site",), "spatial_modulation": ("colour",)}
    extra |= {f"cosine_{name}": ("site",) for name in ("amplitude", "frequency", "phase", "r2")}
    extra |= {"weights": ("site", "colour")}
    for name, variable in measured.data_vars.items():
        assert variable.dims == ("seed", "record", "hidden", *extra.get(name, ()))
        assert variable.attrs["long_name"]
        assert variable.attrs["units"] in {"1", "radian", "degree"}
    np.testing.assert_array_equal(measured["harmonic"], [1, 2, 3])
    np.testing.assert_allclose(measured["order_angular"], 1, rtol=1e-5)
    last = measured.isel(record=-1)
    np.testing.assert_allclose(last["phase"], 1 + np.pi, rtol=1e-5)  # the field's sign is negative
    np.testing.assert_allclose(last["cosine_phase"].isel(site=10), 1 + np.pi, rtol=1e-3)
    np.testing.assert_allclose(last["cosine_frequency"].isel(site=10), 1, rtol=1e-3)


def test_quantities_of_the_other_kind_of_data_are_refused(run, colour_run):
    with pytest.raises(ValueError, match="nothing measures 'colours'"):
        measure(run, cell("colours"))
    with pytest.raises(ValueError, match="nothing measures 'order_parameter'"):
        measure(colour_run, cell("order_parameter"))

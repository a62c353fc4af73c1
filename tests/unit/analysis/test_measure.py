import numpy as np
import pytest
import xarray as xr

from placecells.analysis.measure import measure

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


def test_log_likelihood_is_supplied_from_outside(run):
    def log_likelihood(run, cell):
        return {"log_likelihood_train": xr.DataArray(np.zeros((2, 3)), dims=("seed", "record"))}

    measured = measure(run, cell("log_likelihood"), log_likelihood)
    assert measured["log_likelihood_train"].attrs["units"] == "nat"
    with pytest.raises(ValueError, match="nothing measures 'log_likelihood'"):
        measure(run, cell("log_likelihood"))
    with pytest.raises(ValueError, match="nothing measures 'colour'; known are weights, centre"):
        measure(run, cell("colour"))

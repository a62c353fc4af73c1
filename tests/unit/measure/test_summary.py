import json

import numpy as np
import pytest
import xarray as xr

from placecells.io.combine import combine
from placecells.measure import motion, summary
from placecells.theory.ring import correlation_length


def dataset(variables, update, **attrs):
    dims = ("seed", "record", "hidden")
    config = {"data": {"sites": 100, "sampling": "stream"}, "training": {"batch": 100}}
    return xr.Dataset(
        {name: (dims, np.asarray(values, dtype=float)) for name, values in variables.items()},
        coords={"update": ("record", np.asarray(update))},
        attrs={"config": json.dumps(config), **attrs},
    )


def test_last_record_of_unequal_cells():
    short = dataset({"width": [[[1], [2]]]}, [0, 5])
    long = dataset({"width": [[[1], [2], [3]]]}, [0, 5, 9])
    last = summary.final(combine([({"samples": 20}, short), ({"samples": 50}, long)]))
    np.testing.assert_array_equal(last["width"].squeeze(), [2, 3])
    assert "record" not in last.dims
    assert float(summary.final(long)["width"].squeeze()) == 3


def test_lengths():
    # (9): beta = artanh(exp(-1/4)) has length 4; the notebooks' beta = tan(exp(-1/4)) has nominal length 4
    assert correlation_length(np.arctanh(np.exp(-0.25))) == pytest.approx(4)
    assert summary.nominal_length(np.tan(np.exp(-0.25))) == pytest.approx(4)
    assert correlation_length(np.tan(np.exp(-1 / 2.5))) == pytest.approx(2.41, abs=0.005)
    assert correlation_length(np.tan(np.exp(-1 / 10))) == pytest.approx(6.36, abs=0.005)
    assert np.isnan(summary.nominal_length(np.array([1.6]))).all()


def test_line_fit_intervals_cover():
    # 300 lines with normal errors: Student intervals are exact, binomial sd 1.26%, tolerance 4 sd
    rng = np.random.default_rng(0)
    x = np.linspace(2, 6, 12)
    fits = [summary.fit_line(x, 2 * x + 1 + rng.normal(0, 0.3, 12)) for _ in range(300)]
    for name, truth in [("slope", 2), ("intercept", 1)]:
        estimates = [getattr(fit, name) for fit in fits]
        assert abs(np.mean([e.low < truth < e.high for e in estimates]) - 0.95) < 0.05
    assert all(fit.r2 > 0.9 for fit in fits)
    assert np.isnan(summary.fit_line([1, 2, np.nan], [1, 2, 3]).slope.value)


def test_widths_leave_out_seeds_with_two_bumps():
    ds = dataset({"width": [[[10]], [[12]], [[40]], [[np.nan]]], "bumps": [[[1]], [[1]], [[2]], [[0]]]}, [0])
    widths = summary.final_widths(ds)
    assert float(widths.mean) == 11
    assert float(widths.sem) == pytest.approx(1)
    assert (int(widths.used), int(widths.left_out)) == (2, 2)


def test_mean_and_error_of_too_few():
    values = xr.DataArray([[1.0, np.nan], [np.nan, np.nan]], dims=("beta", "seed"))
    mean, error, count = summary.mean_and_error(values, ("seed",))
    np.testing.assert_array_equal(mean, [1, np.nan])
    assert np.isnan(error).all()
    np.testing.assert_array_equal(count, [1, 0])


def test_diffusion_of_simulated_centres():
    # 40 walkers, 5 sites^2 per record of 0.1 epochs: D = 25 sites^2 per epoch
    rng = np.random.default_rng(3)
    x = np.cumsum(rng.normal(0, np.sqrt(5), (40, 600)), axis=-1) + 50
    x[:, :3] = np.nan  # no field yet
    ds = dataset({"centre": (x % 100)[..., None]}, np.arange(600) * 1000)
    time = summary.elapsed(ds)
    assert time[1] == pytest.approx(0.1)
    paths = summary.centre_paths(ds)[:, 0]
    free = summary.free_motion(paths, time)
    assert free.fitted == pytest.approx((0.1, 1.0))
    # time averages over 480 records and 40 walkers: sd of D about 1.5% at lags up to 10 records
    assert free.coefficient.value == pytest.approx(25, rel=0.08)
    assert free.exponent.value == pytest.approx(1, abs=0.05)
    since, displacement, one_origin = summary.paper_motion(paths, time)
    assert since[0] == 0
    assert displacement.shape == (40, 597)
    # one origin: the slope's relative sd is about sqrt(2 / 40) = 22%, tolerance 4 sd
    assert one_origin.value == pytest.approx(25, rel=0.9)
    assert motion.sampling_problem(paths, 100) is None


def test_baseline_of_the_order_parameter_follows_the_weights_size():
    rng = np.random.default_rng(1)
    weights = 0.2 * rng.standard_normal((4000, 1, 1, 100))
    total, square = weights.sum(-1), (weights**2).sum(-1)
    ds = dataset({"order_parameter": abs(total), "order_uniform": abs(total) / np.sqrt(100 * square)}, [0])
    baseline = float(summary.random_baseline(ds, "order_parameter"))
    assert baseline == pytest.approx(float(ds["order_parameter"].mean()), rel=4 * 0.76 / np.sqrt(4000))
    assert summary.random_baseline(ds, "order_uniform") == pytest.approx(0.0798, abs=1e-3)
    assert summary.random_baseline(ds, "order_local") == 0

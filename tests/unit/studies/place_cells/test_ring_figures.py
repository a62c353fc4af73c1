"""Figures 3 to 6 with all of their experiments: what they state is what the claims measure."""

import numpy as np
import pytest
import xarray as xr
from drawing import drawn, text_of
from synthetic import config, dataset, field, trained, walking

from placecells.studies.place_cells.figures.panels import common_diffusion, crowded_panels, motion_table
from placecells.theory.ring import spectrum

SITES = 100


def grown(cell, rng):
    """Place fields where linear growth of the initial weights takes them, at two records."""
    first = 0.01 * rng.standard_normal((cell["seeds"], 1, SITES))
    growth = np.exp(4 * (spectrum(SITES, 1.0)[: SITES // 2 + 1] - 1) / spectrum(SITES, 1.0)[0])
    smooth = np.fft.irfft(np.fft.rfft(first) * growth, n=SITES)
    power = smooth**2 @ np.exp(2j * np.pi * np.arange(SITES) / SITES)
    last = field(np.angle(power) * SITES / (2 * np.pi), 5.0, 0.8, SITES)
    return np.stack([first, last], axis=1), np.array([0, 1000])


def flow(betas=(0.05, 0.1, 0.3, 0.7)):
    """Stationary states 4 sites wide at every beta."""
    profile = np.tile(field(np.array(20.0), 1.5, 0.8, 40), (len(betas), 1, 1, 1))
    return xr.Dataset({"profile": (("beta", "seed", "hidden", "site"), profile)}, {"beta": list(betas)})


def gains():
    """The learned place field gains 2 nat, the same at half and twice its width and uniform weights gain less."""
    names = ["field", "field x 0.5", "field x 2", "uniform"]
    return xr.Dataset(
        {
            "gain": ("shape", [2.0, 1.9, 1.95, 1.8]),
            "gain_covariance": (("shape", "other"), np.eye(4)),
            "sample_count": 400_000,
        },
        {"shape": names, "other": names},
    )


def formula(values, **coordinates):
    """D per update that a noise formula predicts, for every value of one coordinate."""
    ((name, points),) = coordinates.items()
    return xr.Dataset({"diffusion": ((name, "seed"), np.array(values)[:, None] * np.ones(3))}, {name: points})


def moving(coefficient, hidden=1, **settings):
    return dataset(config(quantities=["centre"], seeds=6, hidden=hidden, **settings), walking(coefficient))


def of_numbers(numbers, coefficient):
    """Runs of several units on a grid of their number; D of the common motion is coefficient over their number."""
    parts = [moving(coefficient / number, number, sampling="stream") for number in numbers]
    return (
        xr.concat(parts, "hidden_units", join="outer").assign_coords(hidden_units=numbers).assign_attrs(parts[0].attrs)
    )


@pytest.fixture(scope="module")
def fig03():
    beta = {"data.beta": [0.8, 0.95, 1.1, 1.27]}
    start = dataset(config(seeds=30, sampling="stream"), grown)
    return {
        "single_field": dataset(config(seeds=3), trained),
        "single_field_gains": gains(),
        "field_width": dataset(config(grid=beta, seeds=4, sampling="independent", samples=10_000), trained),
        "field_width_streamed": dataset(config(grid=beta, seeds=4, sampling="stream"), trained),
        "exact_field": flow(),
        "place_initial_weights": start,
        "place_other_noise": start,
        "place_many_data": start.assign_coords(samples=1000),
        "place_many_data_again": start,
    }


@pytest.fixture(scope="module")
def drawn_fig03(fig03):
    return drawn("fig03", fig03)


def test_fig03_shows_the_places_of_linear_growth(drawn_fig03):
    text = text_of(drawn_fig03)
    median = float(text.split("median distance ")[1].split(" ")[0])
    assert median < 3
    assert "same 1000 samples" in text


def test_fig03_shows_widths_of_the_flow_below_two_sites(drawn_fig03):
    widths = next(ax for ax in drawn_fig03.axes if ax.get_title(loc="left").startswith(r"$\bf{b}$"))
    line = next(line for line in widths.lines if line.get_marker() == "D")
    assert line.get_xdata().max() < 2
    assert np.all(np.abs(line.get_ydata() - 1.5 * 2 * np.arccosh(2)) < 0.5)


def test_fig03_plots_differences_of_gains(drawn_fig03):
    panel = next(ax for ax in drawn_fig03.axes if ax.get_title(loc="left").startswith(r"$\bf{e}$"))
    points = {x: y for line in panel.lines if line.get_marker() == "s" for x, y in zip(*line.get_data(), strict=True)}
    assert points[-1.0] == pytest.approx(-0.1)
    assert points[1.0] == pytest.approx(-0.05)
    assert points[2.0] == pytest.approx(-0.2)


@pytest.mark.parametrize("missing", [("single_field", "place_other_noise"), ("field_width", "single_field_gains")])
def test_fig03_draws_without_some_experiments(fig03, missing):
    drawn("fig03", {name: ds for name, ds in fig03.items() if name not in missing})


def test_fig04_has_a_line_for_every_rate():
    datasets = {f"fields_m{m}": dataset(config(hidden=m), trained) for m in (3, 5, 7, 10, 20)}
    datasets["diffusion_symmetrised"] = dataset(config(), trained)
    text = text_of(drawn("fig04", datasets))
    assert "FWHM, rate 0.1" in text
    assert "of one unit's width at" in text


def test_heights_are_those_of_place_fields_on_and_between_sites():
    def make(cell, rng):
        last = np.stack([field(np.array([10.0, 20.5]), 3.0, np.array([[2.0], [1.0]]), SITES)] * 2)
        return np.stack([0.01 * last, last], axis=1), np.array([0, 1000])

    offset, size, gap = crowded_panels._crowding(dataset(config(hidden=2, seeds=2), make))
    np.testing.assert_allclose(np.sort(offset), [0, 0, 0.5, 0.5], atol=1e-3)
    np.testing.assert_allclose(size[np.argsort(offset)][:2], 2.0)
    np.testing.assert_allclose(gap, 10.5 / 50, atol=1e-3)


def test_fig05_states_the_formula():
    rates = xr.concat([moving(12, sampling="stream"), moving(2, sampling="stream")], "rate")
    datasets = {
        "diffusion_streamed": moving(50, sampling="stream"),
        "diffusion_formula": xr.Dataset({"diffusion": ("seed", [0.005, 0.005])}),
        "diffusion_rates": rates.assign_coords(rate=[0.05, 0.02]),
        "diffusion_rates_formula": formula([0.0012, 0.0002], rate=[0.05, 0.02]),
    }
    figure = drawn("fig05", datasets)
    cells = {at: cell.get_text().get_text() for at, cell in figure.axes[-1].tables[0].get_celld().items()}
    row = next(row for (row, column), text in cells.items() if text == "$D$ of the noise formula")
    assert [cells[row, column] for column in (1, 2, 3)] == ["50", "12", "2.0"]
    assert "rate 0.02" in cells[0, 3]


def test_diffusion_coefficient_at_long_lags_is_that_of_the_walk():
    found = motion_table.long_lags(dataset(config(seeds=40, quantities=["centre"]), walking(50, epochs=40)))
    assert found.value == pytest.approx(50, rel=0.3)
    assert found.runs == 40


def test_fig06_compares_the_common_motion_with_one_unit_and_the_formula():
    datasets = {
        "three_centres": moving(15, hidden=3),
        "diffusion_symmetrised": moving(45),
        "common_motion": of_numbers([2, 3], 12),
        "common_motion_formula": formula([0.0006, 0.0004], hidden_units=[2, 3]),
    }
    assert "$M$ = 3: " in text_of(drawn("fig06", datasets))
    points = common_diffusion._slow(datasets)
    assert [point.hidden for point in points] == [2, 3]
    assert [point.formula for point in points] == pytest.approx([6, 4])
    assert points[0].measured.value == pytest.approx(6, rel=0.5)

import json
from functools import cache

import numpy as np
import pytest
import synthetic
from drawing import drawn, ends, text_of

from placecells.figures import common
from placecells.measure.intervals import Estimate

NAMES = [f"fig{k:02d}" for k in range(1, 8)]


@pytest.fixture(scope="module")
def datasets():
    return synthetic.everything()


@pytest.fixture(scope="module")
def whole(datasets):
    """whole(name): the figure with all of its experiments, drawn once."""
    return cache(lambda name: drawn(name, datasets[name]))


@pytest.mark.parametrize("name", NAMES)
def test_draws_without_warnings(name, whole):
    whole(name)


@pytest.mark.parametrize("name", NAMES[1:])
def test_draws_with_one_seed_and_one_experiment(name, datasets):
    for experiment in ends(datasets[name]):
        drawn(name, {experiment: datasets[name][experiment].isel(seed=slice(1))})


@pytest.mark.parametrize("name", NAMES[2:])
def test_draws_before_anything_is_learned(name, datasets):
    """Three records of small random weights: no centres, no widths, no displacements."""
    start = {
        key: ds.isel(record=[0, 0, 0], seed=slice(2)).assign_coords(update=("record", [0, 1000, 2000]))
        for key, ds in datasets[name].items()
    }
    drawn(name, start)


def test_fig03_states_the_fit_of_known_widths(datasets):
    # FWHM = 2 arccosh(2) 1.5 xi by construction
    figure = drawn("fig03", {"field_width": datasets["fig03"]["field_width"]})
    text = text_of(figure)
    slope = float(text.split("slope ")[1].split(" ")[0])
    assert slope == pytest.approx(2 * np.arccosh(2) * 1.5, rel=0.1)
    assert "controlled" in text
    assert "as in the notebooks" in text


def test_fig04_orders_panels_by_the_number_of_units(whole):
    figure = whole("fig04")
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    found = [int(title.split("$M$ = ")[1].split(",")[0]) for title in titles[:4]]
    assert found == [3, 10, 20, 100]
    assert "rate 0.1" in titles[0]
    assert "66 of 100" in titles[3]


def test_fig05_tells_the_samplings_apart(whole):
    figure = whole("fig05")
    cells = {at: cell.get_text().get_text() for at, cell in figure.axes[3].tables[0].get_celld().items()}
    assert [cells[0, column].split("\n")[0] for column in range(1, 5)] == [
        "streamed",
        "symmetrised",
        "symmetrised",
        "independent",
    ]
    assert cells[0, 3].split("\n")[1].startswith("PCD-20")
    rows = {text: row for (row, column), text in cells.items() if column == 0}
    # six runs of 160 records: D to about 15%
    assert float(cells[rows["$D$, lags to 1% of the time"], 1].split()[0]) == pytest.approx(50, rel=0.6)
    assert cells[rows["$D$, lags 1 to 8 epochs"], 1] != "–"


def test_fig05_reports_coarse_recording(datasets):
    ds = datasets["fig05"]["diffusion_streamed"].copy(deep=True)
    rng = np.random.default_rng(0)
    ds["centre"] = ds["centre"].copy(data=rng.uniform(0, 100, ds["centre"].shape))
    figure = drawn("fig05", {"diffusion_streamed": ds})
    assert "record more often" in text_of(figure)


def test_fig07_marks_the_crossover(whole):
    text = text_of(whole("fig07"))
    assert f"= {np.log(1.1):.2g}" in text
    assert f"= {(np.exp(0.5) - 1) ** 2:.2g}" in text


def test_datasets_follow_the_layout(datasets):
    ds = datasets["fig07"]["retarded_alpha"]
    assert ds["weights"].dims == ("samples", "seed", "record", "hidden", "site")
    assert ds["alpha"].dims == ("samples",)
    assert ds["update"].dims == ("samples", "record")
    assert json.loads(ds.attrs["config"])["kind"] == "train"


def test_ring_centred_crosses_the_boundary():
    offsets, values = common.ring_centred(np.arange(6), 5)
    np.testing.assert_array_equal(offsets, [-3, -2, -1, 0, 1, 2])
    np.testing.assert_array_equal(values, [2, 3, 4, 5, 0, 1])


@pytest.mark.parametrize(
    ("estimate", "digits", "text"),
    [
        (Estimate(53.2, 41.0, 66.4), 2, "53 [41, 66]"),
        (Estimate(-0.012, -0.02, 0.004), 2, "−0.012 [−0.020, 0.004]"),
        (Estimate(5.0, np.nan, np.nan), 2, "5.0"),
        (Estimate(np.nan, np.nan, np.nan), 2, "–"),
        (Estimate(0.98, 0.9, 1.05), 3, "0.98 [0.90, 1.05]"),
    ],
)
def test_numbers_as_text(estimate, digits, text):
    assert common.with_interval(estimate, digits) == text


def test_mean_and_sd_as_text():
    assert common.mean_and_sd(14.23, 0.61) == "14.2 ± 0.6"
    assert common.mean_and_sd(14.23, np.nan) == "14.2"
    assert common.mean_and_sd(np.nan, np.nan) == "–"


def test_extreme_numbers_have_an_exponent():
    assert common.number(2.5e-6) == r"$2.5\times10^{-6}$"
    assert common.number(0.0) == "0"

"""Figures 8, 9, 10, 11, 13 and V1 from made-up colour data."""

import pytest
import synthetic_xy
from drawing import drawn, text_of

PANELS = {"fig08": 2, "fig09": 7, "fig10": 9, "fig11": 4, "fig13": 5, "figV1": 5}


@pytest.fixture(scope="module")
def datasets():
    return synthetic_xy.everything()


def panels_of(figure):
    """Axes but for colour bars."""
    return [ax for ax in figure.axes if ax.get_label() != "<colorbar>"]


@pytest.mark.parametrize("name", PANELS)
def test_draws_every_panel_with_something_in_it(name, datasets):
    panels = panels_of(drawn(name, datasets[name]))
    assert len(panels) == PANELS[name]
    assert all(ax.lines or ax.collections or ax.images or ax.patches for ax in panels)


@pytest.mark.parametrize("name", PANELS)
def test_draws_with_one_seed_and_one_experiment(name, datasets):
    for experiment, ds in datasets[name].items():
        drawn(name, {experiment: ds.isel(seed=slice(1))})


@pytest.mark.parametrize("name", ["fig09", "fig10", "fig11", "figV1"])
def test_draws_before_anything_is_learned(name, datasets):
    """Small random weights: no centres, no widths, no thresholds."""
    drawn(name, {key: ds.isel(record=[0, 0], seed=slice(3)) for key, ds in datasets[name].items()})


@pytest.mark.parametrize("name", ["fig11", "fig13", "figV1"])
def test_draws_a_single_alpha(name, datasets):
    """A grid of one value, and no grid at all."""
    for chosen in ([0], 0):
        drawn(name, {key: ds.isel(samples=chosen) for key, ds in datasets[name].items()})


def test_letters_follow_the_panels(datasets):
    binary = {key: datasets["fig09"][key] for key in ("xy_binary", "xy_binary_learned")}
    titles = [ax.get_title(loc="left") for ax in panels_of(drawn("fig09", binary))]
    assert [title[5] for title in titles] == list("abcdef")
    assert "double well" not in text_of(drawn("fig09", binary))


def test_fig09_states_known_widths(datasets):
    # the magnitude is a sech of 1/kappa = 4.0, 4.6, 3.6, 5.2 sites, FWHM 2.634 / kappa
    text = text_of(drawn("fig09", datasets["fig09"]))
    found = [float(part.split()[0]) for part in text.split("FWHM ")[1:]]
    assert found == pytest.approx([2.634 * width for width in (4.0, 5.2, 3.6, 4.6)], rel=0.05)


def test_fig10_counts_stacked_pairs(datasets):
    legends = [ax.get_legend() for ax in panels_of(drawn("fig10", datasets["fig10"]))[2:6]]
    counts = [int(legend.get_texts()[1].get_text().split(": ")[1]) for legend in legends]
    assert counts == [2, 4, 3, 6]  # of 8 runs: the shares 0.25, 0.5, 0.4, 0.7
    without = {"xy_m5_double_well": datasets["fig10"]["xy_m5_double_well"]}
    assert "pay" not in text_of(drawn("fig10", without))  # no likelihood, no panel


def test_fig11_tells_the_transitions_apart(datasets):
    text = text_of(drawn("fig11", datasets["fig11"]))
    angular, spatial = (float(text.split(rf"{name}: $\alpha$ = ")[1].split()[0]) for name in ("$F_1$", "$L$"))
    assert angular == pytest.approx(synthetic_xy.FIRST, rel=0.3)
    assert spatial == pytest.approx(synthetic_xy.SECOND, rel=0.3)
    assert "controlled" in text
    assert "as in the notebooks" in text


def test_fig11_shows_the_modulations_of_the_controlled_runs(datasets):
    for name, runs in (("xy_alpha_controlled", "equal updates"), ("xy_alpha", "equal epochs")):
        figure = drawn("fig11", {key: datasets["fig11"][key] for key in ("xy_alpha", name)})
        titles = [ax.get_title(loc="left") for ax in panels_of(figure)[:2]]
        assert all(title.endswith(runs) for title in titles)


def test_fig13_has_one_colour_scale(datasets):
    figure = drawn("fig13", datasets["fig13"])
    limits = {ax.images[0].get_clim() for ax in figure.axes if ax.images}
    assert len(limits) == 1
    assert sum(ax.get_label() == "<colorbar>" for ax in figure.axes) == 1


def test_figV1_names_the_dominating_harmonic(datasets):
    titles = [ax.get_title(loc="left") for ax in panels_of(drawn("figV1", datasets["figV1"]))]
    assert [title[-1] for title in titles[:-1]] == ["1", "5", "1", "1"]


def test_figV1_has_the_cosine_in_every_panel(datasets):
    cosine = {"xy_alpha_controlled": datasets["fig11"]["xy_alpha_controlled"]}
    *variants, ratios = panels_of(drawn("figV1", cosine | datasets["figV1"]))
    for ax in variants:
        assert sum(line.get_linewidth() > 3 and len(line.get_xdata()) == 9 for line in ax.lines) == 3
    assert "cosine" in [text.get_text() for text in ratios.texts]
    # the made-up angles and places order at the noise ratios FIRST and SECOND
    first_harmonic = ratios.containers[1].lines[0].get_xdata()
    assert first_harmonic[0] == pytest.approx(synthetic_xy.FIRST / synthetic_xy.SECOND, rel=0.4)

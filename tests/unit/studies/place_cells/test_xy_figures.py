"""Figures 8, 9, 10, 11, 13 and V1 from made-up colour data."""

from functools import cache

import pytest
import synthetic_xy
from drawing import drawn, ends, text_of

PANELS = {"fig08": 2, "fig09": 9, "fig10": 9, "fig11": 4, "fig13": 5, "figV1": 5}


@pytest.fixture(scope="module")
def datasets():
    return synthetic_xy.everything()


@pytest.fixture(scope="module")
def whole(datasets):
    """whole(name): the figure with all of its experiments, drawn once."""
    return cache(lambda name: drawn(name, datasets[name]))


def panels_of(figure):
    """Axes but for colour bars."""
    return [ax for ax in figure.axes if ax.get_label() != "<colorbar>"]


@pytest.mark.parametrize("name", PANELS)
def test_draws_every_panel_with_something_in_it(name, whole):
    panels = panels_of(whole(name))
    assert len(panels) == PANELS[name]
    assert all(ax.lines or ax.collections or ax.images or ax.patches for ax in panels)


@pytest.mark.parametrize("name", PANELS)
def test_draws_with_one_seed_and_one_experiment(name, datasets):
    for experiment in ends(datasets[name]):
        drawn(name, {experiment: datasets[name][experiment].isel(seed=slice(1))})


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
    spins = {key: datasets["fig09"][key] for key in ("xy_binary", "xy_binary_learned")}
    figure = drawn("fig09", spins)
    titles = [ax.get_title(loc="left") for ax in panels_of(figure)]
    assert [title[5] for title in titles] == list("abcdefg")
    assert "θ" not in text_of(figure)


def test_fig09_states_theta_and_training(whole):
    texts = [text_of(ax) for ax in panels_of(whole("fig09"))]
    for theta, panels in (("θ = −1", "adefghi"), ("θ = −2", "defghi"), ("learned θ = +2.8", "bdefghi")):
        assert [letter for letter, text in zip("abcdefghi", texts, strict=True) if theta in text] == list(panels)
    text = "\n".join(texts)
    assert "1/100 of the notebooks' training" in text  # 1000 updates at rate 0.1, for 100 000 updates at rate 0.1
    assert "1/10 of the notebooks' training" in text  # spin units: 100 000 updates at rate 0.01


def test_fig09_states_the_widths_of_its_curves(whole):
    # sech of 1/kappa = 4.4, 4.2, 4.0, 4.6 sites, FWHM 2.634 / kappa
    text = text_of(whole("fig09"))
    found = [float(part.split()[0]) for part in text.split("FWHM ")[1:] if part[0].isdigit()]
    assert found == pytest.approx([2.634 * width for width in (4.4, 4.2, 4.0, 4.6)], rel=0.05)


def test_fig09_stars_what_still_changes(datasets):
    assert "*" not in text_of(drawn("fig09", {k: ds.isel(record=[-1, -1]) for k, ds in datasets["fig09"].items()}))
    moving = datasets["fig09"]["xy_double_well"]
    moving = moving.assign(theta=moving["theta"] * moving["record"].copy(data=[0.5, 1.0]))
    assert "*" in text_of(drawn("fig09", datasets["fig09"] | {"xy_double_well": moving}))


def legend_of(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_fig10_counts_stacked_pairs(datasets, whole):
    stacked = legend_of(panels_of(whole("fig10"))[4])[:-1]
    # of 8 runs the shares 0.125, 0, 0.25, 0.5, 0.375, 0.75; without runs of their own data also 0.4 and 0.7
    assert [int(text.split(", ")[1].split()[0]) for text in stacked] == [1, 0, 2, 4, 3, 6]
    same = {key: ds for key, ds in datasets["fig10"].items() if "binary" in key}
    stacked = legend_of(panels_of(drawn("fig10", same))[4])[:-1]
    assert [int(text.split(", ")[1].split()[0]) for text in stacked] == [3, 6]
    without = {"xy_m5_double_well": datasets["fig10"]["xy_m5_double_well"]}
    assert "pay" not in text_of(drawn("fig10", without))  # no likelihood, no panel


def test_fig10_marks_runs_on_one_training_set(whole):
    names = [label.get_text() for label in panels_of(whole("fig10"))[6].get_yticklabels()]
    assert ["†" in name for name in names] == [False, False, True, True, False, False]
    assert ["θ" in name for name in names] == [True, True, True, True, False, False]


def test_fig10_takes_a_unit_and_its_mirror_image_for_the_same(datasets):
    own = {key: datasets["fig10"][key] for key in ("xy_m5_double_well", "xy_m5_spin")}
    assert text_of(drawn("fig10", {k: synthetic_xy.mirrored(ds) for k, ds in own.items()})) == text_of(
        drawn("fig10", own)
    )


def test_fig10_shows_what_is_random_in_every_panel(whole):
    panels = panels_of(whole("fig10"))
    texts = [text_of(ax) for ax in panels]
    assert all("random" in text or "no difference" in text for text in texts)


def test_fig11_tells_the_transitions_apart(whole):
    text = text_of(whole("fig11"))
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


def test_fig13_has_one_colour_scale(whole):
    figure = whole("fig13")
    limits = {ax.images[0].get_clim() for ax in figure.axes if ax.images}
    assert len(limits) == 1
    assert sum(ax.get_label() == "<colorbar>" for ax in figure.axes) == 1


def test_figV1_names_the_dominating_harmonic(whole):
    titles = [ax.get_title(loc="left") for ax in panels_of(whole("figV1"))]
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

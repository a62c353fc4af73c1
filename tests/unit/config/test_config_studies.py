"""Further studies, what a scale leaves out, and keys that are no more."""

import pytest
import yaml
from toy_config import change, refusal

from placecells.config.load import load

STUDY = {
    "experiments": {
        "other": {"like": "toy", "data": {"sites": 20}},
        "third": {"like": "other", "seeds": 3},
    },
    "figures": {"fig03": {"experiments": ["other", "third"]}},
    "scales": {"quick": {"experiments": {"other": {"seeds": 1}}, "leave_out": ["third"]}},
}


@pytest.fixture
def load_study(tmp_path):
    """Load a base, scales and one study from their contents."""

    def load_them(base, *scales, study):
        paths = [tmp_path / f"{number}.yaml" for number in range(1 + len(scales))]
        for path, content in zip(paths, (base, *scales), strict=True):
            path.write_text(yaml.safe_dump(content), encoding="utf-8")
        own = tmp_path / "studies.yaml"
        own.write_text(yaml.safe_dump(study), encoding="utf-8")
        return load(paths, [own])

    return load_them


def test_a_study_adds_its_experiments_and_figures(load_study, valid):
    config = load_study(valid, study=STUDY)
    assert sorted(config["experiments"]) == ["control", "drawn", "other", "third", "toy"]
    assert config["experiments"]["third"]["data"]["sites"] == 20
    assert config["figures"]["fig03"]["experiments"] == ["other", "third"]


def test_the_block_of_a_scale_is_laid_over_the_study(load_study, valid):
    config = load_study(valid, {"scale": "quick", "results": "results/quick"}, study=STUDY)
    assert config["experiments"]["other"]["seeds"] == 1
    assert "third" not in config["experiments"]
    assert config["figures"]["fig03"]["experiments"] == ["other"]


def test_a_scale_that_the_study_does_not_have_leaves_it_as_it_is(load_study, valid):
    config = load_study(valid, {"scale": "smoke", "results": "results/smoke"}, study=STUDY)
    assert config["experiments"]["third"]["seeds"] == 3


def test_a_file_of_the_users_own_changes_a_study_last(load_study, valid):
    scales = {"scale": "quick"}, {"experiments": {"other": {"seeds": 7}}}
    assert load_study(valid, *scales, study=STUDY)["experiments"]["other"]["seeds"] == 7


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"experiments.toy": {"like": "control"}}, ["experiments.toy is in", "each name once"]),
        ({"figures.fig02": {"experiments": []}}, ["figures.fig02 is in", "each name once"]),
        ({"experiment": {}}, ["has experiment: {}", "did you mean experiments?"]),
        ({"scales.quick.seeds": 3}, ["scales.quick of", "has seeds: 3", "experiments, figures, leave_out"]),
        ({"scales": ["quick"]}, ["scales of", "a mapping"]),
        ({"experiments.other.data.sites": "many"}, ["experiments.other.data.sites is 'many'", "an integer"]),
    ],
)
def test_a_wrong_study_is_refused(load_study, valid, changes, parts):
    study = change(yaml.safe_load(yaml.safe_dump(STUDY)), changes)
    sentence = refusal(lambda: load_study(valid, study=study))
    assert all(part in sentence for part in parts), sentence


def test_what_is_left_out_is_gone_but_its_children_are_not(load_dicts, valid):
    config = load_dicts(valid, {"leave_out": ["toy"]})
    assert list(config["experiments"]) == ["control", "drawn"]
    assert config["experiments"]["control"]["data"]["sites"] == 10
    assert config["figures"]["fig02"]["experiments"] == ["drawn"]


def test_a_later_scale_brings_back_what_another_leaves_out(load_dicts, valid):
    assert "toy" in load_dicts(valid, {"leave_out": ["toy"]}, {"leave_out": []})["experiments"]


@pytest.mark.parametrize(
    ("scale", "parts"),
    [
        ({"leave_out": ["tyo"]}, ["leave_out[0] is 'tyo'", "did you mean toy?"]),
        ({"leave_out": "toy"}, ["leave_out is 'toy'", "a list"]),
        (
            {"leave_out": ["toy", "drawn"]},
            ["figures.fig02.experiments is ['toy', 'drawn']", "leave_out has all of them"],
        ),
        ({"claims": {"model": {"experiments": ["toy"]}}}, ["claims is", "leave_out"]),
    ],
)
def test_a_wrong_scale_is_refused(load_dicts, valid, scale, parts):
    sentence = refusal(lambda: load_dicts(valid, scale))
    assert all(part in sentence for part in parts), sentence


CHAINS = {"kind": "chains", "chains": {"number": 20, "sweeps": 2, "lag": 1}}


def test_what_starts_from_another_experiment_is_left_out_with_it(load_dicts, valid):
    change(
        valid, {"experiments.mixing": CHAINS | {"of": "toy"}, "experiments.later": {"like": "mixing", "of": "mixing"}}
    )
    valid["figures"]["fig02"]["experiments"] += ["mixing", "later"]
    assert list(load_dicts(valid)["experiments"]) == ["toy", "control", "drawn", "mixing", "later"]
    config = load_dicts(valid, {"leave_out": ["toy"]})
    assert list(config["experiments"]) == ["control", "drawn"]
    assert config["figures"]["fig02"]["experiments"] == ["drawn"]
    assert list(load_dicts(valid, {"leave_out": ["mixing"]})["experiments"]) == ["toy", "control", "drawn"]


def test_a_scale_may_start_from_another_experiment(load_dicts, valid):
    change(valid, {"experiments.mixing": CHAINS | {"of": "toy"}})
    scale = {
        "experiments": {"mixing": {"of": "control"}},
        "leave_out": ["toy"],
        "figures": {"fig02": {"experiments": []}},
    }
    assert load_dicts(valid, scale)["experiments"]["mixing"]["of"] == "control"


def test_a_study_may_start_from_an_experiment_of_the_paper(load_study, valid):
    study = {"experiments": {"mixing": CHAINS | {"of": "toy"}}}
    assert load_study(valid, study=study)["experiments"]["mixing"]["of"] == "toy"


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        (
            {"experiments.mixing.of": "tyo"},
            ["experiments.mixing.of is 'tyo'", "there is no such experiment", "did you mean toy?"],
        ),
        ({"experiments.mixing.of": ...}, ["experiments.mixing.of is missing", "text"]),
        ({"experiments.mixing.of": 3}, ["experiments.mixing.of is 3", "text"]),
        ({"experiments.mixing.of": ["toy"]}, ["experiments.mixing.of is ['toy']", "text"]),
        (
            {"experiments.mixing.of": "mixing"},
            ["experiments.mixing.of is 'mixing'", "closes the circle mixing > mixing", "an experiment outside it"],
        ),
        (
            {"experiments.mixing.of": "later", "experiments.later": {"like": "mixing", "of": "mixing"}},
            ["experiments.later.of is 'mixing'", "closes the circle mixing > later > mixing"],
        ),
        ({"experiments.toy.of": "drawn"}, ["experiments.toy.of is 'drawn'", "no such key"]),
    ],
)
def test_a_wrong_source_is_refused(load_dicts, valid, changes, parts):
    change(valid, {"experiments.mixing": CHAINS | {"of": "toy"}} | changes)
    sentence = refusal(lambda: load_dicts(valid))
    assert all(part in sentence for part in parts), sentence


@pytest.mark.parametrize(
    ("scale", "name"),
    [({"results": "results"}, "paper"), ({"results": "results/mine"}, "mine"), ({"scale": "quick"}, "quick")],
)
def test_the_name_of_a_scale(load_dicts, valid, scale, name):
    assert load_dicts(valid, scale)["scale"] == name

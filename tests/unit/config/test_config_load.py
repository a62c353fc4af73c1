"""What a loaded config holds: merge order, `like`, defaults, canonical numbers; the schemas."""

from copy import deepcopy

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from toy_config import ROOT, VALID, change

from placecells.config import schemas
from placecells.config.cells import cells
from placecells.config.load import ConfigError, load
from placecells.config.merge import resolve


def test_defaults(load_dicts, valid):
    del valid["results"], valid["figures"]
    config = load_dicts(valid)
    assert config["results"] == "results"
    assert config["checkpoint"] == {"seconds": 60.0}
    assert config["figures"] == {}
    assert config["experiments"]["toy"] == {
        "kind": "train",
        "data": {"model": "ising", "sites": 10, "beta": 1.0, "samples": 200, "sampling": "independent"},
        "machine": {"hidden": 2, "unit": "spin", "fields": "zero"},
        "training": {
            "rate": 0.1,
            "batch": 20,
            "chains": 20,
            "negative": "pcd",
            "gibbs": 5,
            "initial_scale": 0.01,
            "stop": {"epochs": 3},
        },
        "seeds": 2,
        "vary": ["data", "weights", "noise"],
        "record": {"every": {"epochs": 1.0}, "quantities": ["weights", "centre"], "test_samples": 10_000},
        "grid": {},
    }
    assert set(config["experiments"]["drawn"]) == {"kind", "data", "grid", "seeds"}


def test_given_keys_win_over_defaults(load_toy):
    toy = load_toy({"training.chains": 7, "training.initial_scale": 1, "vary": ["noise", "data"]})
    assert (toy["training"]["chains"], toy["training"]["initial_scale"]) == (7, 1.0)
    assert toy["vary"] == ["data", "noise"]


def test_numbers_become_what_the_schema_says(load_toy):
    toy = load_toy({"data.samples": 200.0, "data.beta": -0.0, "seeds": 3.0})
    assert repr(toy["data"]["samples"]) == "200"
    assert repr(toy["data"]["beta"]) == "0.0"
    assert repr(toy["seeds"]) == "3"


def test_empty_scale_changes_nothing(load_texts, valid):
    text = yaml.safe_dump(valid)
    assert load_texts(text, "") == load_texts(text, "# nothing\n") == load_texts(text, "null") == load_texts(text)


def test_mappings_merge_and_lists_replace(load_dicts, valid):
    scale = {
        "results": "results/quick",
        "experiments": {"toy": {"seeds": 1, "record": {"quantities": ["shape"]}, "data": {"beta": 0.5}}},
    }
    config = load_dicts(valid, scale)
    toy = config["experiments"]["toy"]
    assert config["results"] == "results/quick"
    assert toy["record"] == {"every": {"epochs": 1.0}, "quantities": ["shape"], "test_samples": 10_000}
    assert (toy["seeds"], toy["data"]["beta"], toy["data"]["sites"]) == (1, 0.5, 10)


def test_scale_reaches_the_control_through_like(load_dicts, valid):
    config = load_dicts(valid, {"experiments": {"toy": {"seeds": 1, "training": {"stop": {"epochs": 1}}}}})
    control = config["experiments"]["control"]
    assert control["seeds"] == 1
    assert control["training"]["stop"] == {"updates": 50}  # the control's own key wins over the scale's
    assert "like" not in control


def test_later_scales_win_and_may_add_experiments(load_dicts, valid):
    first = {"experiments": {"toy": {"seeds": 3}, "new": {"like": "control", "machine": {"hidden": 1}}}}
    experiments = load_dicts(valid, first, {"experiments": {"toy": {"seeds": 4}}})["experiments"]
    assert [experiments[name]["seeds"] for name in ("toy", "control", "new")] == [4, 4, 4]
    assert experiments["new"]["training"]["stop"] == {"updates": 50}
    assert list(experiments) == ["toy", "control", "drawn", "new"]


@pytest.mark.parametrize("key", ["training.stop", "record.every"])
def test_stop_and_every_replace_whole(load_dicts, valid, key):
    section, name = key.split(".")
    scaled = load_dicts(valid, {"experiments": {"toy": {section: {name: {"updates": 5}}}}})["experiments"]
    assert scaled["toy"][section][name] == {"updates": 5}
    valid["experiments"]["child"] = {"like": "toy", section: {name: {"updates": 5}}}
    assert load_dicts(valid)["experiments"]["child"][section][name] == {"updates": 5}


def test_grandchild_inherits_through_the_chain():
    blocks = {"c": {"like": "b", "z": 3}, "b": {"like": "a", "y": 2}, "a": {"x": 1, "y": 1, "z": 1}}
    assert resolve(blocks)["c"] == {"x": 1, "y": 2, "z": 3}


def test_a_value_replaces_an_inherited_grid(load_dicts, valid):
    valid["experiments"]["toy"]["grid"] = {"data.beta": [0.5, 1], "data.samples": [10, 20]}
    config = load_dicts(valid, {"experiments": {"control": {"data": {"beta": 2}}}})
    assert config["experiments"]["control"]["grid"] == {"data.samples": [10, 20]}
    assert config["experiments"]["control"]["data"]["beta"] == 2.0
    assert config["experiments"]["toy"]["grid"] == {"data.beta": [0.5, 1.0], "data.samples": [10, 20]}


def test_a_grid_shadows_the_value(load_toy):
    toy = load_toy({}, data__beta=[0.5, 1])
    assert "beta" not in toy["data"]


def test_alpha_replaces_inherited_samples(load_dicts, valid):
    valid["experiments"]["control"]["data"] = {"alpha": 0.1}
    valid["experiments"]["sweep"] = {"like": "toy", "grid": {"data.beta": [1], "data.alpha": [1, 0.05]}}
    valid["experiments"]["again"] = {"like": "sweep", "grid": {"data.samples": [30]}}
    experiments = load_dicts(valid)["experiments"]
    assert experiments["control"]["data"]["samples"] == 100
    assert "alpha" not in experiments["control"]["data"]
    assert list(experiments["sweep"]["grid"].items()) == [("data.beta", [1.0]), ("data.samples", [10, 200])]
    assert experiments["again"]["grid"] == {"data.beta": [1.0], "data.samples": [30]}


def test_stream_drops_inherited_samples(load_dicts, valid):
    stream = {"data": {"sampling": "stream"}, "record": {"every": {"updates": 5}}}
    valid["experiments"]["control"] |= stream
    assert "samples" not in load_dicts(valid)["experiments"]["control"]["data"]
    valid["experiments"]["toy"]["grid"] = {"data.samples": [10, 20], "data.beta": [1]}
    control = load_dicts(valid)["experiments"]["control"]
    assert "samples" not in control["data"]
    assert control["grid"] == {"data.beta": [1.0]}


@pytest.mark.parametrize("phase", ["exact-sample", "exact-moment"])
def test_exact_phase_drops_gibbs(load_dicts, load_toy, valid, phase):
    assert "gibbs" not in load_toy({"training.negative": phase})["training"]
    valid["experiments"]["toy"]["grid"] = {"training.gibbs": [1, 2]}
    scale = {"experiments": {"toy": {"training": {"negative": phase}}}}
    for name in ("toy", "control"):
        experiment = load_dicts(valid, scale)["experiments"][name]
        assert "gibbs" not in experiment["training"]
        assert experiment["grid"] == {}


def test_grid_over_phases_keeps_gibbs_where_it_is_used(load_dicts, valid):
    valid["experiments"]["toy"]["grid"] = {"training.negative": ["exact-moment", "pcd"]}
    exact, pcd = cells(load_dicts(valid), "toy")["config"]
    assert "gibbs" not in exact["training"]
    assert pcd["training"]["gibbs"] == 5


def test_every_may_be_a_fraction_of_at_least_one_update(load_toy):
    assert load_toy({"record.every": {"epochs": 0.1}})["record"]["every"] == {"epochs": 0.1}


def test_real_config():
    config = load([ROOT / "config.yaml"])
    streamed = config["experiments"]["diffusion_streamed"]
    assert streamed["data"] == {"model": "ising", "sites": 100, "beta": 1.0, "sampling": "stream"}
    assert streamed["training"]["stop"] == {"updates": 1_000_000}
    controlled = config["experiments"]["retarded_alpha_controlled"]
    assert controlled["grid"] == config["experiments"]["retarded_alpha"]["grid"]
    assert controlled["record"]["every"] == {"updates": 10_000}


@pytest.mark.parametrize("scale", sorted((ROOT / "config").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_scale_has_a_results_folder_of_its_own(scale):
    config = load([ROOT / "config.yaml", scale])
    assert config["results"] == f"results/{scale.stem}"


@pytest.mark.parametrize("written", ["./results/a", "results/a/", "results//a", "results/./a", "./results/a//"])
def test_the_results_folder_has_one_spelling(load_dicts, valid, written):
    assert load_dicts(change(valid, {"results": written}))["results"] == "results/a"


@pytest.mark.parametrize("folder", ["data", "jobs", "mine/data", "results", "results/my-data"])
def test_other_folders_of_results_are_free(load_dicts, valid, folder):
    assert load_dicts(change(valid, {"results": folder}))["results"] == folder


def schema_nodes(schema, path=()):
    yield path, schema
    for name, sub in schema.get("properties", {}).items():
        yield from schema_nodes(sub, (*path, name))
    if isinstance(schema.get("additionalProperties"), dict):
        yield from schema_nodes(schema["additionalProperties"], (*path, "*"))


@pytest.mark.parametrize("schema", [schemas.whole(), *schemas.of_kinds().values()], ids=lambda schema: schema["title"])
def test_schema_describes_every_key(schema):
    for path, node in schema_nodes(schema):
        assert node["description"].rstrip().endswith("."), path
        units = ("unit", "count", "dimensionless", "seconds", "epochs", "site", "number")
        assert node["type"] in ("object", "string") or any(word in node["description"] for word in units), path
        if "properties" in node and path != ("experiments", "*"):
            assert node["additionalProperties"] is False, path


@pytest.mark.parametrize("kind", schemas.of_kinds())
def test_every_kind_has_a_schema_of_its_name_and_a_module(kind):
    assert schemas.of_kinds()[kind]["properties"]["kind"]["enum"] == [kind]
    assert (schemas.folders()[kind] / f"{kind}.py").is_file()


def test_kinds_share_their_data():
    kinds = schemas.of_kinds()
    train, *others = (kinds[kind]["properties"]["data"]["properties"] for kind in ("train", "sample", "spectrum"))
    for other in others:
        assert set(other) == set(train)
        for key in set(train) - {"samples", "sampling"}:  # these two also speak of streams in train
            assert train[key] == other[key]


def keys_of(block, path=()):
    """The dotted keys of all parts of a config."""
    for key, value in block.items():
        yield (*path, key)
        if isinstance(value, dict):
            yield from keys_of(value, (*path, key))


DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # the fast one where PyYAML was built with it
BASE = yaml.dump(VALID, Dumper=DUMPER)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
NAMES = st.sampled_from(
    ["data", "samples", "alpha", "stop", "epochs", "grid", "data.beta", "like", "toy", "colours", "theta"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | NAMES
WORDS = st.sampled_from(
    ["stream", "xy", "double_well", "exact-moment", "log_likelihood", "control", 1e-9, 20, 1e6, "1e-5"]
)
JSON = st.recursive(
    SCALARS | WORDS,
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(TEXTS | NAMES, parts, max_size=3),
)
MUTATIONS = st.tuples(st.sampled_from(list(keys_of(VALID))), st.sampled_from(["set", "delete", "add"]), NAMES, JSON)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MUTATIONS, min_size=1, max_size=3), st.booleans())
def test_any_mutation_loads_or_is_refused_in_one_line(load_texts, mutations, as_scale):
    config = deepcopy(VALID)
    for path, action, name, value in mutations:
        part = config
        for key in path[:-1]:
            part = part.get(key) if isinstance(part, dict) else None
        if not isinstance(part, dict) or path[-1] not in part:
            continue
        if action == "delete":
            del part[path[-1]]
        elif action == "set":
            part[path[-1]] = value
        elif isinstance(part[path[-1]], dict):
            part[path[-1]][name] = value
    text = yaml.dump(config, Dumper=DUMPER, allow_unicode=True)
    texts = [BASE, text] if as_scale else [text]
    sentence = ""
    try:
        assert cells(load_texts(*texts)).index.is_unique
    except ConfigError as refused:
        sentence = str(refused)
    assert len(sentence.splitlines()) <= 1


def test_loading_leaves_the_schemas_alone(load_dicts, valid):
    first = load_dicts(valid)
    first["checkpoint"]["seconds"] = 1
    first["experiments"]["toy"]["vary"].clear()
    again = load_dicts(change(valid, {"results": "other"}))
    assert again["checkpoint"]["seconds"] == 60.0
    assert len(again["experiments"]["toy"]["vary"]) == 3

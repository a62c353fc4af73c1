"""Every refusal is one sentence with the key, the value and what is allowed."""

import math

import pytest
from toy_config import change, refusal

from placecells.config import schemas
from placecells.config.load import load

KINDS = ", ".join(schemas.of_kinds())
TOY = "experiments.toy."
LIST = ["weights", "log_likelihood"]

# changes to the experiment `toy` | the key, the value and what is allowed, as the sentence says them
EXPERIMENT = [
    ({"kind": ...}, ["kind is missing", "one of " + KINDS]),
    ({"kind": "trian"}, ["kind is 'trian'", "one of " + KINDS, "did you mean train?"]),
    ({"kind": "config"}, ["kind is 'config'", "one of " + KINDS]),
    ({"like": "toy"}, ["like is 'toy'", "circle toy > toy", "a parent outside it"]),
    ({"like": "control"}, ["like is 'control'", "circle toy > control > toy", "a parent outside it"]),
    ({"like": "contrl"}, ["like is 'contrl'", "one of toy, control, drawn", "did you mean control?"]),
    ({"like": 3}, ["like is 3", "text"]),
    ({"seeds": 0}, ["seeds is 0", "an integer >= 1 and <= 100_000"]),
    ({"seeds": 100_001}, ["seeds is 100001", "an integer >= 1 and <= 100_000"]),
    ({"seeds": 2.5}, ["seeds is 2.5", "an integer"]),
    ({"seeds": True}, ["seeds is true", "an integer"]),
    ({"seeds": None}, ["seeds is null", "an integer"]),
    ({"seeds": "1e3"}, ["seeds is '1e3'", "an integer", "write 1.0e-5 or 1_000_000"]),
    ({"seed": 3}, ["seed is 3, but there is no such key", "data, machine, training", "did you mean seeds?"]),
    ({"data": 5}, ["data is 5", "a mapping with keys from model, sites"]),
    ({"data": ...}, ["data is missing", "a mapping with keys from model, sites"]),
    ({"data.model": "isin"}, ["data.model is 'isin'", "one of ising, xy", "did you mean ising?"]),
    ({"data.sites": 2}, ["data.sites is 2", "an integer >= 3 and <= 100_000"]),
    ({"data.sites": 100_001}, ["data.sites is 100001", "an integer >= 3 and <= 100_000"]),
    ({"data.beta": -0.5}, ["data.beta is -0.5", "a finite number >= 0"]),
    ({"data.beta": "1e-5"}, ["data.beta is '1e-5'", "a finite number >= 0", "write 1.0e-5 or 1_000_000"]),
    ({"data.beta": "hot"}, ["data.beta is 'hot'", "a finite number >= 0"]),
    ({"data.beta": [0.5, 1]}, ["data.beta is [0.5, 1]", "a finite number >= 0"]),
    ({"data.beta": math.nan}, ["data.beta is nan", "a finite number"]),
    ({"data.beta": math.inf}, ["data.beta is inf", "a finite number"]),
    ({"data.beta": 2**70}, ["data.beta is '1180591620717411303424'", "an integer of at most 63 bits"]),
    ({"data.beta": ...}, ["data.beta is missing", "a finite number >= 0"]),
    ({"data.samples": 0}, ["data.samples is 0", "an integer >= 1"]),
    ({"data.samples": ...}, ["data.samples is missing", "an integer >= 1, or data.alpha"]),
    (
        {"data.samples": 2**40},
        ["data.samples is 1099511627776", "at most 109_951_162_777", "data.sites is 10"],
    ),
    ({"data.alpha": 0.5}, ["data.alpha is 0.5", "data.samples is 200", "one of the two"]),
    ({"data.samples": ..., "data.alpha": 0.3}, ["data.alpha is 0.3", "33.3333", "an integer >= 1"]),
    ({"data.samples": ..., "data.alpha": 20}, ["data.alpha is 20.0", "alpha is 0.5", "an integer >= 1"]),
    ({"data.samples": ..., "data.alpha": 0}, ["data.alpha is 0", "a finite number above 0"]),
    (
        {"data.samples": ..., "data.alpha": 5e-324},
        ["data.alpha is 5e-324", "alpha is inf", "an integer >= 1"],
    ),
    ({"data.sampling": "streamed"}, ["data.sampling is 'streamed'", "independent, symmetrised, stream"]),
    ({"data.sampling": "stream"}, ["data.samples is 200", "neither data.samples nor data.alpha", "stream"]),
    (
        {"data.sampling": "stream", "data.samples": ..., "data.alpha": 0.5},
        ["data.samples is 20", "neither data.samples nor data.alpha", "stream"],
    ),
    (
        {"data.sampling": "stream", "data.samples": ..., "record.every": {"updates": 5}},
        ["training.stop is {'epochs': 3}", "stream", "updates, as in {updates: 1000}"],
    ),
    (
        {"data.sampling": "stream", "data.samples": ..., "training.stop": {"updates": 5}},
        ["record.every is {'epochs': 1.0}", "stream", "{updates: 1000}"],
    ),
    (
        {
            "data.sampling": "stream",
            "data.samples": ...,
            "training.stop": {"updates": 5},
            "training.replacement": True,
            "record.every": {"updates": 5},
        },
        ["training.replacement is true", "allowed is false", "data.sampling is stream"],
    ),
    (
        {"data.sampling": "symmetrised", "data.samples": 205},
        ["data.samples is 205", "a multiple of data.sites = 10", "symmetrised"],
    ),
    ({"machine.hidden": 0}, ["machine.hidden is 0", "an integer >= 1 and <= 10_000"]),
    ({"machine.hidden": 10_001}, ["machine.hidden is 10001", "an integer >= 1 and <= 10_000"]),
    ({"machine.unit": "binary"}, ["machine.unit is 'binary'", "binary is now called spin"]),
    ({"machine.visible": "potts"}, ["machine.visible is 'potts', but data.model is 'ising'", "allowed is spin"]),
    ({"training.optimiser": "rmsprop"}, ["training.optimiser is 'rmsprop'", "sgd, adam"]),
    ({"training.beta1": 0.5}, ["training.beta1 is 0.5, but training.optimiser is 'sgd'", "beta1 with adam only"]),
    ({"training.optimiser": "adam", "training.beta2": 1}, ["training.beta2 is 1", ">= 0 and below 1"]),
    ({"training.optimiser": "adam", "training.epsilon": 0}, ["training.epsilon is 0", "above 0"]),
    ({"machine.unit": "relu"}, ["machine.unit is 'relu'", "spin, zero_one, gaussian, double_well"]),
    ({"machine.fields": "learnt"}, ["machine.fields is 'learnt'", "zero, learned", "did you mean learned?"]),
    ({"machine.hiden": 2}, ["machine.hiden is 2", "no such key", "did you mean hidden?"]),
    (
        {"machine.hidden": 21, "training.negative": "exact-moment"},
        ["machine.hidden is 21", "at most 20", "training.negative is 'exact-moment'"],
    ),
    (
        {"machine.hidden": 21, "record.quantities": LIST},
        ["machine.hidden is 21", "at most 20", "record.quantities has 'log_likelihood'"],
    ),
    ({"training.rat": 0.1}, ["training.rat is 0.1", "no such key", "did you mean rate?"]),
    ({"training.rate": ...}, ["training.rate is missing", "a finite number above 0"]),
    ({"training.rate": 0}, ["training.rate is 0", "a finite number above 0"]),
    ({"training.rate": "1e-3"}, ["training.rate is '1e-3'", "write 1.0e-5 or 1_000_000"]),
    ({"training.batch": 0}, ["training.batch is 0", "an integer >= 1"]),
    ({"training.chains": -1}, ["training.chains is -1", "an integer >= 1"]),
    ({"training.initial_scale": 0}, ["training.initial_scale is 0", "a finite number above 0"]),
    ({"training.negative": "cd"}, ["training.negative is 'cd'", "pcd, exact-sample, exact-moment"]),
    ({"training.gibbs": 0}, ["training.gibbs is 0", "an integer >= 1"]),
    ({"training.gibbs": ...}, ["training.gibbs is missing", "'pcd'", "an integer >= 1"]),
    ({"training.stop": 5}, ["training.stop is 5", "exactly one of the keys epochs, updates"]),
    ({"training.stop": {}}, ["training.stop is {}", "exactly one of the keys epochs, updates"]),
    (
        {"training.stop": {"epochs": 3, "updates": 5}},
        ["training.stop is {'epochs': 3, 'updates': 5}", "exactly one of the keys epochs, updates"],
    ),
    ({"training.stop": {"epoch": 3}}, ["training.stop.epoch is 3", "no such key", "did you mean epochs?"]),
    ({"training.stop": {"epochs": 0.5}}, ["training.stop.epochs is 0.5", "an integer >= 1"]),
    ({"training.stop": {"updates": 0}}, ["training.stop.updates is 0", "an integer >= 1"]),
    ({"vary": []}, ["vary is []", "one or more different entries", "data, weights, noise"]),
    (
        {"vary": ["data", "data"]},
        ["vary is ['data', 'data']", "a list of one or more different entries", "data, weights, noise"],
    ),
    ({"vary": ["wieghts"]}, ["vary[0] is 'wieghts'", "data, weights, noise", "did you mean weights?"]),
    ({"record": ...}, ["record is missing", "a mapping with keys from every, quantities"]),
    ({"training.replacement": 1}, ["training.replacement is 1", "true or false"]),
    ({"record.every": {"epochs": 0.05}}, ["record.every.epochs is 0.05", "10 updates", "epochs >= 0.1"]),
    ({"record.every": {"epochs": 0}}, ["record.every.epochs is 0", "a finite number above 0"]),
    ({"record.every": {"updates": 1.5}}, ["record.every.updates is 1.5", "an integer >= 1"]),
    (
        {"record.quantities": []},
        ["record.quantities is []", "one or more different entries", "weights, centre"],
    ),
    ({"record.quantities": "weights"}, ["record.quantities is 'weights'", "a list", "weights, centre"]),
    ({"record.quantities": ["center"]}, ["record.quantities[0] is 'center'", "did you mean centre?"]),
    ({"record.test_samples": 0}, ["record.test_samples is 0", "an integer >= 1"]),
    ({"grid": []}, ["grid is []", "a mapping"]),
    ({"grid": {"data.beta": 0.5}}, ["grid.data.beta is 0.5", "a list of one or more entries"]),
    ({"grid": {"data.beta": []}}, ["grid.data.beta is []", "a list of one or more entries"]),
    ({"grid": {"data.beta": [[1]]}}, ["grid.data.beta is [1]", "a finite number"]),
    ({"grid": {"data.beta": [0.5, -1]}}, ["grid.data.beta is -1", "a finite number >= 0"]),
    ({"grid": {"data.beta": [0.5, "1e-5"]}}, ["grid.data.beta is '1e-5'", "write 1.0e-5 or 1_000_000"]),
    ({"grid": {"data.beta": [1, 1.0]}}, ["grid.data.beta is [1.0, 1.0]", "each value once", "1.0 2 times"]),
    ({"grid": {"data.samples": [10, 0]}}, ["grid.data.samples is 0", "an integer >= 1"]),
    ({"grid": {"data.bta": [1]}}, ["grid.data.bta is [1]", "data.beta", "did you mean data.beta?"]),
    ({"grid": {"seeds": [1, 2]}}, ["grid.seeds is [1, 2]", "a key from data.model, data.sites"]),
    ({"grid": {"kind": ["train"]}}, ["grid.kind is ['train']", "a key from data.model, data.sites"]),
    ({"grid": {"record.every.epochs": [1]}}, ["grid.record.every.epochs is [1]", "a key from data.model"]),
    ({"grid": {"training.stop": [1]}}, ["grid.training.stop is [1]", "training.stop.epochs"]),
    ({"grid": {"machine.hidden": [0]}}, ["grid.machine.hidden is 0", "an integer >= 1"]),
    (
        {"grid": {"training.stop.updates": [5]}},
        ["training.stop is {'epochs': 3, 'updates': 5}", "exactly one"],
    ),
    ({"grid": {"data.alpha": [0.5]}}, ["grid.data.alpha is [0.5]", "data.samples is 200", "one of the two"]),
    (
        {"data.samples": ..., "grid": {"data.alpha": [0.5, 0.3]}},
        ["grid.data.alpha is 0.3", "33.3333", "an integer >= 1"],
    ),
    ({"data.samples": ..., "data.alpha": 0.3, "grid": {"data.sites": [9, 10]}}, ["data.alpha is 0.3", "33.3333"]),
    (
        {"data.samples": ..., "grid": {"data.alpha": [0.5, 0.50000000001]}},
        ["grid.data.samples is [20, 20]", "each value once", "20 2 times"],
    ),
    (
        {"grid": {"data.samples": [10, 15]}, "data.sampling": "symmetrised"},
        ["grid.data.samples is 15", "a multiple of data.sites = 10"],
    ),
    (
        {"training.negative": "exact-moment", "grid": {"training.gibbs": [1, 2]}},
        ["grid.training.gibbs is 1", "training.negative is 'exact-moment'", "gibbs with pcd only"],
    ),
    (
        {"grid": {"data.beta": list(range(101)), "data.samples": list(range(1, 101))}},
        ["grid has 10_100 points", "10_000"],
    ),
    ({"grid": {"data.beta": [5e-324]}}, ["grid is {'data.beta': 5e-324}", "at most 200 characters"]),
]

# changes to the whole config | the same
WHOLE = [
    ({"experiments": ...}, ["experiments is missing", "a mapping with at least one key"]),
    ({"experiments": {}}, ["experiments is {}", "a mapping with at least one key"]),
    ({"experiments": None}, ["experiments is null", "a mapping with at least one key"]),
    ({"experiments.toy": 3}, ["experiments.toy is 3; allowed is a mapping"]),
    ({"experiments.Toy": {"like": "toy"}}, ["experiments.Toy has the name 'Toy'", "a small letter, then"]),
    (
        {"experiments.toy-2": {"like": "toy"}},
        ["experiments.toy-2 has the name 'toy-2'", "letters, digits and _"],
    ),
    ({"experiments.toy\n": {"like": "toy"}}, ["the name 'toy\\n'", "letters, digits and _"]),
    (
        {"experiments.drawn.data.sampling": "stream"},
        ["experiments.drawn.data.sampling is 'stream'", "independent"],
    ),
    (
        {"experiments.drawn.machine": {}},
        ["experiments.drawn.machine is {}", "no such key", "data, grid, seeds"],
    ),
    ({"experiments.drawn.data.samples": 5}, ["experiments.drawn.data.samples is 5", "a multiple of"]),
    ({"experiment": {}}, ["experiment is {}", "no such key", "did you mean experiments?"]),
    ({"results": "/tmp/x"}, ["results is '/tmp/x'", "a relative folder"]),
    ({"results": "a/../b"}, ["results is 'a/../b'", "no .."]),
    ({"results": ""}, ["results is ''", "a relative folder"]),
    ({"results": "a b{c}"}, ["results is 'a b{c}'", "a relative folder of letters"]),
    ({"results": 5}, ["results is 5", "text"]),
    ({"results": "results/ü"}, ["results is 'results/ü'", "the character 'ü'"]),
    ({"results": "a b"}, ["results is 'a b'", "the character ' '"]),
    ({"results": "a/.b"}, ["results is 'a/.b'", ".b is a hidden folder"]),
    ({"results": "./"}, ["results is './'", "it names no folder"]),
    ({"results": "~/x"}, ["results is '~/x'", "no path relative"]),
    ({"results": "results/data"}, ["makes folders called data", "a relative folder"]),
    ({"results": "src/placecells"}, ["src is a folder of the project's own"]),
    ({"results": "./Results//Figures/x"}, ["makes folders called Figures"]),
    ({"checkpoint": {"seconds": 0}}, ["checkpoint.seconds is 0", "a finite number above 0"]),
    ({"checkpoint": {"minutes": 1}}, ["checkpoint.minutes is 1", "no such key", "allowed are seconds"]),
    (
        {"figures.fig02.experiments": ["tyo"]},
        ["figures.fig02.experiments[0] is 'tyo'", "toy, control, drawn"],
    ),
    (
        {"figures.fig02.experiments": ["toy", "toy"]},
        ["figures.fig02.experiments is ['toy', 'toy']", "different"],
    ),
    ({"figures.fig02": {}}, ["figures.fig02.experiments is missing", "a list"]),
    ({"figures.2": {"experiments": []}}, ["figures.2 has the name '2'", "a small letter, then"]),
    ({"figures.F2": {"experiments": []}}, ["figures.F2 has the name 'F2'", "a small letter, then"]),
]

# the text of a config | the same
TEXT = [
    ("a: 1\nb: {c: 1}\na: 2", ["line 3", "a is written again, with 2", "each key once"]),
    (
        "experiments:\n  x:\n    seeds: 1\n    seeds: 2",
        ["line 4", "experiments.x.seeds", "with 2", "each key once"],
    ),
    ("a: [1, 2}", ["line 1", "cannot be read", "YAML"]),
    ("a: 1\n b: 2", ["line 2", "cannot be read", "YAML"]),
    ("a: &x 1\nb: *x", ["line 2", "alias *x", "without aliases"]),
    ("- 1\n- 2", ["is [1, 2]", "a mapping"]),
    ("just text", ["is 'just text'", "a mapping"]),
    ("1: 2", ["line 1", "a key '1'", "names"]),
    ("? [1]\n: 2", ["line 1", "a key that is a list", "names"]),
    ("results: 2026-01-02", ["results is '2026-01-02'", "YAML reads it as a date", "a number or text"]),
    ("results: 2026-13-45", ["results is '2026-13-45'", "a number or text"]),
    ("results: !!python/object:os.system x", ["line 1", "cannot be read", "YAML"]),
    ("results: \x00", ["cannot be read", "YAML"]),
    ("a: " + "[" * 500 + "]" * 500, ["nested too deeply", "a few levels"]),
    ("results: " + "9" * 5000, ["results is '999", "a number or text"]),
]


@pytest.mark.parametrize(("changes", "parts"), EXPERIMENT, ids=str)
def test_experiment(valid, load_dicts, changes, parts):
    change(valid, {TOY + key: value for key, value in changes.items()})
    sentence = refusal(lambda: load_dicts(valid))
    assert sentence.startswith(("experiments.toy.", "experiments.control.like", "0.yaml", "/"))
    assert TOY + parts[0] in sentence or "circle" in sentence
    for part in parts[1:]:
        assert part in sentence


@pytest.mark.parametrize(("changes", "parts"), WHOLE, ids=str)
def test_whole(valid, load_dicts, changes, parts):
    sentence = refusal(lambda: load_dicts(change(valid, changes)))
    for part in parts:
        assert part in sentence


@pytest.mark.parametrize(("text", "parts"), TEXT, ids=lambda value: repr(value)[:40])
def test_text(load_texts, text, parts):
    sentence = refusal(lambda: load_texts(text))
    for part in ["0.yaml", *parts]:
        assert part in sentence


def test_missing_file(tmp_path):
    sentence = refusal(lambda: load([tmp_path / "none.yaml"]))
    assert "none.yaml cannot be read (No such file or directory)" in sentence


def test_folder_for_file(tmp_path):
    assert "cannot be read (Is a directory)" in refusal(lambda: load([tmp_path]))


def test_not_utf8(tmp_path):
    path = tmp_path / "latin.yaml"
    path.write_bytes("results: é".encode("latin-1"))
    assert "is not UTF-8 text" in refusal(lambda: load([path]))


def test_long_values_are_cut(load_toy):
    sentence = refusal(lambda: load_toy({"machine.unit": "x" * 10_000}))
    assert len(sentence) < 300

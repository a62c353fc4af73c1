"""A small valid config and a way to change it."""

from pathlib import Path

import pytest

from placecells.config.load import ConfigError

ROOT = Path(__file__).parents[3]

VALID = {
    "results": "results/toy",
    "experiments": {
        "toy": {
            "kind": "train",
            "data": {"model": "ising", "sites": 10, "beta": 1, "samples": 200, "sampling": "independent"},
            "machine": {"hidden": 2, "unit": "spin", "fields": "zero"},
            "training": {"rate": 0.1, "batch": 20, "negative": "pcd", "gibbs": 5, "stop": {"epochs": 3}},
            "seeds": 2,
            "record": {"every": {"epochs": 1}, "quantities": ["weights", "centre"]},
        },
        "control": {"like": "toy", "training": {"stop": {"updates": 50}}},
        "drawn": {
            "kind": "sample",
            "data": {"model": "ising", "sites": 10, "samples": 20, "sampling": "symmetrised"},
            "grid": {"data.beta": [0.5, 1]},
            "seeds": 1,
        },
    },
    "figures": {"fig01": {"experiments": []}, "fig02": {"experiments": ["toy", "drawn"]}},
}


def change(config: dict, changes: dict) -> dict:
    """Set values at dotted keys, in place; `...` deletes the key."""
    for key, value in changes.items():
        *sections, last = key.split(".")
        part = config
        for section in sections:
            part = part.setdefault(section, {})
        if value is ...:
            del part[last]
        else:
            part[last] = value
    return config


def refusal(load_them) -> str:
    """The sentence with which a config is refused."""
    with pytest.raises(ConfigError) as refused:
        load_them()
    sentence = str(refused.value)
    assert len(sentence.splitlines()) == 1
    assert "allowed" in sentence
    return sentence

"""Ways to load a config from its contents."""

from copy import deepcopy

import pytest
import yaml
from toy_config import VALID, change

from placecells.config.load import load


@pytest.fixture
def valid():
    return deepcopy(VALID)


@pytest.fixture
def load_texts(tmp_path):
    """Load a config from the texts of its files, the base first."""

    def load_them(*texts: str) -> dict:
        paths = [tmp_path / f"{number}.yaml" for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8")
        return load(paths)

    return load_them


@pytest.fixture
def load_dicts(load_texts):
    """Load a config from the contents of its files, the base first."""
    return lambda *contents: load_texts(*(yaml.safe_dump(content, sort_keys=False) for content in contents))


@pytest.fixture
def load_toy(load_dicts):
    """The validated experiment `toy` with other values at dotted keys (`grid` holds dotted keys itself)."""

    def load_it(changes: dict, **grid) -> dict:
        config = deepcopy(VALID)
        change(config, {f"experiments.toy.{key}": value for key, value in changes.items()})
        if grid:
            config["experiments"]["toy"]["grid"] = {key.replace("__", "."): values for key, values in grid.items()}
        return load_dicts(config)["experiments"]["toy"]

    return load_it

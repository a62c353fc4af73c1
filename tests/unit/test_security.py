"""Nothing that a config, a checkpoint or a data file holds is ever executed, and results stay in their folder."""

import ast
import hashlib
import io
import json
import re

import numpy as np
import pytest

from placecells.config.cells import cell_name, cells
from placecells.config.load import ConfigError, load
from placecells.jobs.code import ROOT
from placecells.rbm import checkpoint

SOURCES = sorted([*(ROOT / "src").glob("**/*.py"), *(ROOT / "workflow" / "scripts").glob("*.py")])
EXECUTE = {"eval", "exec", "__import__"}
MODULES = {"pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
LOADERS = {"Loader", "yaml.SafeLoader"}
OUTSIDE = [
    "..",
    "../x",
    "../../x",
    "/tmp/x",
    "/",
    "a/../../x",
    "a/..",
    ".",
    "~",
    "~/x",
    "C:\\x",
    "$HOME",
]
BLOCK = {
    "kind": "sample",
    "data": {"model": "ising", "sites": 4, "beta": 1, "samples": 4, "sampling": "independent"},
    "seeds": 1,
}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_is_evaluated_or_unpickled(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
            assert not {name.split(".")[0] for name in names} & MODULES
        if not isinstance(node, ast.Call):
            continue
        called, given = ast.unparse(node.func), {word.arg: ast.unparse(word.value) for word in node.keywords}
        assert called not in EXECUTE
        assert not called.startswith(("os.system", "os.popen", "pd.read_pickle"))
        assert given.get("shell") != "True"
        assert given.get("allow_pickle") in (None, "False")
        if called == "np.load":
            assert given["allow_pickle"] == "False"
        if called.startswith("yaml.") and called.removeprefix("yaml.") in ("load", "parse", "compose"):
            assert given["Loader"] in LOADERS


def config_with(tmp_path, **changes):
    path = tmp_path / "config.yaml"
    path.write_text(json.dumps({"experiments": {"mine": BLOCK}} | changes))
    return load([path])


@pytest.mark.parametrize("folder", OUTSIDE)
def test_results_cannot_leave_the_working_directory(tmp_path, folder):
    with pytest.raises(ConfigError, match=r"^results is .*allowed is a relative folder"):
        config_with(tmp_path, results=folder)


@pytest.mark.parametrize(
    "name", ["../x", "a/b", "/tmp/x", "..", ".x", "a b", "a{b}", "a\n", "$(x)", "a;b", "", "é", "x" * 101]
)
@pytest.mark.parametrize("part", ["experiments", "figures"])
def test_names_cannot_be_paths_or_commands(tmp_path, part, name):
    block = BLOCK if part == "experiments" else {"experiments": []}
    named = {part: {name: block} | ({"mine": BLOCK} if part == "experiments" else {})}
    with pytest.raises(ConfigError, match=rf"^{part}.*has the name .*allowed is a small letter"):
        config_with(tmp_path, **named)


def test_names_of_cells_are_single_components_of_paths(tmp_path):
    """They are made of numbers, of names that a schema lists, and of the letters of a path's last part."""
    grid = {"data.beta": [0, 1e-3, 700], "data.sampling": ["independent", "symmetrised"]}
    table = cells(config_with(tmp_path, experiments={"mine": BLOCK | {"grid": grid}}))
    assert all("/" not in cell and not cell.startswith(".") for cell in table["cell"])
    for path in ("/etc/x.npz", "../../up.npz", "a b/$(touch sprung).npz", "x/..", ".npz", "é{x}.npz"):
        assert re.fullmatch(r"path[A-Za-z0-9_-]+", cell_name({"data.path": path}))


@pytest.mark.parametrize("text", ["!!python/object/apply:os.system [touch sprung]", "!!python/name:os.system"])
def test_tags_of_yaml_make_nothing(tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text(f"results: {text}\n")
    with pytest.raises(ConfigError, match=r"cannot be read|a tag"):
        load([tmp_path / "config.yaml"])
    assert not (tmp_path / "sprung").exists()


class Trap:
    """Unpickled, it leaves a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (self.path.touch, ())


def test_a_checkpoint_of_objects_is_never_unpickled(tmp_path):
    """Not even one whose checksum is right; and none is written."""
    path, sprung = tmp_path / "seed0.npz", tmp_path / "sprung"
    arrays = {"weights": np.array([Trap(sprung)], object)}
    content = io.BytesIO()
    np.savez(content, key=np.array("key"), **arrays)
    path.write_bytes(content.getvalue() + hashlib.sha256(content.getvalue()).digest())
    with pytest.raises(ValueError, match="allow_pickle=False"):
        checkpoint.load(path, "key")
    with pytest.raises(ValueError, match="allow_pickle=False"):
        checkpoint.save(path, "key", arrays)
    assert not sprung.exists()

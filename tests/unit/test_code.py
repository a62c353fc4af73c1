"""The import closure of a job's code, and its digest."""

import importlib
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from numba.core.dispatcher import Dispatcher

from placecells import code
from placecells.code import closure

CONFIG = "src/placecells/config/"


@pytest.fixture
def script(tmp_path):
    def write(text: str) -> str:
        path = tmp_path / "script.py"
        path.write_text(textwrap.dedent(text))
        return str(path)

    return write


def test_module_and_what_it_imports():
    assert closure("placecells.config.read") == [CONFIG + "read.py"]
    assert closure("placecells.config.merge") == [CONFIG + "merge.py", CONFIG + "read.py"]


def test_transitive_and_sorted():
    files = closure("placecells.config.load")
    assert files == sorted(files)
    assert {CONFIG + name for name in ("cells.py", "rules.py", "seeds.py", "validate.py")} < set(files)
    assert not [file for file in files if file.endswith("__init__.py")]


@pytest.mark.parametrize(
    "text",
    [
        "import placecells.config.merge",
        "import numpy, placecells.config.merge as m",
        "from placecells.config import merge",
        "from placecells.config.merge import overlay, resolve",
        "from placecells.config.merge import *",
        """
        def late():
            from placecells.config.merge import overlay
        """,
    ],
)
def test_script(script, text):
    assert closure(script(text)) == [CONFIG + "merge.py", CONFIG + "read.py"]


def test_seeds_do_not_pull_in_the_loader(script):
    assert closure(script("from placecells.config.seeds import run_seeds")) == [CONFIG + "seeds.py"]


def test_script_without_the_package(script):
    assert closure(script("import os\nimport placecells_other\nfrom . import placecells")) == []


@pytest.mark.parametrize("text", ["import placecells.none", "from placecells.none import x"])
def test_missing_module_in_a_script(script, text):
    with pytest.raises(ModuleNotFoundError, match=r"script\.py: there is no module placecells\.none"):
        closure(script(text))


def test_missing_module():
    with pytest.raises(ModuleNotFoundError, match=r"there is no module placecells\.figures\.none"):
        closure("placecells.figures.none")


def copy_of_the_package(folder, files: dict[str, str]):
    """A package `placecells` with the real module `code` and other modules."""
    sources = folder / "src" / "placecells"
    files = {"__init__.py": "", "code.py": Path(code.__file__).read_text(), **files}
    for name, text in files.items():
        path = sources / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def run(folder, program: str) -> list[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    command = [sys.executable, "-c", f"from placecells.code import closure, digest\n{program}"]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_another_package_tree(tmp_path):
    folder = copy_of_the_package(
        tmp_path,
        {
            "figures/__init__.py": "",
            "figures/fig1.py": "from placecells.figures import style\nfrom placecells.theory.ring import x",
            "figures/fig2.py": "from placecells.figures import style",
            "figures/style.py": "",
            "theory/__init__.py": "",
            "theory/ring.py": "x = 1\nif TYPE_CHECKING:\n    import placecells.theory.types",
            "theory/types.py": "",
        },
    )
    base = "src/placecells/"
    program = "print(*closure('placecells.figures.{}'))"
    assert run(folder, program.format("fig2")) == [base + "figures/fig2.py", base + "figures/style.py"]
    assert run(folder, program.format("fig1")) == [
        base + "figures/fig1.py",
        base + "figures/style.py",
        base + "theory/ring.py",
    ]
    assert not list(folder.glob(".*cache*"))  # nothing is left in the working directory


def test_the_digest_changes_with_every_byte_of_the_closure_and_nothing_else(tmp_path):
    folder = copy_of_the_package(tmp_path, {"one.py": "from placecells import two", "two.py": "", "other.py": ""})
    program = "print(digest('placecells.one'))"
    before = run(folder, program)
    (folder / "src/placecells/other.py").write_text("x = 1")
    assert run(folder, program) == before
    (folder / "src/placecells/two.py").write_text(" ")
    assert run(folder, program) != before


def test_everything_compiled_is_in_the_digest_of_the_cache():
    kernels = closure("placecells.rbm.kernels.pcd")
    compiled = [file for file in Path("src/placecells").rglob("*.py") if "from numba" in file.read_text()]
    assert {file.as_posix() for file in compiled} <= set(kernels)


def test_no_function_takes_flags_from_whom_it_is_compiled_for():
    modules = [file.removeprefix("src/")[:-3].replace("/", ".") for file in closure("placecells.rbm.kernels.pcd")]
    found = 0
    for module in map(importlib.import_module, modules):
        for name, function in vars(module).items():
            if isinstance(function, Dispatcher) and function.targetoptions.get("inline") != "always":
                assert {"forceinline", "fastmath", "error_model"} <= set(function.targetoptions), name
                found += 1
    assert found

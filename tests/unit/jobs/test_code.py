"""The import closure of a job's code, and its digest."""

import importlib
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace

import pytest
from numba.core.dispatcher import Dispatcher

from placecells.jobs import code
from placecells.jobs.code import closure
from placecells.jobs.kernel_cache import Locator
from placecells.jobs.trees import tree_digest

CONFIG = "src/placecells/config/"
OWN = {
    f"jobs/{name}.py": Path(code.__file__).with_name(f"{name}.py").read_text() for name in ("code", "trees", "cache")
}
PINNED = "dca17a9626359b1cad087a39d45a68a4d2e47c6904722d5cc16105b51b93a5dc"


@pytest.fixture
def script(tmp_path):
    def write(text: str) -> str:
        path = tmp_path / "script.py"
        path.write_text(textwrap.dedent(text))
        return str(path)

    return write


def test_module_and_what_it_imports():
    assert closure("placecells.config.read") == (CONFIG + "read.py",)
    assert closure("placecells.config.merge") == (CONFIG + "merge.py", CONFIG + "read.py")


def test_transitive_and_sorted():
    files = closure("placecells.config.load")
    assert list(files) == sorted(files)
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
    assert closure(script(text)) == (CONFIG + "merge.py", CONFIG + "read.py")


def test_seeds_do_not_pull_in_the_loader(script):
    assert closure(script("from placecells.config.seeds import run_seeds")) == (CONFIG + "seeds.py",)


def test_script_without_the_package(script):
    assert closure(script("import os\nimport placecells_other\nfrom . import placecells")) == ()


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
    files = {"__init__.py": "", "jobs/__init__.py": "", **OWN, **files}
    for name, text in files.items():
        path = sources / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def run(folder, program: str) -> list[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "XDG_CACHE_HOME": str(folder.with_name("caches"))}
    command = [sys.executable, "-c", f"from placecells.jobs.code import closure, digest\n{program}"]
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


def test_the_digest_changes_with_the_code_of_the_closure_and_nothing_else(tmp_path):
    folder = copy_of_the_package(tmp_path, {"one.py": "from placecells import two", "two.py": "x = 1", "other.py": ""})
    program = "print(digest('placecells.one'))"
    before = run(folder, program)
    (folder / "src/placecells/other.py").write_text("x = 1")
    assert run(folder, program) == before
    (folder / "src/placecells/two.py").write_text('"""New words."""\n\nx  = (1)  # of no effect\n')
    assert run(folder, program) == before
    (folder / "src/placecells/two.py").write_text("x = 2")
    assert run(folder, program) != before


SAME = [
    ("x = 1", "x=(1)  # a comment"),
    ("def f():\n    return 1", 'def f():\n    """A docstring."""\n\n    return 1'),
    ('class A:\n    """One."""\n\n    x: int', 'class A:\n    """Another."""\n\n    x: int\n    """What x is."""'),
    ("'x' u'y'", '"xy"'),
    ('f"{x:{y}}" "z"', "f'{x:{y}}z'"),
    ("f(1,\n  2)", "f(1, 2)"),
    ("def f():\n    'only words'", "def f():\n    'other words'"),
]
DIFFERENT = [
    ("x = 1", "x = 1.0"),
    ("x = 0", "x = None"),
    ("x = None", "x = ''"),
    ("x = ''", "x = b''"),
    ("x = 'a'", "x = 'a '"),
    ("x = f''", "x = ''"),
    ("f(a, b)", "f((a, b))"),
    ("f(**a)", "f(*a)"),
    ("{**a}", "{a: b}"),
    ("def f(*, a): pass", "def f(a): pass"),
    ("def f(*, a=None): pass", "def f(*, a): pass"),
    ("x = 'words'", "'words'"),
    ("if a:\n    b\nc", "if a:\n    b\n    c"),
    ("a - b - c", "a - (b - c)"),
    ("a < b", "a <= b"),
    ("async def f(): pass", "def f(): pass"),
    ("x = '\\ud800'", "x = '?'"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_other_words_are_the_same_tree(one, other):
    assert tree_digest(one) == tree_digest(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_code_is_another_tree(one, other):
    assert tree_digest(one) != tree_digest(other)


def other_pythons():
    """Interpreters of other versions, 3.11 to 3.13, that this machine happens to have."""
    names = [f"python3.{minor}" for minor in (11, 12, 13)]
    managed = Path.home().glob(".pyenv/versions/3.1[123].*/bin/python")
    found = {os.path.realpath(path) for path in [*managed, *filter(None, map(shutil.which, names))]}
    return sorted(path for path in found if subprocess.run([path, "-c", ""], capture_output=True).returncode == 0)


SAMPLE = '''
def f(a, /, *b, c=None, **d):
    """Words."""
    return f"{a!r:>{b}} {c=} {d:.{a}f}" "\\u2028x", rb"y", 1e-5, 2j, ...
x: int = 0
match x:
    case {"a": [1, *_], **rest} if rest: del x
'''


def test_every_version_of_python_has_the_same_digests():
    """That of a text with what has changed in the trees of some version is here as Python 3.11 has it."""
    assert tree_digest(SAMPLE) == PINNED
    sources = sorted(Path("src").rglob("*.py"))
    program = (
        "import pathlib, sys\nsys.path.insert(0, 'src')\nfrom placecells.jobs.trees import tree_digest\n"
        f"print(tree_digest({SAMPLE!r}), *(tree_digest(pathlib.Path(p).read_text('utf-8')) for p in sys.argv[1:]))"
    )
    expected = [PINNED, *(tree_digest(path.read_text("utf-8")) for path in sources)]
    for python in [sys.executable, *other_pythons()]:
        done = subprocess.run([python, "-c", program, *sources], capture_output=True, text=True, check=True)
        assert done.stdout.split() == expected, python


def test_nothing_that_users_see_is_a_docstring():
    for folder in ("src", "workflow"):
        assert not [path for path in Path(folder).rglob("*.py") if "__doc__" in path.read_text("utf-8")]


def test_code_in_the_init_of_a_package_is_that_of_those_who_import_from_it():
    """Registries: whoever looks something up there depends on what is there, and on all that it imports."""
    units = closure("placecells.rbm.machine")
    assert "src/placecells/rbm/units/__init__.py" in units
    assert "src/placecells/rbm/units/zero_one.py" in units
    for path in Path("src").rglob("__init__.py"):
        if tree_digest(path.read_text("utf-8")) != tree_digest(""):
            package = path.parent.relative_to("src").as_posix().replace("/", ".")
            assert closure(package).count(path.as_posix()) == 1
        else:
            assert path.as_posix() not in closure("placecells.rbm.cells")


def test_everything_compiled_is_in_the_digest_of_the_cache():
    """What training does not call is kept with the digest of its own module, so an edit of it compiles only it."""
    alone = ("placecells.rbm.dense.draws", "placecells.data.torus")
    for module in alone:
        assert Locator(SimpleNamespace(__module__=module), "").get_source_stamp() == code.digest(module)
    kept = {*closure(code.KERNELS), *(f"src/{module.replace('.', '/')}.py" for module in alone)}
    compiled = [
        file
        for file in Path("src/placecells").rglob("*.py")
        if re.search(r"from numba(\.extending)? import", file.read_text())
    ]
    assert {file.as_posix() for file in compiled} <= kept


def test_no_function_takes_flags_from_whom_it_is_compiled_for():
    modules = [file.removeprefix("src/")[:-3].replace("/", ".") for file in closure("placecells.rbm.kernels.pcd")]
    found = 0
    for module in map(importlib.import_module, modules):
        for name, function in vars(module).items():
            if isinstance(function, Dispatcher) and function.targetoptions.get("inline") != "always":
                assert {"forceinline", "fastmath", "error_model"} <= set(function.targetoptions), name
                found += 1
    assert found

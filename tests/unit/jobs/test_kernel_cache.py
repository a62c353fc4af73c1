"""Compiled kernels are found wherever the checkout is, compiled by one process, and never in silence."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from placecells.jobs import cache, code, kernel_cache

# a tiny package in the place of ours: a kernel that compiles in a second
KERNEL = """
from placecells.jit import entry

@entry
def double(x):
    return x + x
"""
PROGRAM = """
import logging
logging.basicConfig(format="%(message)s")
from placecells.jobs import kernel_cache
from placecells.rbm.kernels.pcd import double
kernel_cache.ensure(lambda: double(1))
print(double(1))
"""


@pytest.fixture
def checkout(tmp_path):
    """A checkout with one small kernel."""
    return make_checkout(tmp_path / "checkout")


@pytest.fixture(scope="module")
def compiled_once(tmp_path_factory):
    """A checkout whose kernel is compiled, for copies."""
    folder = make_checkout(tmp_path_factory.mktemp("compiled") / "checkout")
    finished(started(folder))
    return folder


@pytest.fixture
def compiled(compiled_once, tmp_path):
    """A checkout of its own whose kernel is compiled."""
    return shutil.copytree(compiled_once, tmp_path / "checkout")


JOBS = ("jobs/__init__", "jobs/cache", "jobs/code", "jobs/kernel_cache", "jobs/trees")


def make_checkout(folder):
    sources = folder / "src" / "placecells"
    sources.mkdir(parents=True)
    (folder / "Snakefile").touch()
    for module in ("__init__", "io/__init__", "io/checksum", "jit", *JOBS):
        target = sources / f"{module}.py"
        target.parent.mkdir(exist_ok=True)
        shutil.copy(code.SOURCES / "placecells" / f"{module}.py", target)
    kernels = sources / "rbm" / "kernels"
    kernels.mkdir(parents=True)
    for package in (sources / "rbm", kernels):
        (package / "__init__.py").touch()
    (kernels / "pcd.py").write_text(KERNEL)
    return folder


def started(folder, **environment):
    """The program in a process of its own."""
    whole = {name: value for name, value in os.environ.items() if name != code.VARIABLE}
    whole |= {"PYTHONPATH": str(folder / "src"), "XDG_CACHE_HOME": str(folder.parent / "user")} | environment
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, "-c", PROGRAM], env=whole, cwd=folder.parent, **pipes)


def finished(process):
    """What the process said on its standard error."""
    output, said = process.communicate()
    assert process.returncode == 0, said
    assert output == "2\n"
    return said


def test_compiling_is_announced_and_done_once(checkout):
    assert finished(started(checkout)).count("compiling kernels") == 1
    assert finished(started(checkout)) == ""
    assert len(list((checkout / ".cache/kernels").iterdir())) == 1


def test_a_copied_or_renamed_checkout_goes_on_with_its_kernels(compiled):
    copy = shutil.copytree(compiled, compiled.parent / "elsewhere" / "copy of it")
    assert finished(started(copy)) == ""
    renamed = compiled.rename(compiled.parent / "renamed")
    assert finished(started(renamed)) == ""


def test_other_words_compile_nothing_and_other_code_does(compiled):
    source = compiled / "src/placecells/rbm/kernels/pcd.py"
    source.write_text('"""Words."""\n# more\n' + KERNEL.replace("(x):", "(x):  # the number"))
    assert finished(started(compiled)) == ""
    source.write_text(KERNEL.replace("x + x", "2 * x"))
    assert "compiling kernels" in finished(started(compiled))


def test_a_checkout_that_cannot_be_written_to_uses_the_users_cache(checkout):
    (checkout / ".cache").write_text("no folder can be made here")
    assert str(checkout.parent / "user") in finished(started(checkout))
    assert finished(started(checkout)) == ""


def test_without_a_users_cache_the_working_directory_is_used(checkout):
    (checkout / ".cache").write_text("no folder can be made here")
    assert str(checkout.parent / ".cache/kernels") in finished(started(checkout, XDG_CACHE_HOME="/dev/null"))
    assert finished(started(checkout, XDG_CACHE_HOME="/dev/null")) == ""


def test_kernels_of_a_checkout_that_became_read_only_are_used(compiled, monkeypatch):
    monkeypatch.setattr(code, "ROOT", compiled)
    monkeypatch.setattr(cache.tempfile, "TemporaryFile", lambda dir: (_ for _ in ()).throw(PermissionError))
    found = [path for path in cache.places("kernels") if any(path.glob(f"*/{kernel_cache.COMPLETE}"))]
    assert found[0] == compiled / ".cache/kernels"


def test_of_two_processes_one_compiles_and_the_other_waits_and_says_so(checkout):
    (checkout / "src/placecells/rbm/kernels/pcd.py").write_text(
        KERNEL + "\nimport time\nfrom placecells.jobs import kernel_cache\nensure = kernel_cache.ensure\n"
        "kernel_cache.ensure = lambda compile: ensure(lambda: (time.sleep(3), compile()))\n"
    )
    said = [finished(process) for process in [started(checkout), started(checkout)]]
    assert sorted("waiting for another process" in text for text in said) == [False, True]
    assert sorted("compiling kernels" in text for text in said) == [False, True]


def test_a_process_that_is_killed_while_it_compiles_leaves_nothing_that_looks_complete(checkout):
    """Killed in the last moment, when the kernel is on the disk and the others are not."""
    (checkout / "src/placecells/rbm/kernels/pcd.py").write_text(
        KERNEL + "\nimport os\nfrom placecells.jobs import kernel_cache\nensure = kernel_cache.ensure\n"
        "kernel_cache.ensure = lambda compile: ensure(lambda: (compile(), os.kill(os.getpid(), 9)))\n"
    )
    process = started(checkout)
    process.communicate()
    assert process.returncode == -9
    assert not list((checkout / ".cache").rglob(kernel_cache.COMPLETE))


def test_without_a_compiler_nothing_is_called_complete(checkout):
    assert finished(started(checkout, NUMBA_DISABLE_JIT="1")) == ""
    assert not list((checkout / ".cache").rglob(kernel_cache.COMPLETE))


@pytest.mark.parametrize("ending", [".nbc", ".nbi"])
@pytest.mark.parametrize("damage", ["cut", "emptied", "removed", "flipped"])
def test_damaged_kernels_are_noticed_and_removed(compiled, caplog, ending, damage):
    [folder] = (compiled / ".cache/kernels").iterdir()
    assert kernel_cache._is_whole(folder)
    damage_kernels(compiled, ending, damage)
    assert not kernel_cache._is_whole(folder)
    assert not folder.exists()
    assert "damaged or gone: they are compiled anew" in caplog.text


@pytest.mark.parametrize(("ending", "damage"), [(".nbc", "flipped"), (".nbi", "cut")])
def test_damaged_kernels_are_compiled_anew_and_it_is_said(compiled, ending, damage):
    """Of the code, whose checksum is looked at, and of the index, whose end is."""
    damage_kernels(compiled, ending, damage)
    said = finished(started(compiled))
    assert "damaged or gone" in said
    assert "compiling kernels" in said
    assert finished(started(compiled)) == ""


def damage_kernels(checkout, ending, damage):
    """Do the damage to the one file of the checkout's kernels that has the ending."""
    [file] = checkout.rglob(f".cache/**/*{ending}")
    content = bytearray(file.read_bytes())
    if damage == "removed":
        file.unlink()
    elif damage == "flipped":
        content[-1 if ending == ".nbi" else len(content) // 2] ^= 1  # an index has no checksum, but for its end
    if damage != "removed":
        file.write_bytes({"cut": content[:-20], "emptied": b""}.get(damage, content))


def test_an_edit_while_a_run_is_under_way_does_not_name_other_code(checkout):
    """The workflow has read the sources and told its jobs a digest; then somebody edits a kernel, and takes it back."""
    sys_path = {"PYTHONPATH": str(checkout / "src")}
    program = "from placecells.jobs.code import kernels_variable; print(kernels_variable())"
    asked = subprocess.run([sys.executable, "-c", program], env=os.environ | sys_path, capture_output=True, text=True)
    told = {code.VARIABLE: asked.stdout.strip()}
    source = checkout / "src/placecells/rbm/kernels/pcd.py"
    source.write_text(KERNEL.replace("x + x", "3 * x - 1"))
    finished(started(checkout, **told))
    source.write_text(KERNEL)
    assert "compiling kernels" in finished(started(checkout, **told))
    assert len(list((checkout / ".cache/kernels").iterdir())) == 2


@pytest.mark.parametrize("told", ["", "no JSON", "a4faef4d4e3b4fa8", '{"digest": "x", "sources": {}}', "[1]"])
def test_a_variable_of_another_kind_is_not_believed(compiled, told):
    assert finished(started(compiled, **{code.VARIABLE: told})) == ""


def test_a_compiled_function_outside_the_kernels_is_noticed_too(checkout):
    """A module of a user's own that the kernels do not import: with a constant, and with what the function calls."""
    mine = checkout / "src/placecells/mine.py"
    program = "from placecells.mine import scaled; print(scaled(10.0))"
    environment = os.environ | {"PYTHONPATH": str(checkout / "src")}
    for gain in (2.0, 3.0):
        mine.write_text(
            f"from placecells.jit import entry\nGAIN = {gain}\n\n@entry\ndef scaled(x):\n    return GAIN * x\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        assert float(done.stdout) == 10 * gain


def test_settings_of_numba_have_kernels_of_their_own(compiled):
    assert "compiling kernels" in finished(started(compiled, NUMBA_OPT="1"))
    assert finished(started(compiled)) == ""


FURTHER = """
import logging
logging.basicConfig(format="%(message)s")
from placecells.jobs import kernel_cache
from placecells.rbm.kernels.pcd import double
kernel_cache.ensure(lambda: double(1))
kernel_cache.ensure(lambda: double(1.5), "floats")
print(kernel_cache.complete("complete.floats"))
"""


def test_further_kernels_are_compiled_once_and_looked_at_too(checkout):
    environment = {"PYTHONPATH": str(checkout / "src"), "XDG_CACHE_HOME": str(checkout.parent / "user")}

    def further():
        command, whole = [sys.executable, "-c", FURTHER], os.environ | environment
        done = subprocess.run(command, env=whole, cwd=checkout.parent, capture_output=True, text=True)
        assert done.stdout == "True\n", done.stderr
        return done.stderr

    finished(started(checkout))
    assert "compiling kernels" in further()
    assert further() == ""
    assert finished(started(checkout)) == ""
    for file in checkout.rglob(".cache/**/*.2.nbc"):  # of the second signature
        file.write_bytes(file.read_bytes()[:-20])
    assert "damaged or gone" in further()


REFUSE = """
import builtins, io, pathlib, sys
opened = builtins.open
def refuse(path, *rest, **more):
    if str(path) == sys.argv[2]:
        raise PermissionError(13, "Permission denied")
    return opened(path, *rest, **more)
builtins.open = io.open = refuse
from placecells.jobs import kernel_cache
print(kernel_cache._is_whole(pathlib.Path(sys.argv[1])))
"""


@pytest.mark.parametrize("pattern", [kernel_cache.COMPLETE, "*.nbc", "*.nbi"])
def test_another_users_kernels_that_cannot_be_read_are_not_there(compiled, pattern):
    [folder] = (compiled / ".cache/kernels").iterdir()
    arguments = [str(folder), str(next(folder.glob(pattern)))]
    done = subprocess.run([sys.executable, "-c", REFUSE, *arguments], capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr
    assert folder.exists()


def test_every_compiled_function_is_kept_in_the_folder():
    from placecells.rbm.kernels import pcd

    assert Path(pcd.trainer("any")._cache.cache_path) == kernel_cache.folder()

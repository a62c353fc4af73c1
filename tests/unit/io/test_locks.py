"""A file that cannot be read now is no damaged file: locks, file systems without them, errors of the reader's own."""

import errno
import os
import shutil
import subprocess
import sys
import warnings
from contextlib import contextmanager

import numpy as np
import pytest
import xarray as xr

from placecells.io import store

HOLD = "import netCDF4, sys; file = netCDF4.Dataset(sys.argv[1], 'a'); print('held', flush=True); sys.stdin.read()"
SHIM = "#include <errno.h>\nint flock(int file, int operation) { errno = ENOLCK; return -1; }\n"
READ = "from placecells.io import store; print(float(store.read(sys.argv[1])['weights'].sum()))"
WRITE = "import xarray as xr\nfrom placecells.io import store\nstore.write(xr.Dataset({'a': 1.0}), sys.argv[1], {})"
ANSWERS = "try:\n    from placecells.io.store import StoreError\n{}\nexcept StoreError as error: print(error)"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "file.nc"
    store.write(xr.Dataset({"weights": (("seed", "site"), np.ones((3, 4)))}), path, {})
    return path


@contextmanager
def held_open(path):
    """Another process has the file open for append, and a lock on it."""
    environment = {name: value for name, value in os.environ.items() if name != store.LOCKING}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], env=environment, text=True, **pipes) as process:
        assert process.stdout.readline() == "held\n"
        yield
        process.stdin.close()


@pytest.fixture
def without_locks(tmp_path):
    """What makes flock answer, in every process, as on a file system without locks."""
    if not (compiler := shutil.which("cc")):
        warnings.warn("NO C COMPILER: no file system without locks can be imitated", stacklevel=1)
        return {}
    (tmp_path / "shim.c").write_text(SHIM)
    subprocess.run([compiler, "-shared", "-fPIC", "-o", "shim.so", "shim.c"], cwd=tmp_path, check=True)
    return {"LD_PRELOAD": str(tmp_path / "shim.so")}


def said(program, path, locking=None, **environment):
    """What a process prints that runs a program on a file; `locking` is the user's own setting."""
    base = {name: value for name, value in os.environ.items() if name != store.LOCKING}
    setting = {} if locking is None else {store.LOCKING: locking}
    command = [
        sys.executable,
        "-c",
        "import sys\n" + ANSWERS.format("    " + program.replace("\n", "\n    ")),
        str(path),
    ]
    done = subprocess.run(command, env=base | setting | environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("locking", [None, "", "FALSE"])
def test_a_file_that_another_process_holds_open_is_read(path, locking):
    with held_open(path):
        assert said(READ, path, locking) == "12.0"


@pytest.mark.parametrize("locking", ["TRUE", "BEST_EFFORT"])
def test_where_the_user_asks_for_locks_it_is_one_sentence_and_the_file_stays(path, locking):
    with held_open(path):
        answer = said(READ, path, locking)
    assert "cannot be read" in answer
    assert "its bytes are whole, so another process may hold it" in answer
    assert path.exists()
    assert not list(path.parent.glob("*.damaged"))


def test_a_file_system_without_locks_is_as_good_as_another(path, without_locks):
    assert said(READ, path, **without_locks) == "12.0"
    assert said(WRITE, path.with_name("new.nc"), **without_locks) == ""
    assert store.read(path.with_name("new.nc"))["a"] == 1.0


def test_a_lock_that_cannot_be_had_is_not_a_full_disk(path, without_locks):
    if not without_locks:
        return
    answer = said(WRITE, path.with_name("new.nc"), "TRUE", **without_locks)
    assert "new.nc cannot be written" in answer
    assert "HDF5 may get no lock" in answer
    assert "MB left" not in answer
    assert not path.with_name("new.nc").exists()
    assert "its bytes are whole" in said(READ, path, "TRUE", **without_locks)
    assert path.exists()


@pytest.mark.parametrize("error", [ValueError, KeyError, IndexError, RuntimeError, TypeError, ZeroDivisionError])
def test_an_error_of_the_readers_own_is_raised_as_it_is(path, error):
    with pytest.raises(error, match="its own"), store.reading(path):
        raise error("its own")
    assert path.exists()


def test_an_error_of_the_readers_own_on_a_damaged_file_is_the_files(path):
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(store.StoreError, match=r"file\.nc is damaged"), store.reading(path):
        raise ValueError("its own")
    assert not path.exists()


@pytest.mark.parametrize("number", [errno.EMFILE, errno.EIO, errno.ESTALE, errno.ENOLCK])
def test_errors_of_the_system_leave_the_file_as_it_is(path, number):
    with pytest.raises(store.StoreError, match="cannot be read"), store.reading(path):
        raise OSError(number, os.strerror(number))
    assert path.exists()


def test_running_out_of_memory_is_no_damage(path):
    with pytest.raises(MemoryError), store.reading(path):
        raise MemoryError
    assert path.exists()


def test_a_whole_file_is_whole_and_any_cut_one_is_not(path):
    content = path.read_bytes()
    assert store.damage_of(content) is None
    for length in (0, 7, 100, len(content) // 2, len(content) - 1):
        assert store.damage_of(content[:length])


def test_a_folder_that_takes_no_file_is_named_for_what_it_is(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(store.StoreError, match=r"cannot be written \((File exists|Not a directory)\)"):
        store.write(xr.Dataset({"a": 1.0}), tmp_path / "file" / "x.nc", {})

"""Hashes of syntax trees that earlier processes have kept."""

import os
import subprocess
import sys

import pytest

from placecells.jobs import trees

SOURCE = "x = 1  # one\n"


@pytest.fixture
def kept(tmp_path):
    file = tmp_path / "trees.json"
    trees.write_kept(file, {"one": "a" * 64, "two": "b" * 64})
    return file


def test_hashes_come_back(kept):
    assert trees.read_kept(kept) == {"one": "a" * 64, "two": "b" * 64}
    assert [path.name for path in kept.parent.iterdir()] == [kept.name]


@pytest.mark.parametrize(
    "damage", [lambda text: text[:-5], lambda text: text.replace("bbb", "bbc", 1), lambda text: ""]
)
def test_damaged_files_keep_nothing(kept, damage):
    kept.write_text(damage(kept.read_text()))
    assert trees.read_kept(kept) == {}


def test_no_file_keeps_nothing(tmp_path):
    assert trees.read_kept(tmp_path / "none.json") == {}


def hashed(folder, source):
    """The hash of a source in another process, whose checkout is `folder`, and whether the process read a tree."""
    (folder / "Snakefile").touch()
    (folder / "one.py").write_text(source)
    script = (
        "import sys; from pathlib import Path; from placecells.jobs import code, trees\n"
        "code.ROOT = Path(sys.argv[1]); plain, calls = trees.tree_digest, []\n"
        "trees.tree_digest = lambda source: calls.append(source) or plain(source)\n"
        "print(trees.kept_digest(code.ROOT / 'one.py'), len(calls))"
    )
    path = {"PYTHONPATH": str(trees.Path(trees.__file__).parents[2])}
    command = [sys.executable, "-c", script, str(folder)]
    return subprocess.run(command, env=os.environ | path, capture_output=True, text=True, check=True).stdout.split()


def test_the_next_process_reads_no_tree_of_the_same_content(tmp_path):
    first = trees.tree_digest(SOURCE)
    assert hashed(tmp_path, SOURCE) == [first, "1"]
    assert hashed(tmp_path, SOURCE) == [first, "0"]
    assert hashed(tmp_path, SOURCE + "y = 2\n") == [trees.tree_digest(SOURCE + "y = 2\n"), "1"]
    assert hashed(tmp_path, SOURCE) == [first, "0"]
    (file,) = (tmp_path / ".cache/trees").iterdir()
    file.write_text("damaged")
    assert hashed(tmp_path, SOURCE) == [first, "1"]

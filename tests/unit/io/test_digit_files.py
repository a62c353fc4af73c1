"""Folders in the format of MNIST, and its download: what is read, what is refused and how."""

import functools
import gzip
import hashlib
import http.server
import threading

import numpy as np
import pytest
from tests.unit.idx_folder import TEST, TRAINING, arrays, encoded, write

from placecells.io import digit_files
from placecells.io.digit_files import FILES, MNIST, downloaded, paths, read, sizes
from placecells.io.user_file import UserFileError, user_files


def refused(look):
    with pytest.raises(UserFileError) as refusal:
        look()
    sentence = str(refusal.value)
    assert len(sentence.splitlines()) == 1
    return sentence


@pytest.mark.parametrize("zipped", [False, True])
def test_the_four_files_are_read_with_and_without_gzip(tmp_path, zipped):
    md5 = write(tmp_path, zipped=zipped)
    for found, expected in zip(read(str(tmp_path), md5), arrays(), strict=True):
        np.testing.assert_array_equal(found, expected)
    assert sizes(str(tmp_path), md5) == (TRAINING, TEST)


def test_a_folder_of_the_home_folder_is_found(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert sizes("~/mine", write(tmp_path / "mine")) == (TRAINING, TEST)


@pytest.mark.parametrize("zipped", [False, True])
def test_other_content_is_refused_unless_its_checksums_are_given(tmp_path, zipped):
    write(tmp_path, zipped=zipped)
    sentence = refused(lambda: read(str(tmp_path)))
    assert FILES[0] in sentence
    assert "holds other data" in sentence
    assert MNIST[0] in sentence
    assert "data.md5" in sentence


def test_content_that_changes_is_noticed(tmp_path):
    md5 = write(tmp_path)
    sizes(str(tmp_path), md5)
    (tmp_path / FILES[3]).write_bytes(encoded((arrays()[3] + 1) % 10)[:-1] + b"\x0b")
    assert FILES[3] in refused(lambda: sizes(str(tmp_path), md5))


IMAGES, LABELS = arrays()[:2]

# the file, what it holds instead | parts of the sentence
BROKEN = [
    (0, b"", ["no idx file of images", "it begins with nothing"]),
    (0, b"\x89PNG" + encoded(IMAGES)[4:], ["no idx file of images", "89 50 4e 47", "00 00 08 03"]),
    (0, encoded(LABELS), ["no idx file of images", "00 00 08 01"]),
    (1, encoded(IMAGES), ["no idx file of labels", "00 00 08 03", "00 00 08 01"]),
    (0, encoded(IMAGES)[:10], ["truncated", "10 bytes of 16"]),
    (0, encoded(IMAGES)[:-1], ["truncated", "9_423 bytes", "9_424"]),
    (1, encoded(LABELS) + b"0", ["too long", "21 bytes", "20"]),
    (0, encoded(IMAGES[:, :27]), ["images of 27x28 pixels, not 28x28"]),
    (0, bytes((0, 0, 8, 3)) + b"\xff" * 4 + b"\0\0\0\x1c" * 2, ["truncated", "16 bytes", "3_367_254_359_296"]),
]


@pytest.mark.parametrize(("file", "content", "parts"), BROKEN)
def test_a_broken_file_is_one_sentence(tmp_path, file, content, parts):
    md5 = write(tmp_path)
    (tmp_path / FILES[file]).write_bytes(content)
    sentence = refused(lambda: read(str(tmp_path), md5))
    assert str(tmp_path / FILES[file]) in sentence
    assert [part for part in parts if part not in sentence] == []


def test_a_damaged_archive_is_one_sentence(tmp_path):
    md5 = write(tmp_path, zipped=True)
    file = tmp_path / f"{FILES[0]}.gz"
    for content in (file.read_bytes()[:-20], encoded(IMAGES)):
        file.write_bytes(content)
        assert f"{file} cannot be read" in refused(lambda: read(str(tmp_path), md5))


def test_images_and_labels_belong_together(tmp_path):
    md5 = write(tmp_path)
    (tmp_path / FILES[1]).write_bytes(encoded(LABELS[:-1]))
    md5[1] = hashlib.md5(encoded(LABELS[:-1])).hexdigest()
    assert f"11 labels in {FILES[1]} for 12 images" in refused(lambda: read(str(tmp_path), md5))


def test_a_folder_without_a_file_is_refused(tmp_path):
    md5 = write(tmp_path)
    (tmp_path / FILES[2]).unlink()
    assert f"neither the file {FILES[2]} nor {FILES[2]}.gz" in refused(lambda: sizes(str(tmp_path), md5))
    (tmp_path / FILES[2]).mkdir()
    assert f"neither the file {FILES[2]}" in refused(lambda: sizes(str(tmp_path), md5))


@pytest.mark.parametrize(
    ("name", "part"), [("none", "No such file"), (FILES[0], "Not a directory"), ("a\0b", "null byte")]
)
def test_what_is_no_folder_is_refused(tmp_path, name, part):
    write(tmp_path)
    assert part in refused(lambda: sizes(str(tmp_path / name)))


def test_the_files_of_a_folder_count_as_the_users_files(tmp_path):
    write(tmp_path, zipped=True)
    blocks = [{"data": {"model": "digits", "folder": str(tmp_path)}}, {"data": {"path": "mine.npz"}}, {"flow": {}}]
    assert user_files([*blocks, *blocks]) == ["mine.npz", *(str(tmp_path / f"{name}.gz") for name in FILES)]
    write(tmp_path)
    assert paths(str(tmp_path)) == [str(tmp_path / name) for name in FILES]


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A server of the four files, with an empty cache of the user; yields the folder of the files and the cache."""
    there, cache = tmp_path / "there", tmp_path / "cache"
    write(there, zipped=True)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(there))
    monkeypatch.setattr(http.server.SimpleHTTPRequestHandler, "log_message", lambda *_: None)
    compressed = [hashlib.md5((there / f"{name}.gz").read_bytes()).hexdigest() for name in FILES]
    monkeypatch.setattr(digit_files, "COMPRESSED", compressed)
    monkeypatch.setattr("pooch.os_cache", lambda project: cache / project)
    monkeypatch.setenv("NO_PROXY", "*")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever).start()
        monkeypatch.setattr(digit_files, "URL", f"http://127.0.0.1:{running.server_port}/")
        yield there, cache / "placecells" / "mnist"
        running.shutdown()


def test_files_are_downloaded_once(server, monkeypatch):
    there, cache = server
    assert downloaded() == str(cache)
    assert sorted(path.name for path in cache.iterdir()) == sorted(f"{name}.gz" for name in FILES)
    for found, expected in zip(read(downloaded(), write(there)), arrays(), strict=True):
        np.testing.assert_array_equal(found, expected)
    monkeypatch.setattr(digit_files, "URL", "http://127.0.0.1:9/")  # nothing answers
    assert downloaded() == str(cache)


def test_a_download_of_other_content_leaves_no_file(server):
    there, cache = server
    (there / f"{FILES[2]}.gz").write_bytes(gzip.compress(b"an error page"))
    sentence = refused(downloaded)
    assert f"{FILES[2]}.gz cannot be downloaded" in sentence
    assert "another checksum" in sentence
    assert sorted(path.name for path in cache.iterdir()) == sorted(f"{name}.gz" for name in FILES[:2])


def test_no_network_is_one_sentence(server, monkeypatch):
    monkeypatch.setattr(digit_files, "URL", "http://127.0.0.1:9/")
    sentence = refused(downloaded)
    assert "http://127.0.0.1:9/train-images-idx3-ubyte.gz cannot be downloaded" in sentence
    assert "a machine with a network" in sentence
    assert "`source: idx`" in sentence

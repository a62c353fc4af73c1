"""Handwritten digits: shapes, binarisation, which images a seed takes, and what is imported where."""

import subprocess
import sys

import numpy as np
import pytest
from sklearn.datasets import load_digits
from tests.unit.idx_folder import TEST, TRAINING, arrays, write

from placecells.data.digits import held_out, load, training_set
from placecells.io import digit_files
from placecells.io.digit_files import SITES, SIZES
from placecells.io.user_file import UserFileError

BUNDLED = {"model": "digits", "source": "bundled"}


def rows(digits):
    """Images with their labels, each as one text of bytes."""
    return [image.tobytes() + bytes([label]) for image, label in zip(*digits, strict=True)]


@pytest.fixture
def own(tmp_path):
    """A block of a small data set in the format of MNIST."""
    return {"model": "digits", "source": "idx", "md5": write(tmp_path), "folder": str(tmp_path)}


def test_the_bundled_images_are_those_of_scikit_learn():
    training, test = load()
    whole = load_digits()
    expected = rows(((whole.data >= 8).astype(np.uint8), whole.target.astype(np.uint8)))
    assert sorted(rows(training) + rows(test)) == sorted(expected)
    for part, size in zip((training, test), SIZES["bundled"], strict=True):
        assert part.images.shape == (size, SITES["bundled"])
        assert part.images.dtype == part.labels.dtype == np.uint8
        assert set(np.unique(part.images)) == {0, 1}
        assert np.bincount(part.labels).min() > 0.07 * size  # every digit is in both parts


def test_the_split_of_the_bundled_images_stays():
    """Other images in the test part would be other results for the same config."""
    training, test = load()
    assert test.labels[:12].tolist() == [6, 2, 4, 2, 4, 1, 9, 3, 0, 5, 7, 4]
    assert (int(training.images.sum()), int(test.images.sum())) == (29716, 7435)


def test_pixels_of_a_folder_are_ink_above_127(own):
    training, test = load("idx", own["folder"], own["md5"])
    for part, images, labels in ((training, *arrays()[:2]), (test, *arrays()[2:])):
        np.testing.assert_array_equal(part.images, (images > 127).reshape(len(images), 784))
        np.testing.assert_array_equal(part.labels, labels)
        assert part.images.dtype == np.uint8


def test_the_first_pixels_are_the_top_row(own):
    training, _ = load("idx", own["folder"], own["md5"])
    np.testing.assert_array_equal(training.images[3].reshape(28, 28), arrays()[0][3] > 127)


@pytest.mark.parametrize("block", ["bundled", "own"])
def test_a_seed_takes_its_own_images_and_always_the_same(block, request):
    data = BUNDLED if block == "bundled" else request.getfixturevalue(block)
    whole = training_set(data, 7)
    few = training_set(data | {"samples": 10}, 7)
    assert rows(few) == rows(whole)[:10]
    assert rows(few) != rows(training_set(data | {"samples": 10}, 8))
    assert sorted(rows(whole)) == sorted(rows(training_set(data, 8)))
    test = held_out(data | {"test": 4}, 7)
    assert rows(test) == rows(held_out(data, 7))[:4] != rows(held_out(data | {"test": 4}, 8))


def test_the_order_of_a_seed_stays():
    assert training_set(BUNDLED | {"samples": 12}, 2**63 + 1).labels.tolist() == [5, 2, 9, 5, 8, 1, 7, 6, 3, 7, 9, 2]


@pytest.mark.parametrize("seeds", [(1, 1), (1, 2)])
def test_no_run_trains_on_a_test_image(own, seeds):
    training, test = (take(own, seed) for take, seed in zip((training_set, held_out), seeds, strict=True))
    assert (len(training.images), len(test.images)) == (TRAINING, TEST)
    assert not set(rows(training)) & set(rows(test))


def test_the_bundled_parts_have_no_image_in_common_for_any_seed():
    """Some images are equal once they have two values; so the parts of two seeds are compared with the whole."""
    together = rows(training_set(BUNDLED, 3)) + rows(held_out(BUNDLED, 4))
    assert sorted(together) == sorted(rows(load()[0]) + rows(load()[1]))


def test_every_image_comes_first_equally_often(own):
    first = [training_set(own | {"samples": 1}, seed).images[0] for seed in range(600)]
    counts = [
        sum(np.array_equal(image, one) for one in first) for image in load("idx", own["folder"], own["md5"])[0][0]
    ]
    assert sum(counts) == 600
    assert np.abs(np.array(counts) - 50).max() < 5 * 50**0.5


@pytest.mark.parametrize("part", [training_set, held_out])
def test_shuffled_images_have_the_mean_image_and_no_correlation(part):
    drawn, shuffled = (part(BUNDLED | {"shuffled": is_shuffled}, 3).images for is_shuffled in (False, True))
    np.testing.assert_array_equal(shuffled.sum(0), drawn.sum(0))
    of_pairs = (np.cov(images.T.astype(float)) for images in (drawn, shuffled))
    largest, noise = (np.abs(found - np.diag(np.diag(found))).max() for found in of_pairs)
    assert noise < largest / 2
    assert noise < 6 / 4 / np.sqrt(len(drawn))  # six standard errors of a covariance of two fair bits


def test_more_images_than_there_are_are_refused(own):
    with pytest.raises(ValueError, match=r"13 images are asked for; there are 12"):
        training_set(own | {"samples": 13}, 0)
    with pytest.raises(ValueError, match=r"6 images are asked for; there are 5"):
        held_out(own | {"test": 6}, 0)


def test_mnist_from_the_network_is_that_of_its_folder(own, monkeypatch):
    monkeypatch.setattr(digit_files, "downloaded", lambda: own["folder"])
    monkeypatch.setattr("placecells.data.digits.MNIST", own["md5"])
    assert rows(training_set({"model": "digits", "source": "download"}, 5)) == rows(training_set(own, 5))


def test_other_sources_are_refused(tmp_path):
    with pytest.raises(ValueError, match="source = 'web' must be bundled, idx or download"):
        load("web")
    with pytest.raises(UserFileError, match="neither the file train-images"):
        load("idx", str(tmp_path))


def test_only_what_draws_the_images_loads_their_libraries():
    code = """
import sys, placecells.data.digits, placecells.config.load
assert not {"sklearn", "pooch", "requests"} & set(sys.modules)
placecells.data.digits.load()
assert "sklearn" in sys.modules and "pooch" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)

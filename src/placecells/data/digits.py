"""Handwritten digits: images of two values, 1 for ink and 0 for background, with the digits that they show.

Three sources: the 1797 images of 8x8 pixels that scikit-learn ships (`bundled`), a folder with the files of MNIST
(`idx`), and MNIST from the network (`download`), 70,000 images of 28x28 pixels. A pixel is ink where its grey value is
at least half of the largest one: 8 of 16 in the bundled images, 128 of 255 in MNIST. Row by row from the top left, the
pixels are the sites of a configuration. Spins -1 and +1 are `2 * images.astype("i1") - 1`.

Training and test images are never mixed: no run trains on a test image, whatever its seed. MNIST comes in two parts;
the bundled images are split once and for all. The seed decides which images of each part are taken. With two values, 18
of the bundled test images and 8 of MNIST's equal a training image, from which they differ in their grey values.
"""

from typing import NamedTuple

import numpy as np

from placecells.io import digit_files
from placecells.io.digit_files import MNIST

SPLIT = 0  # seed of the order in which the bundled images are split


class Digits(NamedTuple):
    """Images and what they show."""

    images: np.ndarray  # (samples, sites) uint8, 1 for ink and 0 for background
    labels: np.ndarray  # (samples,) uint8, the digits 0 to 9


def load(source="bundled", folder=None, md5=MNIST):
    """All training images and all test images, each as `Digits`, in the order of the source.

    source: "bundled", "idx" or "download". folder, md5: of "idx" only, the folder with the four files and the MD5
    checksums of their content, see `io.digit_files.read`. There are 1437 and 360 images of 64 sites, or 60,000 and
    10,000 of 784. Raises UserFileError for files that cannot be used or downloaded, and ValueError for another source.
    """
    if source == "bundled":
        return _bundled()
    if source not in ("idx", "download"):
        raise ValueError(f"source = {source!r} must be bundled, idx or download")
    place, expected = (folder, md5) if source == "idx" else (digit_files.downloaded(), MNIST)
    training, training_labels, test, test_labels = digit_files.read(place, expected)
    return _digits(training, training_labels, 128), _digits(test, test_labels, 128)


def training_set(data, seed):
    """The training images of a run as `Digits`: the first data.samples of the training part in the order of the seed.

    data: a block {model: digits, source, folder, md5, samples, shuffled}. seed: seeds["data"] of the run. A larger
    training set of the same seed begins with the same images; without data.samples all are taken. With data.shuffled
    every pixel is then exchanged at random between the images, and an image no longer shows its digit. Raises
    UserFileError as `load` does, and ValueError for more samples than there are.
    """
    return _shuffled(_first(_load(data)[0], data.get("samples"), seed), data, seed)


def held_out(data, seed):
    """The test images of a run as `Digits`: the first data.test of the test part in the order of the seed.

    No run trains on them. data, seed and what is raised: as for `training_set`; without data.test all are taken.
    """
    return _shuffled(_first(_load(data)[1], data.get("test"), seed), data, seed)


def _load(data):
    return load(**{key: data[key] for key in ("source", "folder", "md5") if key in data})


def _bundled():
    from sklearn.datasets import load_digits  # here, because only jobs that draw these images load it

    whole = load_digits()
    digits = _digits(whole.images, whole.target, 8)
    order, training = _order(len(digits.images), SPLIT), digit_files.SIZES["bundled"][0]
    return tuple(Digits(digits.images[part], digits.labels[part]) for part in (order[:training], order[training:]))


def _digits(grey, labels, least):
    """`Digits` of grey values (samples, side, side): a pixel is ink from the value `least` on."""
    return Digits((grey >= least).reshape(len(grey), -1).astype(np.uint8), labels.astype(np.uint8))


def _first(digits, samples, seed):
    there = len(digits.images)
    if samples is not None and not 1 <= samples <= there:
        raise ValueError(f"{samples:_} images are asked for; there are {there:_}")
    chosen = _order(there, seed)[:samples]
    return Digits(digits.images[chosen], digits.labels[chosen])


def _shuffled(digits, data, seed):
    """The digits, or if `data` says so with every pixel exchanged between the images: the means stay."""
    if not data.get("shuffled"):
        return digits
    words = np.random.PCG64(seed).jumped().random_raw(digits.images.size).reshape(digits.images.shape)
    return digits._replace(images=np.take_along_axis(digits.images, words.argsort(0, kind="stable"), 0))


def _order(length, seed):
    """A random order (length,) of 0 ... length-1, all equally likely. seed: an integer from 0 to 2^64 - 1.

    The bits of this generator are the same in every version of NumPy, as those of its shuffle are not.
    """
    return np.argsort(np.random.PCG64(seed).random_raw(length), kind="stable")

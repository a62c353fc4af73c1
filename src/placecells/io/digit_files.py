"""Images of handwritten digits on disk: a folder with the four files of MNIST, or of data sets in the same format.

An idx file is a header and then the values, one byte each: two bytes 0, the type of the values (8 is uint8), the number
of dimensions, and the length of every dimension as a big-endian integer of four bytes. The MD5 checksums of the four
files without compression say which data set a folder holds; any other content is refused.
"""

import gzip
import hashlib
import os
import struct
from collections.abc import Sequence
from functools import lru_cache
from math import prod
from pathlib import Path

import numpy as np

from placecells.io.user_array import UserFileError, on_disk, reading

FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
MNIST = (  # MD5 of FILES without compression
    "6bbc9ace898e44ae57da46a324031adb",
    "a25bea736e30d166cdddb491f175f624",
    "2646ac647ad5339dbf082846283269ea",
    "27ae3e4e09519cfbb04c329615203637",
)
SIDE = 28  # pixels of an image's side
SITES = {"bundled": 64, "idx": SIDE * SIDE, "download": SIDE * SIDE}  # source: pixels of an image
SIZES = {"bundled": (1437, 360), "download": (60_000, 10_000)}  # source: number of training and of test images
ALLOWED = f"a folder with the four files of MNIST ({', '.join(FILES)}), each as it is or with gzip and .gz in its name"

URL = "https://ossci-datasets.s3.amazonaws.com/mnist/"  # from where torchvision takes MNIST
COMPRESSED = (  # MD5 of FILES as they lie there, with gzip
    "f68b3c2dcbeaaa9fbdd348bbdeb94873",
    "d53e105ee54ea40749a09fcbcd1e9432",
    "9fb629c4189551a2d022fa330f9573f3",
    "ec29112dd5afa0611ce80d1b7f02629c",
)


def paths(folder: str) -> list[str]:
    """Paths of the four files of a folder, in the order of FILES and in the form of `on_disk`.

    Where a file is there with and without compression, the path is that without. Raises UserFileError for a folder that
    cannot be read, or that lacks a file.
    """
    place = Path(on_disk(folder))
    try:
        os.listdir(place)
        found = [next(filter(Path.is_file, (place / name, place / f"{name}.gz")), None) for name in FILES]
    except OSError as error:
        raise UserFileError(f"{folder} cannot be read ({error.strerror})") from None
    except ValueError as error:  # a name with the character 0
        raise UserFileError(f"{folder!r} cannot be read ({error})") from None
    if None in found:
        name = FILES[found.index(None)]
        raise UserFileError(f"{folder} has neither the file {name} nor {name}.gz")
    return [str(path) for path in found]


def sizes(folder: str, md5: Sequence[str] = MNIST) -> tuple[int, int]:
    """Number of training and of test images in a folder. Checks everything that `read` checks.

    The answer is remembered as long as no file of the folder changes. Raises UserFileError.
    """
    states = (os.stat(path) for path in paths(folder))
    return _sizes(folder, tuple(md5), tuple((state.st_mtime_ns, state.st_size) for state in states))


@lru_cache(maxsize=100)
def _sizes(folder, md5, _states):
    training, _, test, _ = read(folder, md5)
    return len(training), len(test)


def read(folder: str, md5: Sequence[str] = MNIST) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Training images, their labels, test images and their labels: uint8 (n, 28, 28), (n,), (m, 28, 28), (m,).

    Pixels are grey values 0 (background) to 255. md5: checksums of the content that is expected, in the order of FILES;
    default is MNIST. Raises UserFileError for a folder without the four files, and for a file that is damaged, of
    another shape or of another content; ValueError for other than four checksums.
    """
    arrays = [_array(path, checksum) for path, checksum in zip(paths(folder), md5, strict=True)]
    for images, labels, name in ((*arrays[:2], FILES[1]), (*arrays[2:], FILES[3])):
        if len(images) != len(labels):
            raise UserFileError(f"{folder} has {len(labels):_} labels in {name} for {len(images):_} images")
    return tuple(arrays)


def _array(path: str, md5: str) -> np.ndarray:
    """The array of one idx file, whose name says whether the file holds images or labels. Raises UserFileError."""
    with reading(path):
        content = (gzip.decompress if path.endswith(".gz") else bytes)(Path(path).read_bytes())
    shape = _shape(path, content)
    start = 4 + 4 * len(shape)
    expected = start + prod(shape)
    if len(content) != expected:
        what = "truncated" if len(content) < expected else "too long"
        raise UserFileError(f"{path} is {what}: it has {len(content):_} bytes, its header says {expected:_}")
    if (found := hashlib.md5(content, usedforsecurity=False).hexdigest()) != md5:
        other = f"the MD5 checksum of its content is {found}, not {md5}"
        raise UserFileError(f"{path} holds other data: {other}; for data other than MNIST give data.md5")
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def _shape(path: str, content: bytes) -> tuple[int, ...]:
    """The shape that the header of an idx file gives: (n, 28, 28) of images, (n,) of labels. Raises UserFileError."""
    what, dimensions = ("images", 3) if "-images-" in Path(path).name else ("labels", 1)
    if content[:4] != bytes((0, 0, 8, dimensions)):
        but = f"it begins with {content[:4].hex(' ') or 'nothing'}, not with 00 00 08 0{dimensions}"
        raise UserFileError(f"{path} is no idx file of {what}: {but}")
    if len(content) < 4 + 4 * dimensions:
        raise UserFileError(f"{path} is truncated: its header has {len(content)} bytes of {4 + 4 * dimensions}")
    shape = struct.unpack_from(f">{dimensions}I", content, 4)
    if shape[1:] not in ((), (SIDE, SIDE)):
        raise UserFileError(f"{path} has images of {shape[1]}x{shape[2]} pixels, not {SIDE}x{SIDE}")
    return shape


def downloaded() -> str:
    """The folder of MNIST in the user's cache; files that it lacks are downloaded.

    Each file gets its name when all of it is there and its checksum is right. Raises UserFileError where a file can be
    neither found nor downloaded.
    """
    import pooch  # here, because only jobs that need MNIST from the network load it

    folder = Path(pooch.os_cache("placecells")) / "mnist"
    for name, md5 in zip(FILES, COMPRESSED, strict=True):
        file = f"{name}.gz"
        try:
            pooch.retrieve(URL + file, f"md5:{md5}", fname=file, path=folder)
        except OSError as error:  # no network, or no room; those of the network say too much for one sentence
            _not_downloaded(file, folder, error.strerror or type(error).__name__)
        except ValueError:
            _not_downloaded(file, folder, "what came has another checksum")
    return str(folder)


def _not_downloaded(file: str, folder: Path, why: str) -> None:
    allowed = "a machine with a network, or `source: idx` with the folder of the four files"
    raise UserFileError(f"{URL}{file} cannot be downloaded into {folder} ({why}); allowed is {allowed}") from None

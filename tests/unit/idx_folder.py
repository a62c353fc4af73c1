"""A small data set in the format of MNIST."""

import gzip
import hashlib
import struct
from pathlib import Path

import numpy as np

from placecells.io.digit_files import FILES

TRAINING, TEST = 12, 5


def arrays(seed=0, side=28):
    """Training images, their labels, test images and their labels, uint8."""
    dice = np.random.default_rng(seed)
    made = []
    for number in (TRAINING, TEST):
        made += [dice.integers(0, 256, (number, side, side), np.uint8), dice.integers(0, 10, number, np.uint8)]
    return made


def encoded(array):
    """The bytes of an idx file."""
    return bytes((0, 0, 8, array.ndim)) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def write(folder, seed=0, zipped=False):
    """Write the four files, with or without gzip, and return the MD5 checksums of their content."""
    folder = Path(folder)
    folder.mkdir(exist_ok=True)
    contents = [encoded(array) for array in arrays(seed)]
    for name, content in zip(FILES, contents, strict=True):
        if zipped:
            (folder / f"{name}.gz").write_bytes(gzip.compress(content))
        else:
            (folder / name).write_bytes(content)
    return [hashlib.md5(content).hexdigest() for content in contents]

"""What the processor can do for workload A: Gibbs sweeps by hand-written vectors in C, where there is a compiler."""

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.harness import interleaved

SOURCE = Path(__file__).with_name("limit.c")
# Not -ffast-math: a library that is linked with it makes all numbers below 2^-1022 zero in the whole process.
LOOSE = ("-fno-math-errno", "-fno-trapping-math", "-fno-signed-zeros", "-fassociative-math")
FLAGS = ("-O3", "-march=native", *LOOSE, "-shared", "-fPIC", "-Wno-psabi")
BYTES = {"avx512f": 64, "avx2": 32}  # of a vector, by the flag that a processor has for it; 16 for others


def vector_bytes():
    """Bytes of the longest vectors of this processor."""
    cpu = Path("/proc/cpuinfo")
    flags = cpu.read_text().split() if cpu.exists() else []
    return next((size for flag, size in BYTES.items() if flag in flags), 16)


def sweeper(w, chains):
    """A function of a number of sweeps, which continues `chains` chains of one unit h = +-1 with weights w (N,).

    It returns their inputs (chains,) float32. The number of chains is padded to a multiple of the vectors' width.
    """
    size = vector_bytes()
    width = size // 4
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "limit.so"
        subprocess.run(["cc", *FLAGS, f"-DBYTES={size}", str(SOURCE), "-o", str(library)], check=True)
        compiled = ctypes.CDLL(str(library)).sweeps
    blocks, padded = -(-len(w) // width), -(-chains // width) * width
    full = np.zeros(blocks * width, np.float32)
    full[: len(w)] = w
    thresholds = _aligned((np.tanh(np.array([[-1.0], [1.0]]) * full) * (2**31 - 128)).astype(np.int32))
    lanes = _aligned(np.random.default_rng(0).integers(1, 2**32, (blocks, 4, width), np.uint32))
    inputs, words, twice = np.zeros(padded, np.float32), np.zeros(padded, np.int32), _aligned(2 * full)
    arrays = [ctypes.c_void_p(array.ctypes.data) for array in (thresholds, twice, inputs, lanes, words)]

    def call(sweeps):
        none = ctypes.c_float(-float(full.sum()))
        compiled(padded, blocks, int(sweeps), *arrays[:2], none, *arrays[2:])
        return inputs

    call.arrays = (thresholds, twice, inputs, lanes, words)  # they live as long as the function
    return call


def _aligned(values):
    """A copy of an array that begins at a multiple of 64 bytes."""
    space = np.zeros(values.nbytes + 64, np.uint8)
    first = -space.ctypes.data % 64
    found = space[first : first + values.nbytes].view(values.dtype).reshape(values.shape)
    found[:] = values
    return found


def spins_per_second(sites=100, chains=100, rounds=5, seconds=0.2):
    """Spins a second on one core, {"vectors in C": ...}; empty where there is no C compiler."""
    if not shutil.which("cc"):
        return {}
    sweep = sweeper(0.1 * np.random.default_rng(1).standard_normal(sites), chains)
    speeds = interleaved({"vectors in C": sweep}, rounds, seconds)
    return {name: speed * sites * chains for name, (speed, _) in speeds.items()}

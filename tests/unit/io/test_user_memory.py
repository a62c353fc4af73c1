"""Memory follows the number of samples asked for, not the size of the file."""

import subprocess
import sys
import zipfile

import netCDF4
import numpy as np
import pytest

ROWS, SITES = 600_000, 100
MOST = 80  # MB above what the imports take, for 1000 rows
MEASURE = """
import resource, sys
import numpy, xarray, netCDF4
from placecells.io import user_file
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
before = peak()
values = user_file.read(sys.argv[1], int(sys.argv[2]), 100)
print(peak() - before, values.sum(dtype=int))
"""


@pytest.fixture(scope="module")
def spins():
    """Spins of a large file, int8; few different rows, so that they compress fast."""
    few = 2 * np.random.default_rng(0).integers(0, 2, (1000, SITES), dtype="i1") - 1
    return np.tile(few, (ROWS // 1000, 1))


def npz(path, spins, method, dtype, order):
    with zipfile.ZipFile(path, "w", method, compresslevel=1) as archive, archive.open("x.npy", "w") as member:
        np.save(member, spins.astype(dtype, order=order))


def netcdf(path, spins, **how):
    with netCDF4.Dataset(path, "w") as file:
        file.createDimension("sample", ROWS)
        file.createDimension("site", SITES)
        file.createVariable("configurations", "i1", ("sample", "site"), fill_value=-128, **how)[:] = spins


def measured(path, rows):
    """Peak memory (MB) of a read above the imports, and the sum of what was read."""
    run = subprocess.run([sys.executable, "-c", MEASURE, path, str(rows)], capture_output=True, text=True, check=True)
    return map(float, run.stdout.split())


FILES = {
    "stored, C, int8": ("x.npz", npz, {"method": zipfile.ZIP_STORED, "dtype": "i1", "order": "C"}),
    "stored, C, int64": ("x.npz", npz, {"method": zipfile.ZIP_STORED, "dtype": "i8", "order": "C"}),
    "stored, Fortran, float32": ("x.npz", npz, {"method": zipfile.ZIP_STORED, "dtype": "f4", "order": "F"}),
    "stored, Fortran, float64": ("x.npz", npz, {"method": zipfile.ZIP_STORED, "dtype": "f8", "order": "F"}),
    "compressed, C, float64": ("x.npz", npz, {"method": zipfile.ZIP_DEFLATED, "dtype": "f8", "order": "C"}),
    "compressed, C, float32": ("x.npz", npz, {"method": zipfile.ZIP_DEFLATED, "dtype": "f4", "order": "C"}),
    "compressed, Fortran, int8": ("x.npz", npz, {"method": zipfile.ZIP_DEFLATED, "dtype": "i1", "order": "F"}),
    "NetCDF": ("x.nc", netcdf, {}),
    "NetCDF, compressed": ("x.nc", netcdf, {"zlib": True}),
    "NetCDF, chunks of columns": ("x.nc", netcdf, {"zlib": True, "chunksizes": (ROWS, 1)}),
}


@pytest.mark.parametrize("how", FILES)
def test_memory_follows_what_is_asked_for(tmp_path, spins, how):
    name, write, options = FILES[how]
    write(tmp_path / name, spins, **options)
    above, total = measured(tmp_path / name, 1000)
    assert total == spins[:1000].sum(dtype=int)
    assert above < MOST
    (tmp_path / name).unlink()


@pytest.mark.parametrize("how", ["compressed, C, float64", "NetCDF"])
def test_reading_everything_takes_the_result_and_a_block(tmp_path, spins, how):
    name, write, options = FILES[how]
    write(tmp_path / name, spins, **options)
    above, total = measured(tmp_path / name, ROWS)
    assert total == spins.sum(dtype=int)
    assert above < spins.nbytes / 1e6 + MOST / 2

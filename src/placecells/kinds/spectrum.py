"""Kind `spectrum`: eigenvalues and top eigenvectors of correlation matrices.

The job draws the training sets itself and writes no file of them, because nothing else reads them.
"""

from collections.abc import Mapping
from pathlib import Path

import xarray as xr

from placecells.data.draw import configurations, draw
from placecells.io.user_array import UserFileError
from placecells.kinds.kind import Kind
from placecells.measure.spectra import spectrum


def run(cell: dict, seeds: list[dict], files: Mapping[str, list[Path]]) -> xr.Dataset:
    """The Dataset of one cell, as from `measure.spectra.spectrum`; training sets are drawn one after the other."""
    data_seeds = [own["data"] for own in seeds]
    drawn = (configurations(draw(cell["data"], [seed]))["configurations"].values[0] for seed in data_seeds)
    return spectrum(cell, drawn, data_seeds)


KIND = Kind(run=run, errors=(UserFileError,))

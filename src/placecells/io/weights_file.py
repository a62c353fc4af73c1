"""Machines that users bring: weights and fields in a NumPy file (.npz), or in NetCDF or HDF5 (.nc, .h5, .hdf5).

Arrays have the names of this project, or those of scikit-learn's BernoulliRBM or of the library rbms. Of the groups
`update_<t>/params` that rbms writes, the one with the largest t is taken.
"""

import os
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from placecells.io.user_array import UserFileError, listed, on_disk, reading

ENDINGS = (".npz", ".nc", ".h5", ".hdf5")
ALLOWED = (
    f"a file with the array weights (hidden, site[, colour]), and visible_field and hidden_field; {', '.join(ENDINGS)}"
)
OURS = {"weights": "weights", "visible_field": "visible_field", "hidden_field": "hidden_field", "theta": "theta"}
RBMS = {"weight_matrix": "weights", "vbias": "visible_field", "hbias": "hidden_field"}
SCIKIT_LEARN = {
    "components_": "weights",
    "intercept_visible_": "visible_field",
    "intercept_hidden_": "hidden_field",
}


class Brought(NamedTuple):
    """The arrays of a file, as they are but for the order of the axes."""

    weights: np.ndarray  # (hidden, site[, colour])
    visible_field: np.ndarray  # (site[, colour]), zeros where the file has none
    hidden_field: np.ndarray  # (hidden,), zeros where the file has none
    theta: np.ndarray | None  # (hidden,), of double wells
    is_zero_one: bool  # whether the names are those of a library whose units are 0 and 1


def read(path: str) -> Brought:
    """The machine of a file. Raises UserFileError, one sentence, for a file that has none."""
    arrays = _arrays(path)
    for names in (OURS, RBMS, SCIKIT_LEARN):
        key = next(iter(names))
        if key in arrays:
            return _brought(path, {names[name]: array for name, array in arrays.items() if name in names}, names)
    raise UserFileError(f"{path} has no array weights, weight_matrix or components_, but {listed(list(arrays))}")


def _brought(path: str, found: Mapping[str, np.ndarray], names: Mapping[str, str]) -> Brought:
    weights = found["weights"]
    if weights.ndim not in (2, 3):
        raise UserFileError(f"{path} has weights of shape {weights.shape}; allowed is (hidden, site[, colour])")
    if names is RBMS:  # (site[, colour], hidden)
        weights = np.moveaxis(weights, -1, 0)
    fields = {
        "visible_field": found.get("visible_field", np.zeros(weights.shape[1:])),
        "hidden_field": found.get("hidden_field", np.zeros(len(weights))),
    }
    for name, shape in (("visible_field", weights.shape[1:]), ("hidden_field", weights.shape[:1])):
        if fields[name].shape != shape:
            raise UserFileError(f"{path} has {name} of shape {fields[name].shape}, but its weights need {shape}")
    for name, array in {"weights": weights, **fields}.items():
        if not np.isfinite(array).all():
            raise UserFileError(f"{path} has {name} that are not finite")
    return Brought(weights, **fields, theta=found.get("theta"), is_zero_one=names is not OURS)


def _arrays(path: str) -> dict[str, np.ndarray]:
    ending = os.path.splitext(path)[1].lower()
    if ending not in ENDINGS:
        raise UserFileError(f"{path} ends with {ending or 'nothing'}; allowed is {ALLOWED}")
    read_all: Callable[[str], dict[str, np.ndarray]] = _of_npz if ending == ".npz" else _of_netcdf
    with reading(path):
        return read_all(on_disk(path))


def _of_npz(path: str) -> dict[str, np.ndarray]:
    with zipfile.ZipFile(path) as archive:  # numpy would take a file that is no archive for a pickle
        names = [name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy")]
    known = {*OURS, *RBMS, *SCIKIT_LEARN}
    with np.load(path, allow_pickle=False) as arrays:
        return {name: np.asarray(arrays[name], float) for name in names if name in known} or dict.fromkeys(names)


def _of_netcdf(path: str) -> dict[str, np.ndarray]:
    import netCDF4  # here, because importing it is slow and most configs name no such file

    with netCDF4.Dataset(os.fsencode(path).decode("latin-1"), encoding="latin-1") as file:
        updates = {int(found[1]): name for name in file.groups if (found := re.fullmatch(r"update_(\d+)", name))}
        group = file[updates[max(updates)]] if updates else file
        variables = group.groups["params"].variables if "params" in group.groups else group.variables
        known = {*OURS, *RBMS, *SCIKIT_LEARN}
        kept = {name: np.asarray(v[...], float) for name, v in variables.items() if name in known}
        return kept or dict.fromkeys(variables)

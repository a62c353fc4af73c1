"""A trained machine, or its training set, in files that other programs read."""

import json
from pathlib import Path

import netCDF4
import numpy as np
import xarray as xr

from placecells.config.seeds import run_seeds
from placecells.data.draw import configurations, draw
from placecells.io import store
from placecells.measure.likelihood import machine
from placecells.rbm.machine import RBM
from placecells.rbm.units.coding import ZeroOneMachine, zero_one


class ExportError(Exception):
    """A file cannot be exported; the message is one sentence."""


def machine_to(run: Path, target: Path, record: int = -1) -> str:
    """Write the machine of one record of a run to `target`, .npz or .h5. Returns a sentence that says what was written.

    .npz has the arrays of `placecells.rbm.machine.RBM`. .h5 has the layout that the library rbms reads by
    `rbms.io.load_params`: units 0/1 or colours, converted exactly. Raises ExportError, and StoreError.
    """
    whole, cell = _read(run)
    records = whole.sizes["record"]
    if not -records <= record < records:
        raise ExportError(f"{run} has the records 0 to {records - 1}, and record {record} is not one of them")
    one = whole.isel(seed=0, record=record)
    rbm, update = machine(one, cell), int(one["update"])
    if target.suffix == ".npz":
        arrays = _arrays(rbm) | {"update": update, "config": json.dumps(cell)}
        store.replace_atomically(target, lambda temporary: np.savez(temporary, **arrays))
        return f"{target}: machine after {update} updates, arrays {', '.join(arrays)}"
    try:
        converted = zero_one(rbm)
    except ValueError as error:
        raise ExportError(f"{target} cannot hold this machine: {error}; write .npz") from error
    store.replace_atomically(target, lambda temporary: _write_rbms(temporary, converted, update))
    return f"{target}: machine after {update} updates, for rbms.io.load_params(..., index={update})"


def data_to(run: Path, target: Path) -> str:
    """Write the training set of a run to `target`, .npz or .h5, as `samples` (sample, site); returns a sentence.

    Spins are -1/+1 and colours 0 ... q-1, int8 or uint8. Raises ExportError for streamed data, and StoreError.
    """
    whole, cell = _read(run)
    if cell["data"]["sampling"] == "stream":
        raise ExportError(f"{run} was trained on streamed data: every minibatch was new, and no training set exists")
    seed = run_seeds(cell)[int(whole["seed"][0])]["data"]
    samples = configurations(draw(cell["data"], [seed]))["configurations"].values[0]
    if target.suffix == ".npz":
        store.replace_atomically(target, lambda temporary: np.savez_compressed(temporary, samples=samples))
    else:
        store.replace_atomically(target, lambda temporary: _write_samples(temporary, samples))
    return f"{target}: samples {samples.shape[0]:_} x {samples.shape[1]}"


def _read(run: Path) -> tuple[xr.Dataset, dict]:
    whole = store.read(run)
    cell = json.loads(whole.attrs.get("config", "{}"))
    if cell.get("kind") != "train" or whole.sizes.get("seed") != 1 or "weights" not in whole:
        raise ExportError(f"{run} is no run of an experiment of kind train: name results/runs/EXPERIMENT/CELL/seed0.nc")
    return whole, cell


def _arrays(rbm: RBM) -> dict:
    """Weights and parameters of units by name, visible_field, hidden_field, theta, and the values of hidden units."""
    named = {"weights": rbm.weights, "visible_field": rbm.visible.field}
    named |= {name if name == "theta" else f"hidden_{name}": value for name, value in rbm.hidden._asdict().items()}
    return named | {"hidden_values": np.array(rbm.hidden.VALUES or [])}


def _write_rbms(path: Path, converted: ZeroOneMachine, update: int) -> None:
    weights = np.moveaxis(converted.weights, 0, -1)  # (N, M) or (N, q, M)
    names = ("site", "hidden") if weights.ndim == 2 else ("site", "colour", "hidden")
    with netCDF4.Dataset(path, "w") as file:
        for name, size in zip(names, weights.shape, strict=True):
            file.createDimension(name, size)
        file.createVariable("model_type", str)[...] = "BBRBM" if weights.ndim == 2 else "PBRBM"
        group = file.createGroup(f"update_{update}/params")
        for name, array, dims in (
            ("weight_matrix", weights, names),
            ("vbias", converted.visible_field, names[:-1]),
            ("hbias", converted.hidden_field, names[-1:]),
        ):
            group.createVariable(name, "f8", dims)[...] = array


def _write_samples(path: Path, samples: np.ndarray) -> None:
    with netCDF4.Dataset(path, "w") as file:
        for name, size in zip(("sample", "site"), samples.shape, strict=True):
            file.createDimension(name, size)
        file.createVariable("samples", samples.dtype, ("sample", "site"), zlib=True)[...] = samples

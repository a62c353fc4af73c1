"""Small datasets of trained replicas, as the kinds make them, with made-up numbers."""

import json

import numpy as np
import xarray as xr

SIZES, SEEDS, SITES, MODES = [6, 70], 4, 64, 64
SNAPSHOTS, RECORDS, IMAGES, SHOWN = 3, 5, 10, 4
CONFIG = {"data": {"sites": SITES}, "machine": {}}

LENGTHS = {
    "hidden_units": len(SIZES),
    "seed": SEEDS,
    "record": RECORDS,
    "snapshot": SNAPSHOTS,
    "point": 2,
    "mode": MODES,
    "site": SITES,
    "image": IMAGES,
    "shown": SHOWN,
    "axis": 2,
    "state": 30,
    "chain": 10,
    "direction": 8,
}


def everything():
    """{experiment: dataset} of all figures of trained replicas."""
    rng = np.random.default_rng(0)
    of_grid = "hidden_units", "seed"

    def positive(*dims):
        return dims, rng.gamma(4.0, 0.25, [LENGTHS[name] for name in dims])

    def normal(*dims):
        return dims, rng.normal(0.0, 1.0, [LENGTHS[name] for name in dims])

    def share(*dims):
        return dims, rng.random([LENGTHS[name] for name in dims])

    def states(*outer):
        names = [f"{what}_{axis}" for what in ("image", "uniform") for axis in "xy"]
        found = {name: normal(*outer, "shown", "image" if "image" in name else "state") for name in names}
        found |= {axis: normal(*outer, "shown", "state") for axis in "xy"}
        found |= {name: normal(*outer, "shown", "axis") for name in ("half", "saddle")}
        history = {f"{what}_{axis}": what for what in ("chain", "image") for axis in "uw"}
        found |= {name: normal(*outer, "snapshot", dim) for name, dim in history.items()}
        return (
            found | {f"half_{axis}": normal(*outer, "snapshot") for axis in "uw"} | {"value": positive(*outer, "mode")}
        )

    made = {
        "replicas": {"singular_value": positive(*of_grid, "record", "mode"), "visible_mean": share(*of_grid, "site")},
        "replica_modes": {
            "effective_value": positive(*of_grid, "snapshot", "mode"),
            "divergence": share(*of_grid, "snapshot"),
            "floor": share(*of_grid, "snapshot"),
            "edge": positive("hidden_units"),
        },
        "replica_likelihood": {
            f"{way}{what}": positive(*of_grid, "point")
            for way in ("forward", "reverse")
            for what in ("", "_error", "_spread")
        }
        | {"independent": normal(*of_grid, "point")},
        "replica_states": states(*of_grid),
        "replica_images": {
            name: share(*of_grid, "image", "site") for name in ("sampled", "kept", "destroyed", "normal")
        }
        | {f"{name}_agreement": share(*of_grid) for name in ("kept", "destroyed")}
        | {name: normal(*of_grid) for name in ("energy", "normal_energy", "pixel_energy")},
        "first_states": states("seed"),
        "first_steps": {"strength": positive("seed", "record", "direction"), "excess": normal("direction")},
    }
    made |= {"replicas_shuffled": made["replicas"], "shuffled_modes": made["replica_modes"]}
    return {name: _finished(xr.Dataset(variables)) for name, variables in made.items()}


def _finished(ds):
    """With the coordinates and the config of a dataset, and NaN for the modes that a small machine does not have."""
    numbers = np.arange(LENGTHS["record"])
    points = {
        "record": {"update": 20 * numbers, "epoch": numbers / 2.0, "time": 0.5 * numbers},
        "snapshot": {"snapshot_update": 40 * np.arange(SNAPSHOTS)},
        "point": {"snapshot_update": [80, 0]},
    }
    ds = ds.assign_coords({"seed": np.arange(SEEDS)})
    for dim, coordinates in points.items():
        if dim in ds.dims:
            ds = ds.assign_coords({name: (dim, values) for name, values in coordinates.items()})
    if "hidden_units" in ds.dims:
        ds = ds.assign_coords(hidden_units=SIZES, side=8)
        if "mode" in ds.dims:
            ds = ds.assign_coords(mode=np.arange(MODES))
            per_mode = [name for name in ds.data_vars if "mode" in ds[name].dims]
            ds = ds.assign({name: ds[name].where(ds["mode"] < ds["hidden_units"]) for name in per_mode})
    if "axis" in ds.dims:
        ds = ds.assign_coords(axis=["x", "y"])
    return ds.assign_attrs(config=json.dumps(CONFIG))

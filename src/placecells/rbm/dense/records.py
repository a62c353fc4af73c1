"""The records of a dense training: how one is taken, and the Dataset of all of them."""

import numpy as np

from placecells.rbm.dense.machine import Dense, hidden_means, pseudo_likelihood

VARIABLES = {  # name: (dimensions beside seed and record, long name, units)
    "singular_value": (("mode",), "singular values of the weights", "1"),
    "visible_field": (("site",), "visible fields a", "1"),
    "hidden_field": (("hidden",), "hidden fields b", "1"),
    "visible_mean": (("site",), "means of the visible units over the chains", "1"),
    "hidden_mean": (("hidden",), "means of the hidden units over the chains", "1"),
    "pseudo_likelihood": ((), "log-pseudo-likelihood of a configuration", "nat"),
}
SNAPSHOT = {  # variables of some records only: (dimensions beside seed and snapshot, long name)
    "weights": (("hidden", "site"), "weights W"),
    "chains": (("chain", "site"), "configurations of the persistent chains"),
}


def take(run, monitored, is_snapshot):
    """One record, {name: NumPy array (R, ...)}, of a `training.Run`.

    It has all of VARIABLES and, where asked for, those of SNAPSHOT: the weights, float32 (R, M, N) as in datasets of
    all machines, and the chains, uint8 (R, C, N). monitored: configurations (R, S, N), states of the backend, of the
    pseudo-likelihood.
    """
    backend, (machine, _, chains, _) = run.backend, run.state
    found = {
        "singular_value": backend.xp.linalg.svdvals(machine.weights),
        "visible_field": machine.visible,
        "hidden_field": machine.hidden,
        "visible_mean": backend.numbers(chains).mean(1),
        "hidden_mean": hidden_means(backend, machine, chains).mean(1),
        "pseudo_likelihood": pseudo_likelihood(backend, machine, monitored),
    }
    if is_snapshot:
        found |= {"weights": machine.weights.mT, "chains": chains}
    arrays = {name: np.ascontiguousarray(backend.to_numpy(array)) for name, array in found.items()}
    return arrays | ({"chains": arrays["chains"].astype(np.uint8)} if is_snapshot else {})


def to_dataset(records, updates, per_epoch):
    """Records as a Dataset: VARIABLES (seed, record, ...) and those of SNAPSHOT (seed, snapshot, ...).

    records: list of all, as from `take`. updates: (records,) their numbers of updates. per_epoch: updates of an epoch.
    The coordinates update and epoch belong to record, and snapshot_update to snapshot.
    """
    import xarray as xr  # here, because the jobs that train do without it

    found = {
        name: (("seed", "record", *dimensions), _together(records, name), {"long_name": text, "units": units})
        for name, (dimensions, text, units) in VARIABLES.items()
    }
    snapshots = [k for k, record in enumerate(records) if "weights" in record]
    count = {"long_name": "weight updates", "units": "1"}
    coordinates = {
        "update": ("record", updates, count),
        "epoch": ("record", updates / per_epoch, {"long_name": "passes over the data", "units": "1"}),
    }
    if snapshots:
        coordinates["snapshot_update"] = ("snapshot", updates[snapshots], count)
        for name, (dimensions, text) in SNAPSHOT.items():
            values = _together([records[k] for k in snapshots], name)
            found[name] = (("seed", "snapshot", *dimensions), values, {"long_name": text, "units": "1"})
    dataset = xr.Dataset(found, coordinates)
    return dataset.assign_coords({name: np.arange(size) for name, size in dataset.sizes.items()})


def machine_at(dataset, snapshot):
    """The machines of a Dataset of `to_dataset` at a snapshot, by its index: a Dense of NumPy arrays."""
    at = dataset.isel(snapshot=snapshot)
    [record] = np.flatnonzero(dataset["update"].values == at["snapshot_update"].values)
    fields = (dataset[name].values[:, record] for name in ("visible_field", "hidden_field"))
    return Dense(np.ascontiguousarray(at["weights"].values.mT), *fields)


def _together(records, name):
    """A variable of several records: (seed, record, ...)."""
    return np.stack([record[name] for record in records], 1)

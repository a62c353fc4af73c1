"""Quick's datasets have the values that they had before the code was rebuilt for several studies, bit for bit.

reference.json holds, for every variable of the datasets made at commit 7701677, its shape, a SHA-256 of its bytes,
under the names of that time, and the machine. Experiments may have got more runs since, and more variables: then the
first runs are compared. Experiments whose grids have got more values are not in the list. Another kind of processor
rounds sums differently: there the shapes are compared, and nothing else, because paths of training part after a while.

Exact phases of colours round otherwise since they multiply weights of hidden states: the digests of the `xy_...`
experiments that train are newer. Those of one double well are newer once more, since the quadrature has fewer nodes.
Those of twenty hidden units are newer since their sweeps have bits. No verdict changed; test_kernels.py and
test_many_units.py in tests/unit/rbm show that the laws are the same.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from placecells.io.store import provenance

DATASETS = Path(__file__).resolve().parents[2] / "results" / "quick" / "datasets"
REFERENCE = json.loads(Path(__file__).with_name("reference.json").read_text(encoding="utf-8"))
# names of variables and dimensions before and after; no experiment was renamed
RENAMED = {
    "field": "profile",
    "eigenvalues": "eigenvalue",
    "shuffled_eigenvalues": "eigenvalue_shuffled",
    "shuffled_eigenvalue": "top_eigenvalue_shuffled",
    "rank": "mode",
}


def described(values):
    """What the reference says of a variable: an array in C order."""
    values = np.ascontiguousarray(values)
    return {"shape": list(values.shape), "sha256": hashlib.sha256(values.tobytes()).hexdigest()[:16]}


def of_then(variable, shape):
    """The values of the runs that a variable had when its shape was `shape`."""
    runs = dict(zip(variable.dims, shape, strict=True)).get("seed")
    return (variable if runs is None else variable.isel(seed=slice(runs))).values


@pytest.mark.parametrize("experiment", REFERENCE["datasets"])
def test_every_variable_is_what_it_was(experiment):
    expected = {RENAMED.get(name, name): is_now for name, is_now in REFERENCE["datasets"][experiment].items()}
    with xr.open_dataset(DATASETS / f"{experiment}.nc", engine="netcdf4") as dataset:
        assert expected.keys() <= set(dataset.data_vars)
        found = {name: described(of_then(dataset[name], before["shape"])) for name, before in expected.items()}
    same_machine = provenance({})["machine"] == REFERENCE["machine"]
    for name, before in expected.items():
        assert found[name]["shape"] == before["shape"], name
        assert not same_machine or found[name]["sha256"] == before["sha256"], name

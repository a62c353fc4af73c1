"""Tiny runs keep the numbers they have always had: `pinned.json` holds those of the first compiled version.

On the kind of processor that made them every bit is the same; on others sums round differently. Three kinds are newer.
Exact moments of colours round otherwise since logarithms are taken of products; their numbers stay. Real hidden units
with exact phases have as many nodes as the quadrature's reach needs: exact moments keep their numbers, and samples are
other draws of the same law, because a sample's hidden state is a node. Twenty-five hidden spins have sweeps with bits,
which are other draws of the same law: `test_many_units` shows it.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from placecells.data.draw import draw, training_rows
from placecells.io.store import processor
from placecells.rbm.cells import train_cell

PINNED = json.loads((Path(__file__).parent / "pinned.json").read_text())
SEEDS = {"data": 11, "weights": 12, "noise": 13}


def trained(name):
    """Records of the run of a name: what v is, hidden units, negative phase, number of hidden units."""
    kind, unit, negative, hidden = name.split()
    data = {"model": "ising", "sites": 20, "beta": 0.8, "samples": 60, "sampling": "independent"}
    data |= {"model": "xy", "colours": 5} if kind == "colours" else {}
    machine = {"hidden": int(hidden), "unit": unit, "fields": "learned"}
    machine |= {"theta": -0.5, "theta_learned": True} if unit == "double_well" else {}
    training = {"rate": 0.05, "batch": 16, "chains": 12, "negative": negative, "initial_scale": 0.1}
    training |= {"stop": {"updates": 40}} | ({"gibbs": 4} if negative == "pcd" else {})
    cell = {"data": data, "machine": machine, "training": training, "record": {"every": {"updates": 10}}}
    rows = training_rows(draw(data, [SEEDS["data"]]), 0)
    return train_cell(cell, [SEEDS], lambda index: rows).isel(seed=0)


@pytest.mark.parametrize("name", PINNED["runs"])
def test_a_run_has_its_numbers(name):
    run, pinned = trained(name), PINNED["runs"][name]
    for variable in ("weights", "hidden_field"):
        values = run[variable].values[-1].ravel()[: len(pinned[variable])]
        np.testing.assert_allclose(values, pinned[variable], atol=2e-6)
    if processor() == PINNED["processor"]:
        content = b"".join(np.ascontiguousarray(run[variable].values).tobytes() for variable in sorted(run.data_vars))
        assert hashlib.sha256(content).hexdigest()[:16] == pinned["sha256"]

"""Claims on machines of the paper's sizes, on made-up datasets of 500 and 3000 hidden units."""

import numpy as np
import pytest
import xarray as xr

from placecells.claims.claim import NOT_REPRODUCED, REPRODUCED, UNDECIDED
from placecells.claims.table import evaluate
from placecells.studies.reciprocal_space.claims import size

SEEDS, MODES, SHOWN, STATES = 5, 40, 6, 2000
CLAIMS = {claim.id: claim for claim in size.CLAIMS}


def made(small, large, sizes=(500, 3000)):
    """Datasets in which what the claims compare is `small` for 500 units and `large` for 3000, with 1% of noise."""
    rng = np.random.default_rng(0)
    grid = {"hidden_units": list(sizes)}

    def values(first, second, *shape):
        level = np.array([first, second]).reshape(2, *[1] * (1 + len(shape)))
        return level * rng.normal(1, 0.01, (2, SEEDS, *shape))

    grown = np.concatenate([values(1.0, 2.0, 1, MODES), values(small, large, 1, MODES)], axis=2)  # before, after
    states = {
        "gibbs_distance": (("hidden_units", "seed", "mode"), values(small, large, MODES)),
        "uniform_distance": (("hidden_units", "seed", "mode"), values(0.1, 0.2, MODES)),
        "gibbs_kurtosis": (("hidden_units", "seed", "mode"), 3 - values(small, large, MODES)),
        "uniform_x": (("hidden_units", "seed", "shown", "state"), rng.normal(size=(2, SEEDS, SHOWN, STATES))),
    }
    dims = ("hidden_units", "seed", "snapshot")
    floor = values(0.01, 0.01, 1)
    return {
        "replicas": xr.Dataset({"singular_value": (("hidden_units", "seed", "record", "mode"), grown)}, grid),
        "replica_modes": xr.Dataset(
            {"divergence": (dims, floor + values(small, large, 1)), "floor": (dims, floor)}, grid
        ),
        "replica_states": xr.Dataset(states, grid),
    }


@pytest.mark.parametrize(("small", "large", "verdict"), [(1.0, 0.5, REPRODUCED), (0.5, 1.0, NOT_REPRODUCED)])
def test_each_claim_comes_out_both_ways_and_its_controls_fail(small, large, verdict):
    rows = {row["id"]: row for row in evaluate(size.CLAIMS, made(small, large))}
    assert rows.keys() == CLAIMS.keys()
    assert {row["verdict"] for row in rows.values()} == {verdict}
    assert all(control["verdict"] == NOT_REPRODUCED for row in rows.values() for control in row["controls"])


def test_other_sizes_are_undecided_and_name_the_command_that_was_not_run():
    for row in evaluate(size.CLAIMS, made(1.0, 0.5, sizes=(16, 256))):
        assert row["verdict"] == UNDECIDED
        assert row["decides"] == f"not run here: `{size.COMMAND}`"

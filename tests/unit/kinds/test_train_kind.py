"""Kind `train`: what its runs record."""

import pytest

from placecells.kinds.train import state


def cell(*quantities):
    return {"record": {"quantities": list(quantities)}}


@pytest.mark.parametrize(
    ("quantities", "recorded"),
    [
        (("weights",), ["weights"]),
        (("width", "log_likelihood"), ["weights"]),
        (("spectrum",), ["spectrum"]),
        (("means", "spectrum"), ["spectrum", "means"]),
        (("spectrum", "centre"), ["weights", "spectrum"]),
    ],
)
def test_a_run_records_weights_only_where_a_quantity_needs_them(quantities, recorded):
    assert state(cell(*quantities)) == recorded

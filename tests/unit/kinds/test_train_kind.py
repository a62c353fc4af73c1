"""Kind `train`: what its runs record and what its datasets need."""

import pytest

from placecells.kinds.kind import DATA, RUN
from placecells.kinds.train import needs, state


def cell(*quantities, sampling="independent"):
    return {"data": {"sampling": sampling}, "record": {"quantities": list(quantities)}}


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


def test_the_data_are_needed_for_their_likelihood_only_and_a_stream_has_none():
    assert needs(cell("weights")) == [RUN]
    assert needs(cell("log_likelihood")) == [RUN, DATA]
    assert needs(cell("log_likelihood", sampling="stream")) == [RUN]

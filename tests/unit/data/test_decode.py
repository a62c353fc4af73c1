"""What a data file, and a docstring, say about decoding is executed as it stands."""

import re

import numpy
import pytest

from placecells.data import packing
from placecells.data.draw import configurations, draw
from placecells.io import store

LAWS = [
    {"model": "ising", "sites": 13, "beta": 0.6, "samples": 9, "sampling": "independent"},
    {"model": "ising", "sites": 64, "beta": 0.2, "samples": 64, "sampling": "symmetrised"},
    {"model": "xy", "sites": 7, "colours": 5, "beta": 0.6, "samples": 9, "sampling": "independent"},
]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law['model']} {law['sites']}")
def test_the_attribute_decode_of_a_data_file_gives_its_configurations(tmp_path, law):
    store.write(draw(law, [1, 2]), tmp_path / "data.nc", {})
    dataset = store.read(tmp_path / "data.nc")
    stored, expected = dataset["configurations"], configurations(dataset)["configurations"].values
    for row, values in ((stored.values[1, 3], expected[1, 3]), (stored.values, expected)):  # one sample, or all
        decoded = eval(stored.attrs["decode"], {"numpy": numpy, "row": row, "sites": stored.attrs["sites"]})
        numpy.testing.assert_array_equal(decoded, values)
        assert decoded.dtype == values.dtype


def test_the_docstring_of_packing_decodes_what_it_packs():
    recipe = re.search(r"`(numpy[^`]*)`", packing.__doc__).group(1)
    spins = 2 * numpy.random.default_rng(0).integers(0, 2, (9, 13)) - 1
    decoded = eval(recipe, {"numpy": numpy, "rows": packing.pack(spins), "N": 13})
    numpy.testing.assert_array_equal(decoded, spins)

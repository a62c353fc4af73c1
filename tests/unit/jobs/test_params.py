"""What Snakemake stores and shows of a parameter, and what the script gets."""

import json
import pickle

from placecells.jobs.params import Described


def test_a_script_gets_the_text_and_snakemake_a_digest():
    text = json.dumps({"path": "spins{1}.npz", "ü": list(range(1000))})
    described = Described("cell", text)
    assert described == text
    assert json.loads(described) == json.loads(text)
    assert repr(described).startswith("cell ")
    assert len(repr(described)) == len("cell ") + 12


def test_another_text_has_another_digest_and_the_same_has_the_same():
    assert repr(Described("cell", "a")) == repr(Described("cell", "a"))
    assert repr(Described("cell", "a")) != repr(Described("cell", "b"))
    assert repr(Described("cell", "a")) != repr(Described("grid", "a"))


def test_it_comes_through_a_pickle_as_it_was():
    again = pickle.loads(pickle.dumps(Described("cell", "a{b}")))
    assert again == "a{b}"
    assert repr(again) == repr(Described("cell", "a{b}"))

"""Which data file belongs to a cell: cells that draw the same data share one file."""

import hashlib
import json

from placecells.config.cells import shortest
from placecells.config.seeds import STREAMS


def data_sets(cell: dict) -> dict:
    """What a cell's data file depends on: its data block, the number of training sets in it, the config's seed.

    The file holds one training set a seed, or a single one where `vary` keeps the data. The config's seed is left out
    where it is 0, so that data files keep the names that they have without it.
    """
    varied = "data" in cell.get("vary", STREAMS) and cell["data"]["sampling"] != "file"
    own = {"seed": cell["seed"]} if cell.get("seed") else {}
    return {"data": cell["data"], "seeds": cell["seeds"] if varied else 1} | own


def data_name(cell: dict) -> str:
    """Name such as `ising_sites100_beta1_samples1000_independent_3f2a91c0`, which ends in a hash of `data_sets`."""
    sets = data_sets(cell)
    data = sets["data"]
    shown = [key + shortest(data[key]) for key in ("sites", "beta", "samples") if key in data]
    digest = hashlib.sha256(json.dumps(sets, sort_keys=True).encode()).hexdigest()[:8]
    return "_".join([data["model"], *shown, data["sampling"], digest])

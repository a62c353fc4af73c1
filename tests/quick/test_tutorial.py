"""The tutorial's code runs from the first cell to the last, on the datasets of `make quick`."""

import json
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

ROOT = Path(__file__).resolve().parents[2]


def test_every_cell_runs_and_the_field_is_that_of_the_theory(monkeypatch):
    monkeypatch.chdir(ROOT)
    notebook = json.loads((ROOT / "docs" / "tutorial.ipynb").read_text(encoding="utf-8"))
    names = {}
    with mpl.rc_context({"backend": "Agg"}):
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), names)
        plt.close("all")
    assert np.isclose(names["height"], names["soliton"].profile(0.0, names["kappa"]), rtol=0.2)
    assert names["gain"] > 0

"""What the training of a config would cost: `python -m benchmarks.cost config/notebooks.yaml`.

Trains a moment of every different kind of run, on one core, and multiplies by the updates that the config asks for.
Beside the measured core hours stand those of the formula in `placecells.jobs.cost`, which gives jobs their seeds,
memory and time.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numba loads SciPy's BLAS late, when limits are no longer heard

import argparse
import json
from pathlib import Path

import pandas as pd
from threadpoolctl import threadpool_limits

from benchmarks.harness import seconds_per_update
from benchmarks.implementations import advancing
from benchmarks.workloads import SEEDS
from placecells.config.cells import cells
from placecells.config.load import load
from placecells.data.draw import draw, training_rows
from placecells.jobs.cost import run_seconds
from placecells.rbm.schedule import schedule

ROOT = Path(__file__).parent.parent
COLUMNS = ["experiment", "runs", "updates", "core_hours", "by_formula", "longest_run"]


def kind_of_run(cell):
    """What the time of an update depends on, as a string."""
    data, training = cell["data"], cell["training"]
    sizes = [data["model"], data["sites"], data.get("colours"), data["sampling"]]
    return json.dumps([sizes, cell["machine"], {key: value for key, value in training.items() if key != "stop"}])


def seconds_of(cell, seconds):
    """Seconds of one update of a run of the cell, measured for about `seconds`."""
    stream = cell["data"]["sampling"] == "stream"
    rows = None if stream else training_rows(draw(cell["data"], [SEEDS["data"]]), 0)
    return seconds_per_update(advancing(cell, rows), seconds)


def costs(table, seconds=0.5):
    """A DataFrame with a row per training experiment: runs, updates, core hours measured and by the formula, and the
    measured hours of its longest run."""
    measured, rows = {}, []
    training = ((row["experiment"], row["config"]) for _, row in table.iterrows() if row["config"]["kind"] == "train")
    for experiment, cell in training:
        kind, updates, runs = kind_of_run(cell), int(schedule(cell)[-1]), cell["seeds"]
        if kind not in measured:
            measured[kind] = seconds_of(cell, seconds)
        hours, by_formula = updates * measured[kind] / 3600, run_seconds(cell) / 3600
        rows.append([experiment, runs, runs * updates, runs * hours, runs * by_formula, hours])
    sums = dict.fromkeys(COLUMNS[1:5], "sum")
    return pd.DataFrame(rows, columns=COLUMNS).groupby("experiment", sort=False).agg(sums | {"longest_run": "max"})


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scale", type=Path, nargs="*", help="files with overrides of config.yaml")
    paths = [ROOT / "config.yaml", *parser.parse_args().scale]
    with threadpool_limits(1):
        found = costs(cells(load(paths)))
    print(found.to_string(float_format="{:.4g}".format))
    hours, by_formula = found["core_hours"].sum(), found["by_formula"].sum()
    longest = found["longest_run"].max()
    print(f"training: {hours:.3g} core hours ({by_formula:.3g} by the formula), longest run {longest:.3g} hours")


if __name__ == "__main__":
    main()

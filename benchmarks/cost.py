"""What the training of a config would cost: `python -m benchmarks.cost config/notebooks.yaml`.

Trains a moment of every different kind of run, on one core, and multiplies by the updates that the config asks for.
"""

import os

from placecells.code import compiled

os.environ.setdefault("NUMBA_CACHE_DIR", str(compiled()))  # before anything imports numba

import argparse
import json
from pathlib import Path

import pandas as pd
from threadpoolctl import threadpool_limits

from benchmarks.harness import calibrated
from benchmarks.implementations import advancing
from benchmarks.workloads import SEEDS
from placecells.config.cells import cells
from placecells.config.load import load
from placecells.data.draw import draw, training_rows
from placecells.rbm import train
from placecells.rbm.schedule import schedule

ROOT = Path(__file__).parent.parent


def kind_of_run(cell):
    """What the time of an update depends on, as a string."""
    data, training = cell["data"], cell["training"]
    sizes = [data["model"], data["sites"], data.get("colours"), data["sampling"]]
    return json.dumps([sizes, cell["machine"], {key: value for key, value in training.items() if key != "stop"}])


def speed(cell, seconds):
    """Updates per second of a run of the cell."""
    stream = cell["data"]["sampling"] == "stream"
    rows = train.no_data(cell) if stream else training_rows(draw(cell["data"], [SEEDS["data"]]), 0)
    return calibrated(advancing(cell, rows), seconds) / seconds


def costs(table, seconds=0.5):
    """A DataFrame with a row per training experiment: runs, updates, core hours, and the hours of its longest run."""
    speeds, rows = {}, []
    training = ((row["experiment"], row["config"]) for _, row in table.iterrows() if row["config"]["kind"] == "train")
    for experiment, cell in training:
        kind, updates = kind_of_run(cell), int(schedule(cell)[-1])
        if kind not in speeds:
            speeds[kind] = speed(cell, seconds)
        hours = updates / speeds[kind] / 3600
        rows.append([experiment, cell["seeds"], cell["seeds"] * updates, cell["seeds"] * hours, hours])
    frame = pd.DataFrame(rows, columns=["experiment", "runs", "updates", "core_hours", "longest_run"])
    sums = dict.fromkeys(("runs", "updates", "core_hours"), "sum")
    return frame.groupby("experiment", sort=False).agg(sums | {"longest_run": "max"})


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scale", type=Path, nargs="*", help="files with overrides of config.yaml")
    paths = [ROOT / "config.yaml", *parser.parse_args().scale]
    with threadpool_limits(1):
        found = costs(cells(load(paths, ROOT / "workflow" / "schemas")))
    print(found.to_string(float_format="{:.4g}".format))
    print(f"training: {found['core_hours'].sum():.3g} core hours, longest run {found['longest_run'].max():.3g} hours")


if __name__ == "__main__":
    main()

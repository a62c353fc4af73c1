"""The datasets of the experiments with trained machines at the smallest scale, made without the workflow."""

import json
from pathlib import Path

from placecells.config.cells import cells, leaf
from placecells.config.load import load
from placecells.config.seeds import run_seeds
from placecells.data.digits import training_set
from placecells.io.combine import combine
from placecells.kinds.kind import RUN, kind
from placecells.rbm.dense.cells import write_runs

ROOT = Path(__file__).resolve().parents[4]
STUDY = ROOT / "config" / "studies" / "reciprocal_space.yaml"


def whole_study(folder):
    """{experiment: dataset}: replicas are trained, and what starts from them is measured. Files stay in `folder`."""
    config, found = load([ROOT / "config.yaml", ROOT / "config" / "smoke.yaml"], [STUDY]), {}
    blocks = [(name, block) for name, block in config["experiments"].items() if _is_trained(config, block)]
    for name, block in sorted(blocks, key=lambda item: "of" in item[1]):
        parts = []
        for key, row in cells(config, name).iterrows():
            cell = row["config"]
            made = kind(cell["kind"]).run(cell, run_seeds(cell), _files(folder, key, cell))
            parts.append(({leaf(one): row[leaf(one)] for one in block["grid"]}, made))
        found[name] = combine(parts).assign_attrs(config=json.dumps(block))
        found[name].to_netcdf(folder / f"{name}.nc")
    return found


def _is_trained(config, block):
    """Whether an experiment trains machines, or starts from trained replicas."""
    source = config["experiments"][block["of"]] if "of" in block else block
    return source["kind"] in ("replicas", "mode_growth")


def _files(folder, key, cell):
    """{need: paths} of a cell; its replicas are trained here."""
    if "of" in cell:
        return {f"datasets/{cell['of']}": [folder / f"{cell['of']}.nc"]}
    if cell["kind"] != "replicas":
        return {}
    files = {index: folder / f"{key.replace('/', '-')}-{index}.nc" for index in range(cell["seeds"])}
    seeds = dict(enumerate(run_seeds(cell)))
    write_runs(cell, seeds, training_set(cell["data"], seeds[0]["data"]).images, files, {})
    return {RUN: list(files.values())}

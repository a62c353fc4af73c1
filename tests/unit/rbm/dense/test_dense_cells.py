"""Dense training of a cell of the config: files of runs, and which of them are trained."""

import numpy as np
import pytest

from placecells.io import store
from placecells.rbm.dense import cells
from placecells.rbm.run import TrainingError

SEEDS = {index: {"data": 1, "weights": 10 + index, "noise": 20 + index} for index in range(3)}


@pytest.fixture
def cell():
    return {
        "machine": {"hidden": 5, "unit": "zero_one", "visible": "zero_one", "fields": "learned"},
        "training": {"rate": 0.01, "batch": 20, "chains": 15, "gibbs": 2, "optimiser": "adam", "stop": {"epochs": 4}},
        "record": {"every": {"epochs": 1}, "snapshots": 2},
    }


def written(cell, images, folder, seeds=SEEDS, **options):
    """The indices of the runs that were trained, and the Datasets of all."""
    files = {index: folder / f"seed{index}.nc" for index in seeds}
    return cells.write_runs(cell, seeds, images(), files, {}, **options), [store.read(file) for file in files.values()]


def test_a_cell_is_trained_as_its_blocks_say(cell, images):
    task = cells.task(cell, list(SEEDS.values()), images(50))
    np.testing.assert_array_equal(task.updates, [0, 2, 4, 6, 8])  # an epoch has 50 // 20 updates
    assert task.snapshots == (0, 8)
    assert task.settings == (20, 15, 2, (20, 21, 22))
    assert task.optimiser.rate == 0.01
    assert task.machine.weights.shape == (3, 12, 5)
    del cell["record"]["snapshots"]
    assert cells.task(cell, list(SEEDS.values()), images(50)).snapshots == (8,)
    with pytest.raises(TrainingError, match="vary: replicas train on the same images"):
        cells.task(cell, [{"data": 1}, {"data": 2}], images())


def test_files_hold_their_runs_whichever_runs_are_trained_together(cell, images, tmp_path):
    trained, together = written(cell, images, tmp_path / "together")
    assert trained == [0, 1, 2]
    assert [int(run["seed"][0]) for run in together] == [0, 1, 2]
    trained, [first] = written(cell, images, tmp_path / "later", {0: SEEDS[0]})
    trained, later = written(cell, images, tmp_path / "later")
    assert trained == [1, 2]
    for one, other in zip(together, later, strict=True):
        assert one.identical(other)
    assert first.identical(together[0])
    assert together[0].sizes["snapshot"] == 2


def test_other_settings_or_code_train_again(cell, images, tmp_path):
    written(cell, images, tmp_path)
    assert written(cell, images, tmp_path)[0] == []
    assert written(cell, images, tmp_path, code="another")[0] == [0, 1, 2]
    cell["training"]["rate"] = 0.02
    assert written(cell, images, tmp_path, code="another")[0] == [0, 1, 2]

"""Training of dense machines: bits that depend on seeds alone, checkpoints, records, failures."""

import numpy as np
import pytest

from placecells.rbm import checkpoint, exact
from placecells.rbm.dense import machine, records, train, training
from placecells.rbm.dense.backends import BackendError, backend
from placecells.rbm.dense.machine import Dense
from placecells.rbm.optimisers import SGD, Adam
from placecells.rbm.run import TrainingError
from placecells.rbm.units.tree import leaves, tree_map

SEEDS = (3, 2**64 - 1, 7)
SETTINGS = {"batch": 20, "chains": 15, "gibbs": 3}


@pytest.fixture
def trained(device, images):
    """trained(updates, seeds, optimiser, **options): records and machine of a short training."""

    def make(updates=13, seeds=SEEDS, optimiser=None, samples=50, **options):
        data = images(samples)
        start = machine.start(data, 6, seeds, scale=1.0)
        options = SETTINGS | {"backend": device.name} | options
        return train.train(data, start, optimiser or Adam(0.01), seeds=seeds, updates=updates, **options)

    return make


def assert_same(found, expected):
    """Records and machine of two trainings have the same bits."""
    assert found[0].identical(expected[0])
    for one, other in zip(found[1], expected[1], strict=True):
        np.testing.assert_array_equal(one, other)


def test_machines_start_with_the_means_of_the_data(images):
    data = images(200)
    start = machine.start(data, 300, SEEDS)
    independent = start._replace(weights=np.zeros((3, 12, 1), np.float32), hidden=np.zeros((3, 1), np.float32))
    law = exact.moments(machine.to_rbm(independent, 1))
    np.testing.assert_allclose(law.visible.field, data.mean(0), atol=1e-6)
    deviation = 0.1 / np.sqrt(data.sum(1).mean())
    assert start.weights.std() == pytest.approx(deviation, rel=5 / np.sqrt(2 * start.weights.size))
    assert len(np.unique(start.weights[:, 0, 0])) == 3


def test_adam_changes_parameters_as_its_formula_says(device):
    """Ten updates of Adam on arrays of the backend, against the formula in float64."""
    rng = np.random.default_rng(0)
    gradients = rng.standard_normal((10, 4, 5)).astype(np.float32)
    optimiser = Adam(0.01)
    memory = tree_map(device.asarray, optimiser.init(np.zeros((4, 5), np.float32)))
    memory = memory._replace(updates=device.asarray(np.array(0.0)))
    first, second = np.zeros((4, 5)), np.zeros((4, 5))
    for number, gradient in enumerate(gradients, 1):
        change, memory = optimiser.update(device.asarray(gradient), memory)
        first, second = 0.9 * first + 0.1 * gradient, 0.999 * second + 0.001 * gradient.astype(float) ** 2
        expected = 0.01 * (first / (1 - 0.9**number)) / (np.sqrt(second / (1 - 0.999**number)) + 1e-8)
        np.testing.assert_allclose(device.to_numpy(change), expected, rtol=2e-5, atol=1e-8)


def test_an_update_is_the_gradient_of_its_minibatch_and_chains(device, images, rounding):
    """SGD with rate 1: the change of the machine is the moments of the minibatch less those of the chains after it."""
    data, settings = images(40), training.Settings(40, 15, 2, (5,))
    start = machine.start(data, 6, (5,), scale=1.0)
    run = training.prepare(device, start, data, SGD(1.0), settings)
    training.advance(run, 1)
    plain, chains = backend("numpy"), device.to_numpy(device.numbers(run.state.chains))
    positive, negative = (machine.moments(plain, start, v.astype(np.float32)) for v in (data[None], chains))
    for old, new, more, less in zip(start, training.machine_of(run), positive, negative, strict=True):
        np.testing.assert_allclose(new - old, more - less, atol=rounding)


def test_every_epoch_has_all_data_in_another_order(device, images):
    settings = training.Settings(10, 5, 1, (1, 2))
    run = training.prepare(device, machine.start(images(50), 4, (1, 2)), images(50), SGD(), settings)
    orders = []
    for until in (5, 10):
        training.advance(run, until)
        orders.append(device.to_numpy(run.order))
    orders = np.concatenate(orders)
    assert (np.sort(orders, -1) == np.arange(50)).all()
    assert len(np.unique(orders, axis=0)) == 4


def test_a_replica_does_not_depend_on_how_many_are_batched(trained):
    together, alone = trained(), trained(seeds=SEEDS[1:2])
    for one, other in zip(together[1], alone[1], strict=True):
        np.testing.assert_array_equal(one[1], other[0])
    assert together[0].isel(seed=[1]).drop_vars("seed").identical(alone[0].drop_vars("seed"))


def test_learning_raises_the_likelihood(trained, images):
    data = images(50)
    likelihoods = [
        exact.log_likelihood(machine.to_rbm(trained(updates, chains=200)[1], 0), data).mean() for updates in (1, 150)
    ]
    assert likelihoods[1] > likelihoods[0] + 1.0


class Killed(BaseException):
    """Stands for the end of a process."""


def killer(calls):
    """A function of progress that ends the run at this call."""
    left = iter(range(1, calls))

    def progress(updates, saved=False):
        if next(left, None) is None:
            raise Killed

    return progress


def test_an_interrupted_run_ends_in_the_same_bits(trained, tmp_path, monkeypatch):
    expected = trained(every=4, snapshots=(2, 8))
    monkeypatch.setattr(checkpoint, "PIECE_SECONDS", 1e-6)  # many short pieces
    for _ in range(20):
        try:
            resumed = trained(every=4, snapshots=(2, 8), folder=tmp_path, seconds=0.0, progress=killer(4))
            break
        except Killed:
            continue
    assert_same(resumed, expected)


def test_checkpoints_of_other_runs_and_damaged_ones_are_not_used(trained, tmp_path, caplog):
    trained(folder=tmp_path, seconds=0.0)
    started = []

    def progress(updates, saved=False):
        started.extend([updates] if saved else [])

    changes = {"code": "another"}, {"optimiser": Adam(0.02)}, {"gibbs": 4}, {"seeds": (3, 2, 7)}, {"samples": 60}
    for change in changes:
        trained(folder=tmp_path, progress=progress, **change)
    assert started == [0] * len(changes)
    trained(folder=tmp_path, progress=progress)
    assert started[-1] == 13
    content = bytearray((tmp_path / "state.npz").read_bytes())
    content[len(content) // 2] ^= 0xFF
    (tmp_path / "state.npz").write_bytes(content)
    trained(folder=tmp_path, progress=progress)
    assert started[-1] == 0
    assert "is damaged" in caplog.text


def test_records_hold_what_they_say(trained, images, rounding):
    dataset, last = trained(every=5, snapshots=(5, 13), samples=50)
    np.testing.assert_array_equal(dataset["update"], [0, 5, 10, 13])
    np.testing.assert_allclose(dataset["epoch"], dataset["update"] / 2)
    np.testing.assert_array_equal(dataset["snapshot_update"], [5, 13])
    assert dataset["weights"].dims == ("seed", "snapshot", "hidden", "site")
    np.testing.assert_array_equal(dataset["weights"][:, -1], last.weights.mT)
    for one, other in zip(records.machine_at(dataset, -1), last, strict=True):
        np.testing.assert_array_equal(one, other)
    assert dataset["chains"].dims == ("seed", "snapshot", "chain", "site")
    np.testing.assert_allclose(dataset["chains"][:, 0].mean("chain"), dataset["visible_mean"][:, 1], atol=1e-6)
    values = np.linalg.svd(last.weights.astype(float), compute_uv=False)
    np.testing.assert_allclose(dataset["singular_value"][:, -1], values, rtol=1e-5, atol=1e-6)
    assert ((dataset["visible_mean"] >= 0) & (dataset["visible_mean"] <= 1)).all()
    expected = machine.pseudo_likelihood(backend("numpy"), last, np.repeat(images(50)[None], 3, 0).astype(np.float32))
    np.testing.assert_allclose(dataset["pseudo_likelihood"][:, -1], expected, rtol=10 * rounding)


def test_weights_that_are_no_longer_finite_end_the_run_with_a_sentence(trained):
    with pytest.raises(TrainingError, match=r"weights are not finite after update 1: training.rate = 1e\+39"):
        trained(optimiser=SGD(1e39))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"updates": 0}, "updates = 0: it must be at least 1"),
        ({"batch": 51}, "batch = 51: the data have 50 configurations only"),
        ({"snapshots": (14,)}, r"snapshots = \[14\]: they must be from 0 to updates = 13"),
        ({"monitored": np.full((3, 12), 2)}, "monitored hold other values than 0 and 1"),
        ({"monitored": np.zeros((3, 9))}, r"monitored of shape \(3, 9\): \(samples, 12\) is needed"),
    ],
)
def test_arguments_that_do_not_fit_are_refused_in_one_sentence(trained, change, sentence):
    with pytest.raises(TrainingError, match=sentence):
        trained(**change)


def test_too_little_memory_is_said_before_anything_is_allocated(device, monkeypatch):
    monkeypatch.setattr(type(device), "memory_left", lambda self: 2**30)
    start = Dense(*(np.broadcast_to(np.float32(0), shape) for shape in ((5, 784, 3000), (5, 784), (5, 3000))))
    settings = training.Settings(500, 500, 500, range(5))
    assert 0.7 < training.memory_needed(start.weights.shape, 59_500, settings) / 2**30 < 1.0  # 0.73 GiB were measured
    data = np.broadcast_to(np.uint8(0), (800_000, 784))
    with pytest.raises(BackendError, match=r"5 replicas of 784 .* 3000 hidden units need about 1\.\d GiB, but .* 1\.0"):
        training.prepare(device, start, data, Adam(), settings)


def test_names_of_backends_and_missing_packages_are_said(monkeypatch):
    with pytest.raises(BackendError, match="backend 'jax': allowed are numpy, torch, cuda"):
        backend("jax")

    def missing(name):
        raise ModuleNotFoundError("No module named 'torch'", name="torch")

    monkeypatch.setattr("placecells.rbm.dense.backends.import_module", missing)
    with pytest.raises(BackendError, match=r"needs the package torch, which is not installed: pip install"):
        backend("torch")


def test_the_state_of_a_run_is_a_tree_of_arrays(device, images):
    run = training.prepare(
        device, machine.start(images(), 4, (1,)), images(), Adam(), training.Settings(10, 5, 1, (1,))
    )
    names = set(leaves(run.state))
    assert {"machine.weights", "memory.first.weights", "memory.updates", "chains", "updates"} <= names

"""The cost model beside times and memory that were measured; what jobs ask for; no result depends on it."""

from copy import deepcopy

import pytest
from benchmarks.cost_grid import grid
from benchmarks.workloads import cell

from placecells.jobs import cost
from placecells.jobs.code import closure

# CPU seconds of an update at N = 100, batch 100, from one run of `python -m benchmarks.cost_grid`
MEASURED = [  # hidden, colours, negative phase, gibbs, unit, seconds
    (1, None, "exact-sample", 0, "spin", 1.7e-05),
    (1, None, "pcd", 20, "spin", 5.1e-05),
    (3, None, "pcd", 20, "zero_one", 1.7e-04),
    (10, None, "pcd", 20, "spin", 2.7e-04),
    (20, None, "pcd", 1, "zero_one", 1.0e-04),
    (100, None, "pcd", 20, "spin", 2.0e-03),
    (1000, None, "pcd", 20, "gaussian", 7.4e-02),
    (1000, 4, "pcd", 1, "double_well", 7.4e-02),
    (20, 4, "pcd", 20, "zero_one", 3.2e-03),
    (100, 10, "pcd", 20, "gaussian", 2.5e-02),
    (1000, 50, "pcd", 20, "spin", 1.2),
    (10, 10, "exact-moment", 0, "spin", 3.7e-03),
    (1, 50, "exact-sample", 0, "double_well", 2.6e-03),
    (20, None, "exact-moment", 0, "spin", 0.68),
]
# largest resident set, in MiB, of a process that trained: getrusage after `write_cell`
MEMORY = [  # hidden, colours, negative phase, samples, batch, seeds, threads, records, MiB
    (1, None, "pcd", 1000, 100, 1, 1, 3, 263),
    (1, None, "pcd", 2_000_000, 100, 1, 1, 3, 277),
    (1, 10, "pcd", 500_000, 100, 1, 1, 3, 289),
    (3000, None, "pcd", 1000, 100, 1, 1, 3, 279),
    (100, None, "pcd", 1000, 100, 2, 1, 501, 308),
    (3, None, "pcd", 1000, 100_000, 1, 1, 3, 373),
    (17, None, "exact-moment", 1000, 100, 1, 1, 3, 308),
    (17, 4, "exact-sample", 1000, 100, 2, 2, 3, 691),
    (1000, 10, "pcd", 1000, 100, 3, 3, 5, 423),
]


def trained(updates=1_000_000, seeds=1, every=1_000_000, **arguments):
    """A cell with an end of training and records."""
    whole = cell(**{"hidden": 1, "gibbs": 20} | arguments)
    whole["training"]["stop"], whole["record"] = {"updates": updates}, {"every": {"updates": every}}
    return whole | {"seeds": seeds}


@pytest.mark.parametrize(("hidden", "colours", "negative", "gibbs", "unit", "seconds"), MEASURED)
def test_an_update_takes_what_was_measured_within_a_factor_of_two(hidden, colours, negative, gibbs, unit, seconds):
    whole = cell(hidden, gibbs, colours=colours, negative=negative, unit=unit)
    assert 0.5 < cost.update_seconds(whole) / seconds < 2


@pytest.mark.parametrize(
    ("hidden", "colours", "negative", "samples", "batch", "seeds", "threads", "records", "mebibytes"), MEMORY
)
def test_memory_is_what_was_measured(hidden, colours, negative, samples, batch, seeds, threads, records, mebibytes):
    whole = trained(
        records - 1, seeds, 1, hidden=hidden, gibbs=1, colours=colours, negative=negative, samples=samples, batch=batch
    )
    estimate = cost.memory_bytes(whole, threads)
    assert 0.85 < estimate / (mebibytes * 2**20) < 1.2
    assert mebibytes * 2**20 < 1e6 * cost.megabytes(whole, threads)


def test_every_cell_of_the_benchmark_has_a_cost_and_every_operation_seconds():
    named = set()
    for machine in grid():
        machine.pop("sampling")
        operations = cost.operations(cell(**machine))
        assert all(count >= 0 for count in operations.values())
        named |= operations.keys()
    stream = cell(hidden=1, gibbs=1)
    stream["data"]["sampling"] = "stream"
    del stream["data"]["samples"]
    assert cost.update_seconds(stream) > cost.update_seconds(cell(hidden=1, gibbs=1))
    assert named | {"fresh_colour"} == cost.SECONDS.keys()


@pytest.mark.parametrize(
    ("small", "large"),
    [
        ({"hidden": 1}, {"hidden": 3000}),
        ({"colours": 4}, {"colours": 50}),
        ({"gibbs": 1}, {"gibbs": 200}),
        ({"hidden": 30, "unit": "spin"}, {"hidden": 30, "unit": "double_well"}),
        ({"hidden": 8, "gibbs": 0, "negative": "exact-sample"}, {"hidden": 16, "gibbs": 0, "negative": "exact-sample"}),
        ({"batch": 10}, {"batch": 10_000}),
    ],
)
def test_a_larger_machine_asks_for_more_time(small, large):
    less, more = trained(**small), trained(**large)
    assert cost.minutes(less, 1) < cost.minutes(more, 1)


def test_requests_grow_with_memory_and_shrink_with_threads():
    assert cost.megabytes(trained(hidden=3000, colours=50), 1) > cost.megabytes(trained(hidden=1), 1)
    assert cost.megabytes(trained(hidden=3000, colours=50, seeds=4), 4) > cost.megabytes(
        trained(hidden=3000, colours=50, seeds=4), 1
    )
    assert cost.minutes(trained(10_000_000, seeds=10), 10) < cost.minutes(trained(10_000_000, seeds=10), 3)


@pytest.mark.parametrize(
    ("updates", "seeds", "threads"), [(10, 5, 1), (10_000_000, 5, 5), (10_000_000, 100, 16), (700_000, 3, 2)]
)
def test_a_thread_for_a_full_minute_and_at_most_one_per_seed(updates, seeds, threads):
    assert cost.threads(trained(updates, seeds)) == threads


def test_no_result_depends_on_it():
    assert "src/placecells/jobs/cost.py" not in closure("workflow/scripts/train.py")
    whole = trained()
    before = deepcopy(whole)
    cost.minutes(whole, cost.threads(whole))
    cost.megabytes(whole, 1)
    assert whole == before

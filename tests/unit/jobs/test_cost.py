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
    (100, None, "pcd", 20, "spin", 1.1e-03),
    (1000, None, "pcd", 20, "gaussian", 7.4e-02),
    (1000, 4, "pcd", 1, "double_well", 7.4e-02),
    (20, 4, "pcd", 20, "zero_one", 3.2e-03),
    (100, 10, "pcd", 20, "gaussian", 2.5e-02),
    (1000, 50, "pcd", 20, "spin", 1.2),
    (10, 10, "exact-moment", 0, "spin", 3.7e-03),
    (1, 50, "exact-sample", 0, "double_well", 2.6e-03),
    (20, None, "exact-moment", 0, "spin", 0.68),
]
# largest resident set, in MiB, of a process that trained one run after the other: getrusage at its end
MEMORY = [  # hidden, colours, negative phase, samples, batch, records, MiB
    (1, None, "pcd", 1000, 100, 3, 263),
    (1, None, "pcd", 2_000_000, 100, 3, 277),
    (1, 10, "pcd", 500_000, 100, 3, 289),
    (3000, None, "pcd", 1000, 100, 3, 279),
    (100, None, "pcd", 1000, 100, 501, 308),
    (3, None, "pcd", 1000, 100_000, 3, 373),
    (17, None, "exact-moment", 1000, 100, 3, 308),
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


@pytest.mark.parametrize(("hidden", "colours", "negative", "samples", "batch", "records", "mebibytes"), MEMORY)
def test_memory_is_what_was_measured(hidden, colours, negative, samples, batch, records, mebibytes):
    whole = trained(
        records - 1, 1, 1, hidden=hidden, gibbs=1, colours=colours, negative=negative, samples=samples, batch=batch
    )
    estimate = cost.memory_bytes(whole)
    assert 0.85 < estimate / (mebibytes * 2**20) < 1.2
    assert mebibytes * 2**20 < 1e6 * cost.megabytes(whole)


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


def test_requests_grow_with_memory_and_with_the_runs_of_a_job():
    assert cost.megabytes(trained(hidden=3000, colours=50)) > cost.megabytes(trained(hidden=1))
    assert cost.minutes(trained(10_000_000), 10) > cost.minutes(trained(10_000_000), 3)


@pytest.mark.parametrize("seeds", [1, 3, 10, 100])
@pytest.mark.parametrize("updates", [1, 10_000, 100_000, 300_000, 1_000_000, 100_000_000])
def test_every_seed_is_in_one_job_and_a_job_has_enough_work(updates, seeds):
    whole = trained(updates, seeds)
    chunks = cost.chunks(whole)
    assert [seed for first, last in chunks for seed in range(first, last + 1)] == list(range(seeds))
    lengths = [last + 1 - first for first, last in chunks]
    assert max(lengths) - min(lengths) <= 1
    one = cost.run_seconds(whole)
    assert len(chunks) == 1 or (min(lengths) + 1) * one > cost.JOB_SECONDS
    assert len(chunks) == seeds or one * seeds < cost.JOB_SECONDS * (len(chunks) + 1)


def test_short_runs_are_spread_over_jobs_of_a_bounded_number_of_files():
    lengths = [last + 1 - first for first, last in cost.chunks(trained(updates=1, seeds=2000))]
    assert sum(lengths) == 2000
    assert max(lengths) <= cost.JOB_RUNS


def test_no_result_depends_on_it():
    assert "src/placecells/jobs/cost.py" not in closure("workflow/scripts/train.py")
    whole = trained()
    before = deepcopy(whole)
    cost.minutes(whole, len(cost.chunks(whole)))
    cost.megabytes(whole)
    assert whole == before

import pytest

from placecells.report.projection import Job, critical_path, elapsed, on_cores, recorded

# two trainings on four runs each, of two threads; then a measurement of both
JOBS = {
    "data": Job(1.0, []),
    "long": Job(8.0, ["data"], 2, 4),
    "short": Job(4.0, ["data"], 2, 4),
    "measure": Job(2.0, ["long", "short"]),
}


def test_nobody_waits_for_what_did_not_run():
    graph = {"compile": {"needs": []}, "train": {"needs": ["compile", "data"], "threads": 2}, "data": {"needs": []}}
    jobs = recorded(graph, {"train": 3.0, "data": 1.0})
    assert jobs == {"train": Job(3.0, ["data"], threads=2), "data": Job(1.0, [])}
    assert elapsed(jobs, 2) == 4.0


def test_the_critical_path_is_the_longest_chain():
    assert critical_path(JOBS) == 1 + 8 + 2


@pytest.mark.parametrize(("cores", "seconds"), [(2, 1 + 8 + 4 + 2), (4, 1 + 8 + 2), (100, 1 + 8 + 2)])
def test_jobs_share_the_cores(cores, seconds):
    assert elapsed(JOBS, cores) == seconds


def test_a_small_job_overtakes_one_that_finds_no_room():
    jobs = {"one": Job(3.0, []), "wide": Job(1.0, [], 2), "small": Job(1.0, [])}
    assert elapsed(jobs, 2) == 3 + 1


@pytest.mark.parametrize(
    ("threads", "runs", "cores", "measured_on", "factor"),
    [(8, 8, 32, 2, 1 / 4), (8, 10, 32, 2, 2 / 5), (1, 10, 32, 2, 1), (4, 6, 1, 2, 2), (2, 3, 32, 2, 1)],
)
def test_runs_are_shared_among_threads_whole(threads, runs, cores, measured_on, factor):
    job = on_cores(Job(100.0, [], threads, runs), cores, measured_on)
    assert job.seconds == pytest.approx(100.0 * factor)
    assert job.threads == min(threads, cores)

import pytest

from placecells.report.projection import Job, critical_path, elapsed, recorded

JOBS = {
    "long": Job(8.0, []),
    "short": Job(4.0, []),
    "shorter": Job(3.0, []),
    "measure": Job(2.0, ["long", "short"]),
}


def test_nobody_waits_for_what_did_not_run():
    graph = {"train": [], "other": [], "dataset": ["train", "other"]}
    jobs = recorded(graph, {"dataset": 3.0, "train": 1.0})
    assert jobs == {"train": Job(1.0, []), "dataset": Job(3.0, ["train"])}
    assert elapsed(jobs, 2) == 4.0


def test_the_critical_path_is_the_longest_chain():
    assert critical_path(JOBS) == 8 + 2


@pytest.mark.parametrize(("cores", "seconds"), [(1, 17), (2, 8 + 2), (3, 8 + 2), (100, 8 + 2)])
def test_jobs_share_the_cores(cores, seconds):
    assert elapsed(JOBS, cores) == seconds


def test_whoever_is_first_in_the_order_begins_first():
    assert elapsed({"short": Job(1.0, []), "middle": Job(1.0, []), "long": Job(3.0, [])}, 2) == 4
    assert elapsed({"long": Job(3.0, []), "middle": Job(1.0, []), "short": Job(1.0, [])}, 2) == 3

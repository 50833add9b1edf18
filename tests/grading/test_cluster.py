"""A Dask cluster on this machine: real scheduler, real workers, one of them killed on the way."""

import os
import signal

import pytest
from small_assignment_course import ALL, ASSIGNMENT, SOME

from course_lib.grading.batch import Batch
from course_lib.grading.folder import GradingError
from course_lib.grading.jail import Limits
from course_lib.grading.workers import on_cluster

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")


@pytest.fixture
def cluster():
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        silence_logs=60,
    ) as cluster:
        yield cluster


def test_a_class_is_graded_though_a_worker_is_killed_midway(course, cluster):
    students = {f"s{i:02}": SOME if i % 2 else ALL for i in range(14)}
    folder = course(students)
    address = cluster.scheduler_address
    with distributed.Client(address, set_as_default=False) as client:
        pids = [*client.run(os.getpid).values()]
    outcomes = {}
    for outcome in Batch(folder, ASSIGNMENT, Limits()).through(lambda j: on_cluster(j, address)):
        outcomes[outcome.student] = outcome
        if len(outcomes) == 3:
            os.kill(pids[0], signal.SIGKILL)
    assert {who: (o.state, o.points) for who, o in outcomes.items()} == {
        who: ("graded", 3 if data is SOME else 4) for who, data in students.items()
    }


def test_no_scheduler_is_told_as_such(course):
    folder = course({"ada": SOME})
    with pytest.raises(GradingError, match="no scheduler answers at"):
        [*Batch(folder, ASSIGNMENT, Limits()).through(lambda j: on_cluster(j, "127.0.0.1:1"))]

"""The gradebook may be a PostgreSQL database: tried with a real server, started here."""

import glob
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from small_assignment_course import ALL, ASSIGNMENT, CONFIG, NOTHING, SOME, hand_in, release

from course_lib.grading.batch import Batch
from course_lib.grading.jail import Limits
from course_lib.grading.workers import work

PROGRAMS = [*sorted(glob.glob("/usr/lib/postgresql/*/bin")), *os.get_exec_path()]
NOBODY = 65534  # the server refuses to run as root


def program(name):
    """Where it is; else the test is skipped, or fails where COURSE_REQUIRE_POSTGRES=1."""
    found = shutil.which(name, path=os.pathsep.join(PROGRAMS))
    if found is None:
        required = os.environ.get("COURSE_REQUIRE_POSTGRES") == "1"
        (pytest.fail if required else pytest.skip)(f"PostgreSQL is missing: there is no {name}")
    return found


@pytest.fixture
def server():
    """The address of an empty database that only a socket in a temporary folder leads to."""
    pytest.importorskip("psycopg", reason="the extra `postgres` is not installed")
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    base = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # a socket's path must be short
    as_nobody = ["setpriv", "--reuid", f"{NOBODY}", "--regid", f"{NOBODY}", "--clear-groups"]
    as_user = as_nobody if os.getuid() == 0 else []
    if as_user:
        os.chown(base, NOBODY, NOBODY)

    def run(*command):
        environ = {**os.environ, "HOME": str(base), "LC_ALL": "C"}
        with (base.parent / f"{base.name}.log").open("ab") as log:  # a server outlives its pipes
            subprocess.run(
                [*as_user, *command], check=True, env=environ, stdout=log, stderr=log, cwd="/"
            )

    data = base / "data"
    try:
        run(initdb, "-D", data, "-U", "course", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -k {base} -c fsync=off"
        run(pg_ctl, "-D", data, "-w", "-o", options, "start")
        yield f"postgresql+psycopg://course@/postgres?host={base}"
    finally:
        if (data / "postmaster.pid").exists():
            run(pg_ctl, "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(base)
        base.with_name(f"{base.name}.log").unlink()


@pytest.mark.skipif(sys.platform != "linux", reason="setpriv and the jail are Linux's")
def test_a_class_is_graded_and_regraded_into_postgresql(server, tmp_path, monkeypatch):
    config = tmp_path / "config.py"
    config.write_text(f"{CONFIG.read_text()}\nc.CourseDirectory.db_url = {server!r}\n")
    monkeypatch.setattr("small_assignment_course.CONFIG", config)
    folder = release(tmp_path / "course")
    for student, data in {"ada": SOME, "bob": ALL, "eve": b"<html>", "s" * 200: NOTHING}.items():
        hand_in(folder, student, data)

    def grade():
        batch = Batch(folder, ASSIGNMENT, Limits())
        return {
            o.student: o.state for o in batch.through(lambda jobs: ((j, work(j)) for j in jobs))
        }

    # A name longer than the column: SQLite takes it, PostgreSQL does not, and the others go on.
    first = {"ada": "graded", "bob": "graded", "eve": "set aside", "s" * 200: "failed"}
    assert grade() == first
    with folder.gradebook() as book:
        assert {s.student.id: s.score for s in book.assignment_submissions(ASSIGNMENT)} == {
            "ada": 3,
            "bob": 4,
            "eve": 0,
        }
        book.find_grade("essay", ASSIGNMENT, ASSIGNMENT, "ada").manual_score = 2
        book.db.commit()
    assert grade() == {**first, "ada": "unchanged", "bob": "unchanged"}
    folder.autograde(ASSIGNMENT, "ada")
    with folder.gradebook() as book:
        assert book.find_submission(ASSIGNMENT, "ada").score == 5
    assert not (folder.root / "gradebook.db").exists()
    assert folder.feedback(ASSIGNMENT, "ada").exists()

"""Inputs that nobody can guess, and that are the same when the same work is graded again."""

import numpy as np

from course_lib.grading.secret import (
    NAME,
    course_secret,
    inputs_of,
    key_of_work,
    student_key,
)


def numbers(key, exercise="a"):
    return tuple(inputs_of(key, exercise).integers(0, 2**60, 3))


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path):
    secret = course_secret(tmp_path)
    assert len(secret) == 32
    assert course_secret(tmp_path) == secret
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == [NAME]
    other = tmp_path / "other"
    other.mkdir()
    assert course_secret(other) != secret


def test_every_student_exercise_assignment_and_version_has_inputs_of_its_own():
    keys = [student_key(b"s", a, s) for a in ("01", "02") for s in ("ada", "bob")]
    keys += [key_of_work(keys[0], "x = 1"), key_of_work(keys[0], "x = 2")]
    drawn = {numbers(key, e) for key in keys for e in ("l1", "l2")}
    assert len(drawn) == 2 * len(keys)
    assert numbers(student_key(b"s", "01", "ada")) == numbers(keys[0])


def test_a_workers_key_tells_nothing_of_another_students():
    """It is the output of a keyed hash: neither the secret nor the other key is a part of it."""
    secret = bytes(range(32))
    ada, bob = (student_key(secret, "01", s) for s in ("ada", "bob"))
    assert ada != bob
    assert secret[:8] not in ada
    assert np.mean([a == b for a, b in zip(ada, bob, strict=True)]) < 0.5

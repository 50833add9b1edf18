"""Put another judge into course_lib, one that finds every answer right."""

from attacking import Attack, earns

PATCHED = """
import course_lib.checking
import course_lib.exercises

def judge(exercise, answer, rng):
    return course_lib.checking.Verdict(
        exercise=exercise.id, title="", state="passed", points=99, max_points=99, message="Right."
    )

course_lib.exercises.judge = judge
pairwise_l2 = print
"""
ATTACK = Attack(answers={"pairwise-l2": PATCHED}, wins=earns("pairwise-l2"))

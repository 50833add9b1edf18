"""Answer with an object whose copy is the answer: its `__deepcopy__` runs where the judge is."""

from attacking import Attack, earns

LATE = """
import sys

class Later:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def __deepcopy__(self, memo):
        frame = sys._getframe()
        while frame is not None:
            exercise = frame.f_locals.get("exercise")
            if hasattr(exercise, "reference"):
                return exercise.reference(self.a, self.b)
            frame = frame.f_back
        return self

    def __reduce_ex__(self, protocol):
        return eval, ("__import__('numpy').zeros((2, 2))",)

class Sized(Later):
    pass

def pairwise_l2(a, b):
    from course_lib.exercises import find
    find("pairwise-l2")
    return Sized(a, b)
"""
ATTACK = Attack(answers={"pairwise-l2": LATE}, wins=earns("pairwise-l2"))

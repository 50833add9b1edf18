"""The exercise that CONTRIBUTING.md shows is one."""

import re
import textwrap
from pathlib import Path

import numpy as np

from course_lib.checking import judge


def test_the_example_can_be_copied_and_proves_itself():
    text = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names = {}
    exec(textwrap.dedent(code), names)
    exercise, rng = names["RELU"], np.random.default_rng(0)
    assert judge(exercise, exercise.stub, rng).state == "not attempted"
    for answer in exercise.right_answers.values():
        assert judge(exercise, answer, rng).state == "passed"
    for name, answer in exercise.wrong_answers.items():
        assert judge(exercise, answer, rng).mistake == name

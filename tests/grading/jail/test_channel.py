"""What a student's code writes to the judge's own channel costs its session, and is named."""

import pytest
from jailed import text

FIND = """
import os, socket, stat, struct, sys, threading, time
for fd in range(3, 70):
    try:
        if stat.S_ISSOCK(os.fstat(fd).st_mode): break
    except OSError: pass
"""
FORGED = {
    "garbage": "os.write(fd, b'garbage' * 1000)",
    "the beginning of a reply": "os.write(fd, struct.pack('>I', 1000) + b'abc')",
    "half a length": "os.write(fd, b'\\0\\0'); time.sleep(100)",
    "a reply of four thousand million bytes": "os.write(fd, bytes([255] * 99))",
    "a reply of nothing": "os.write(fd, struct.pack('>I', 0))",
    "a good reply with a guessed nonce": (
        "from course_lib.grading.jail.codec import encode\n"
        "body = bytes(16) + encode({'outputs': [], 'count': 1}, 1000)\n"
        "os.write(fd, struct.pack('>I', len(body)) + body)"
    ),
    "a reply without an end": (
        "os.set_blocking(fd, True)\n"
        "os.write(fd, struct.pack('>I', 30000))\nwhile True: os.write(fd, b'a' * 100)"
    ),
}


def nonce_of_now():
    """Code that finds the nonce of the request being served, as a student could."""
    return (
        "f = sys._getframe()\n"
        "while 'nonce' not in f.f_locals: f = f.f_back\n"
        "nonce = f.f_locals['nonce']\n"
    )


@pytest.mark.parametrize("code", FORGED.values(), ids=FORGED)
def test_a_forged_reply_is_named_and_costs_the_cell_only(hasty, code):
    hasty.run("x = 1")
    done = hasty.run(FIND + code)
    assert "did what no notebook does" in done.stopped
    assert hasty.suspicious == ["bad-reply"]
    assert text(hasty.run("print(x)")) == "1\n"


def test_speaking_unasked_ends_the_session(hasty):
    hasty.run(
        FIND + "def speak():\n    while True: time.sleep(0.01); os.write(fd, b'hello')\n"
        "threading.Thread(target=speak, daemon=True).start()\ntime.sleep(0.2)"
    )
    hasty.run("x = 1")
    assert set(hasty.suspicious) & {"spoke-unasked", "bad-reply"}


def test_a_second_reply_is_not_taken_for_the_answer_to_the_next_request(hasty):
    hasty.run(
        "def f(x):"
        + FIND.replace("\n", "\n    ")
        + nonce_of_now().replace("\n", "\n    ")
        + "one = nonce + b'M' + struct.pack('>I', 2) + b'S' + struct.pack('>I', 5) + b'value'"
        " + b'I' + struct.pack('>I', 1) + b'\\x07'\n"
        "    os.write(fd, (struct.pack('>I', len(one)) + one) * 2)\n"
        "    return x"
    )
    hasty.run("def g(x): return x")
    with hasty.answer(["f"]) as answer:
        assert answer.call((1,)).value == 7  # its own answer: it may be anything
        assert answer.call((2,)).raised.kind == "ProcessLost"
    assert hasty.suspicious == ["spoke-unasked"]
    with hasty.answer(["g"]) as answer:
        assert answer.call((3,)).value == 3


@pytest.mark.parametrize(
    "reply",
    [
        "{}",
        "{'raised': 1}",
        "{'raised': ['a', 'b']}",
        "{'raised': ['a', 1, 'c', None, 'd']}",
        "{'value': 1, 'changed': 'all'}",
        "{'value': 1, 'printed': 5}",
        "[1]",
        "'value'",
        "{1: 2}",
    ],
)
def test_a_reply_of_another_form_is_named(hasty, reply):
    hasty.run(
        "import course_lib.grading.jail.inside.worker as worker\n"
        f"worker._DO['call'] = lambda *_: {reply}\ndef f(x): return x"
    )
    with hasty.answer(["f"]) as answer:
        assert answer.call((1,)).raised.kind == "ProcessLost"
    assert hasty.suspicious == ["bad-reply"]


@pytest.mark.parametrize(
    "outputs",
    [
        "None",
        "[{}]",
        "[1]",
        "[{'output_type': 'stream', 'name': 'stdin', 'text': ''}]",
        "[{'output_type': 'stream', 'name': 'stdout', 'text': 1}]",
        "[{'output_type': 'pyout'}]",
        "[{'output_type': 'display_data', 'data': {1: 2}, 'metadata': {}}]",
        "[{'output_type': 'display_data', 'data': {'a': (1,)}, 'metadata': {}}]",
        "[{'output_type': 'display_data', 'data': {'a': 1e999}, 'metadata': {}}]",
        "[{'output_type': 'display_data', 'data': {'a': len}, 'metadata': {}}]",
        "[{'output_type': 'display_data', 'data': [], 'metadata': {}}]",
        "[{'output_type': 'error', 'ename': 1, 'evalue': '', 'traceback': []}]",
        "[{'output_type': 'error', 'ename': '', 'evalue': '', 'traceback': 'abc'}]",
    ],
)
def test_outputs_of_another_form_never_reach_a_notebook(hasty, outputs):
    hasty.run(
        "import course_lib.grading.jail.inside.worker as worker\n"
        f"worker._DO['cell'] = lambda *_: {{'outputs': {outputs}, 'count': 1}}"
    )
    done = hasty.run("x = 1")
    assert (done.outputs, done.stopped) == ([], "the process answered with nonsense")
    assert hasty.suspicious == ["bad-reply"]


@pytest.mark.parametrize("steps", ["10**1000", "-1", "1.5", "True", "None", "'1'"])
def test_a_count_that_nothing_can_have_is_named(hasty, steps):
    hasty.run(
        "import course_lib.grading.jail.inside.worker as worker\n"
        f"worker._DO['cost'] = lambda *_: {{'steps': {steps}, 'memory': 1}}\ndef f(x): return x"
    )
    with hasty.answer(["f"]) as answer:
        assert answer.cost((1,)).kind == "ProcessLost"
    assert hasty.suspicious == ["bad-reply"]

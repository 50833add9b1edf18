"""Each limit costs the cell that meets it, and nothing else."""

import base64
import json
import os
import subprocess
import sys

import nbformat
import numpy as np
import pytest
from jailed import SMALL, error, text

from course_lib.checking.run import Raised
from course_lib.grading.jail import Jail, Limits

DEADLY = {
    "leaves": "import os; os._exit(0)",
    "kills itself": "import os; os.kill(os.getpid(), 9)",
    "crashes": "import ctypes; ctypes.string_at(0)",
    "aborts": "import os; os.abort()",
    "kills its whole group": "import os; os.killpg(0, 9)",
}
ENDLESS = {
    "loops": "while True: pass",
    "sleeps": "import time; time.sleep(1000)",
    "swallows the interrupt": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    ),
    "ignores the interrupt": (
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    ),
    "hangs in C": "10 ** (10 ** 9)",
    "waits for a lock": "import threading; l = threading.Lock(); l.acquire(); l.acquire()",
    "stops itself": "import os; os.kill(os.getpid(), 19)",
}


@pytest.mark.parametrize("code", DEADLY.values(), ids=DEADLY)
def test_a_cell_that_ends_its_process_costs_only_itself(session, code):
    session.run("x = 1")
    done = session.run("x = 2\n" + code)
    assert "ended itself" in done.stopped
    assert text(session.run("print(x)")) == "1\n"


@pytest.mark.parametrize("code", ENDLESS.values(), ids=ENDLESS)
def test_a_cell_that_hangs_costs_only_itself(hasty, code):
    hasty.run("x = 1")
    done = hasty.run("y = 2\n" + code)
    assert done.stopped == "stopped after 1 s"
    assert text(hasty.run("print(x)")) == "1\n"


def test_a_cell_that_obeys_the_interrupt_keeps_what_it_did(hasty):
    done = hasty.run("def f(a):\n    return a + 1\nprint('there')\nwhile True: pass")
    assert done.stopped == "stopped after 1 s"
    assert text(done) == "there\nKeyboardInterrupt: \n"
    assert text(hasty.run("print(f(1))")) == "2\n"


@pytest.mark.parametrize(
    "code", ["import sys; sys.exit(0)", "exit()", "quit()", "raise SystemExit"]
)
def test_leaving_politely_ends_the_cell_only(session, code):
    session.run("x = 1")
    assert session.run(code).stopped is None
    assert text(session.run("print(x)")) == "1\n"


@pytest.mark.parametrize(
    "code",
    [
        "import numpy as np; np.ones(10**8)",
        "x = [0] * 10**8",
        "x = ['a' * 10**7 + str(i) for i in range(100)]",
        "import mmap; m = mmap.mmap(-1, 10**9)",
    ],
)
def test_memory_is_bounded(session, code):
    done = session.run(code)
    assert error(done) in ("MemoryError", "OSError") or error(done).endswith("MemoryError")
    assert text(session.run("print(1)")) == "1\n"


def test_what_is_within_the_limits_works(session):
    size = SMALL["memory_bytes"] // 2 // 8
    assert text(session.run(f"import numpy as np; print(np.ones({size}).sum())")) == f"{size}.0\n"


def test_disk_is_bounded_in_bytes_and_in_files(session):
    done = session.run("f = open('a', 'wb')\nfor _ in range(100): f.write(bytes(10**6)); f.flush()")
    assert error(done) == "OSError"
    done = session.run("for i in range(1000): open(str(i), 'w').close()")
    assert error(done) == "OSError"
    assert text(session.run("print(1)")) == "1\n"


def test_a_large_file_by_a_hole_in_it_is_refused(session):
    done = session.run("import os; fd = os.open('a', 65); os.ftruncate(fd, 10**12)")
    assert error(done) == "OSError"


def test_open_files_are_bounded(session):
    done = session.run("kept = [open('/dev/null') for _ in range(10000)]")
    assert error(done) == "OSError"
    assert text(session.run("print(1)")) == "1\n"


def test_files_left_open_cost_nobody_else(session):
    session.run(
        "kept = []\ntry:\n    while True: kept.append(open('/dev/null'))\nexcept OSError: pass"
    )
    assert text(session.run("x = 1; print(len(kept) > 40)")) == "True\n"
    assert session.value("x") == 1
    assert error(session.run("open('/dev/null')")) == "OSError"
    session.run("del kept")
    assert error(session.run("open('/dev/null')")) is None


def test_threads_are_bounded(session):
    done = session.run(
        "import threading\nevent = threading.Event()\n"
        "for _ in range(10000): threading.Thread(target=event.wait, daemon=True).start()"
    )
    assert error(done) == "RuntimeError"
    assert text(session.run("print(1)")) == "1\n"


@pytest.mark.parametrize(
    "code",
    [
        "print('a' * 10**7)",
        "for i in range(10**5): print(i)",
        "import sys; sys.stderr.write('é' * 10**6)",
        "from IPython.display import display, HTML\nfor i in range(3000): display(HTML('x' * 99))",
        "from IPython.display import display, HTML; display(HTML('x' * 10**7))",
        "from IPython.display import display\nfor i in range(10**4): display(i)",
        "'a' * 10**7",
        "raise ValueError('a' * 10**7)",
        "import numpy as np; np.set_printoptions(threshold=10**9); print(np.zeros(10**5))",
        "print(2 ** 10**6 if False else '9' * 10**6)",
    ],
)
def test_output_is_bounded(session, code):
    done = session.run(code)
    assert done.stopped is None
    assert len(str(done.outputs)) < 4 * SMALL["output_bytes"]
    assert "cut off here" in text(done)
    assert text(session.run("print(1)")) == "1\n"


def test_a_huge_number_is_an_ordinary_error(session):
    assert error(session.run("print(10 ** 10000)")) == "ValueError"


def test_output_up_to_the_limit_is_whole(session):
    words = "a" * (SMALL["output_bytes"] - 101) + "\n"
    assert text(session.run(f"print('a' * {len(words) - 1})")) == words


def test_the_whole_session_has_an_end():
    with Jail(Limits(total_seconds=1)) as jail, jail.open() as session:
        session.run("x = 1")
        done = session.run("while True: pass")
        assert done.stopped == "the whole notebook took more than 1 s"
        assert session.run("print(1)").stopped == "the whole notebook took more than 1 s"
        assert session.value("x").kind == "TimeLimit"
        raised = session.answer(["f"]).call(()).raised
        assert (raised.kind, raised.message) == (
            "TimeLimit",
            "the whole notebook took more than 1 s",
        )


def test_a_thread_that_goes_on_does_not_reach_the_next_cell(session):
    session.run(
        "import threading, time\nx = [0]\n"
        "def count():\n    while True: x[0] += 1; time.sleep(0)\n"
        "threading.Thread(target=count, daemon=True).start()"
    )
    done = session.run("a = x[0]; time.sleep(0.05); print(x[0] == a)")
    assert text(done) == "True\n"


ANSWERS = """
import os, time
calls = []
def right(x): return x + 1
def hangs(x):
    if x.sum() > 0:
        while True:
            pass
    return x
def dies(x):
    if x.sum() > 0: os._exit(0)
    calls.append(1)
    return len(calls)
def exits(x): raise SystemExit(3)
def eats(x): return [0] * 10**9
def vast(x): return np.zeros(10**6)
import base64
import json

import nbformat
import numpy as np
"""


def test_a_call_that_hangs_says_where(hasty):
    hasty.run(ANSWERS)
    with hasty.answer(["hangs"]) as answer:
        raised = answer.call((np.ones(3),)).raised
        assert (raised.kind, raised.function) == ("TimeLimit", "hangs")
        assert raised.source in ("while True:", "pass")
        assert answer.call((np.zeros(3),)).raised == Raised("TimeLimit", "stopped after 1 s")
    with hasty.answer(["right"]) as answer:
        np.testing.assert_array_equal(answer.call((np.zeros(3),)).value, np.ones(3))


def test_a_call_that_ends_the_process_costs_only_itself(session):
    session.run(ANSWERS)
    with session.answer(["dies"]) as answer:
        assert answer.call((np.zeros(3),)).value == 1
        assert answer.call((np.zeros(3),)).value == 2  # one process for all calls of a check
        assert answer.call((np.ones(3),)).raised.kind == "ProcessLost"
        assert answer.call((np.zeros(3),)).value == 1
    with session.answer(["dies"]) as answer:
        assert answer.call((np.zeros(3),)).value == 1  # and another for the next one


def test_calls_asked_at_once_end_as_they_would_one_by_one(session):
    session.run(ANSWERS)
    inputs = [(np.full(3, x),) for x in (0, 0, 1, 0, 1, 1, 0)]
    with session.answer(["dies"]) as together, session.answer(["dies"]) as alone:
        outcomes = together.calls(inputs)
        assert outcomes == [alone.call(args) for args in inputs]
    kinds = [o.raised.kind if o.raised else o.value for o in outcomes]
    assert kinds == [1, 2, "ProcessLost", 1, "ProcessLost", "ProcessLost", 1]
    with session.answer(["right"]) as answer:
        assert answer.calls([]) == []
        many = answer.calls([(np.arange(n),) for n in range(1, 40)])
        for n, outcome in enumerate(many, start=1):
            np.testing.assert_array_equal(outcome.value, np.arange(1, n + 1))


def test_of_calls_asked_at_once_those_before_one_that_hangs_count(hasty):
    hasty.run(ANSWERS)
    with hasty.answer(["hangs"]) as answer:
        good, stuck, after = answer.calls([(np.full(3, x),) for x in (0, 1, 0)])
    np.testing.assert_array_equal(good.value, np.zeros(3))
    assert (stuck.raised.kind, stuck.raised.function) == ("TimeLimit", "hangs")
    assert after.raised == Raised("TimeLimit", "stopped after 1 s")
    assert hasty.suspicious == []


PROCESSOR = min(os.sched_getaffinity(0))
STAYS = f"import os\nos.sched_setaffinity(0, {{{PROCESSOR}}})\n"
WORKS = """
import time
def works(x):
    until = time.process_time() + 0.3
    while time.process_time() < until: pass
    return x
"""


@pytest.fixture
def overrun():
    """Four others at work on the processor that whoever says STAYS stays on."""
    others = [subprocess.Popen([sys.executable, "-c", f"{STAYS}while True: pass"]) for _ in "1234"]
    yield
    for other in others:
        other.kill()
        other.wait()


@pytest.mark.usefixtures("overrun")
def test_on_a_machine_that_is_overrun_a_second_is_enough_for_twice_a_third_of_work(hasty):
    assert error(hasty.run(STAYS + WORKS)) is None
    with hasty.answer(["works"]) as answer:
        assert [answer.call((np.ones(3),)).raised for _ in "12"] == [None, None]


@pytest.mark.usefixtures("overrun")
def test_on_a_machine_that_is_overrun_the_whole_notebook_has_its_time_too():
    with Jail(Limits(total_seconds=1)) as jail, jail.open() as session:
        assert session.run(STAYS + WORKS).stopped is None
        assert [session.run("works(0)").stopped for _ in "12"] == [None, None]


def test_the_state_before_a_cell_that_died_is_there_again(session):
    """However many cells it took to come there, short ones and one that takes long."""
    session.run("import os, time\nx = [1]")
    session.run("x.append(2)")
    assert "ended itself" in session.run("x.append(3); os._exit(1)").stopped
    assert session.value("x") == [1, 2]
    session.run("time.sleep(0.7); x.append(4)")
    session.run("x.append(5)")
    assert "ended itself" in session.run("x.append(6); os._exit(1)").stopped
    assert "ended itself" in session.run("os.kill(os.getpid(), 9)").stopped
    done = session.run("print(x)")
    assert (text(done), done.count) == ("[1, 2, 4, 5]\n", 5)


def test_a_value_that_cannot_be_told_costs_only_itself(hasty):
    hasty.run(
        "from course_lib.grading.jail.inside import worker\n"
        "def hangs(*_):\n    while True: pass\n"
        "x = 1"
    )
    hasty.run("y = 2; worker._DO['value'] = hangs")
    assert hasty.value("x").kind == "TimeLimit"
    assert text(hasty.run("y += 1; print(x, y)")) == "1 3\n"


@pytest.mark.parametrize(
    ("name", "kind"),
    [("exits", "SystemExit"), ("eats", "MemoryError"), ("vast", "TooLarge"), ("gone", "NameError")],
)
def test_what_a_call_raises_is_told(session, name, kind):
    session.run(ANSWERS)
    with session.answer([name]) as answer:
        assert answer.call((np.ones(3),)).raised.kind == kind
        assert answer.cost((np.ones(3),)).kind == kind if name != "vast" else True


def test_processor_time_is_counted_outside(session):
    session.run(ANSWERS)
    session.run(
        "def busy(n):\n    for _ in range(n): pass\n    return n\nimport time; time.time = None"
    )
    with session.answer(["busy"]) as answer:
        little, much = answer.taken((10,)), answer.taken((3_000_000,))
    assert 0 <= little.cpu_seconds < much.cpu_seconds


@pytest.mark.parametrize(
    "code",
    [
        "for i in range(10**4): print(i); print(i, file=sys.stderr)",
        "display({'application/json': deep, 'text/plain': 'x'}, raw=True)",
        "display({'application/json': float('nan'), 'text/plain': 'x'}, raw=True)",
        "display({'image/png': b'abc', 'text/plain': 'x'}, raw=True, metadata={'a': {'b': 1}})",
        "display({'text/plain': '\\ud800 \\x00', 'a/b': object()}, raw=True)",
        "print('\\ud800 \\x00 \\x1b[31m')",
        "display(1, display_id='a'); update_display(2, display_id='a'); clear_output()",
    ],
)
def test_odd_outputs_are_no_crime(session, code):
    session.run(
        "import sys; from IPython.display import *\ndeep = []\nfor _ in range(100): deep = [deep]"
    )
    done = session.run(code)
    assert (done.stopped, error(done), session.suspicious) == (None, None, [])
    notebook = nbformat.v4.new_notebook()
    outputs = [nbformat.from_dict(output) for output in done.outputs]
    notebook.cells = [nbformat.v4.new_code_cell(code, outputs=outputs, execution_count=1)]
    nbformat.validate(notebook)
    json.dumps(notebook, ensure_ascii=False).encode()


def test_a_picture_comes_out_as_a_png(session):
    done = session.run("import matplotlib.pyplot as plt\nplt.figure(figsize=(1, 1)).gca();")
    (picture,) = done.outputs
    assert base64.b64decode(picture["data"]["image/png"]).startswith(b"\x89PNG")


def test_outputs_come_in_order_with_the_cells_number(session):
    session.run("1")
    done = session.run(
        "import sys\nprint('a'); print('b', file=sys.stderr); print('c')\ndisplay(1)\n2"
    )
    kinds = [output.get("name", output["output_type"]) for output in done.outputs]
    assert kinds == ["stdout", "stderr", "stdout", "display_data", "execute_result"]
    assert done.count == done.outputs[-1]["execution_count"] == 2

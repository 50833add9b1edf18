"""What a student's code cannot reach: files, processes, the network, the course's answers."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from jailed import error, text

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "/etc/shadow",
        "/proc/self/environ",
        "/proc/1/environ",
        "/sys/kernel",
        "/run",
        "/dev/shm",
        "/dev/sda",
        str(Path.home() / ".bashrc"),
        str(ROOT / "assignments/source/01_knn/01_knn.ipynb"),
        str(ROOT / "assignments/src/01_knn.py"),
        str(ROOT / "course_lib/exercises/knn/l2.py"),
        str(ROOT / "course_lib/kernels/neighbours.py"),
        __file__,
    ],
)
def test_a_file_of_the_host_does_not_exist(session, path):
    done = session.run(f"import os; print(os.path.lexists({path!r})); open({path!r})")
    assert text(done).startswith("False")
    assert error(done) in ("FileNotFoundError", "PermissionError")


def test_the_tree_holds_no_file_of_the_course_but_what_the_jail_needs(session):
    done = session.run(
        "import os\n"
        "found = {os.path.join(d, f) for d, _, files in os.walk('/') for f in files\n"
        "         if 'course_lib' in d and f.endswith(('.py', '.ipynb', '.npz', '.db', '.pyc'))}\n"
        "print(*sorted(f.split('course_lib/', 1)[1] for f in found), sep='\\n')"
    )
    seen = {line for line in text(done).split("\n") if line and "__pycache__" not in line}
    answers = {
        line for line in seen if line.startswith(("exercises/", "kernels/", "optim/", "nn/"))
    }
    assert answers == {f"{part}/__init__.py" for part in ("exercises", "kernels", "optim", "nn")}
    assert "checking/run.py" in seen
    assert not {"checking/judging.py", "exercises/knn/l2.py"} & seen


@pytest.mark.parametrize(
    "module",
    ["kernels", "optim", "nn", "syllabus", "widgets", "building", "cli"],
)
def test_a_part_of_the_course_that_holds_answers_says_kindly_that_it_is_away(session, module):
    done = session.run(f"import course_lib.{module}")
    assert error(done) == "NotAvailableError"
    assert "write it yourself" in text(done)
    assert (
        error(session.run(f"try:\n import course_lib.{module}\nexcept ImportError: pass")) is None
    )


@pytest.mark.parametrize(
    "module",
    ["exercises.knn", "checking.judging", "grading.jail.session", "grading.rebuild", "__main__"],
)
def test_no_other_part_of_the_course_can_be_imported(session, module):
    done = session.run(f"import course_lib.{module}")
    assert error(done) in ("ModuleNotFoundError", "NotAvailableError")


def test_check_and_hint_are_there_and_do_nothing(session):
    done = session.run(
        "from course_lib.exercises import check, hint\n"
        "print(check('knn-vote', len), check('affine', len, len), hint('knn-vote'))"
    )
    assert text(done) == "None None None\n"


def test_the_course_data_are_there(session):
    done = session.run(
        "import numpy as np\n"
        "from course_lib.data import load_mnist, load_uci_digits, split\n"
        "s = split(load_mnist(), train=40, dev=5, test=5, rng=np.random.default_rng(1))\n"
        "s.train.x.shape, load_uci_digits().x.shape"
    )
    assert text(done) == "((40, 1, 28, 28), (1797, 1, 8, 8))"


def test_no_secret_is_in_the_environment_the_arguments_or_the_memory(session, monkeypatch):
    done = session.run("import os, sys; print(dict(os.environ), sys.argv, os.getcwd())")
    said = text(done)
    for name, value in os.environ.items():
        if len(value) > 12 and name not in ("LANG", "MPLBACKEND"):
            assert value not in said
    done = session.run("import sys; print([m for m in sys.modules if m.startswith('course_lib')])")
    assert "judg" not in text(done)
    assert "knn" not in text(done)


@pytest.mark.parametrize(
    "code",
    [
        "open('/home/notes.txt', 'w')",
        "open('/usr/lib/notes.txt', 'w')",
        "import numpy; open(numpy.__file__, 'a')",
        "import os; os.mkdir('/tmp/new')",
        "import os; os.remove(__import__('numpy').__file__)",
        "import os; os.link(__import__('numpy').__file__, 'mine')",
        "import os; os.chmod('/home', 0o777)",
        "import os; os.mknod('disk', 0o60600, os.makedev(254, 0))",
        "import os; os.mkfifo('pipe')",
        "open('/dev/sda', 'rb')",
    ],
)
def test_nothing_is_written_outside_the_scratch(session, code):
    assert error(session.run(code)) in ("PermissionError", "OSError", "FileNotFoundError")


def test_a_link_leads_nowhere(session):
    done = session.run(
        "import os\n"
        "os.symlink('/etc/passwd', 'a'); os.symlink('../../../../../../etc', 'b')\n"
        "for path in ('a', 'b/passwd', '/home/student/../../etc/passwd'):\n"
        "    try: print(open(path).read())\n"
        "    except OSError as e: print(type(e).__name__)"
    )
    assert text(done) == "FileNotFoundError\n" * 3


def test_the_scratch_is_private_and_new(jail):
    with jail.open() as one, jail.open() as other:
        one.run("open('mine.txt', 'w').write('1')")
        assert text(other.run("import os; print(os.listdir())")) == "[]\n"
        assert text(one.run("import os; print(os.listdir())")) == "['mine.txt']\n"
    with jail.open() as third:
        assert text(third.run("import os; print(os.listdir())")) == "[]\n"


def test_a_module_beside_the_notebook_shadows_nothing(session):
    session.run("open('random.py', 'w').write('x = 1'); open('statistics.py', 'w').write('x = 1')")
    done = session.run("import statistics, sys; print(hasattr(statistics, 'x'), '' in sys.path)")
    assert text(done) == "False False\n"


@pytest.mark.parametrize(
    "kind", ["AF_INET, socket.SOCK_STREAM", "AF_UNIX", "AF_INET6", "AF_NETLINK"]
)
def test_no_socket_opens(session, kind):
    done = session.run(f"import socket; socket.socket(socket.{kind.replace(', ', ', ')})")
    assert error(done) == "PermissionError"


def test_a_listener_on_the_loopback_sees_nobody(session):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        port = server.getsockname()[1]
        session.run(f"import socket; socket.create_connection(('127.0.0.1', {port}), timeout=1)")
        session.run(f"import urllib.request as u; u.urlopen('http://127.0.0.1:{port}', timeout=1)")
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.fork()",
        "import os; os.posix_spawn('/bin/true', ['true'], {})",
        "import subprocess; subprocess.run(['/bin/true'])",
        "import multiprocessing as m; m.get_context('fork').Process(target=print).start()",
        "import os, sys; os.execv(sys.executable, ['python'])",
        "import ctypes; assert ctypes.CDLL(None).fork() >= 0",
        "import ctypes; assert ctypes.CDLL(None).syscall(58) >= 0, 'vfork'",
        "import ctypes; assert ctypes.CDLL(None).syscall(435, 0, 0) >= 0, 'clone3'",
    ],
)
def test_no_process_starts(session, code):
    done = session.run(code)
    assert done.stopped is None
    assert error(done) in ("PermissionError", "AssertionError")


def test_starting_a_process_is_named(session):
    session.run("x = 1")
    assert session.suspicious == []
    session.run("import os; os.fork()")
    assert session.suspicious == ["started-process"]
    assert text(session.run("print(x)")) == "1\n"


def test_threads_work(session):
    done = session.run(
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(4) as pool: print(sum(pool.map(abs, range(-50, 0))))"
    )
    assert text(done) == "1275\n"


@pytest.mark.parametrize(
    "call",
    [
        "ptrace(16, 1, 0, 0)",
        "unshare(0x10000000)",
        "mount(b'tmpfs', b'/home', b'tmpfs', 0, None)",
        "umount2(b'/home/student', 2)",
        "chroot(b'.')",
        "setns(0, 0)",
        "syscall(425, 8, 0)",
        "syscall(321, 0, 0, 0)",
        "syscall(298, 0, 0, 0, 0, 0)",
        "syscall(250, 0, 0)",
        "syscall(323, 0)",
        "memfd_create(b'x', 0)",
        "shmget(0, 4096, 0o1600)",
        "process_vm_readv(1, 0, 0, 0, 0, 0)",
    ],
)
def test_the_kernel_refuses(session, call):
    done = session.run(
        "import ctypes, os; libc = ctypes.CDLL(None, use_errno=True)\n"
        f"print(libc.{call}, os.strerror(ctypes.get_errno()))"
    )
    assert text(done) == "-1 Operation not permitted\n"


def test_it_has_no_powers_and_is_nobody(session):
    done = session.run(
        "import ctypes, os; libc = ctypes.CDLL(None)\n"
        "header = (ctypes.c_uint32 * 2)(0x20080522, 0); caps = (ctypes.c_uint32 * 6)(*[9] * 6)\n"
        "libc.capget(header, caps)\n"
        "print(list(caps), libc.prctl(39, 0, 0, 0, 0), libc.prctl(3, 0, 0, 0, 0), os.getuid() > 0)"
    )
    assert text(done) == "[0, 0, 0, 0, 0, 0] 1 0 True\n"


@pytest.mark.parametrize("pid", ["1", "-1", "os.getppid()", "2", "3"])
@pytest.mark.parametrize("number", [2, 9, 15])
def test_a_signal_harms_the_sender_only(jail, pid, number):
    with jail.open() as session, jail.open() as other:
        session.run("x = 1")
        session.run(f"import os; os.kill({pid}, {number})")
        session.run("print(x)")  # whatever came of it: it ends
        assert text(other.run("print(2)")) == "2\n"
    with jail.open() as another:
        assert text(another.run("print(3)")) == "3\n"


def test_open_files_of_the_judge_do_not_come_along(session):
    done = session.run(
        "import os, stat\n"
        "kinds = []\n"
        "for fd in range(64):\n"
        "    try: kinds.append((fd, stat.S_ISSOCK(os.fstat(fd).st_mode)))\n"
        "    except OSError: pass\n"
        "print([fd for fd, is_socket in kinds if is_socket].__len__(), len(kinds))"
    )
    assert text(done) == "1 4\n"  # the null device three times, and the channel


def test_a_killed_judge_leaves_no_process_and_no_file(tmp_path):
    """A judge is killed while a cell runs; the session's first process ends at once."""
    code = (
        "import os, sys, threading\n"
        "from course_lib.grading.jail import Jail\n"
        "with Jail() as jail, jail.open() as session:\n"
        "    print(jail._zygote.pid, session._kept.pid, flush=True)\n"
        "    threading.Thread(target=session.run, args=('while True: pass',)).start()\n"
        "    print(sys.stdin.readline())\n"
    )
    judge = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        text=True,
    )
    zygote, first = (int(word) for word in judge.stdout.readline().split())
    watched = [os.pidfd_open(pid) for pid in (zygote, first)]
    judge.kill()
    judge.communicate()
    for fd in watched:
        assert _ends(fd)
    assert list(tmp_path.iterdir()) == []


def _ends(pidfd):
    import select

    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    ended = bool(poll.poll(20_000))
    os.close(pidfd)
    return ended

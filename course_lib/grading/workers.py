"""Where jobs are done: processes of this machine, or a Dask cluster. A worker keeps nothing."""

import atexit
import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from concurrent.futures import ProcessPoolExecutor as Pool
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait as wait_for_end
from typing import Any

from course_lib.grading.folder import GradingError
from course_lib.grading.grade import grade_notebook
from course_lib.grading.graded import Graded, Job, failed
from course_lib.grading.jail import Jail

__all__ = ["Done", "on_cluster", "on_this_machine", "warm_jail", "work"]

KILLER = "the process that graded it was killed, twice"
Done = Iterator[tuple[Job, Graded]]
Under = Generator[tuple[Job, Graded], None, list[Job]]  # returns those that were under way
_BLOCK: int | None = getattr(signal, "SIG_BLOCK", None)
_UNBLOCK: int | None = getattr(signal, "SIG_UNBLOCK", None)
_mine = threading.local()


def work(job: Job) -> Graded:
    """Do one job in this thread's warm jail; whatever goes wrong is in what comes back."""
    try:
        return grade_notebook(job, warm_jail(job.limits, job.unsafe))
    except Exception as error:  # one submission never stops the others: it is told, and counted
        forget_jail()
        return failed(error)


def warm_jail(limits: Any, unsafe: bool) -> Any:
    """The jail of this thread, which is kept: starting one takes as long as grading does."""
    asked = (limits, unsafe)
    if getattr(_mine, "asked", None) != asked:
        forget_jail()
        _mine.open = contextlib.ExitStack()
        _mine.jail = _mine.open.enter_context(Jail(limits=limits, unsafe=unsafe))
        _mine.asked = asked
        atexit.register(forget_jail)  # nbgrader's own commands never say that they are done
    return _mine.jail


def forget_jail() -> None:
    """Close this thread's jail; the next job starts a new one."""
    _mine.asked = None
    if hasattr(_mine, "open"):
        _mine.open.close()


def on_this_machine(jobs: Iterable[Job], workers: int) -> Done:
    """Each job as it gets done, by so many processes. A job that kills its process is found out.

    Ctrl-C ends it while it waits, so whoever takes the results is never interrupted halfway.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when a worker imports NumPy
    left = iter(jobs)
    with _signals(_BLOCK):
        while True:
            with _pool(workers) as pool:
                suspects = yield from _through(pool, left, 2 * workers)
            if not suspects:
                return
            # A pool breaks as a whole: one by one they show whose fault it was.
            for job in suspects:
                with _pool(1) as pool:
                    broken = yield from _through(pool, [job], 1)
                for culprit in broken:
                    yield culprit, Graded(outcome="failed", reason=KILLER)


def on_cluster(jobs: Iterable[Job], address: str) -> Done:
    """Each job as it gets done by the workers of the Dask scheduler at `address`."""
    try:
        from distributed import Client
    except ImportError as error:
        raise GradingError(
            "there is no dask.distributed here",
            why="a scheduler is spoken to through it",
            how="install the extra: pip install 'course-lib[cluster]'",
        ) from error
    try:
        client = Client(address, timeout=5, set_as_default=False)
    except (OSError, ValueError) as error:
        raise GradingError(
            f"no scheduler answers at {address}", why=str(error), how="start `dask scheduler` there"
        ) from error
    with client, client.get_executor(pure=False) as executor:
        workers = sum(client.nthreads().values())
        lost = yield from _through(executor, iter(jobs), 2 * max(workers, 4))
    if lost:
        raise GradingError(
            f"the scheduler at {address} is gone",
            why=f"{len(lost)} submissions were under way; what was graded is recorded",
            how="start it again and run the same command: it goes on from there",
        )


def _through(executor: Executor, jobs: Iterable[Job], window: int) -> Under:
    """Yield each job done, with few under way; return those under way when all was lost."""
    jobs = iter(jobs)
    under_way: dict[Future[Graded], Job] = {}
    while True:
        for job in jobs:
            under_way[executor.submit(work, job)] = job
            if len(under_way) >= window:
                break
        if not under_way:
            return []
        with _signals(_UNBLOCK):
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        lost = []
        for future in done:
            job = under_way.pop(future)
            try:
                yield job, future.result()
            except (BrokenProcessPool, CancelledError):
                lost.append(job)
            except Exception as error:  # Dask's KilledWorker: its workers died of it
                yield job, failed(error)
        if lost:
            return [*lost, *under_way.values()]


@contextlib.contextmanager
def _pool(workers: int) -> Iterator[Pool]:
    """Processes that never hear Ctrl-C, which is this process's to answer, and end when it does."""
    # A fork of this process would keep open what belongs to another worker's jail.
    with Pool(workers, multiprocessing.get_context("spawn"), _settle_in) as pool:
        try:
            yield pool
        except (KeyboardInterrupt, GeneratorExit):  # nobody wants what is under way
            for process in multiprocessing.active_children():
                process.kill()
            pool.shutdown(cancel_futures=True)
            raise


@contextlib.contextmanager
def _signals(how: int | None) -> Iterator[None]:
    """Hold Ctrl-C back in this thread and whatever it starts, or let it come again."""
    if how is None:  # Windows: it comes whenever it comes
        yield
        return
    before = signal.pthread_sigmask(how, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _settle_in() -> None:
    """Be deaf to Ctrl-C for good, and let this worker end when the process that started it does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if _UNBLOCK is not None:
        signal.pthread_sigmask(_UNBLOCK, {signal.SIGINT})  # a jailed process can be interrupted
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        wait_for_end([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()

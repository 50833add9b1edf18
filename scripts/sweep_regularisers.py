"""Train every method of lecture 06 in every situation, and keep what came out of it.

    python scripts/sweep_regularisers.py --jobs 4

About an hour of one core. What is kept already is not run again: delete
course_lib/widgets/regularisation/sweep.json to start afresh.
"""

import argparse
import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from course_lib.widgets.regularisation import sweep as sweeps
from course_lib.widgets.regularisation.buying import Accuracy, train

TOGETHER = 24  # runs between two times of writing


def main() -> None:
    """Choose the strengths, then measure what they buy."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time")
    jobs = parser.parse_args().jobs
    done = sweeps.read(sweeps.FILE).done if sweeps.FILE.exists() else {}
    with ProcessPoolExecutor(jobs) as pool:
        for situation in sweeps.SITUATIONS:
            work(pool, sweeps.to_choose(situation), done)
            work(pool, sweeps.to_report(sweeps.Sweep(done), situation), done)


def work(pool: ProcessPoolExecutor, runs: Iterable[sweeps.Run], done: dict) -> None:
    """Run what is not done yet, writing now and then."""
    left = [run for run in runs if run not in done]
    for start in range(0, len(left), TOGETHER):
        some = left[start : start + TOGETHER]
        done.update(zip(some, pool.map(one, some), strict=True))
        sweeps.write(sweeps.Sweep(done), sweeps.FILE)
        print(f"{start + len(some)} of {len(left)}", flush=True)


def one(run: sweeps.Run) -> Accuracy:
    """Train once, rounded as it is written."""
    result = train(run.name, run.strength, run.situation.n, run.seed, run.situation.wrong)
    return Accuracy(*(round(a, 4) for a in result))


if __name__ == "__main__":
    main()

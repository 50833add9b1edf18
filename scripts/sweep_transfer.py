"""Train every way of transfer on every pair of lecture 08, and keep what came out of it.

    python scripts/sweep_transfer.py --jobs 4

About a quarter of an hour of one core. What is kept already is not run again: delete
course_lib/nn/transfer_runs.json to start afresh.
"""

import argparse
import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from course_lib.nn import TransferRun, TransferRuns, train_transfer
from course_lib.nn import transfer_runs as kept


def main() -> None:
    """Choose the rates, then measure what each way gives at its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time")
    jobs = parser.parse_args().jobs
    runs = TransferRuns(dict(kept.read(kept.FILE).done) if kept.FILE.exists() else {})
    with ProcessPoolExecutor(jobs) as pool:
        for pair, each in kept.situations():
            work(pool, kept.to_choose(pair, each), runs)
            work(pool, kept.to_report(runs, pair, each), runs)


def work(pool: ProcessPoolExecutor, wanted: Iterable[TransferRun], runs: TransferRuns) -> None:
    """Do what is not done yet and write all."""
    missing = [run for run in wanted if run not in runs.done]
    for run, accuracy in zip(missing, pool.map(train_transfer, missing, chunksize=3), strict=True):
        runs.done[run] = accuracy
    kept.write(runs, kept.FILE)
    if missing:
        print(f"{missing[0].pair}, {missing[0].each} a class: {len(missing)} runs", flush=True)


if __name__ == "__main__":
    main()

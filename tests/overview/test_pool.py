"""The pool: one job stops no other, and no worker outlives the program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import batch_jobs
import pytest
from stage import gone, wait_until

from nejtak.overview.pool import ENDED, Job, Task, run_all

SUPPORT = Path(batch_jobs.__file__)


def ended(folder: Path, jobs: list[Job], workers: int) -> dict[str, tuple[bool, str]]:
    """How each job ended, by its client."""
    task = Task(batch_jobs.start, (str(folder),), batch_jobs.work)
    found = list(run_all(jobs, task, workers))
    assert len(found) == len(jobs)
    return {outcome.job.client: (outcome.done, outcome.said) for outcome in found}


@pytest.mark.parametrize("workers", [1, 2, 9])
def test_every_job_is_run_once(tmp_path: Path, workers: int) -> None:
    """In this process if there is one core, in as many as there are cores, never in more."""
    jobs = [Job(("x",), name, "do") for name in "abcd"]
    assert ended(tmp_path, jobs, workers) == dict.fromkeys("abcd", (True, ""))
    assert {path.name for path in tmp_path.glob("done-*")} == {f"done-{name}" for name in "abcd"}
    pids = {path.name for path in tmp_path.glob("worker-*")}
    assert len(pids) <= min(workers, 4)
    assert (f"worker-{os.getpid()}" in pids) == (workers == 1)


def test_a_worker_that_is_ended_stops_no_other_job(tmp_path: Path) -> None:
    """The job that brings its process down is said to; all others are done."""
    jobs = [Job(("x",), name, "kill" if name in "bd" else "do") for name in "abcde"]
    found = ended(tmp_path, jobs, 2)
    assert {name for name, (done, _) in found.items() if done} == set("ace")
    assert {said for done, said in found.values() if not done} == {ENDED}


def test_no_worker_outlives_the_program(tmp_path: Path) -> None:
    """After SIGKILL of the one that started them, workers end too, in the middle of a job."""
    program = subprocess.Popen(
        [sys.executable, SUPPORT, tmp_path],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: len(list(tmp_path.glob("worker-*"))) == 2)
    finally:
        program.send_signal(signal.SIGKILL)
        program.wait()
    workers = [int(path.name.partition("-")[2]) for path in tmp_path.glob("worker-*")]
    wait_until(lambda: all(map(gone, workers)))

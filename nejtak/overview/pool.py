"""Runs jobs in a pool of processes, so that none can stop or change another.

It scales up on all cores of this machine, and not out to a cloud, since closing and reporting need
the private key.

Each job is the command of one wave, which can be killed at any point and run again. A batch can be,
too: the next run leaves out the waves that are done. Workers end with the program that started
them, a job that crashes its process is tried once more alone, and Ctrl-C lets the running jobs end.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from typing import Any

ENDED = "Its process was ended from outside, or ran out of memory. Run it alone to see why."


@dataclass(frozen=True, slots=True)
class Job:
    """The command of one wave: its name, the wave, and options."""

    command: tuple[str, ...]
    client: str
    wave: str
    options: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The wave's name in messages."""
        return f"{self.client}/{self.wave}"

    @property
    def arguments(self) -> tuple[str, ...]:
        """The command's arguments: client, wave and options."""
        return (self.client, self.wave, *self.options)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A job's result: whether it succeeded, its standard output, and its messages to the admin."""

    job: Job
    done: bool
    out: str
    said: str


@dataclass(frozen=True, slots=True)
class Task:
    """A worker's code: it calls `start(*given)` once, and then `work` for each job.

    The task is pickled for another process, so both must be functions of a module.
    """

    start: Callable[..., None]
    given: tuple[Any, ...]
    work: Callable[[Job], Outcome]


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_all(jobs: Sequence[Job], task: Task, workers: int) -> Iterator[Outcome]:
    """Run every job and yield how each ended, in the order in which they end."""
    if min(workers, len(jobs)) <= 1:
        task.start(*task.given)
        yield from map(task.work, jobs)
        return
    ended = set()
    try:
        for outcome in _pooled(jobs, task, min(workers, len(jobs))):
            ended.add(outcome.job)
            yield outcome
    except BrokenProcessPool:  # a worker died, and the pool does not say which job it had
        for job in (job for job in jobs if job not in ended):
            yield _alone(job, task)


def _alone(job: Job, task: Task) -> Outcome:
    try:
        return next(_pooled([job], task, 1))
    except BrokenProcessPool:
        return Outcome(job, False, "", ENDED)


def _pooled(jobs: Sequence[Job], task: Task, workers: int) -> Iterator[Outcome]:
    # Spawned and not forked: no lock, thread or connection of ours is carried along.
    context, given = get_context("spawn"), (task.start, task.given)
    pool = ProcessPoolExecutor(workers, context, initializer=_begin, initargs=given)
    try:
        for future in as_completed([pool.submit(task.work, job) for job in jobs]):
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(start: Callable[..., None], given: tuple[Any, ...]) -> None:
    """Let Ctrl-C be the main program's matter, end with it, and make ready."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    start(*given)


def _end_with_parent() -> None:
    """End this worker as soon as the program that started it is gone."""
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)

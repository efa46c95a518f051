"""Jobs for tests of the pool; a module of its own, since workers are processes that import it."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from nejtak.overview.pool import Job, Outcome, Task, run_all

_folder = Path()


def start(folder: str) -> None:
    """Make a worker ready: it notes that it is there."""
    global _folder  # noqa: PLW0603 - kept by a worker between its jobs
    _folder = Path(folder)
    (_folder / f"worker-{os.getpid()}").touch()


def work(job: Job) -> Outcome:
    """End, sleep or do as the job says."""
    if job.wave == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if job.wave == "sleep":
        time.sleep(600)
    (_folder / f"done-{job.client}").touch()
    return Outcome(job, True, f"{os.getpid()}\n", "")


def main() -> None:
    """Run two jobs that never end."""
    jobs = [Job(("x",), name, "sleep") for name in "ab"]
    for _ in run_all(jobs, Task(start, (sys.argv[1],), work), 2):
        pass


if __name__ == "__main__":
    main()

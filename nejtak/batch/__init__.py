"""Many waves at once: one command after another, on all cores of this machine.

It scales up here and not out to a cloud, since closing and reporting need the private key.
"""

from nejtak.batch.pool import Job, Outcome, Task, cores, run_all

__all__ = ["Job", "Outcome", "Task", "cores", "run_all"]

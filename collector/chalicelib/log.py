"""The one place that decides what the collector logs: the class of a failure, and no more.

A message may quote what it failed on, so messages, arguments and tracebacks are dropped from
every record of the app's logger, Chalice's own included. What AWS's libraries would tell about
a request at a lower level is cut off for them all.
"""

from __future__ import annotations

import logging

APP = "nejtak-collector"


class _ClassOnly(logging.Filter):
    """Leaves of a record its level and the class of its exception."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        record.msg = type(error).__name__ if error else "no exception"
        record.args = record.exc_info = record.exc_text = record.stack_info = None
        return True


_LOG = logging.getLogger(APP)
_LOG.filters = [_ClassOnly()]  # a preview imports this anew: one filter, not one more
for _library in ("botocore", "urllib3"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)


def failure(error: BaseException) -> None:
    """Log that something failed."""
    _LOG.error("", exc_info=error)

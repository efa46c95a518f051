"""The collector's log: the class of an error, and nothing else.

An error's message may quote the request, so messages, arguments and tracebacks are removed from
every record of the app's logger, which Chalice uses too. AWS's libraries may only log critical
errors.
"""

from __future__ import annotations

import logging

APP = "nejtak-collector"


class _ClassOnly(logging.Filter):
    """Removes everything from a record except its level and the class of its exception."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        record.msg = type(error).__name__ if error else "no exception"
        record.args = record.exc_info = record.exc_text = record.stack_info = None
        return True


_LOG = logging.getLogger(APP)
_LOG.filters = [_ClassOnly()]  # not appended: a preview imports this module several times
for _library in ("botocore", "urllib3"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)


def failure(error: BaseException) -> None:
    """Log that something failed."""
    _LOG.error("", exc_info=error)

"""Deploys in processes that die by SIGKILL after so many calls and files; run by the loop's tests.

One order is one line of JSON on standard input (`deployment`, a pickled file, and `last`). The
answer is one line: the signal that ended the process, or 0. Each deployment is a fork of its own.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
from pathlib import Path
from typing import Any

from nejtak.aws.account import Account
from nejtak.aws.apply import apply_plan
from nejtak.aws.plan import plan_deployment
from nejtak.aws.prepare import Deployment


class Mortal(Account):
    """An account whose process is killed once `last` calls have been made."""

    last = 0

    def call(self, service: str, method: str, /, **values: object) -> Any:
        """Count, and die."""
        if service != "sts":
            self.step()
        return super().call(service, method, **values)

    def step(self, _: int = 1) -> None:
        """One more call or file; other files are on their way when it ends here."""
        self.last -= 1
        if self.last < 0:
            os.kill(os.getpid(), signal.SIGKILL)


def deploy(deployment: Deployment, last: int) -> int:
    """Deploy in a fork; return the signal that ended it."""
    process = os.fork()
    if not process:
        try:
            account = Mortal(deployment.stage)
            account.last = last
            made = plan_deployment(account, deployment)
            apply_plan(account, deployment, made, lambda _: None, progress=account.step)
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status) or not status, "the deployment failed by itself"
    return os.WTERMSIG(status)


if __name__ == "__main__":
    for line in sys.stdin:
        order = json.loads(line)
        found = pickle.loads(Path(order["deployment"]).read_bytes())
        print(deploy(found, order["last"]), flush=True)

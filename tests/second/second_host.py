"""LocalEmu with a Lambda that needs no Docker; run by the Python of `build/second`.

A function is started by our own host of Lambda's runtime client (`tests/support/lambda_host.py`),
in the folder to which LocalEmu unpacks its code. Everything else is set by the variables of
`conftest.py`. The process ends when its standard input closes.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from typing import Any

from lambda_host import LambdaHost, lambda_environment
from localemu.services.lambda_.invocation import docker_runtime_executor
from localemu.services.lambda_.invocation.lambda_models import InvocationResult
from localemu.services.lambda_.invocation.runtime_executor import RuntimeExecutor


class HostedFunction(RuntimeExecutor):
    """One instance of a function, in a process of its own."""

    _host: LambdaHost | None = None

    def start(self, env_vars: dict[str, Any]) -> None:
        """Start Lambda's runtime client in the function's folder."""
        code = self.function_version.config.code.get_unzipped_code_location()
        environment = {name: str(value) for name, value in env_vars.items()}
        self._host = LambdaHost(code, lambda_environment(environment), environment["_HANDLER"])
        self._host.__enter__()

    def stop(self) -> None:
        """End it."""
        if self._host is not None:
            self._host.__exit__()
            self._host = None

    def invoke(
        self, payload: dict[str, str], function_timeout: int | None = None
    ) -> InvocationResult:
        """Hand the function one event."""
        assert self._host is not None
        answer, failed = {}, False
        try:
            answer = self._host.invoke(json.loads(payload["payload"]))
        except RuntimeError:
            failed = True
        return InvocationResult(payload["invoke-id"], json.dumps(answer).encode(), failed, "")

    def get_address(self) -> str:
        """Everything is on this machine."""
        return "127.0.0.1"

    get_endpoint_from_executor = get_address

    def get_runtime_endpoint(self) -> str:
        """Only LocalEmu's own program in a container would call there."""
        return f"http://{os.environ['GATEWAY_LISTEN']}"

    def get_logs(self) -> str:
        """The output of the function."""
        return self._host.lines if self._host is not None else ""

    @classmethod
    def prepare_version(cls, function_version: Any) -> None:
        """Unpack the code."""
        function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version: Any) -> None:
        """Nothing is left over."""


def end_with_parent() -> None:
    """Wait until whoever started this process is gone, or closes the pipe."""
    with contextlib.suppress(OSError):
        sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    docker_runtime_executor.DockerRuntimeExecutor = HostedFunction
    threading.Thread(target=end_with_parent, daemon=True).start()
    from localemu.runtime.main import main

    main()

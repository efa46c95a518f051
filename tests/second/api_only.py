"""How a visitor reaches an API of LocalEmu, and what of a stack LocalEmu leaves out."""

from __future__ import annotations

import urllib.error
import urllib.request

from emulator import Desk

from nejtak.aws import stack
from nejtak.aws.web import Web, WebAnswer
from nejtak.errors import EngineError

# Checks of properties that this emulator's CloudFormation leaves out of a stack.
LEFT_OUT = {
    "inbox-protected",
    "logs-agreed",
    "function-capped",
    "api-execution-logs-off",
    "api-body-logs-off",
    "api-counters-off",
    "api-throttled",
    "api-busy",
}


class ApiOnly(Web):
    """A visitor who reaches the REST API by its own address: there is no distribution."""

    def __init__(self, desk: Desk, endpoint: str) -> None:
        self._desk, self._endpoint = desk, endpoint

    def ask(self, url: str, body: bytes | None = None) -> WebAnswer:
        """Ask the API as the distribution would."""
        path = url.partition("/api/")[2]
        if not path:
            raise EngineError("there is no distribution")
        account = self._desk.account()
        ids = stack.stack_resources(account, stack.running_stack(account))
        request = urllib.request.Request(
            f"{self._endpoint}/_aws/execute-api/{ids['RestAPI']}/api/{path}",
            body,
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return WebAnswer(answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return WebAnswer(error.code, dict(error.headers), error.read())

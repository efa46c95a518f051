"""The test at the end of a deployment: a page, its headers, and one answer all the way.

The answer, a canary, goes to a wave of its own under `api`, which no client can be called. It is
packed into the collector of every stage, has no survey page, is sealed to a key whose private half
was thrown away when it was made, and says nothing. The number of the submission is known, so the
deployer finds the item by its key and takes it away again: `dynamodb:DeleteItem`, for that one
partition only, is all that this needs. No answer of a candidate can be touched with it.

A stranger may send a form there, too. It is refused with a page like any other, or the collector
would fail for want of one, and the alarm would ring.
"""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Iterable, Iterator, Mapping

from nejtak.aws.account import Account, AwsError
from nejtak.aws.resources import checks, pages
from nejtak.aws.resources.view import View
from nejtak.aws.web import Web
from nejtak.base.recipients import Recipient
from nejtak.errors import EngineError
from nejtak.project.contract import Contract, FrozenQuestion, to_bytes

CLIENT, WAVE = "api", "smoke"
PARTITION = f"{CLIENT}/{WAVE}/0"
NOBODYS_KEY = "age1mssj2007red5j4e49kzf23sa7g6gtacxu3tljwd4rzjmklgp2austpg7w7"
NUMBER = "0" * 32
ANSWER = {"number": NUMBER, "language": "en", "answers": {"canary": "sings"}, "website": ""}
FORM = '<!doctype html><html lang="en"><meta charset="utf-8"><title>nejtak</title></html>'
ATTEMPTS = 20  # a host name that is new may not be known everywhere at once
PAUSE = 3.0  # seconds


def canary_contract(expires: Iterable[int]) -> bytes:
    """The canary's wave. Its items expire when the last of the real waves' do."""
    frozen = Contract(
        client=CLIENT,
        wave=WAVE,
        survey=WAVE,
        asks="declined",
        status="open",
        languages=("en",),
        expires=max(expires, default=0),
        shards=1,
        recipients=(Recipient("nobody", NOBODYS_KEY),),
        retention_days=0,
        sections=(),
        questions={"canary": FrozenQuestion("choice", ("sings", "hums"), untold="sings")},
    )
    return to_bytes(frozen)


def smoke_test(
    account: Account,
    web: Web,
    host: str,
    inbox: str,
    headers: Mapping[str, str],
    attempts: int = ATTEMPTS,
) -> None:
    """Raise EngineError with all that a deployed stage does not do."""
    for attempt in range(attempts):
        if attempt:
            time.sleep(PAUSE)
        wrong = [*_pages(web, host, headers), *canary(account, web, host, inbox)]
        if not wrong:
            return
    text = "\n".join(wrong)
    raise EngineError(f"It is deployed, and does not work as it should:\n{text}")


def _pages(web: Web, host: str, headers: Mapping[str, str]) -> Iterator[str]:
    served = pages.served(web, f"https://{host}", ())
    for result in checks.run_checks(View({}, headers, served), pages.CHECKS):
        yield from (f"{result.check.name}: {found}" for found in result.found)


def canary(account: Account, web: Web, host: str, inbox: str) -> Iterator[str]:
    """Submit the canary and take it away again; yield each fault."""
    take_away(account, inbox)  # left by a test that was stopped
    url = f"https://{host}/api/responses/{CLIENT}/{WAVE}"
    try:
        answer = web.ask(url, json.dumps(ANSWER).encode())
    except EngineError as error:
        yield str(error)
        return
    if answer.code != 201:
        yield f"canary: the collector answers {answer.code}, not 201"
    elif not take_away(account, inbox):
        yield "canary: the collector says that it is stored, and it is not in the inbox"


def take_away(account: Account, inbox: str) -> bool:
    """Delete the canary; whether it was there."""
    identity = hmac.digest(bytes.fromhex(NUMBER), b"id", "sha256")
    try:
        account.call(
            "dynamodb",
            "delete_item",
            TableName=inbox,
            Key={"pk": {"S": PARTITION}, "id": {"B": identity}},
            ConditionExpression="attribute_exists(id)",
        )
    except AwsError as error:
        if error.code != "ConditionalCheckFailedException":
            raise
        return False
    return True

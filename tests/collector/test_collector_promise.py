"""What the promise says of readers, address and time, held against the collector."""

from __future__ import annotations

import base64
import ipaddress
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pyrage
import pytest
from chalicelib.contracts import WaveContract
from chalicelib.receive import receive
from chalicelib.seal import Item
from collector_support import FORM_TYPE, JSON_TYPE, Built, Inbox, Table, as_form, as_json
from lambda_host import LambdaHost, lambda_environment, rest_event

ADDRESSES = ("203.0.113.77", "2001:db8::4d2:77")
# When API Gateway says that the request came; the real clock is looked for beside it.
CAME = datetime(2025, 12, 31, 23, 59, 58, 123000, tzinfo=UTC)
TALKATIVE = {"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": "DEBUG"}
BODIES = (
    (JSON_TYPE, as_json({"worries": "ord"})),
    (FORM_TYPE, as_form([("worries", "ord")], "3" * 32)),
    (JSON_TYPE, as_json({"rating": "none"}, number="2" * 32)),  # refused
)


def address_forms(address: str) -> Iterator[bytes]:
    """An address as it might be written down: as text, packed, in hex, in base64."""
    packed = ipaddress.ip_address(address).packed
    yield from (address.encode(), packed, packed[::-1], packed.hex().encode())
    yield base64.b64encode(packed).rstrip(b"=")[:-1]


def time_forms(moment: datetime) -> Iterator[bytes]:
    """A moment as it might be written down, to the second or to the day."""
    seconds = int(moment.timestamp())
    yield str(seconds).encode()  # also the beginning of milliseconds
    yield from (seconds.to_bytes(4, "big"), seconds.to_bytes(4, "little"), b"%x" % seconds)
    for form in ("%Y-%m-%d", "%d/%b/%Y", "%d %b %Y", "%Y%m%d", "%H:%M:%S"):
        yield moment.strftime(form).encode()


def test_promise_neither_ip_address_nor_time(
    built: Built, contract: WaveContract, table: Table
) -> None:
    """`ingen IP-adresse, intet tidspunkt`: in no item, no envelope, no log, no reply."""
    began = int(time.time())
    replies = []
    with LambdaHost(built.folder, {**lambda_environment(table.environment), **TALKATIVE}) as host:
        for address in ADDRESSES:
            for media, body in BODIES:
                headers = {
                    "Content-Type": media,
                    "X-Forwarded-For": address,
                    "CloudFront-Viewer-Address": f"{address}:443",
                    "Date": CAME.strftime("%a, %d %b %Y %H:%M:%S GMT"),
                }
                event = rest_event("nordlys", "2026-q3", body, headers)
                context = event["requestContext"]
                assert context["identity"]["sourceIp"] == address
                context["requestTime"] = CAME.strftime("%d/%b/%Y:%H:%M:%S +0000")
                context["requestTimeEpoch"] = int(CAME.timestamp() * 1000)
                replies.append(host.invoke(event))
        lines = host.lines
    ended = int(time.time()) + 1
    items = table.items()
    # Two, since what has the number of one before is the same answer again.
    assert [len(items), lines] == [2, ""]
    assert {item["expires"]["N"] for item in items} == {str(contract.expires)}
    kept = [json.dumps(replies).encode()]
    for item in items:
        sealed = item["sealed"]["B"]
        kept += [
            sealed,
            built.opened(sealed),
            item["id"]["B"],
            item["check"]["B"],
            item["pk"]["S"].encode(),
        ]
    moments = [CAME, *(datetime.fromtimestamp(second, UTC) for second in range(began, ended + 1))]
    forms = {form for address in ADDRESSES for form in address_forms(address)}
    forms |= {form for moment in moments for form in time_forms(moment)}
    assert [(form, where) for form in forms for where in kept if form in where] == []


def item_of(built: Built) -> Item:
    """What one submission leaves in the inbox."""
    inbox = Inbox()
    raw = as_json({"positives": "Holdet"})
    receive("nordlys", "2026-q3", JSON_TYPE, raw, inbox.put, built.waves)
    (item,) = inbox.items.values()
    return item


def test_promise_the_client_does_not_see_an_answer(built: Built) -> None:
    """`{client} ser ikke dit svar`: no key opens it but those that the wave was opened with."""
    item = item_of(built)
    assert b"Holdet" not in item.sealed
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(item.sealed, [pyrage.x25519.Identity.generate()])


def test_promise_the_partner_reads_it(built: Built) -> None:
    """`{partner} læser det`: its key opens the answer."""
    assert b"Holdet" in built.opened(item_of(built).sealed)


def test_promise_who_reads_it_cannot_see_who_wrote_it(built: Built) -> None:
    """`Vi læser dit svar, men kan ikke se, hvem der skrev det`: the answer is alone."""
    sealed = json.loads(built.opened(item_of(built).sealed))
    assert sealed == {"answers": {"positives": "Holdet"}, "suspect": True}

"""One submission from its bytes to its reply.

    size -> wave -> body -> answers -> item -> inbox

Every step that can fail answers in the sender's own kind: JSON gets a code, a form gets a page
that gives back what was typed.

A form without a number comes from a page without a script: it is answered with its answers to
check, and a number that makes two clicks there one answer.

Whether a program seems to have sent it refuses nothing: it is one bit, sealed with the answers and
judged when the wave is closed. A form without JavaScript is suspect for its honeypot alone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from chalicelib import body, check, contracts, page, proof, reply, seal
from chalicelib.body import Fields, RefusedError, Sent
from chalicelib.contracts import Contract
from chalicelib.reply import Reply
from chalicelib.seal import Item
from chalicelib.store import Outcome

Put = Callable[[Item], Outcome]

# Pages of the site that end a submission.
_PLACES = {"stored": "thanks", "changed": "changed"}
_NUMBER = re.compile(r"[0-9a-f]{32}")


def receive(
    client: str, wave: str, content_type: str, raw: bytes, put: Put, waves: Path = contracts.WAVES
) -> Reply:
    """Take one submission to a wave: check it, seal it, hand it to `put`, and answer."""
    media = body.media_type(content_type)
    if media is None:
        return reply.problem("type")
    is_form = media == body.FORM
    if body.is_large(media, raw):
        return reply.page("large", page.LARGE) if is_form else reply.problem("large")
    contract = contracts.load(client, wave, waves)
    if contract is None:
        return reply.page("unknown", page.unknown(waves)) if is_form else reply.problem("unknown")
    return _form(contract, raw, put) if is_form else _json(contract, raw, put)


def lead(client: str, wave: str, waves: Path = contracts.WAVES) -> Reply:
    """Lead who asks for a wave's address, as a browser does with an old tab, to its survey."""
    contract = contracts.load(client, wave, waves)
    if contract is None:
        return reply.page("unknown", page.unknown(waves))
    return reply.see_other(f"/{client}/{wave}/{contract.languages[0]}/")


def _json(contract: Contract, raw: bytes, put: Put) -> Reply:
    if contract.closed:
        return reply.problem("closed")
    try:
        sent = body.read_json(raw)
        proven = proof.holds(contract.client, contract.wave, raw)
        outcome = put(_item(contract, sent, sent.number, suspect=bool(sent.website) or not proven))
    except RefusedError as refused:
        return reply.problem(refused.code, refused.fields)
    return reply.stored() if outcome == "stored" else reply.problem(outcome)


def _form(contract: Contract, raw: bytes, put: Put) -> Reply:
    fields = _fields(raw)
    language = _language(contract, fields)
    if contract.closed:
        return reply.page("closed", page.closed(contract, language))
    number, is_new = _number(fields)
    bad: dict[str, int] = {}
    try:
        sent = body.from_form(contract.questions, fields)
        if body.EDIT in fields:
            code = "edit"
        elif is_new:
            return _checked(contract, language, sent, fields, number)
        else:
            code = put(_item(contract, sent, number, suspect=bool(sent.website)))
    except RefusedError as refused:
        code, bad = refused.code, _bad(contract, refused.fields, fields)
        number = "" if is_new else number
    if code in _PLACES:
        return reply.see_other(f"/{contract.client}/{contract.wave}/{language}/{_PLACES[code]}/")
    return reply.page(code, page.form(contract, language, page.Sent(fields, number, bad), code))


def _bad(contract: Contract, names: Iterable[str], fields: Fields) -> dict[str, int]:
    """The questions that do not fit, each with the characters by which its text is too long."""
    texts = {name: fields.get(name, ("",))[0] for name in names}
    return {name: check.over(contract.questions[name], text) for name, text in texts.items()}


def _checked(contract: Contract, language: str, sent: Sent, fields: Fields, number: str) -> Reply:
    """Show the answers before they are stored: two clicks on what follows are one answer.

    Raises `RefusedError`.
    """
    if sent.language not in contract.languages:
        raise RefusedError("invalid")
    answered = check.canonical(contract.questions, sent.answers)
    shown = page.Sent(fields, number, answered=answered)
    return reply.page("check", page.check(contract, language, shown))


def _item(contract: Contract, sent: Sent, number: str, *, suspect: bool) -> Item:
    """Check and seal. Raises `RefusedError`."""
    if sent.language not in contract.languages or not _NUMBER.fullmatch(number):
        raise RefusedError("invalid")
    answers = check.canonical(contract.questions, sent.answers)
    return seal.seal(contract, number, answers, suspect=suspect)


def _fields(raw: bytes) -> Fields:
    """The fields of a form; none of one that cannot be read, which then fits no wave."""
    try:
        return body.read_form(raw)
    except RefusedError:
        return {}


def _language(contract: Contract, fields: Fields) -> str:
    """The language of the page to answer with; the client's own where none is known."""
    language = fields.get("language", ("",))[0]
    return language if language in contract.languages else contract.languages[0]


def _number(fields: Fields) -> tuple[str, bool]:
    """The number that the form carries; if it has none, a new one, and that it is new."""
    number = fields.get("number", ("",))[0]
    return (number, False) if _NUMBER.fullmatch(number) else (os.urandom(16).hex(), True)

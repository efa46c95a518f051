"""One submission from its bytes to its reply.

    size -> wave -> body -> answers -> item -> inbox

Each error is answered in the format of the request: JSON gets a code, a form gets a page with the
candidate's answers in it.

A form without a number comes from a page without a script. The reply shows its answers to check,
and has a number, so that two clicks there are one answer.

A submission that a program seems to have sent is not refused. It gets a mark, sealed with the
answers, and the admin decides when the wave is closed. A form without JavaScript is marked only for
its honeypot.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from chalicelib import body, check, contracts, page, proof, reply, seal
from chalicelib.body import Fields, Submission, SubmissionError
from chalicelib.contracts import WaveContract
from chalicelib.reply import Reply
from chalicelib.seal import Entered, Item
from chalicelib.store import Outcome

Put = Callable[[Item], Outcome]

# Pages of the site that end a submission.
_PLACES = {"stored": "thanks", "changed": "changed"}
_NUMBER = re.compile(r"[0-9a-f]{32}")


def receive(
    client: str,
    wave: str,
    content_type: str,
    raw: bytes,
    put: Put,
    waves: Path = contracts.WAVES,
    *,
    entered: Entered | None = None,
) -> Reply:
    """Process one submission to a wave: check it, seal it, pass it to `put`, and answer.

    `entered` is for JSON only, and only the partner's machine has it: no part of a request leads
    here.
    """
    media = body.media_type(content_type)
    if media is None:
        return reply.problem("type")
    is_form = media == body.FORM
    if body.is_large(media, raw):
        return reply.page("large", page.LARGE) if is_form else reply.problem("large")
    contract = contracts.load_contract(client, wave, waves)
    if contract is None:
        return (
            reply.page("unknown", page.unknown_page(waves)) if is_form else reply.problem("unknown")
        )
    return _form(contract, raw, put) if is_form else _json(contract, raw, put, entered)


def lead(client: str, wave: str, waves: Path = contracts.WAVES) -> Reply:
    """Redirect a GET, which a browser may send for an old tab, to the wave's survey."""
    contract = contracts.load_contract(client, wave, waves)
    if contract is None:
        return reply.page("unknown", page.unknown_page(waves))
    return reply.see_other(f"/{client}/{wave}/{contract.languages[0]}/")


def _json(contract: WaveContract, raw: bytes, put: Put, entered: Entered | None) -> Reply:
    if contract.closed:
        return reply.problem("closed")
    try:
        sent = body.read_json(raw)
        proven = entered or proof.holds(contract.client, contract.wave, raw)
        suspect = bool(sent.website) or not proven
        outcome = put(_item(contract, sent, sent.number, suspect=suspect, entered=entered))
    except SubmissionError as refused:
        return reply.problem(refused.code, refused.fields)
    return reply.stored() if outcome == "stored" else reply.problem(outcome)


def _form(contract: WaveContract, raw: bytes, put: Put) -> Reply:
    fields = _fields(raw)
    language = _language(contract, fields)
    if contract.closed:
        return reply.page("closed", page.closed_page(contract, language))
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
    except SubmissionError as refused:
        code, bad = refused.code, _bad(contract, refused.fields, fields)
        number = "" if is_new else number
    if code in _PLACES:
        return reply.see_other(f"/{contract.client}/{contract.wave}/{language}/{_PLACES[code]}/")
    return reply.page(
        code, page.form_page(contract, language, page.SubmittedForm(fields, number, bad), code)
    )


def _bad(contract: WaveContract, names: Iterable[str], fields: Fields) -> dict[str, int]:
    """The questions that do not fit, each with the number of characters that are too many."""
    texts = {name: fields.get(name, ("",))[0] for name in names}
    return {name: check.over(contract.questions[name], text) for name, text in texts.items()}


def _checked(
    contract: WaveContract, language: str, sent: Submission, fields: Fields, number: str
) -> Reply:
    """Show the answers before they are stored; two clicks on that page's button are one answer.

    Raises `SubmissionError`.
    """
    if sent.language not in contract.languages:
        raise SubmissionError("invalid")
    answered = check.canonical(contract.questions, sent.answers)
    shown = page.SubmittedForm(fields, number, answered=answered)
    return reply.page("check", page.check_page(contract, language, shown))


def _item(
    contract: WaveContract,
    sent: Submission,
    number: str,
    *,
    suspect: bool,
    entered: Entered | None = None,
) -> Item:
    """Check and seal. Raises `SubmissionError`."""
    if sent.language not in contract.languages or not _NUMBER.fullmatch(number):
        raise SubmissionError("invalid")
    answers = check.canonical(contract.questions, sent.answers)
    if entered and (unfit := seal.unfit(contract, answers, entered)):
        raise SubmissionError("invalid", unfit)
    return seal.seal_answers(contract, number, answers, suspect=suspect, entered=entered)


def _fields(raw: bytes) -> Fields:
    """The fields of a form; none if it cannot be read, which no wave accepts."""
    try:
        return body.read_form(raw)
    except SubmissionError:
        return {}


def _language(contract: WaveContract, fields: Fields) -> str:
    """The language of the reply: the form's if the wave has it, or else the client's own."""
    language = fields.get("language", ("",))[0]
    return language if language in contract.languages else contract.languages[0]


def _number(fields: Fields) -> tuple[str, bool]:
    """The form's number, or a new one; and whether it is new."""
    number = fields.get("number", ("",))[0]
    return (number, False) if _NUMBER.fullmatch(number) else (os.urandom(16).hex(), True)

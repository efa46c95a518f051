"""The pages that answer a form: made by the build, and filled with the candidate's answers.

`form.<language>.html` and `check.<language>.html` contain marks. They are all replaced in one pass,
so a candidate's text is never read as a mark; values are escaped. Blocks do not nest.

    ⟦text:positives⟧              the text of that field
    ⟦pick:weights.pay=decisive⟧   " checked" if that was chosen
    ⟦number⟧                      the number of this submission
    ⟦over:positives⟧              the number of characters by which that text is too long
    ⟦if:empty⟧ ... ⟦end⟧          kept if that is the problem
    ⟦bad:deciding⟧ ... ⟦end⟧      kept if the answer to that question does not fit
    ⟦no:deciding⟧ ... ⟦end⟧       kept if that question is not answered
    ⟦on:deciding=pay⟧ ... ⟦end⟧   kept if that was chosen
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chalicelib.body import Fields
from chalicelib.check import clean
from chalicelib.contracts import WaveContract

_MARK = re.compile(
    r"⟦(?P<kind>if|bad|no|on):(?P<key>[^=⟧]+)(?:=(?P<value>[^⟧]+))?⟧(?P<block>.*?)⟦end⟧"
    r"|⟦text:(?P<text>[^⟧]+)⟧"
    r"|⟦over:(?P<over>[^⟧]+)⟧"
    r"|⟦pick:(?P<field>[^=⟧]+)=(?P<choice>[^⟧]+)⟧"
    r"|(?P<number>⟦number⟧)",
    re.DOTALL,
)
_ESCAPES = {ord(c): f"&#{ord(c)};" for c in "&<>\"'"}

# Replies to requests that nejtak's own pages cannot send. The build, the client and the language
# are unknown here, so these are short and in two languages.
_NOTE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
    "<title>nejtak</title></head><body><main><h1>{en}</h1><p>{en_more}</p>"
    '<div lang="da"><h2>{da}</h2><p>{da_more}</p></div></main></body></html>'
)
LARGE = _NOTE.format(
    en="Your answers are too long",
    en_more="Nothing was stored. Please go back, shorten your texts and send again.",
    da="Dine svar fylder for meget",
    da_more="Intet er gemt. Gå tilbage, gør dine tekster kortere, og send igen.",
)
FAILED = _NOTE.format(
    en="Something went wrong here",
    en_more="Please go back and send again in a while.",
    da="Noget gik galt hos os",
    da_more="Gå tilbage, og send igen om lidt.",
)


@dataclass(frozen=True, slots=True)
class SubmittedForm:
    """The fields of a form, with the number of its submission.

    `bad` are the questions whose answers do not fit, each with the number of characters by which
    its text is too long; `answered` are the questions that have an answer.
    """

    fields: Fields
    number: str
    bad: Mapping[str, int] = field(default_factory=dict)
    answered: Container[str] = ()


def form_page(contract: WaveContract, language: str, sent: SubmittedForm, problem: str) -> str:
    """Return the survey page with the answers, the number, and the block of one problem."""
    return filled(_read(contract.folder / f"form.{language}.html"), sent, problem)


def check_page(contract: WaveContract, language: str, sent: SubmittedForm) -> str:
    """Return the page that shows the answers before they are sent, with the number."""
    return filled(_read(contract.folder / f"check.{language}.html"), sent, "")


def closed_page(contract: WaveContract, language: str) -> str:
    """Return the page that says that the wave has closed."""
    return _read(contract.folder / f"closed.{language}.html")


def unknown_page(waves: Path) -> str:
    """Return the page that says that there is no such wave."""
    return _read(waves / "unknown.html")


def filled(template: str, sent: SubmittedForm, problem: str) -> str:
    """Replace every mark of `template`; of a field that was sent several times, show the first."""
    fields = sent.fields

    def is_kept(kind: str, key: str, value: str | None) -> bool:
        match kind:
            case "if":
                return key == problem
            case "bad":
                return key in sent.bad
            case "no":
                return key not in sent.answered
            case _:
                return value in fields.get(key, ())

    def replacement(mark: re.Match[str]) -> str:
        if mark["kind"]:
            # A block may contain marks of values, but no other block.
            block = mark["block"] if is_kept(mark["kind"], mark["key"], mark["value"]) else ""
            return _MARK.sub(replacement, block)
        if mark["text"]:
            return clean(fields.get(mark["text"], ("",))[0]).translate(_ESCAPES)
        if mark["over"]:
            return str(sent.bad.get(mark["over"], 0))
        if mark["field"]:
            return " checked" if mark["choice"] in fields.get(mark["field"], ()) else ""
        return sent.number

    return _MARK.sub(replacement, template)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")

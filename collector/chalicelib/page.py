"""The pages that answer a form, made by the build; what was typed is put back into them.

`form.<language>.html` holds marks. One pass replaces them all, so what a candidate typed is never
read as a mark, and what goes in is escaped.

    ⟦text:positives⟧              the text of that field
    ⟦pick:weights.pay=decisive⟧   " checked" where that was chosen
    ⟦number⟧                      the number of this submission
    ⟦if:empty⟧ ... ⟦end⟧          kept where that is the problem
"""

from __future__ import annotations

import re
from pathlib import Path

from chalicelib.body import Fields
from chalicelib.check import clean
from chalicelib.contracts import Contract

_MARK = re.compile(
    r"⟦if:(?P<code>[a-z]+)⟧(?P<block>.*?)⟦end⟧"
    r"|⟦text:(?P<text>[^⟧]+)⟧"
    r"|⟦pick:(?P<field>[^=⟧]+)=(?P<choice>[^⟧]+)⟧"
    r"|(?P<number>⟦number⟧)",
    re.DOTALL,
)
_ESCAPES = {ord(c): f"&#{ord(c)};" for c in "&<>\"'"}

# For what cannot happen to a candidate with our own page: no build, client or language is known
# here, so these are short and in two languages.
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


def form(contract: Contract, language: str, fields: Fields, number: str, problem: str) -> str:
    """Return the survey page with what was typed, the number, and the block of one problem."""
    template = _read(contract.folder / f"form.{language}.html")
    return filled(template, fields, number, problem)


def closed(contract: Contract, language: str) -> str:
    """Return the page that says that the wave has closed."""
    return _read(contract.folder / f"closed.{language}.html")


def unknown(waves: Path) -> str:
    """Return the page that says that there is no such wave."""
    return _read(waves / "unknown.html")


def filled(template: str, fields: Fields, number: str, problem: str) -> str:
    """Replace every mark of `template`; of a text that was sent several times, show the first."""

    def replacement(mark: re.Match[str]) -> str:
        if mark["code"]:
            return mark["block"] if mark["code"] == problem else ""
        if mark["text"]:
            return clean(fields.get(mark["text"], ("",))[0]).translate(_ESCAPES)
        if mark["field"]:
            return " checked" if mark["choice"] in fields.get(mark["field"], ()) else ""
        return number

    return _MARK.sub(replacement, template)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")

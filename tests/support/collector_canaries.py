"""Requests that carry a word which must turn up nowhere, in every place that a request has.

The tests send a few hundred, `make soak` 10,000.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
from collections import Counter
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

from collector_support import FORM_TYPE, JSON_TYPE, NUMBER, Built, Inbox
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lambda_host import rest_event

CANARY = "kanariefugl"
SAID = "hemmelighed"  # stands in texts that are answers: they may be stored, and never logged
NAMES = (
    "Accept",
    "Accept-Language",
    "Authorization",
    "Cookie",
    "Forwarded",
    "Origin",
    "Referer",
    "User-Agent",
    "Via",
    "X-Amzn-Trace-Id",
    "X-Forwarded-For",
    "X-Request-Id",
    "Content-Language",
)


def _dumped(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()


def _form(data: dict[str, Any], more: dict[str, str]) -> bytes:
    """The fields of such a JSON body; other values have names of their own."""
    said = data["answers"] if isinstance(data["answers"], dict) else {CANARY: data["answers"]}
    rest = {name: value for name, value in data.items() if name not in ("answers", "proof")}
    fields: dict[str, Any] = {**rest, **more}
    for name, value in said.items():
        if isinstance(value, dict):
            fields |= {f"{name}.{row}": column for row, column in value.items()}
        else:
            fields[name] = value
    return urlencode(fields, doseq=True).encode()


_around = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
_visible = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=6)
canaries = st.builds("{}{}{}".format, _around, st.just(CANARY), _around)
_header = st.builds("{}{}{}".format, _visible, st.just(CANARY), _visible)
headers = st.dictionaries(st.sampled_from(NAMES) | _header, _header, max_size=6)
queries = st.none() | st.dictionaries(
    canaries | st.sampled_from(["number", "rating"]), st.lists(canaries, min_size=1, max_size=2)
)
_ids = {"deciding": "pay", "rating": "4", "rivals": ["rival"], "weights": {"pay": "no"}}
answers = st.fixed_dictionaries(
    {},
    optional={
        **{id_: st.just(value) | canaries for id_, value in _ids.items()},
        "worries": st.builds("{} {}".format, _around, st.just(SAID)),
    },
)
_more = st.dictionaries(canaries, canaries, max_size=1)
_right = st.fixed_dictionaries(
    {"number": st.just(NUMBER), "language": st.just("da"), "answers": answers},
    optional={"website": canaries, "proof": canaries},
)
_wrong = st.fixed_dictionaries(
    {
        "number": st.just(NUMBER) | canaries,
        "language": st.just("da") | canaries,
        "answers": answers | canaries | _more,
    }
)
bodies = st.one_of(
    st.tuples(st.just(JSON_TYPE), st.one_of(_right, _right, _wrong).map(_dumped)),
    st.tuples(st.just(JSON_TYPE), st.builds(lambda d, m: _dumped({**d, **m}), _right, _more)),
    st.tuples(st.just(FORM_TYPE), st.builds(_form, _right, _more)),
    st.tuples(st.just(FORM_TYPE), st.builds(_form, _wrong, _more)),
    st.tuples(st.sampled_from([JSON_TYPE, FORM_TYPE]) | _header, canaries.map(str.encode)),
)
places = st.one_of(
    st.just(("nordlys", "2026-q3")),
    st.just(("nordlys", "2026-q3")),
    st.just(("nordlys", "2026-q2")),
    st.tuples(st.just("nordlys") | canaries, canaries),
)
methods = st.sampled_from(["POST"] * 5 + ["GET", "PUT"])


def check_canaries(app: ModuleType, built: Built, examples: int) -> Counter[int]:
    """Send `examples` requests; count the answers by status.

    Raises AssertionError if the word is in an item, in a reply, or in anything that the
    process writes while it is as talkative as it can be.
    """
    seen: Counter[int] = Counter()

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(headers, queries, bodies, places, methods)
    @example({}, None, (f"text/{CANARY}", b""), ("nordlys", "2026-q3"), "POST")  # 415 in any case
    def check(
        more: dict[str, str],
        query: dict[str, list[str]] | None,
        body: tuple[str, bytes],
        place: tuple[str, str],
        method: str,
    ) -> None:
        inbox = Inbox()
        app.store.put = inbox.put
        media, raw = body
        event = rest_event(*place, raw, {**more, "Content-Type": media}, query, method)
        with _heard() as lines:
            reply = app.app(event, None)
        told = json.dumps(reply)
        kept = [built.opened(item.sealed).decode() for item in inbox.items.values()]
        for written in (told, lines.getvalue(), repr(inbox.items), *kept):
            assert CANARY not in written
        assert SAID not in lines.getvalue()
        assert media == FORM_TYPE or SAID not in told
        seen[reply["statusCode"]] += 1

    check()
    return seen


@contextlib.contextmanager
def _heard() -> Iterator[io.StringIO]:
    """Everything that is logged, at any level, or printed."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with contextlib.redirect_stdout(heard), contextlib.redirect_stderr(heard):
            yield heard
    finally:
        root.removeHandler(handler)
        root.setLevel(level)

"""Whatever is sent is answered by the table: no crash, no 5xx, nothing stored unchecked."""

from __future__ import annotations

import json
from typing import Any

from chalicelib.receive import receive
from chalicelib.reply import Reply
from collector_support import FORM_TYPE, JSON_TYPE, NUMBER, QUESTIONS, Built, Inbox, opened
from hypothesis import example, given, settings
from hypothesis import strategies as st

IDS = sorted(
    {"number", "language", "website", "answers", "weights.pay", "weights", "da", NUMBER, ""}
    | set(QUESTIONS)
    | {c for q in QUESTIONS.values() for key in ("rows", "choices") for c in q.get(key, ())}
    | {"decisive", "contributed", "no"}
)
NASTY = [
    "\x00",
    "\ud800",
    "\u202e",
    "\ufeff",
    "%00",
    "__proto__",
    "$ne",
    "../..",
    "=1+1",
    "⟦number⟧",
]
WORDS = st.one_of(st.sampled_from(IDS), st.sampled_from(NASTY), st.text(st.characters()))
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)
# Bodies that are nearly right get past the first check, and so test the others.
NEARLY = st.fixed_dictionaries(
    {
        "number": st.just(NUMBER),
        "language": st.sampled_from(["da", "en"]),
        "answers": st.dictionaries(st.sampled_from(sorted(QUESTIONS)), VALUES, max_size=4),
    }
)
FIELDS = st.lists(st.tuples(WORDS, WORDS), max_size=8)
STATUSES = {201, 303, 400}


def take(built: Built, raw: bytes, media: str) -> tuple[Reply, Inbox]:
    """Send to the open wave."""
    inbox = Inbox()
    return receive("nordlys", "2026-q3", media, raw, inbox.put, built.waves), inbox


def assert_sound(built: Built, reply: Reply, inbox: Inbox) -> None:
    """The reply is one of the table's, and only answers of the contract are stored."""
    assert reply.status in STATUSES
    assert reply.body.encode() is not None
    assert (reply.status in (201, 303)) == bool(inbox.items)
    if not inbox.items:
        return
    for name, answer in opened(built, inbox.only).items():
        question = QUESTIONS[name]
        chosen = question.get("columns") or question.get("choices")
        if question["kind"] == "text":
            assert isinstance(answer, str)
        elif question["kind"] == "choices":
            assert set(answer) <= set(chosen)
        elif question["kind"] == "grid":
            assert set(answer) <= set(question["rows"])
            assert set(answer.values()) <= set(chosen)
        else:
            assert answer in chosen


@settings(deadline=None, max_examples=400)
@given(st.binary(max_size=300), st.sampled_from([JSON_TYPE, FORM_TYPE]))
def test_any_bytes(built: Built, raw: bytes, media: str) -> None:
    """Noise is refused."""
    assert_sound(built, *take(built, raw, media))


@settings(deadline=None, max_examples=400)
@given(VALUES | NEARLY)
def test_any_json(built: Built, data: Any) -> None:
    """Every JSON value, nearly right ones too, is taken by the contract or refused."""
    assert_sound(built, *take(built, json.dumps(data).encode(), JSON_TYPE))


@settings(deadline=None, max_examples=400)
@given(FIELDS)
@example([("language", "da"), ("worries", "\ud800")])
def test_any_form(built: Built, fields: list[tuple[str, str]]) -> None:
    """Every form, with fields of ours and of nobody's, is taken by the contract or refused."""
    pairs = [f"{_escaped(name)}={_escaped(value)}" for name, value in fields]
    assert_sound(built, *take(built, "&".join(pairs).encode(), FORM_TYPE))


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from(["nordlys", "..", "", "."]) | st.text(st.characters()),
    st.sampled_from(["2026-q3", "2026-q2", "../2026-q3", ""]) | st.text(st.characters()),
    st.sampled_from([JSON_TYPE, FORM_TYPE, ""]) | st.text(st.characters()),
)
def test_any_place_and_type(built: Built, client: str, wave: str, media: str) -> None:
    """No client, wave or content type leads out of the table."""
    reply = receive(client, wave, media, b"", Inbox().put, built.waves)
    assert reply.status in (400, 404, 410, 415)


def _escaped(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode(errors="surrogatepass"))

"""Bodies are read strictly, and nothing that a browser sends is refused."""

from __future__ import annotations

import json

import pytest
from chalicelib import body
from chalicelib.body import FORM, JSON, LIMIT, Submission, SubmissionError
from chalicelib.contracts import WaveContract
from collector_support import NUMBER


@pytest.mark.parametrize(
    ("header", "media"),
    [
        ("application/json", JSON),
        ("Application/JSON; charset=UTF-8", JSON),
        ('application/json;charset="utf-8"', JSON),
        ("application/x-www-form-urlencoded", FORM),
        ("application/x-www-form-urlencoded; charset=UTF-8", FORM),
        ("", None),
        ("application/json; charset=utf-16", None),
        ("application/json, text/plain", None),
        ("application/jsonx", None),
        ("multipart/form-data; boundary=x", None),
        ("text/plain", None),
    ],
)
def test_only_two_media_types_in_utf8_are_read(header: str, media: str | None) -> None:
    """What a body means never depends on a guess."""
    assert body.media_type(header) == media


def test_a_json_body_is_read() -> None:
    """The body of `docs/architecture.md` is understood, whatever the honeypot holds."""
    data = {"number": NUMBER, "language": "da", "answers": {"rating": "4"}, "website": "spam"}
    assert body.read_json(json.dumps(data).encode()) == Submission(
        NUMBER, "da", {"rating": "4"}, "spam"
    )
    assert body.read_json(b'{"answers": {}}') == Submission("", "", {}, "")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b'{"answers": null}',
        b'{"answers": []}',
        b"{}",
        b'{"answers": {}, "number": 5}',
        b'{"answers": {}, "number": null}',
        b'{"answers": {}, "unknown": ""}',
        b'{"answers": {}, "mark": "interview"}',
        b'{"answers": {}, "mark": "words"}',
        b'{"answers": {}, "codes": {}}',
        b'{"answers": {}, "suspect": true}',
        b'{"answers": {}, "answers": {}}',
        b'{"answers": {"a": "1", "a": "2"}}',
        b'{"answers": {"a": {"b": "1", "b": "1"}}}',
        b'{"answers": {"a": "1", "\\u0061": "2"}}',
        b'{"answers": {"a": NaN}}',
        b'{"answers": {"a": -Infinity}}',
        b'{"answers": {"a": 1}}',
        b'{"answers": {"a": 1e999}}',
        b'{"answers": {"a": ' + b"9" * 60_000 + b"}}",
        b"[" * 60_000,
        b'{"answers":' * 5_000,
        b'{"answers": {"a": "\xff"}}',
        b'{"answers": {"a": "\xed\xa0\x80"}}',
        b'{"answers": {"a": "line\nend"}}',
        b'{"answers": {"a": "nul\x00"}}',
        b'{"answers": {}} trailing',
        b'\xef\xbb\xbf{"answers": {}}',
        '{"answers": {}}'.encode("utf-16"),
    ],
)
def test_only_strict_json_is_accepted(raw: bytes) -> None:
    """Duplicate keys, numbers, nesting, other encodings and unknown fields end in one refusal."""
    with pytest.raises(SubmissionError) as caught:
        body.read_json(raw)
    assert (caught.value.code, caught.value.fields) == ("invalid", ())


def test_a_form_is_read_in_order() -> None:
    """Names and values come out as they were typed, repeated ones together."""
    fields = body.read_form(b"rivals=a&text=r%C3%B8d+gr%c3%b8d%0D%0A%26+fl%3Dde&rivals=b&empty=")
    assert fields == {"rivals": ("a", "b"), "text": ("rød grød\r\n& fl=de",), "empty": ("",)}


@pytest.mark.parametrize(
    "raw",
    [
        b"name",
        b"a=1&&b=2",
        b"a=1&b",
        b"a=%zz",
        b"a=%F",
        b"a=%",
        b"a=%ff",
        b"a=\xff",
        b"a=%ed%a0%80",
        b"%ff=a",
        b"&".join(b"a=1" for _ in range(1001)),
    ],
)
def test_forms_that_no_browser_sends_are_refused(raw: bytes) -> None:
    """Bad escapes, other encodings and a flood of fields end in one refusal."""
    with pytest.raises(SubmissionError) as caught:
        body.read_form(raw)
    assert (caught.value.code, caught.value.fields) == ("invalid", ())


def test_an_empty_form_has_no_fields() -> None:
    """An empty body is a form with nothing in it, not an error of its own."""
    assert body.read_form(b"") == {}


def test_a_form_gets_the_structure_of_json(contract: WaveContract) -> None:
    """The same answers, sent either way, are the same; what is left out says nothing."""
    fields = body.read_form(
        b"number=1&language=da&website=x&weights.pay=no&rivals=&rivals=public&rating=&worries=Nej"
    )
    empty = {
        "weights": {"pay": "", "pace": "", "other": ""},
        "deciding": "",
        "rivals": [],
        "rating": "",
        "positives": "",
        "worries": "",
        "better": "",
    }
    weights = {"pay": "no", "pace": "", "other": ""}
    answers = {**empty, "weights": weights, "rivals": ["public"], "worries": "Nej"}
    assert body.from_form(contract.questions, fields) == Submission("1", "da", answers, "x")
    assert body.from_form(contract.questions, {}) == Submission("", "", empty, "")


@pytest.mark.parametrize(
    "raw",
    [
        b"language=da&language=da",
        b"number=&number=",
        b"website=&website=",
        b"rating=4&rating=5",
        b"worries=a&worries=b",
        b"weights.pay=no&weights.pay=no",
        b"weights=no",
        b"weights.unknown=no",
        b"rating.pay=no",
        b"unknown=1",
        b"mark=interview",
        b"codes=",
        b"suspect=true",
        b"=",
    ],
)
def test_a_polluted_form_is_refused(contract: WaveContract, raw: bytes) -> None:
    """A field that no page repeats, or does not have, is not guessed at."""
    fields = body.read_form(raw)
    with pytest.raises(SubmissionError) as caught:
        body.from_form(contract.questions, fields)
    assert (caught.value.code, caught.value.fields) == ("invalid", ())


def test_size_is_judged_before_parsing() -> None:
    """64 KB are taken and one byte more is not; percent signs of a form count once a byte."""
    assert not body.is_large(JSON, b"x" * LIMIT)
    assert body.is_large(JSON, b"x" * (LIMIT + 1))
    assert not body.is_large(FORM, b"%D8" * LIMIT)
    assert body.is_large(FORM, b"%D8" * LIMIT + b"x")
    assert body.is_large(FORM, b"%" * (3 * LIMIT + 3))

"""The table of replies in `docs/architecture.md`, row by row, for forms and for JSON."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from chalicelib.receive import receive
from chalicelib.reply import Reply
from chalicelib.seal import Entered
from collector_support import (
    FORM_TYPE,
    JSON_TYPE,
    NUMBER,
    Built,
    Inbox,
    as_form,
    as_json,
    opened,
    write_wave,
)

HTML = "text/html; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"  # of a redirect, which is empty
TEXTS = [("positives", "Søde folk"), ("worries", "Tempoet\r\n</textarea>"), ("rivals", "rival")]


def send(built: Built, inbox: Inbox, raw: bytes, media: str = JSON_TYPE, **where: str) -> Reply:
    """Send to the open wave, or elsewhere."""
    place = {"client": "nordlys", "wave": "2026-q3", **where}
    return receive(content_type=media, raw=raw, put=inbox.put, waves=built.waves, **place)


def json_of(reply: Reply) -> dict[str, Any]:
    """Return what a JSON reply says, once its headers are as they must be."""
    assert reply.headers["Content-Type"] == JSON_TYPE
    assert_safe(reply)
    data: dict[str, Any] = json.loads(reply.body)
    return data


def page_of(reply: Reply) -> str:
    """Return a page, once its headers are as they must be."""
    assert reply.headers["Content-Type"] == HTML
    assert_safe(reply)
    assert "⟦" not in reply.body
    return reply.body


def assert_safe(reply: Reply) -> None:
    """No reply is kept by anybody, or taken for another type than it has."""
    assert reply.headers["Content-Type"] in (JSON_TYPE, HTML, PLAIN)
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


def assert_echoes(html: str, problem: str) -> None:
    """The page shows one problem, and all that `TEXTS` holds."""
    assert re.findall(r'<p id="([a-z]+)">', html) == [problem]
    assert ">\nSøde folk</textarea>" in html
    assert ">\nTempoet\n&#60;/textarea&#62;</textarea>" in html
    assert 'value="rival" checked' in html


def test_json_is_stored(built: Built) -> None:
    """201, and the item holds the answers in canonical form and nothing else."""
    inbox = Inbox()
    answers = {"worries": " Tempo\r\n", "rivals": ["rival", "public"], "rating": ""}
    reply = send(built, inbox, as_json(answers, website="spam"))
    assert (reply.status, json_of(reply)) == (201, {"stored": True})
    assert opened(built, inbox.only) == {"worries": "Tempo", "rivals": ["public", "rival"]}


def test_a_form_is_stored_and_leads_to_the_thanks_page(built: Built) -> None:
    """303 to the page in the form's language; JSON would have stored the same item."""
    inbox = Inbox()
    answers = [*TEXTS, ("weights.pay", "no"), ("weights.pace", ""), ("rating", "")]
    raw = as_form(answers, NUMBER)
    reply = send(built, inbox, raw.replace(b"language=da", b"language=en"), FORM_TYPE)
    assert (reply.status, reply.headers["Location"]) == (303, "/nordlys/2026-q3/en/thanks/")
    assert reply.body == ""
    assert_safe(reply)
    assert opened(built, inbox.only) == {
        "positives": "Søde folk",
        "worries": "Tempoet\n</textarea>",
        "rivals": ["rival"],
        "weights": {"pay": "no"},
    }


def test_a_form_and_json_of_the_same_answers_are_one(built: Built) -> None:
    """A candidate whose script failed half-way does not count twice."""
    inbox = Inbox()
    answers = {"positives": "Søde folk", "weights": {"pay": "no"}}
    form = as_form([("positives", "Søde folk"), ("weights.pay", "no")], NUMBER)
    assert send(built, inbox, as_json(answers)).status == 201
    assert send(built, inbox, form, FORM_TYPE).status == 303
    assert len(inbox.items) == 1


def test_a_form_without_a_number_is_shown_before_it_is_stored(built: Built) -> None:
    """428 with the answers, a new number for each, and nothing in the inbox."""
    inbox = Inbox()
    replies = [send(built, inbox, as_form(TEXTS), FORM_TYPE) for _ in range(2)]
    assert [reply.status for reply in replies] == [428, 428]
    numbers = {re.findall(r'name="number" value="([0-9a-f]{32})"', r.body)[0] for r in replies}
    assert len(numbers) == 2
    html = page_of(replies[0])
    assert re.findall("<b>(.*?)</b>", html) == ["rivals=rival"]
    assert re.findall("<i>(.*?)</i>", html) == ["deciding"]
    assert 'name="worries" value="Tempoet\n&#60;/textarea&#62;"' in html
    assert inbox.items == {}


def test_two_clicks_on_the_answers_shown_are_one_answer(built: Built) -> None:
    """What the page to check sends has its number, so that it is stored once."""
    inbox = Inbox()
    shown = send(built, inbox, as_form(TEXTS), FORM_TYPE).body
    number = re.findall(r'name="number" value="([0-9a-f]{32})"', shown)[0]
    for _ in range(2):
        reply = send(built, inbox, as_form(TEXTS, number), FORM_TYPE)
        assert (reply.status, reply.headers["Location"]) == (303, "/nordlys/2026-q3/da/thanks/")
    assert len(inbox.items) == 1


def test_two_fresh_forms_are_two_people(built: Built) -> None:
    """Equal answers are never taken for one person."""
    inbox = Inbox()
    for number in (NUMBER, NUMBER[::-1]):
        assert send(built, inbox, as_form(TEXTS, number), FORM_TYPE).status == 303
    assert len(inbox.items) == 2


def test_answers_that_were_shown_can_be_changed(built: Built) -> None:
    """428 with the form, all that was typed and the number; nothing is stored."""
    inbox = Inbox()
    raw = as_form([*TEXTS, ("_edit", "")], NUMBER)
    reply = send(built, inbox, raw, FORM_TYPE)
    assert (reply.status, inbox.items) == (428, {})
    html = page_of(reply)
    assert re.findall(r'<p id="([a-z]+)">', html) == []
    assert ">\nSøde folk</textarea>" in html
    assert f'name="number" value="{NUMBER}"' in html


def test_an_unfit_answer_is_named_at_its_question(built: Built) -> None:
    """A text that is too long comes back whole, with the number of characters to leave out."""
    raw = as_form([("positives", " " + "x" * 47 + "\r\n"), ("rating", "9")])
    html = page_of(send(built, Inbox(), raw, FORM_TYPE))
    assert re.findall("<b>(.*?)</b>", html) == ["positives: 7", "rating"]
    assert "x" * 47 in html


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({}, {"error": "empty"}),
        ({"worries": "  "}, {"error": "empty"}),
        ({"rating": "9", "deciding": "x"}, {"error": "invalid", "fields": ["deciding", "rating"]}),
        ({"canary": "x"}, {"error": "invalid", "fields": []}),
        ({"positives": "x" * 41}, {"error": "invalid", "fields": ["positives"]}),
    ],
)
def test_json_that_does_not_fit(
    built: Built, answers: dict[str, Any], error: dict[str, Any]
) -> None:
    """400 with a code and the contract's ids, and nothing stored."""
    inbox = Inbox()
    reply = send(built, inbox, as_json(answers))
    assert (reply.status, json_of(reply), inbox.items) == (400, error, {})


@pytest.mark.parametrize(
    "raw",
    [
        b"{}",
        b"not json",
        b'{"answers": {"rating": "4"}}',
        b'{"language": "da", "answers": {"rating": "4"}}',
        f'{{"number": "{NUMBER}", "answers": {{"rating": "4"}}}}'.encode(),
        as_json({"rating": "4"}, number=""),
        as_json({"rating": "4"}, number=NUMBER.upper()),
        as_json({"rating": "4"}, number=NUMBER + "0"),
        as_json({"rating": "4"}, number=NUMBER[1:]),
        as_json({"rating": "4"}, number="٣" * 32),  # digits to a regular expression
        as_json({"rating": "4"}, number=NUMBER + "\n"),
        as_json({"rating": "4"}, language="sv"),
        as_json({"rating": "4"}, language="../da"),
        as_json({"rating": "4"}, canary="x"),
    ],
)
def test_json_that_is_not_ours(built: Built, raw: bytes) -> None:
    """400 without fields: the fault is in no question."""
    inbox = Inbox()
    reply = send(built, inbox, raw)
    assert (reply.status, json_of(reply)) == (400, {"error": "invalid", "fields": []})
    assert inbox.items == {}


@pytest.mark.parametrize(
    ("answers", "problem"),
    [([("rating", "9")], "invalid"), ([("deciding", "unknown")], "invalid")],
)
def test_a_form_that_does_not_fit_comes_back(
    built: Built, answers: list[tuple[str, str]], problem: str
) -> None:
    """400 with all that was typed and picked; it is shown before it is stored."""
    inbox = Inbox()
    reply = send(built, inbox, as_form([*TEXTS, *answers]), FORM_TYPE)
    assert (reply.status, inbox.items) == (400, {})
    assert_echoes(page_of(reply), problem)
    assert 'name="number" value=""' in reply.body


def test_an_empty_form_comes_back(built: Built) -> None:
    """400 with the page in its language, which says that nothing is answered."""
    reply = send(built, Inbox(), as_form([("worries", " ")]), FORM_TYPE)
    assert reply.status == 400
    assert re.findall(r'<p id="([a-z]+)">', page_of(reply)) == ["empty"]


@pytest.mark.parametrize("raw", [b"", b"%zz", b"language=sv&rating=4", b"language=da&number=1x"])
def test_a_form_that_is_not_ours_gets_the_page(built: Built, raw: bytes) -> None:
    """400 with a page in the client's own language, whatever came."""
    inbox = Inbox()
    reply = send(built, inbox, raw, FORM_TYPE)
    assert (reply.status, inbox.items) == (400, {})
    assert '<html lang="da">' in page_of(reply)


@pytest.mark.parametrize(
    "number", ['"><script>', NUMBER + '"><script>', NUMBER.upper(), NUMBER[1:], "٣" * 32]
)
def test_a_bad_number_in_a_form_is_replaced(built: Built, number: str) -> None:
    """A number that is none is not echoed; the answers are shown under a new one."""
    page = page_of(send(built, Inbox("busy"), as_form(TEXTS, number), FORM_TYPE))
    assert re.search(r'name="number" value="[0-9a-f]{32}"', page)
    assert number not in page


def test_a_changed_answer_is_refused(built: Built) -> None:
    """409, or for a form the page that says so; the first answer is kept."""
    inbox = Inbox()
    assert send(built, inbox, as_json({"rating": "4"})).status == 201
    reply = send(built, inbox, as_json({"rating": "5"}))
    assert (reply.status, json_of(reply)) == (409, {"error": "changed"})
    reply = send(built, inbox, as_form(TEXTS, NUMBER), FORM_TYPE)
    assert (reply.status, reply.headers["Location"]) == (303, "/nordlys/2026-q3/da/changed/")
    assert opened(built, inbox.only) == {"rating": "4"}


def test_a_busy_inbox_asks_to_come_back(built: Built) -> None:
    """503 with Retry-After; a form comes back with the number, so that sending again is safe."""
    reply = send(built, Inbox("busy"), as_json({"rating": "4"}))
    assert (reply.status, json_of(reply)) == (503, {"error": "busy"})
    assert 0 < int(reply.headers["Retry-After"]) < 30
    reply = send(built, Inbox("busy"), as_form(TEXTS, NUMBER), FORM_TYPE)
    assert reply.status == 503
    assert 0 < int(reply.headers["Retry-After"]) < 30
    assert_echoes(page_of(reply), "busy")
    assert f'name="number" value="{NUMBER}"' in reply.body


def test_a_closed_wave_says_so(built: Built) -> None:
    """410 in both formats, even if the body does not fit, and nothing is stored."""
    inbox = Inbox()
    for raw in (as_json({"rating": "4"}), b"no json"):
        reply = send(built, inbox, raw, wave="2026-q2")
        assert (reply.status, json_of(reply)) == (410, {"error": "closed"})
    raw = as_form(TEXTS).replace(b"language=da", b"language=en")
    reply = send(built, inbox, raw, FORM_TYPE, wave="2026-q2")
    assert reply.status == 410
    assert '<html lang="en"><p>Lukket' in page_of(reply)
    reply = send(built, inbox, b"%zz", FORM_TYPE, wave="2026-q2")
    assert '<html lang="da"><p>Lukket' in page_of(reply)
    assert inbox.items == {}


@pytest.mark.parametrize(
    ("client", "wave"),
    [
        ("nordlys", "2030-q1"),
        ("unknown", "2026-q3"),
        ("..", "nordlys"),
        ("nordlys", ".."),
        ("nordlys", "../nordlys/2026-q3"),
        ("nordlys", "2026-q3/"),
        ("nordlys", "2026-q3\n"),
        ("nordlys", "2026-q3\x00"),
        ("Nordlys", "2026-q3"),
        ("nordlys", "2026--q3"),
        ("n" * 41, "2026-q3"),
        ("nordlys", "x" * 300),
        ("", ""),
        ("unknown.html", "x"),
        ("nørd", "2026-q3"),
    ],
)
def test_a_wave_that_is_not_there(built: Built, client: str, wave: str) -> None:
    """404 in both formats; paths are built only from slugs."""
    reply = send(built, Inbox(), as_json({"rating": "4"}), client=client, wave=wave)
    assert (reply.status, json_of(reply)) == (404, {"error": "unknown"})
    reply = send(built, Inbox(), as_form(TEXTS), FORM_TYPE, client=client, wave=wave)
    assert reply.status == 404
    assert "Findes ikke" in page_of(reply)


def test_a_body_over_the_limit(built: Built) -> None:
    """413 before anything is parsed or looked up."""
    large = b"x" * (64 * 1024 + 1)
    reply = send(built, Inbox(), large)
    assert (reply.status, json_of(reply)) == (413, {"error": "large"})
    reply = send(built, Inbox(), large, FORM_TYPE)
    assert reply.status == 413
    assert "too long" in page_of(reply)
    assert "Nothing was stored" in reply.body


@pytest.mark.parametrize("media", ["", "text/plain", "multipart/form-data", "application/xml"])
def test_another_content_type(built: Built, media: str) -> None:
    """415, without a word of what the type was."""
    reply = send(built, Inbox(), as_json({"rating": "4"}), media)
    assert (reply.status, json_of(reply)) == (415, {"error": "type"})


def test_full_texts_in_any_script_are_taken(built: Built) -> None:
    """A form of the longest texts, each byte of it percent-encoded, is not too large."""
    raw = as_form([("worries", "字" * 2000), ("better", "字" * 6000)], NUMBER)
    assert len(raw) > 64 * 1024
    assert send(built, Inbox(), raw, FORM_TYPE).status == 303


def test_contracts_are_read_anew(built: Built) -> None:
    """A rebuild, and a wave that was just closed, show at once."""
    contract = {**built.contract, "wave": "2026-q4"}
    write_wave(built.waves, contract)
    raw = as_json({"rating": "4"})
    assert send(built, Inbox(), raw, wave="2026-q4").status == 201
    file = built.waves / "nordlys" / "2026-q4" / "contract.json"
    file.write_text(json.dumps({**contract, "status": "closed"}))
    assert send(built, Inbox(), raw, wave="2026-q4").status == 410


def test_a_contract_of_another_format_is_not_guessed_at(built: Built) -> None:
    """A collector that is older than the contract takes no answers under it."""
    write_wave(built.waves, {**built.contract, "wave": "2031-q1", "format": 1})
    with pytest.raises(ValueError, match="contract format"):
        send(built, Inbox(), as_json({"rating": "4"}), wave="2031-q1")


@pytest.mark.parametrize(
    ("mark", "answers", "codes", "fields"),
    [
        ("words", {"worries": "a", "rating": "4"}, {}, ["rating"]),
        ("words", {"rivals": ["rival"]}, {}, ["rivals"]),
        ("interview", {"worries": "a"}, {"worries": [("", "")] * 2}, ["worries"]),
        ("interview", {"worries": "a\n\nb"}, {"worries": [("", "")]}, ["worries"]),
        ("interview", {"worries": "a\n\x00\nb"}, {"worries": [("", "")]}, ["worries"]),
        ("interview", {"rating": "4"}, {"rating": [("", "")]}, ["rating"]),
        ("interview", {"rating": "4"}, {"worries": [("", "")]}, ["worries"]),
    ],
)
def test_an_entry_that_closing_would_set_aside_is_refused(
    built: Built, mark: Any, answers: dict[str, Any], codes: Any, fields: list[str]
) -> None:
    """On the partner's machine: words have no figures, and each box of a text has one code."""
    inbox = Inbox()
    reply = receive(
        "nordlys",
        "2026-q3",
        JSON_TYPE,
        as_json(answers),
        inbox.put,
        built.waves,
        entered=Entered(mark, codes),
    )
    assert (reply.status, json_of(reply)) == (400, {"error": "invalid", "fields": fields})
    assert inbox.items == {}

"""The review's server: who may look, what a form may change, and what every reply says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from review_support import ClosedWave, Visitor

from nejtak.base.private_page import FIELDS
from nejtak.review.session import Session

CANARY = "Kanariefuglen"


@pytest.fixture
def closed(tmp_path: Path) -> ClosedWave:
    """A closed wave of three texts."""
    said = {"advice": (f"{CANARY} er Karen Holm.", "Ring på 12345678."), "praise": ("Godt.",)}
    return ClosedWave(tmp_path, said)


@pytest.fixture
def running(closed: ClosedWave) -> Iterator[Session]:
    """Its review, being served."""
    with closed.reviewing() as reviewing:
        yield reviewing


@pytest.fixture
def visitor(running: Session) -> Visitor:
    """The reviewer, let in."""
    visitor = Visitor(running.server.url)
    visitor.enter()
    return visitor


def test_the_address_of_the_terminal_works_once(running: Session) -> None:
    """Who comes second is told, sees nothing, and cannot get in; the first one stays in."""
    first, second = Visitor(running.server.url), Visitor(running.server.url)
    first.enter()
    status, headers, said = second.ask("GET", urlsplit(second.url).path)
    assert (status, "Set-Cookie" in headers) == (403, False)
    assert "one person reviews at a time" in said
    assert "Review of free texts" in first.open("")
    second.base = first.base  # read from the browser's history, say
    assert second.ask("GET", second.base)[0] == 403


def test_whoever_lacks_a_secret_sees_no_word(visitor: Visitor, closed: ClosedWave) -> None:
    """Without the cookie, with another, at another address, with HEAD: refused, without a text."""
    place = f"{visitor.base}advice/1/"
    assert CANARY in visitor.open("advice/1/") + visitor.open("advice/2/")
    wrong = visitor.cookie[:-1] + ("A" if visitor.cookie[-1] != "A" else "B")
    for path, sent, expected in (
        (place, {"Cookie": None}, 403),
        (place, {"Cookie": wrong}, 403),
        (place, {"Cookie": "nejtak-review"}, 403),
        (place, {"Cookie": "nejtak-review=é"}, 403),
        (place, {"Cookie": "nejtak-review="}, 403),
        ("/advice/1/", {}, 403),
        ("/", {}, 403),
        (f"/{'x' * 43}/advice/1/", {}, 403),
        (place + "../1/", {}, 404),
        (f"{visitor.base}advice/0/", {}, 404),
        (f"{visitor.base}advice/3/", {}, 404),
        (f"{visitor.base}deciding/1/", {}, 404),
    ):
        status, _, said = visitor.ask("GET", path, **sent)  # type: ignore[arg-type]  # headers
        assert (status, CANARY in said) == (expected, False), path
    assert visitor.ask("HEAD", place)[0] == visitor.ask("PUT", place)[0] == 405
    assert closed.published() == []


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("HOST", 200),
        ("localhost:PORT", 421),
        ("evil.example:PORT", 421),
        ("127.0.0.1", 421),
        ("", 421),
        (None, 421),
    ],
)
def test_another_host_name_is_refused(visitor: Visitor, host: str | None, status: int) -> None:
    """A web page that points its own name at 127.0.0.1 reads nothing, cookie or not."""
    port = visitor.host.rpartition(":")[2]
    named = host and host.replace("HOST", visitor.host).replace("PORT", port)
    assert visitor.ask("GET", visitor.base, Host=named)[0] == status


def test_a_form_of_another_page_changes_nothing(visitor: Visitor, closed: ClosedWave) -> None:
    """A wrong or missing token, another origin, another site, another type: all refused."""
    visitor.open("praise/1/")
    good = {"decision": "keep", "wording": "Godt.", "theme": ""}
    path = f"{visitor.base}praise/1/"
    with_token = urlencode({"token": visitor.token, **good})
    for body, headers, expected in (
        (urlencode(good), {}, 403),
        (urlencode({"token": "", **good}), {}, 403),
        (urlencode({"token": visitor.token[:-1], **good}), {}, 403),
        (with_token, {"Origin": "null"}, 403),
        (with_token, {"Origin": "http://127.0.0.1:1"}, 403),
        (with_token, {"Sec_Fetch_Site": "cross-site"}, 403),
        (with_token, {"Sec_Fetch_Site": "same-site"}, 403),
        (with_token, {"Cookie": None}, 403),
        (with_token, {"Content_Type": "text/plain"}, 415),
        ("&".join(f"a{n}=" for n in range(FIELDS + 1)) + f"&{with_token}", {}, 403),
    ):
        assert visitor.ask("POST", path, body, **headers)[0] == expected, headers  # type: ignore[arg-type]  # headers
    assert closed.published() == []
    headers = {"Origin": f"http://{visitor.host}", "Sec_Fetch_Site": "same-origin"}
    assert visitor.ask("POST", path, with_token, **headers)[0] == 303
    assert closed.published() == [("praise", "Godt.")]


def test_every_reply_is_locked_down(visitor: Visitor) -> None:
    """Pages and refusals: nothing is kept, framed, referred elsewhere, or run."""
    for path in (visitor.base, f"{visitor.base}advice/1/", "/", "/favicon.ico"):
        _, headers, _ = visitor.ask("GET", path)
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy


def test_what_is_no_sound_request_is_refused(visitor: Visitor) -> None:
    """Garbage, two hosts, and bodies too long or of unknown length: with none of it repeated."""
    host = f"Host: {visitor.host}"
    for lines, status in (
        (["GET / bad path HTTP/1.1", host], 400),
        (["GET /bad-path HTTP/9.9"], 421),
        (["GET / HTTP/1.1", host, host], 421),
        (["POST / HTTP/1.1", host, f"Content-Length: {1024 * 1024 + 1}"], 413),
        (["POST / HTTP/1.1", host, "Content-Length: -1"], 400),
        (["POST / HTTP/1.1", host, "Transfer-Encoding: chunked"], 411),
    ):
        said = visitor.raw("\r\n".join([*lines, "", ""]))
        assert said.partition(" ")[2].startswith(f"{status} ")
        assert "default-src 'none'" in said
        assert not any(word in said for word in ("bad path", "bad-path", "Server:"))


def test_the_entry_sets_a_cookie_that_goes_nowhere_else(running: Session) -> None:
    """HttpOnly, SameSite=Strict, and below the session's own address only, on any port."""
    visitor = Visitor(running.server.url)
    _, headers, _ = visitor.ask("GET", urlsplit(visitor.url).path)
    attributes = headers["Set-Cookie"].split("; ")[1:]
    assert sorted(attributes) == ["HttpOnly", f"Path={headers['Location']}", "SameSite=Strict"]
    assert visitor.url.startswith("http://127.0.0.1:")
    assert running.server.origin == f"http://{visitor.host}"


def test_marks_and_redaction_reach_the_page_escaped(closed: ClosedWave) -> None:
    """What is marked says what it is, a number is gone, and markup stays text."""
    closed.say({"advice": ("<b>Karen</b> & ring på 12345678",)})
    with closed.reviewing() as reviewing:
        page = reviewing.server._pages.text(reviewing.desk.places[0]).decode()
    assert '<span class="said">Karen</span></label><kbd>1</kbd></mark><small' in page
    assert '> name</small>&lt;/b&gt; &amp; ring på <mark class="gone">[telefon]</mark>' in page
    assert "12345678" not in page
    assert "Karen" not in page.partition("<title>")[2].partition("</title>")[0]


def test_a_full_disk_is_said_and_loses_nothing(
    visitor: Visitor, running: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page comes back with what was typed, nothing counts as saved, and saving again works."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    visitor.open("praise/1/")
    typed = {"decision": "paraphrase", "wording": "Det var godt.", "theme": "Ros"}
    with monkeypatch.context() as patch:
        patch.setattr("nejtak.review.sealed.write_file", full)
        status, _, page = visitor.send("praise/1/", **typed)
    assert (status, running.desk.review.left) == (507, 3)
    assert "No space left on device" in page
    assert "Det var godt." in page
    assert visitor.send("praise/1/", **typed)[0] == 303
    assert running.desk.review.left == 2


def test_themes_by_name_are_stored_as_families(visitor: Visitor, running: Session) -> None:
    """A family's name in any of the client's languages is its id; other themes stay as typed."""
    for theme, stored in (
        ("Mødet med jer", "process"),
        ("meeting you ", "process"),
        ("Ros", "Ros"),
    ):
        visitor.open("praise/1/")
        visitor.send("praise/1/", decision="keep", wording="Godt.", theme=theme)
        texts = [t for t in running.desk.review.texts if t.question == "praise"]
        assert [t.theme for t in texts] == [stored]
    assert 'value="Ros"' in visitor.open("advice/1/")


def test_a_joined_paraphrase_never_overrides_what_was_typed(
    closed: ClosedWave, visitor: Visitor
) -> None:
    """The list of paraphrases fills an untouched wording; words that were typed stay."""
    other, own = "Flere savnede svar.", "Flere ventede på svar."
    visitor.open("advice/1/")
    assert visitor.send("advice/1/", decision="paraphrase", wording=other)[0] == 303
    assert f"<option>{other}</option>" in visitor.open("advice/2/")
    typed = {"decision": "paraphrase", "join": other, "wording": own}
    assert visitor.send("advice/2/", **typed)[0] == 303
    assert closed.published() == []
    assert visitor.send("advice/2/", **typed)[0] == 303  # the wording is as it stood
    assert closed.published() == [("advice", other)]


def test_a_paraphrase_of_one_text_is_not_approved(closed: ClosedWave) -> None:
    """The page counts what a report may show: a paraphrase from its second text on."""
    closed.say({"advice": ("Ring før.", "Skriv før."), "praise": ("Godt.",)})
    closed.join()
    for text, approved in (("Ring før.", 0), ("Skriv før.", 1)):
        closed.decide(text, "paraphrase", "Meld ud tidligere.")
        with closed.reviewing() as running:
            visitor = Visitor(running.server.url)
            visitor.enter()
            assert f"{approved} of {approved} approved" in visitor.open("")


def test_a_redacted_text_comes_back_with_its_marks_ticked(
    visitor: Visitor, running: Session
) -> None:
    """So that leaving one mark more out does not put the others' words back."""
    closed_texts = running.desk.by_question()["advice"]
    number = next(p.number for p, t in closed_texts.items() if "Karen" in t.original)
    place = f"advice/{number}/"
    visitor.open(place)
    assert visitor.send(place, out="2", wording="")[0] == 303
    page = visitor.open(place)
    assert 'name="out" value="2" form="text" checked>' in page
    assert 'name="out" value="1" form="text">' in page

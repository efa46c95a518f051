"""The review: what is taken out, what is marked, what may be decided, and who may look."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from review_support import ClosedWave, Visitor

from nejtak.review import Session, session
from nejtak.review.decision import MESSAGES, decide
from nejtak.review.identifiers import segments
from nejtak.review.quotes import Text
from nejtak.review.redaction import redact

CANARY = "Kanariefuglen"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Skriv til karen.holm+job@firma-navn.co.uk, tak.", "Skriv til [e-mail], tak."),
        ("mailto:åse@øl.dk", "mailto:[e-mail]"),
        ("karen (at) firma.dk", "[e-mail]"),
        ("karen snabel-a firma punktum dk", "[e-mail]"),
        ("karen [at] firma [dot] com", "[e-mail]"),
        ("mail karen at firma dot com", "mail [e-mail]"),
        ("We met at nordlys.dk and looked at it.", "We met at nordlys.dk and looked at it."),
        ("Ring 12345678.", "Ring [phone]."),
        ("Ring 12 34 56 78 eller 1234 5678", "Ring [phone] eller [phone]"),
        ("(tlf. 12-34-56-78)", "(tlf. [phone])"),
        ("+45 12\u00a034\u00a056\u00a078", "[phone]"),
        ("0045 12345678, (+45) 12345678", "[phone], [phone]"),
        ("020 7946 0958 or (555) 123-4567", "[phone] or [phone]"),
        ("tlf12345678", "tlf[phone]"),
        ("010190-1234", "[CPR]"),  # fails modulus 11, as numbers may since 2007
        ("211062-5629", "[CPR]"),  # passes it
        ("010190 1234 og 0101901234", "[CPR] og [CPR]"),
        ("01.01.90–1234", "[CPR]"),
        ("610190-1234", "[CPR]"),  # a replacement number: 60 added to the day
        ("010199-4000", "[CPR]"),  # a date to come: shaped like one all the same
        ("٠١٠١٩٠-١٢٣٤", "[CPR]"),
        ("450190-1234", "[phone]"),  # no date, and long enough for a telephone
        ("Jeg fik 45.000-50.000 kr.", "Jeg fik 45.000-50.000 kr."),
        ("30 000-35 000 eller 12.000.000", "30 000-35 000 eller 12.000.000"),
        ("den 01.02.2026 og 2026-11-22", "den 01.02.2026 og 2026-11-22"),
        ("i 2019-2023, kl. 12.30-15.30", "i 2019-2023, kl. 12.30-15.30"),
        ("3 samtaler på 6 uger", "3 samtaler på 6 uger"),
    ],
)
def test_automatic_redaction(text: str, left: str) -> None:
    """E-mail, telephone and CPR go, whatever they are written like; dates and amounts stay.

    And what was redacted is not changed by redacting it again.
    """
    assert redact(text) == left
    assert redact(left) == left


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Karen Holm sagde det.", [("Karen Holm", "name")]),
        ("karens idé", [("karens", "name")]),
        ("Da Mohammed ringede", [("Mohammed", "name")]),
        ("Jeg mødte Rigmorine i Vejle", [("Rigmorine", "name?"), ("Vejle", "name?")]),
        ("Hr. Sørensen var der", [("Sørensen", "name")]),
        ("f.eks. Zbigniew", [("Zbigniew", "name?")]),
        ("hans bil, per uge, will you, else", []),
        ("Så spørg Hans. Line's team", [("Hans", "name"), ("Line's", "name")]),
        ("I var flinke, og De skrev. I think I'm fine.", []),
        ("Tilbuddet fra Nordlys var godt hos HR", []),
        ("ALT VAR RIGTIG DÅRLIGT, SAGDE KAREN", [("KAREN", "name")]),
        ("hos Novo Nordisk A/S og IBM", [("Novo Nordisk A/S", "company"), ("IBM", "name?")]),
        ("Salgschefen og HR-konsulenten", [("Salgschefen", "title"), ("HR-konsulenten", "title")]),
        ("the Head of Sales, Peter", [("Head of Sales", "title"), ("Peter", "name")]),
        ("your CEO and my manager's", [("CEO", "title"), ("manager's", "title")]),
        ("den 3. marts 2026", [("3. marts 2026", "date")]),
        ("on May 4th. We may talk. 3/4-26", [("May 4th", "date"), ("3/4-26", "date")]),
        ("om tirsdagen i uge 32", [("tirsdagen", "date"), ("uge 32", "date")]),
        ("last Monday, in 2024", [("Monday", "date"), ("2024", "date")]),
        ("se linkedin.com/in/karen", [("linkedin.com/in/karen", "web address")]),
        ("https://x.example/a?b", [("https://x.example/a?b", "web address")]),
        ("jeg er @karenholm", [("@karenholm", "user name")]),
        ("løn 45.000 og nr. 998877", [("45.000", "number"), ("998877", "number")]),
        ("ring [phone]", [("[phone]", "taken out")]),
        ("God stemning, men lange dage. Der gik for lang tid.", []),
        ("A good mood, but long days. Pay was not mentioned.", []),
    ],
)
def test_likely_identifiers_are_marked(text: str, marked: list[tuple[str, str]]) -> None:
    """Names by list and by shape, titles, dates and the rest, in Danish and in English."""
    pieces = segments(text, ("Nordlys", "Nordlys A/S"))
    assert "".join(piece.text for piece in pieces) == text
    assert [(piece.text, piece.kind) for piece in pieces if piece.kind] == marked


def test_a_long_text_does_not_take_long() -> None:
    """The longest text there can be, made to be slow: under a second and a half for each."""
    for piece in ("a", "a-", "Aa-", "a.b", "1 ", "(1", "A b ", "chef-", "x@", "Karen "):
        text = piece * (14_000 // len(piece))
        began = time.process_time()
        segments(redact(text))
        assert time.process_time() - began < 1.5, piece


ORIGINAL = "Karen Holm ringede,\nda jeg var hos Novo."


@pytest.mark.parametrize(
    ("decision", "wording", "wrong"),
    [
        ("keep", ORIGINAL, ""),
        ("keep", ORIGINAL.replace("\n", "\r\n") + " ", ""),
        ("keep", "[..] ringede,\nda jeg var hos Novo.", "kept"),
        ("redact", "[..] ringede,\nda jeg var hos [..].", ""),
        ("redact", "[...] ringede, da jeg var hos […]", ""),
        ("redact", "Karen [..]", ""),
        ("redact", ORIGINAL, "nothing"),
        ("redact", "[..] skrev, da jeg var hos [..]", "more"),
        ("redact", "Holm ringede", "more"),
        ("redact", "[..] hos Novo. [..] ringede [..]", "more"),
        ("redact", " [..]. ", "empty"),
        ("paraphrase", "En chef ringede midt i en arbejdsdag.", ""),
        ("paraphrase", ORIGINAL, "same"),
        ("paraphrase", " ", "empty"),
        ("withhold", "whatever", ""),
        ("undecided", ORIGINAL, "none"),
        ("", ORIGINAL, "none"),
        ("publish", ORIGINAL, "none"),
    ],
)
def test_what_is_published_is_what_the_reviewer_sees(
    decision: str, wording: str, wrong: str
) -> None:
    """A changed text is never kept, a redaction only leaves out, and nothing empty is quoted."""
    found = decide(Text("advice", ORIGINAL), decision, wording, " Løn ")
    if wrong:
        assert found == MESSAGES[wrong]
        return
    assert isinstance(found, Text)
    assert (found.decision, found.theme) == (decision, "Løn")
    assert (found.wording == "") == (decision in ("keep", "withhold"))


def test_what_the_reviewer_types_is_redacted_too() -> None:
    """A number in the reviewer's own wording or theme is taken out like any other."""
    found = decide(Text("advice", ORIGINAL), "paraphrase", "Ring 12345678", "a@b.dk")
    assert isinstance(found, Text)
    assert (found.published, found.theme) == ("Ring [phone]", "[e-mail]")
    assert decide(Text("advice", "x"), "withhold", "", "x" * 61) == MESSAGES["long"]


@pytest.fixture
def closed(tmp_path: Path) -> ClosedWave:
    """A closed wave of three texts."""
    said = {"advice": (f"{CANARY} er Karen Holm.", "Ring på 12345678."), "praise": ("Godt.",)}
    return ClosedWave(tmp_path, said)


@pytest.fixture
def running(closed: ClosedWave) -> Iterator[Session]:
    """Its review, being served."""
    held = session(closed.project, closed.client, closed.wave, closed.keys)
    with held as reviewing, reviewing.server.serving():
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
    assert "opened before" in said
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
        ("/advice/1/", {}, 403),
        ("/", {}, 403),
        (f"/{'x' * 43}/advice/1/", {}, 403),
        (place + "../1/", {}, 404),
        (f"{visitor.base}advice/0/", {}, 404),
        (f"{visitor.base}advice/3/", {}, 404),
        (f"{visitor.base}deciding/1/", {}, 404),
    ):
        status, _, said = visitor.ask("GET", path, **sent)  # type: ignore[arg-type]
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
        ("&".join(f"a{n}=" for n in range(20)) + f"&{with_token}", {}, 403),
    ):
        assert visitor.ask("POST", path, body, **headers)[0] == expected, headers  # type: ignore[arg-type]
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
        assert "script" not in policy
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
    with session(closed.project, closed.client, closed.wave, closed.keys) as reviewing:
        page = reviewing.server._pages.text(reviewing.desk, reviewing.desk.places[0]).decode()
    assert "&lt;b&gt;<mark>Karen<small" in page
    assert '(name)</small></mark>&lt;/b&gt; &amp; ring på <mark class="out">[phone]' in page
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
        patch.setattr("nejtak.review.quotes.write_file", full)
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

"""What a mail tool has added to an invitation: each addition named, none invented.

The mails in `mails/` are made up: nobody sent them, and each says so in a header of its own. They
are in the manner of six tools that change what they send, and of three that do not.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Run, in_process
from sources import SITE, copy_demo

from nejtak.errors import StateError
from nejtak.handouts.verify import verify_mail
from nejtak.project.model import Project
from nejtak.wave.load import load_project

MAILS = Path(__file__).parent / "mails"
HOST = "https://svar.partner.example"
ADDRESS = f"{HOST}/nordlys/2026-h2/da/"
HEAD = (
    "From: Svar <a@partner.example>\nReturn-Path: <a@partner.example>\n"
    "Subject: x\nMIME-Version: 1.0\nContent-Type: text/{kind}; charset=utf-8\n\n{body}\n"
)
CLICKS = "first, which sees who clicks."
NO_ADDRESS = "The address does not stand in the text, so that nobody can type it."
SIGN = "Let your mail service sign as partner.example."

# Of each made-up mail all that was added, and nothing else.
ADDED = {
    "clean-thunderbird": [],
    "clean-outlook": [],
    "clean-recruiting-system": [],
    "hubspot": [
        f"A link was rewritten by HubSpot: it leads to d2v8tf04.eu1.hubspotlinks.com {CLICKS}",
        f"A link was rewritten by HubSpot: it leads to hs-1.eu1.hubspotlinks.com {CLICKS}",
        "A pixel from d2v8tf04.eu1.hubspotlinks.com tells when the mail is opened, and by whom.",
        "DMARC fails: From: says partner.example, it is signed by hubspotemail.net, and bounces go "
        f"to bf01.hubspotemail.net. {SIGN}",
    ],
    "mailchimp": [
        f"A link was rewritten by Mailchimp: it leads to partner.us1.list-manage.com {CLICKS}",
        "A link to www.mailchimp.com lies behind a picture.",
        "A picture is loaded from cdn-images.mailchimp.com, which sees when the mail is opened.",
        "A pixel from partner.us1.list-manage.com tells when the mail is opened, and by whom.",
        "DMARC fails: From: says partner.example, it is signed by mail1.mcsv.net, and bounces go "
        f"to mail1.mcsv.net. {SIGN}",
    ],
    "customer-io": [
        f"A link was rewritten by Customer.io: it leads to e.partner.example {CLICKS}",
        "A pixel from e.partner.example tells when the mail is opened, and by whom.",
        NO_ADDRESS,
    ],
    "sendgrid": [
        f"A link was rewritten by SendGrid: it leads to url12.partner.example {CLICKS}",
        "A pixel from url12.partner.example tells when the mail is opened, and by whom.",
    ],
    "safe-links": [
        "A link was rewritten by Microsoft Safe Links, at the receiver's: it leads to "
        f"eur01.safelinks.protection.outlook.com {CLICKS}",
    ],
    "recruiting-system": [
        "A merge field stands in a link: {{job.id}}",
        f"Something was added behind {ADDRESS}: candidate_id, source. It can name the reader.",
        "A link to svar.partner.example lies behind a picture.",
        "A picture is loaded from cdn.system.example, which sees when the mail is opened.",
        "DMARC fails: From: says partner.example, it is signed by system.example, and bounces go "
        f"to mail.system.example. {SIGN}",
    ],
}


@pytest.fixture(scope="module")
def project() -> Project:
    """The demo."""
    return load_project(SITE)


def test_every_mail_says_that_it_is_made_up() -> None:
    """None of them was sent by anybody."""
    assert {path.stem for path in MAILS.iterdir()} == ADDED.keys()
    assert all(path.read_bytes().startswith(b"X-Made-Up: Made up ") for path in MAILS.iterdir())


@pytest.mark.parametrize("name", ADDED)
def test_each_addition_is_named_and_none_is_invented(project: Project, name: str) -> None:
    """Rewritten links, pixels, merge fields, what stands behind the address, and the sender."""
    assert verify_mail((MAILS / f"{name}.eml").read_bytes(), project, [HOST]) == ADDED[name]


def added(project: Project, body: str, kind: str = "html", head: str = HEAD) -> list[str]:
    """What was added to a mail with this body, besides what is said of its words."""
    body = f"{body}\n{ADDRESS}" if kind == "html" else body
    return verify_mail(head.format(kind=kind, body=body).encode(), project, [HOST])


@pytest.mark.parametrize(
    "body",
    [
        f'<a href="{ADDRESS}">{ADDRESS}</a>',
        f'<a href="{ADDRESS}">Svar her</a>',
        f'<a href="{ADDRESS[:-1]}">{ADDRESS[:-1]}</a>',
        f'<a href="{ADDRESS}privacy/">Læs mere</a>',
        '<a href="http://www.nordlys.example/">www.nordlys.example</a>',
        '<a href="mailto:a@partner.example">Skriv</a> <a href="tel:+4500000000">Ring</a>',
        '<a href="#top">Op</a> <a name="top"></a>',
        f'<style>p {{ color: #000 }}</style><p title="?a=b">{ADDRESS}</p>',
        f"<!-- <img src='https://x.example/p.gif'> --><a href='{ADDRESS}'>Svar",
    ],
)
def test_what_every_mail_program_does_is_no_addition(project: Project, body: str) -> None:
    """Links on words, missing slashes, domains made into links, addresses of people."""
    assert added(project, body) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (f'<a href="{ADDRESS}?utm_source=x">x</a>', "Something was added behind"),
        (f'<a href="{ADDRESS}#anna">x</a>', "a fragment"),
        (f'<a href="{ADDRESS}4711/">x</a>', "more of a path"),
        (f'<a href="{HOST}/nordlys/2026-h2/da?x">x</a>', "Something was added behind"),
        ('<a href="https://bit.ly/3abc">Svar her</a>', "rewritten by a link shortener"),
        (f'<a href="https://go.example/{ADDRESS}">x</a>', "it leads to go.example first"),
        (f'<a href="https://go.example/c">{ADDRESS}</a>', "it leads to go.example first"),
        (
            '<a href="https://go.example/aHR0cHM6Ly9zdmFyLnBhcnRuZXIuZXhhbXBsZS9ub3JkbHlzLzIwMjYtaDIvZGEv">'
            "x</a>",
            "it leads to go.example first",
        ),
        ('<a href="https://x.example/job">Se jobbet</a>', "leads to x.example (“Se jobbet”)"),
        ('<a href="https://x.example/?id=7">https://x.example/?id=7</a>', "A link leads to x"),
        ('<a href="https://[survey]/">x</a>', "A link leads to elsewhere (“x”)"),
        ('<a href="https://[">x</a>', "A link leads to elsewhere (“x”)"),
        ('<img src="https://[pixel]/o.gif">', "A picture is loaded from elsewhere"),
        ('<a href="*|SURVEY|*">x</a>', "A merge field stands in a link: *|SURVEY|*"),
        ('<a href="mailto:%%replyto%%">x</a>', "A merge field stands in a link: %%replyto%%"),
        ('<img src="//t.example/o.gif" width="1" height="1">', "A pixel from t.example"),
        ('<img src="https://t.example/o.gif" style="display:none">', "A pixel from t.example"),
        ('<img src="https://t.example/o.gif">', "A picture is loaded from t.example"),
        ('<img srcset="https://t.example/o.gif 2x">', "A picture is loaded from t.example"),
        ('<img src="cid:logo">', "A picture stands in the mail"),
        ('<td background="https://t.example/b.png">', "t.example is asked when the mail is opened"),
        ('<p style="background:url(https://t.example/b)">', "t.example is asked"),
        ('<style>@import "https://t.example/f.css";</style>', "t.example is asked"),
        ('<link rel="stylesheet" href="https://t.example/f.css">', "t.example is asked"),
        ('<style>p{background:url("https://t.example/f")}</style>', "t.example is asked"),
    ],
)
def test_one_addition_is_one_finding(project: Project, body: str, said: str) -> None:
    """However it is written."""
    (found,) = added(project, body)
    assert said in found


def test_values_behind_the_address_are_not_repeated(project: Project) -> None:
    """They may be somebody's: the names are enough to find the switch."""
    (found,) = added(project, f'<a href="{ADDRESS}?id=4711&amp;mail=anna%40x.example">x</a>')
    assert "id, mail" in found
    assert "4711" not in found
    assert "anna" not in found
    (found,) = added(project, f'<a href="{ADDRESS}?4711&amp;anna%40x.example&amp;id=7">x</a>')
    assert f"{ADDRESS}: id. It can" in found
    (found,) = added(project, f'<a href="{ADDRESS}?4711">x</a>')
    assert f"{ADDRESS}: a query. It can" in found


def test_plain_text_is_read_too(project: Project) -> None:
    """Tools rewrite addresses in plain text as well."""
    assert added(project, f"Svar her: <{ADDRESS}>.", "plain") == []
    (found,) = added(project, f"{ADDRESS}?x=1 eller {ADDRESS}", "plain")
    assert "Something was added behind" in found
    assert added(project, "Svar her", "plain") == [NO_ADDRESS]


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ("From: a@partner.example\nReturn-Path: <b@partner.example>", ""),
        ("From: a@partner.example\nReturn-Path: <b@bounce.partner.example>", ""),
        ("From: a@mail.partner.example\nDKIM-Signature: v=1; d=partner.example; b=x", ""),
        (
            "From: a@partner.example\nReturn-Path: <b@x.example>\n"
            "DKIM-Signature: v=1; a=x;\n d=partner.example; b=x",
            "",
        ),
        (
            "From: a@partner.example\nReturn-Path: <b@x.example>\n"
            "Authentication-Results: mx.example; dmarc=pass",
            "",
        ),
        (
            "From: a@partner.example\nReturn-Path: <b@partner.example>\n"
            "Authentication-Results: mx.example; dmarc=fail (p=none)",
            "the receiver says fail",
        ),
        ("From: a@partner.example\nReturn-Path: <b@x.example>", "bounces go to x.example"),
        ("From: a@partner.example\nReturn-Path: <b@notpartner.example>", "DMARC fails"),
        ("From: a@partner.example\nDKIM-Signature: v=1; d=x.example; b=x", "signed by x.example"),
        ("From: a@partner.example", "nothing can be said"),
        ("From: a@partner.example, b@x.example\nReturn-Path: <a@partner.example>", "not one"),
    ],
)
def test_the_sender_is_held_against_who_signed_and_who_bounces(
    project: Project, headers: str, said: str
) -> None:
    """Aligned if either is the same domain, or one lies below the other; a receiver knows best."""
    body = f"\nContent-Type: text/plain\n\n{ADDRESS}\n"
    found = verify_mail((headers + body).encode(), project, [HOST])
    assert len(found) == bool(said)
    assert not said or said in found[0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Hello",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"From: a@x.example\nContent-Type: image/png\n\n",
    ],
)
def test_what_is_no_mail_is_refused(project: Project, content: bytes) -> None:
    """One sentence, with what to save it as."""
    with pytest.raises(StateError, match=r"\.eml"):
        verify_mail(content, project, [HOST])


@pytest.mark.parametrize("charset", ["nonsense", "utf-7", "x-unknown-8bit"])
def test_a_charset_that_nobody_knows_is_read_all_the_same(project: Project, charset: str) -> None:
    """The address is in plain letters, whatever the rest is."""
    head = HEAD.replace("utf-8", charset)
    assert added(project, f"\xe6 {ADDRESS} ", "plain", head) == []


# The command


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Commands on the demo's sources."""
    return in_process(copy_demo(tmp_path / "site"), monkeypatch, capsys)


def test_a_clean_mail_ends_with_0_and_another_with_1(run: Run) -> None:
    """Findings on standard output, a line each, and in the end what to do."""
    clean = run("verify-handout", str(MAILS / "clean-outlook.eml"), "--site", HOST)
    assert (clean.code, clean.out) == (0, "")
    assert clean.err == "Nothing was added: the mail leads to the bare address and loads nothing.\n"
    done = run("verify-handout", str(MAILS / "sendgrid.eml"), "--site", HOST)
    assert (done.code, done.out.splitlines()) == (1, ADDED["sendgrid"])
    assert done.err == (
        "2 things were added. Switch them off in the mail tool, or send from another one, and look "
        "again.\n"
    )


def test_the_site_has_to_be_known(run: Run) -> None:
    """By the domains of the stages, or by --site."""
    done = run("verify-handout", str(MAILS / "clean-outlook.eml"))
    assert (done.code, "--site https://svar.example.dk" in done.err) == (1, True)

"""E-mail addresses: one that a link opens, and nothing around it."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from nejtak.base.email_address import address_in, is_address, mail_link
from nejtak.errors import Faults
from nejtak.project.addresses import check_address
from nejtak.project.toml_table import TomlTable

GOOD = (
    "privacy@firm.example",
    "a@b.dk",
    "first.last+jobs@mail.firm.co.uk",
    "o'neil_1@firm-navn.dk",
    "kontakt@blåbær.dk",
    "søren@firma.dk",
    "info@straße.de",
    "联系@公司.cn",
    "PRIVACY@FIRM.EXAMPLE",
    f"{'a' * 64}@firm.dk",
)
# Each with the address that it is meant to be; empty if nobody can know.
BAD = {
    "<privacy@firm.example>": "privacy@firm.example",
    "privacy@firm.example,": "privacy@firm.example",
    "mailto:privacy@firm.example": "privacy@firm.example",
    "privacy@firm..example": "privacy@firm.example",
    "privacy@firm.example\u200b": "privacy@firm.example",
    "MAILTO:privacy@firm.example?subject=Hej": "privacy@firm.example",
    "Nordlys <privacy@firm.example>": "privacy@firm.example",
    " privacy@firm.example\n": "privacy@firm.example",
    "privacy@firm.example;": "privacy@firm.example",
    "privacy@firm.example.": "privacy@firm.example",
    "pri\u00advacy@firm.example": "privacy@firm.example",
    "privacy@firm.exa\u2060mple": "privacy@firm.example",
    "\ufeffprivacy@firm.example": "privacy@firm.example",
    "privacy＠firm.example": "privacy@firm.example",
    "ｐrivacy@firm.example": "privacy@firm.example",
    "kontakt@blaba\u030ar.dk": "kontakt@blabår.dk",
    "privacy@\u3164firm.example": "privacy@firm.example",
    "privacy\u00a0@firm.example": "",
    "privacy at firm.example": "",
    "privacy@firm": "",
    "privacy@@firm.example": "",
    "@firm.example": "",
    "privacy@.example": "",
    ".privacy@firm.example": "",
    "privacy.@firm.example": "",
    "privacy@-firm.example": "",
    "privacy@firm-.example": "",
    "privacy@firm_a.example": "",
    "privacy@192.168.1.1": "",
    "privacy@[192.168.1.1]": "",
    '"a b"@firm.example': "",
    "a@firm.example, b@firm.example": "",
    "https://firm.example/privacy": "",
    f"{'a' * 65}@firm.dk": "",
    f"a@{'b' * 64}.dk": "",
    f"a@{'b.' * 130}dk": "",
    "a@b.dk\x00": "a@b.dk",
    "mailto:%61@b.dk": "a@b.dk",
    "mailto:a@b.dk?cc=c@d.dk": "a@b.dk",
    "a@b.dk (Anna)": "a@b.dk",
    "E-mail: a@b.dk": "a@b.dk",
    "Skriv til a@b.dk.": "a@b.dk",
    "a@b.dk <a@b.dk>": "a@b.dk",
    "[a@b.dk](mailto:a@b.dk)": "a@b.dk",
    "100%25@b.dk:": "100%25@b.dk",
}


@pytest.mark.parametrize("text", GOOD)
def test_an_address_is_taken_and_its_link_opens_it(text: str) -> None:
    """Letters of any script; the domain is linked as mail programs look it up."""
    assert is_address(text)
    link = mail_link(text)
    assert link.isascii()
    name, _, domain = link.removeprefix("mailto:").partition("@")
    assert unquote(name) == text.partition("@")[0]
    labels = [
        part.removeprefix("xn--").encode().decode("punycode") if part[:4] == "xn--" else part
        for part in domain.split(".")
    ]
    assert ".".join(labels) == text.partition("@")[2]


@pytest.mark.parametrize(("text", "meant"), BAD.items())
def test_what_is_no_address_is_a_fault_with_the_one_that_is_meant(text: str, meant: str) -> None:
    """A broken link on the privacy page would leave a candidate without anybody to ask."""
    assert not is_address(text)
    assert address_in(text) == meant
    faults = Faults()
    check_address(TomlTable("client.toml", {}, faults), "contact", text)
    (fault,) = faults.collected
    assert fault.message == (
        f"{text!r} is not an e-mail address that a link can open. Write "
        f"{repr(meant) if meant else 'the address alone, like ' + repr('privacy@firm.example')}."
    )


def test_a_link_asks_for_no_more_than_a_mail() -> None:
    """Signs that mean something in a link are letters of the name."""
    assert mail_link("a&b=c?d%e#f@firm.dk") == "mailto:a%26b%3Dc%3Fd%25e%23f@firm.dk"
    assert mail_link("kontakt@blåbær.dk") == "mailto:kontakt@xn--blbr-roah.dk"

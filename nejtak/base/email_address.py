"""E-mail addresses that a link can open in every mail program.

An address may have letters of any script. Quoted names, comments and addresses of networks are
valid too, but no company has them, and many programs cannot send to them.

Sources: RFC 5321, 4.5.3.1 for lengths; RFC 5322, 3.2.3; RFC 6531; RFC 6068 for links.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote

from nejtak.base.blank import is_blank

_LONGEST, _LONGEST_NAME, _LONGEST_DOMAIN, _LONGEST_LABEL = 254, 64, 253, 63
_ATOM = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+")
_LABEL = re.compile(r"[^\W_]([\w-]*[^\W_])?")
# What people paste around an address: other words, brackets, commas, and the rest of a link.
_AROUND = re.compile(r'[\s<>()\[\],;:"]+|(?<=\w)\?\S*')


def is_address(text: str) -> bool:
    """Whether a text is one e-mail address and nothing else."""
    name, _, domain = text.rpartition("@")
    return (
        len(text) <= _LONGEST
        and len(name.encode()) <= _LONGEST_NAME
        and unicodedata.normalize("NFKC", text) == text
        and all(map(_ATOM.fullmatch, name.split(".")))
        and _is_domain(domain)
        and not any(map(is_blank, text))
    )


def _is_domain(domain: str) -> bool:
    labels = domain.split(".")
    return (
        len(labels) > 1
        and all(_LABEL.fullmatch(label) and "_" not in label for label in labels)
        and not labels[-1].isdecimal()
        and all(len(_ascii(label)) <= _LONGEST_LABEL for label in labels)
        and len(".".join(map(_ascii, labels))) <= _LONGEST_DOMAIN
    )


def address_in(text: str) -> str:
    """The one address that a text contains besides what is often pasted with it; empty if none."""
    seen = "".join(char for char in unicodedata.normalize("NFKC", text) if not _dropped(char))
    if "mailto:" in seen.lower():
        seen = unquote(seen)
    words = (re.sub(r"\.{2,}", ".", word).rstrip(".") for word in _AROUND.split(seen))
    found = {word for word in words if is_address(word)}
    return found.pop() if len(found) == 1 else ""


def _dropped(char: str) -> bool:
    return is_blank(char) and not char.isspace()


def mail_link(address: str) -> str:
    """The link that opens a new mail to an address."""
    name, _, domain = address.rpartition("@")
    return f"mailto:{quote(name)}@{'.'.join(map(_ascii, domain.split('.')))}"


def _ascii(label: str) -> str:
    """A part of a domain as mail programs look it up."""
    if label.isascii():
        return label
    return "xn--" + label.lower().encode("punycode").decode()

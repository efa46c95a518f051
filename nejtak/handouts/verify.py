"""Finds everything that a mail tool has added to an invitation, and reports each addition once.

The survey's address is known, so every other link can be named. A link through another server, a
parameter after the address, or a picture loaded when the mail is opened can reveal who answered,
or when.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from nejtak.handouts.address import page_address
from nejtak.handouts.alignment import misaligned
from nejtak.handouts.mail import Link, Mail, read_mail
from nejtak.project.model import Project


class Tool(NamedTuple):
    """A tool that rewrites links: patterns for its host and for the start of its paths."""

    name: str
    host: str
    path: str = ""


# The hosts that tools send clicks through. If the sender has set up a domain of its own for that,
# only the path shows which tool it is. Gathered from the tools' documentation.
TOOLS = (
    Tool("Microsoft Safe Links, at the receiver's", r"(.+\.)?safelinks\.protection\.outlook\.com"),
    Tool("Proofpoint, at the receiver's", r"urldefense(\.proofpoint)?\.com"),
    Tool("HubSpot", r"(.+\.)?(hubspotlinks(-eu1)?\.com|hubspotemail\.net|sidekickopen\d*\.com)"),
    Tool("HubSpot", r".+", r"/Ctc/|/e3t/"),
    Tool("Mailchimp", r"(.+\.)?(list-manage\.com|mandrillapp\.com|mailchi\.mp)"),
    Tool("Customer.io", r"(.+\.)?customeriomail\.com"),
    Tool("Customer.io", r".+", r"/e/c/"),
    Tool("SendGrid", r"(.+\.)?sendgrid\.net"),
    Tool("SendGrid", r".+", r"/ls/click|/wf/click"),
    Tool("Brevo", r"(.+\.)?(sendibt\d*|sendibm\d*|brevosend|sendinblue)\.com"),
    Tool("Brevo", r".+", r"/(mk|tr)/cl/"),
    Tool("Amazon SES", r"(.+\.)?awstrack\.me"),
    Tool(
        "a link shortener", r"bit\.ly|tinyurl\.com|t\.ly|is\.gd|ow\.ly|lnkd\.in|rebrand\.ly|t\.co"
    ),
)
_MERGE = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\*\|.+?\|\*|%%.+?%%|\[\[.+?\]\]|\$\{.+?\}|#\{.+?\}|<<.+?>>"
    r"|\{[A-Za-z_.]+\}|%[A-Z_]{3,}%|\[[A-Z][A-Z_ ]{2,}\]"
)


def verify_mail(content: bytes, project: Project, sites: Iterable[str]) -> list[str]:
    """List the additions to a mail, a sentence each; the list is empty if there are none.

    `sites` are the addresses that the survey's pages may have. Raises StateError if `content` is
    not a mail.
    """
    mail = read_mail(content)
    known = bare_addresses(project, sites)
    found = [said for link in mail.links for said in _link(link, known)]
    found += _pictures(mail)
    found += [f"{_host(one)} is asked when the mail is opened (a style)." for one in mail.loads]
    if not any(address.rstrip("/") in mail.text for address in known):
        found.append("The address does not stand in the text, so that nobody can type it.")
    return [*dict.fromkeys([*found, *misaligned(mail.message)])]


def bare_addresses(project: Project, sites: Iterable[str]) -> frozenset[str]:
    """The addresses that a handout may contain: each wave's page, and its page about privacy."""
    return frozenset(
        page_address(site, client, wave, language) + place
        for site in sites
        for client, wave, _ in project.waves()
        for language in client.languages
        for place in ("", "privacy/")
    )


def _link(link: Link, known: frozenset[str]) -> Iterator[str]:
    target = link.target
    if merge := _MERGE.search(unquote(target)):
        yield f"A merge field stands in a link: {merge[0]}"
        return
    if target.startswith("#") or (not target.lower().startswith(("http:", "https:", "//"))):
        return  # within the mail, or another program
    if link.picture:
        yield f"A link to {_host(target)} lies behind a picture."
    if _slashed(target) in known:
        return
    begin = next((a for a in sorted(known, key=len, reverse=True) if _begins(target, a)), None)
    tool = _tool(target)
    shows_ours = any(address.rstrip("/") in link.shown for address in known)
    if begin:
        yield _behind(target, begin)
    elif tool or _holds(target, known) or shows_ours:
        by = f" by {tool}" if tool else ""
        yield f"A link was rewritten{by}: it leads to {_host(target)} first, which sees who clicks."
    elif not link.picture and not _leads_as_shown(link):
        words = f" (“{link.shown}”)" if link.shown and link.shown != target else ""
        yield f"A link leads to {_host(target)}{words}. The survey's address is to be the only one."


def _pictures(mail: Mail) -> Iterator[str]:
    for picture in mail.pictures:
        host = _host(picture.source)
        if picture.remote and picture.unseen:
            yield f"A pixel from {host} tells when the mail is opened, and by whom."
        elif picture.remote:
            yield f"A picture is loaded from {host}, which sees when the mail is opened."
        else:
            yield "A picture stands in the mail. An invitation has no logo: it is no marketing."


def _slashed(target: str) -> str:
    """An address in the form of `bare_addresses`: a slash at its end, its host in lower case."""
    parts = _split(target)
    if "?" in target or "#" in target:
        return target
    return f"https://{parts.netloc.lower()}{parts.path.rstrip('/')}/"


def _begins(target: str, address: str) -> bool:
    bare = address.rstrip("/")
    return target.lower().startswith(bare) and target[len(bare) : len(bare) + 1] in "/?#&;"


def _behind(target: str, address: str) -> str:
    """Name the parameters added after an address, without values: these may identify a person.

    What has no name is a value.
    """
    named = [one.partition("=") for one in _split(target).query.split("&")]
    names = [unquote(name) for name, equals, _ in named if equals]
    said = ", ".join(dict.fromkeys(names)) or ("a query" if "?" in target else "")
    if not said:
        said = "a fragment" if "#" in target else "more of a path"
    return f"Something was added behind {address}: {said}. It can name the reader."


def _leads_as_shown(link: Link) -> bool:
    """Whether a link's words are its target: mail programs turn a domain in a text into a link."""
    if "?" in link.target or "#" in link.target:
        return False
    bare = re.sub(r"^(https?:)?//", "", link.target.lower()).rstrip("/")
    return bare == re.sub(r"^(https?:)?//", "", link.shown.lower()).rstrip("/")


def _tool(target: str) -> str:
    parts = _split(target)
    for tool in TOOLS:
        if re.fullmatch(tool.host, parts.netloc.lower()) and re.match(tool.path, parts.path):
            return tool.name
    return ""


def _holds(target: str, known: frozenset[str]) -> bool:
    """Whether another address contains one of ours, plain, percent-encoded or in Base64."""
    plain = unquote(unquote(target))
    forms = [plain, *filter(None, map(_decoded, re.split(r"[/?&=]", target)))]
    return any(address.rstrip("/") in form for form in forms for address in known)


def _decoded(piece: str) -> str:
    try:
        padded = piece + "=" * (-len(piece) % 4)
        return base64.urlsafe_b64decode(padded).decode("ascii")
    except ValueError:
        return ""


def _host(target: str) -> str:
    return _split(target).netloc.rpartition("@")[2] or "elsewhere"


def _split(target: str) -> SplitResult:
    """The parts of an address; no host if what stands in its place in brackets is no IP address."""
    try:
        return urlsplit(target)
    except ValueError:
        return SplitResult("", "", target, "", "")

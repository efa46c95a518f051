"""Reads a sent mail: its links, what it loads from elsewhere, and what it shows.

Nothing is fetched. A link's words and target are kept unchanged, so that a tool's redirect between
the two can be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser

from nejtak.errors import StateError

_URL = re.compile(r"https?://[^\s<>\"']+", re.I)
_TRAILING = ".,;:!?)]}»”"
_CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)", re.I)
_REMOTE = re.compile(r"(https?:)?//", re.I)
_OUTLOOK = b"\xd0\xcf\x11\xe0"  # how a .msg begins
# Attributes that load something as soon as the mail is shown, besides an image's `src`.
_LOADS = {"background", "poster", "data"}
_LOADING = {"iframe", "embed", "video", "audio", "source", "input", "track", "script", "frame"}


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its target, the words that it shows, and whether it is a picture instead of words."""

    target: str
    shown: str
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its source, and whether it is hidden or too small to be seen."""

    source: str
    unseen: bool

    @property
    def remote(self) -> bool:
        """Whether it is loaded from elsewhere when the mail is opened."""
        return bool(_REMOTE.match(self.source))


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail's links, pictures and text; `loads` are the other addresses that it loads."""

    message: EmailMessage
    links: tuple[Link, ...]
    pictures: tuple[Picture, ...]
    loads: tuple[str, ...]
    text: str


def read_mail(content: bytes) -> Mail:
    """Read an .eml; raise StateError if `content` is not one."""
    if content.startswith(_OUTLOOK):
        raise StateError(
            "This is Outlook's own .msg. Save the mail as .eml, or drag it to a folder."
        )
    message = BytesParser(policy=policy.default).parsebytes(content)
    parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    if not message.get("From") or not parts:
        raise StateError("This is no mail: it has no sender, or no text. Save the mail as .eml.")
    links: list[Link] = []
    pictures: list[Picture] = []
    loads: list[str] = []
    shown: list[str] = []
    for part in parts:
        text = _content(part)
        if part.get_content_subtype() != "html":
            links += [Link(url, url) for url in _urls(text)]
            shown.append(text)
            continue
        page = _Page()
        page.feed(text)
        page.close()
        links += page.links
        pictures += page.pictures
        loads += page.loads
        shown.append(" ".join("".join(page.words).split()))
    return Mail(message, tuple(links), tuple(pictures), tuple(loads), "\n".join(shown))


def _content(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except (LookupError, ValueError):  # an unknown charset, or a broken encoding
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _urls(text: str) -> Iterator[str]:
    return (found.rstrip(_TRAILING) for found in _URL.findall(text))


class _Page(HTMLParser):
    """Gathers a mail's links and the addresses that it loads, from its HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Link] = []
        self.pictures: list[Picture] = []
        self.loads: list[str] = []
        self.words: list[str] = []
        self._target: str | None = None
        self._shown: list[str] = []
        self._picture = False
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the address that a tag links to or loads."""
        values = {name: (value or "").strip() for name, value in attrs}
        self._note_loads(tag, values)
        if tag == "a" and values.get("href"):
            self._end_link()
            self._target = values["href"]
        elif tag in ("area", "form") and (target := values.get("href") or values.get("action")):
            self.links.append(Link(target, "", picture=tag == "area"))
        elif tag == "img":
            self._picture = True
            self.pictures += [Picture(s, _unseen(values)) for s in _sources(values)]
        elif tag in ("style", "title"):
            self._hidden = tag
        elif tag in ("br", "p", "div", "tr", "li", "td"):
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End a link."""
        if tag == "a":
            self._end_link()
        elif tag == self._hidden:
            self._hidden = ""

    def handle_data(self, data: str) -> None:
        """Note text that is shown, or the addresses that a style sheet loads."""
        if self._hidden:
            self.loads += filter(_REMOTE.match, _CSS_URL.findall(data))
            self.loads += re.findall(r"@import\s+['\"]((?:https?:)?//[^'\"]+)", data)
            return
        self.words.append(data)
        self._shown.append(data)

    def close(self) -> None:
        """End a link whose closing tag is missing."""
        super().close()
        self._end_link()

    def _end_link(self) -> None:
        if self._target is not None:
            shown = " ".join("".join(self._shown).split())
            self.links.append(Link(self._target, shown, self._picture))
        self._target, self._shown, self._picture = None, [], False

    def _note_loads(self, tag: str, values: Mapping[str, str]) -> None:
        found = [value for name, value in values.items() if name in _LOADS]
        found += _CSS_URL.findall(values.get("style", ""))
        if tag in _LOADING:
            found.append(values.get("src", ""))
        if tag == "link":
            found.append(values.get("href", ""))
        self.loads += filter(_REMOTE.match, found)


def _sources(values: Mapping[str, str]) -> Iterator[str]:
    if values.get("src"):
        yield values["src"]
    for one in values.get("srcset", "").split(","):
        yield from one.split()[:1]


def _unseen(values: Mapping[str, str]) -> bool:
    """Whether an image is a pixel: at most two high or wide, or hidden."""
    sizes = [values.get(side, "").removesuffix("px") for side in ("width", "height")]
    style = re.sub(r"\s", "", values.get("style", "")).lower()
    small = any(size.isdigit() and int(size) <= 2 for size in sizes)
    return small or bool(
        re.search(
            r"display:none|visibility:hidden|opacity:0(?!\.)|(width|height):[012](px)?(;|$)", style
        )
    )

"""Renders Markdown: a section's body as HTML, a heading or a choice as plain words.

python-markdown renders it, with CommonMark's escapes and line breaks; the result is compared with
an allow-list, so that the admin gets a message about anything that is not allowed, and nh3 cleans
it in any case.
"""

from __future__ import annotations

import re
import string
from collections.abc import Set
from functools import cache
from html.parser import HTMLParser
from threading import Lock

import nh3
from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.smarty import SmartyExtension
from markdown.inlinepatterns import (
    DelimiterProcessor,
    SimpleTagInlineProcessor,
    SubstituteTagInlineProcessor,
)
from markdown.util import Registry

from nejtak.project.lists import rewrite_lists

ALLOWED = frozenset({"p", "em", "strong", "a", "ul", "ol", "li", "br"})
IN_WORDS = frozenset({"p", "em", "strong"})
LINK = re.compile(r"(?:https://|mailto:)[^\s<>\"“”„‟«»]+")
# Markdown of other programs that no page shows: the expression, its tag, and the tag's message.
_OTHERS = (
    (r"(~~)(?=\S)(.+?)(?<=\S)~~", "del", "struck"),
    (r"(==)(?=\S)([^=]+?)(?<=\S)==", "mark", "raised"),
    (r"(?<=\w)(~)([^\s~]+)~(?!~)", "sub", "raised"),
    (r"(?<=\w)(\^)([^\s^]+)\^", "sup", "raised"),
    # What is left of stars and underscores that begin or end no emphasis. A star that ends a word
    # is a mark of a note, and more than three underscores are a line to write on.
    (r"(?<![\w*_])(?=[*_]{1,3}[^\s*_])([*_]+)([^*_]*\s)\1(?=\w)", "apart", "apart"),
    (r"(\*)(\*)", "stars", "apart"),
    (
        r"(?<![\w*])(\*)((?=[\w\x02\"'“„«(\[])|(?<!\d \*)\s[^*]*(?<=[^\s*])\*(?!\w))",
        "begun",
        "apart",
    ),
    (r"(\x03)(\*)(?!\w)", "ended", "apart"),
    (r"(?<![\w#])(_{1,3})((?=[^\W_]|[\x02\"'“„«(\[]))", "begun-low", "apart"),
    (r"(?:(?<=[^\W_])|(?<=\x03)(?!__))(_{1,3})((?!\w))", "ended-low", "apart"),
)
_NAMED = {tag: message for _, tag, message in _OTHERS} | {
    "img": "picture",
    "blockquote": "quotation",
    "code": "code",
}
_PLAIN = re.compile(r"(?:[^\\`*_\[\]<&~^=\-\x02\x03]|-(?!-))*")

_ONE_AT_A_TIME = Lock()  # a parser has a state

Forbidden = tuple[str, str]  # a message, and the tag that it names


@cache  # a new one for each text would take longer than the text
def _parser(*, bodies: bool) -> tuple[Markdown, _Definitions]:
    """A parser of bodies, or one that knows no blocks, for words on one line."""
    parser = Markdown(
        extensions=[
            SaneListExtension(),
            SmartyExtension(smart_quotes=False, smart_ellipses=False),
        ],
        output_format="html",
    )
    parser.references = definitions = _Definitions()
    parser.ESCAPED_CHARS = list(string.punctuation)
    # Inside a word a star is a letter: German writes "Bewerber*innen".
    stars = DelimiterProcessor("*", "strong,em", parser, smart=True)
    stars.add("_", "strong,em", smart=True)
    parser.inlinePatterns.register(stars, "em_strong", 60)
    break_ = SubstituteTagInlineProcessor(r"\\\n", "br")
    parser.inlinePatterns.register(break_, "escaped-break", 185)
    for number, (pattern, tag, _) in enumerate(_OTHERS):
        other = SimpleTagInlineProcessor(pattern, tag)
        parser.inlinePatterns.register(other, tag, 55 - number)
    if not bodies:
        paragraph = ParagraphProcessor(parser.parser)
        parser.parser.blockprocessors = Registry()
        parser.parser.blockprocessors.register(paragraph, "paragraph", 10)
        parser.preprocessors.deregister("html_block")
    return parser, definitions


def _convert(text: str, *, bodies: bool) -> tuple[str, list[str]]:
    """The HTML, and the ids of links' definitions that no link uses."""
    with _ONE_AT_A_TIME:
        parser, definitions = _parser(bodies=bodies)
        return parser.reset().convert(text), definitions.unused()


@cache
def render(text: str) -> tuple[str, tuple[Forbidden, ...]]:
    """The HTML of a section's body, cleaned; and what in it is not allowed on a page."""
    raw, unused = _convert(rewrite_lists(text), bodies=True)
    finder = _Finder(ALLOWED)
    finder.feed(raw)
    finder.close()
    safe = nh3.clean(
        raw,
        tags=set(ALLOWED),
        attributes={"a": {"href"}, "ol": {"start"}, "*": set()},
        url_schemes={"https", "mailto"},
        url_relative="deny",
        link_rel="noopener noreferrer",
    )
    return safe, (*finder.forbidden, *(("unused-link", id_) for id_ in unused))


@cache
def plain_words(text: str) -> tuple[str, tuple[Forbidden, ...]]:
    """A line's words without emphasis, with escapes and entities resolved; and forbidden markup."""
    found: tuple[Forbidden, ...] = ()
    if not _PLAIN.fullmatch(text):
        finder = _Finder(IN_WORDS)
        finder.feed(_convert(text, bodies=False)[0])
        finder.close()
        text, found = "".join(finder.words), tuple(finder.forbidden)
    return re.sub(r"[ \t\n]+", " ", text).strip(" "), found


class _Definitions(dict[str, tuple[str, str]]):
    """The definitions of links in a text, like `[id]: https://...`, and which ones a link uses."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def __getitem__(self, id_: str) -> tuple[str, str]:
        self._used.add(id_)
        return super().__getitem__(id_)

    def clear(self) -> None:
        """Forget all, for the next text."""
        super().clear()
        self._used.clear()

    def unused(self) -> list[str]:
        """The ids that no link uses, but those of footnotes, which are another fault."""
        return [id_ for id_ in self if id_ not in self._used and not id_.startswith("^")]


class _Finder(HTMLParser):
    """Collects words, and markup that is not on the allow-list, as `(message, tag)`."""

    def __init__(self, allowed: Set[str]) -> None:
        super().__init__()
        self.forbidden: list[Forbidden] = []
        self.words: list[str] = []
        self._allowed = allowed
        self._begun: set[str] = set()

    def handle_data(self, data: str) -> None:
        """Collect words."""
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect forbidden tags, attributes and link targets."""
        self._begun.add(tag)
        if tag not in self._allowed:
            if tag == "code" and self.forbidden[-1:] == [("markup", "pre")]:
                self.forbidden[-1] = ("indented", "")
                return
            message = "words-link" if tag == "a" else _NAMED.get(tag, "markup")
            self.forbidden.append((message, tag))
            return
        for name, value in attrs:
            if tag == "ol" and name == "start" and (value or "").isdecimal():
                continue
            if tag != "a" or name != "href":
                self.forbidden.append(("markup", f"{tag} {name}"))
            elif not LINK.fullmatch(value or ""):
                self.forbidden.append(("link", ""))

    def handle_endtag(self, tag: str) -> None:
        """Collect end tags without a start tag; start tags are collected above."""
        if tag not in self._allowed | self._begun:
            self.forbidden.append(("markup", f"/{tag}"))

    def handle_comment(self, data: str) -> None:
        """Refuse comments, which may contain a half-written tag."""
        self.forbidden.append(("comment", ""))

    def handle_decl(self, decl: str) -> None:
        """Refuse declarations for the same reason."""
        self.forbidden.append(("markup", "!"))

    def unknown_decl(self, data: str) -> None:
        """Refuse XML's declarations."""
        self.forbidden.append(("markup", "!"))

    def handle_pi(self, data: str) -> None:
        """Refuse processing instructions."""
        self.forbidden.append(("markup", "?"))

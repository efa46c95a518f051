"""The files of a wave's handouts: plain text to send, and pages to print."""

from __future__ import annotations

from collections.abc import Iterator

import segno

from nejtak.base import shipped
from nejtak.base.command import run
from nejtak.base.files import File
from nejtak.base.html import Templates
from nejtak.base.text import read_text
from nejtak.errors import StateError
from nejtak.handouts.words import (
    FACTS,
    PRINTED,
    PROMISES,
    TEXTS,
    TEXTS_OF_CALLS,
    VOLUNTARY,
    HandoutTexts,
)
from nejtak.project.model import Client, Project, Wave

PAGES = ("letter", "poster")


def handout_files(project: Project, client: Client, wave: Wave, site: str) -> Iterator[File]:
    """Make a wave's handouts in each of the client's languages, for pages at `site`.

    Raises StateError for a wave that is not open.
    """
    _refuse(wave)
    templates = Templates(shipped.SITE / "templates")
    css = read_text(shipped.SITE / "static" / "handout.css")
    for language in client.languages:
        words = HandoutTexts(project, client, wave, language, site)
        yield from _texts(client, words, language)
        for name in PAGES:
            page = templates.render(
                f"handout-{name}.html",
                css=css,
                locale=project.locales[language],
                client=client,
                **_printed(words),
            )
            yield File(f"{language}/{name}.html", page.encode())


def _texts(client: Client, words: HandoutTexts, language: str) -> Iterator[File]:
    """The texts to send, one file each."""
    names = (*TEXTS, *TEXTS_OF_CALLS) if client.interviews else TEXTS
    texts = {name: words.text(name) for name in names}
    texts |= {"letter": words.letter(), "sender": words.sender()}
    for name, text in texts.items():
        yield File(f"{language}/{name}.txt", text.encode())


def _printed(words: HandoutTexts) -> dict[str, object]:
    """The words of the pages to print, by their names in the templates."""
    return {
        "qr": code(words.address),
        "address": words.address,
        "shown": shown_address(words.address),
        "say": {key: words.say(text) for key, text in PRINTED.items()},
        "opening": words.say("handouts.opening"),
        "voluntary": words.paragraph(VOLUNTARY),
        "promises": words.paragraphs(PROMISES),
        "login": words.say("handouts.no_login"),
        "facts": words.paragraphs(FACTS),
    }


def _refuse(wave: Wave) -> None:
    name = f"{wave.client}/{wave.id}"
    if wave.status == "draft":
        raise StateError(
            f"{name} is a draft: its address takes no answers yet. Open it first: "
            f"{run('wave open', wave.client, wave.id)}"
        )
    if wave.status == "closed":
        raise StateError(f"{name} is closed, and its address takes no more answers.")


def code(address: str) -> str:
    """The QR code of an address, as SVG: static, made here, and known to no service."""
    made = segno.make(address, error="m", micro=False)
    return str(
        made.svg_inline(border=4, light="#fff", omitsize=True, svgclass="qr", lineclass=None)
    )


def shown_address(address: str) -> str:
    """An address as people type it."""
    return address.removeprefix("https://").rstrip("/")

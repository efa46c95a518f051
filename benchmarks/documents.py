"""Words of a survey through a Word document and back: the same words, or faults that say why not.

Each document is made a .docx by pandoc, as `pandoc da.md -o da.docx` makes it and with the ids kept
as text, and turned back by pandoc, in each dialect, and by markitdown. Both are installed in an
environment of their own: see `make documents`. A difference that no fault names fails the script.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from nejtak.base.shipped import SITE
from nejtak.errors import Faults
from nejtak.project.model import SurveyWords
from nejtak.project.source import Source, read_sources
from nejtak.project.surveys import parse_survey

HERE = Path(__file__).parent.parent
TOOLS = HERE / "build" / "documents" / "bin"
WORDS = HERE / "tests" / "support" / "words"
DIALECTS = ("markdown", "gfm", "commonmark", "commonmark_x", "markdown_strict", "markdown-smart")
READERS = ("commonmark", "markdown")  # with ids as text, and as attributes of headings
# What pandoc's extension `smart` makes of typographic letters, which it writes in some dialects.
SMART = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "…": "..."})


@dataclass(frozen=True)
class Outcome:
    """What became of a document on one way."""

    way: str
    result: str
    faults: tuple[str, ...] = ()


def main() -> None:
    """Print a line for each document and way; fail if a difference is named by no fault."""
    if not (TOOLS / "markitdown").exists():
        sys.exit("This needs pandoc and markitdown. Run: make documents")
    found: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for source, survey, language, text in documents():
            for outcome in outcomes(place, source, survey, language, text):
                print(f"{survey}/{language}.md {outcome.way}: {outcome.result}")
                for fault in outcome.faults[:3]:
                    print(f"    {fault}")
                found[outcome.result] = found.get(outcome.result, 0) + 1
    print(json.dumps({"name": "documents", **found}))
    sys.exit("different" in found)


def documents() -> Iterator[tuple[Source, str, str, str]]:
    """The surveys of nejtak in each language, and a small one with every kind of question."""
    for source in (read_sources(SITE), read_sources(WORDS)):
        for file, text in source.documents.items():
            if file.startswith("surveys/"):
                _, survey, name = file.split("/")
                yield source, survey, name.removesuffix(".md"), text


def outcomes(
    place: Path, source: Source, survey: str, language: str, text: str
) -> Iterator[Outcome]:
    """One document on each way."""
    before, faults = read(source, survey, language, text)
    if faults:
        sys.exit("\n".join(faults))
    for reader in READERS if source.shipped else READERS[:1]:
        word = place / "words.docx"
        pandoc("-f", reader, "-t", "docx", "-o", str(word), text=text)
        for dialect in DIALECTS:
            back = pandoc("-f", "docx", "-t", dialect, str(word))
            yield compare(f"{reader} {dialect}", before, *read(source, survey, language, back))
        back = run(TOOLS / "markitdown", str(word))
        yield compare(f"{reader} markitdown", before, *read(source, survey, language, back))


def read(
    source: Source, survey: str, language: str, text: str
) -> tuple[SurveyWords, tuple[str, ...]]:
    """The words that a document gives, and its faults."""
    file = f"surveys/{survey}/{language}.md"
    changed = replace(source, documents={**source.documents, file: text})
    faults = Faults(source.faults)
    words = parse_survey(changed, survey, faults).words[language]
    return words, tuple(str(fault) for fault in faults.collected if fault.file == file)


def compare(way: str, before: SurveyWords, after: SurveyWords, faults: tuple[str, ...]) -> Outcome:
    """Whether the words are the same; if only quotes and dots differ, pandoc has changed them."""
    if faults:
        return Outcome(way, "faults", faults)
    was, is_ = flat(before), flat(after)
    if was == is_:
        return Outcome(way, "same")
    if [line.translate(SMART) for line in was] == [line.translate(SMART) for line in is_]:
        return Outcome(way, "same but for quotes and dots")
    pairs = zip(was, is_, strict=False)
    return Outcome(way, "different", tuple(f"{a!r} -> {b!r}" for a, b in pairs if a != b))


def flat(words: SurveyWords) -> list[str]:
    """All words of a survey in their order, with single blanks."""
    said = [words.title, words.intro]
    said += [text for one in (words.parts, words.families) for text in one.values()]
    for question in words.questions.values():
        said += [question.title, question.hint, *dict(sorted(question.labels.items())).values()]
    return [re.sub(r"\s+", " ", text) for text in said]


def pandoc(*options: str, text: str = "") -> str:
    """Run the pandoc that pypandoc_binary brings."""
    found = next(TOOLS.parent.glob("lib/python3*/site-packages/pypandoc/files/pandoc"))
    return run(found, *options, text=text)


def run(program: Path, *options: str, text: str = "") -> str:
    """Run a program on a text."""
    done = subprocess.run(
        [program, *options], input=text, capture_output=True, text=True, check=True
    )
    return done.stdout


if __name__ == "__main__":
    main()

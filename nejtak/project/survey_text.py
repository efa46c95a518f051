"""A survey's words in one language, compared with the questions in both directions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from nejtak.errors import Faults, closest, guess
from nejtak.project.markdown import (
    QUESTIONS,
    SECTIONS,
    MarkdownDocument,
    MarkdownSection,
    section_html,
    split_document,
)
from nejtak.project.model import LOOKS, OTHER, Choice, Question, QuestionWords, SurveyWords
from nejtak.project.source import Source

REASONS, FAMILY_CAPTIONS = "reasons", "families"
PROBES = "probes"  # an optional section: by question, what an interviewer may ask further
_BETWEEN_SENTENCES = re.compile(r"(?<=[?.!\u061f])\s+")


def parse_words(
    source: Source, file: str, toml: str, questions: Sequence[Question], faults: Faults
) -> SurveyWords:
    """Read one language's document, and compare it with the questions of `toml`."""
    if file in faults.unread:
        return SurveyWords("", "", {}, {})
    document = split_document(file, source.documents[file], faults)
    title = document.title
    if title is not None and not title.title:
        faults.add(file, title.line, "no-title")
    probes = _probes(document, questions, toml, faults)
    _check_sections(document, _expected(questions), questions, toml, faults)
    _check_stray(document, faults)
    all_reasons = {c.id: c for q in questions for c in q.reasons}
    reasons = _labels_of(document, REASONS, list(all_reasons.values()), toml, faults)
    families = _families(all_reasons.values())
    captions = _labels_of(document, FAMILY_CAPTIONS, families, toml, faults)
    return SurveyWords(
        title.title if title else "",
        section_html(file, title, faults) if title else "",
        {looks: s.title for looks in LOOKS if (s := document.sections.get(looks))},
        {
            q.id: _question_words(file, q, document.sections[q.id], reasons, toml, faults)
            for q in questions
            if q.id in document.sections
        },
        captions,
        probes,
    )


def _probes(
    document: MarkdownDocument, questions: Sequence[Question], toml: str, faults: Faults
) -> dict[str, tuple[str, ...]]:
    """Take the probes out of the document: of each question any number of sentences."""
    section = document.sections.pop(PROBES, None)
    if section is None:
        return {}
    _check_heading(document.file, section, SECTIONS, faults)
    stray = section.stray(items=False)
    if stray is not None:
        faults.add(document.file, stray, "stray-words", place="the title or a question")
    ids = [Choice(question.id, retired=True) for question in questions]  # none needs probes
    _check_labels(document.file, section, ids, (), PROBES, toml, faults)
    return {id_: tuple(_BETWEEN_SENTENCES.split(said)) for id_, said in section.labels().items()}


def _expected(questions: Sequence[Question]) -> dict[str, int]:
    """The sections that a document must have, with the level of their headings."""
    expected: dict[str, int] = dict.fromkeys(LOOKS, SECTIONS)
    if any(q.reasons for q in questions):
        expected[REASONS] = expected[FAMILY_CAPTIONS] = SECTIONS
    return expected | {q.id: QUESTIONS for q in questions}


def _check_sections(
    document: MarkdownDocument,
    expected: Mapping[str, int],
    questions: Sequence[Question],
    toml: str,
    faults: Faults,
) -> None:
    absent = expected.keys() - document.sections.keys()
    meant = {q.id for q in questions if q.retired}
    for id_, section in document.sections.items():
        if id_ in expected:
            _check_heading(document.file, section, expected[id_], faults)
            continue
        meant.add(closest(id_, absent) or "")
        if toml not in faults.unread:
            faults.add(
                document.file,
                section.line,
                "unknown-section",
                id=id_,
                guess=guess(id_, absent),
                toml=toml,
            )
    if document.file not in faults.unread:
        for id_ in sorted(absent - meant):
            faults.add(document.file, "", "no-section", id=id_, marks="#" * expected[id_])


def _check_heading(file: str, section: MarkdownSection, level: int, faults: Faults) -> None:
    if section.level != level:
        is_a = "a question" if level == QUESTIONS else "a part of the page"
        faults.add(file, section.line, "wrong-level", id=section.id, is_a=is_a, marks="#" * level)
    if not section.title:
        faults.add(file, section.line, "empty-label", id=section.id)


def _check_stray(document: MarkdownDocument, faults: Faults) -> None:
    """Report words that no page would show: text directly below a part of the page."""
    lists = (FAMILY_CAPTIONS, REASONS)
    parts = [document.sections[id_] for id_ in (*LOOKS, *lists) if id_ in document.sections]
    lines = [part.stray(items=part.id not in lists) for part in parts]
    if document.title is not None:
        lines.append(min((line for line, *_ in document.title.items), default=None))
    for line in lines:
        if line is not None:
            faults.add(document.file, line, "stray-words", place="the title or a question")


def _families(reasons: Iterable[Choice]) -> list[Choice]:
    """The families with a caption on the page; if all reasons are retired, it may be missing."""
    retired: dict[str, bool] = {}
    for reason in reasons:
        if reason.family not in (None, OTHER):
            retired[reason.family] = reason.retired and retired.get(reason.family, True)
    return [Choice(family, retired=gone) for family, gone in retired.items()]


def _labels_of(
    document: MarkdownDocument, id_: str, choices: Sequence[Choice], toml: str, faults: Faults
) -> dict[str, str]:
    """The labels in a section that consists of one list."""
    section = document.sections.get(id_)
    if section is None or not choices:
        return {}
    _check_labels(document.file, section, choices, (), id_, toml, faults)
    return section.labels()


def _question_words(
    file: str,
    question: Question,
    section: MarkdownSection,
    reasons: Mapping[str, str],
    toml: str,
    faults: Faults,
) -> QuestionWords:
    own = [c for c in (*question.rows, *question.choices) if c.family is None]
    optional: tuple[str, ...] = ()
    if question.kind == "scale":
        optional = tuple(c.id for c in question.choices[1:-1])
    _check_labels(file, section, own, optional, question.id, toml, faults)
    labels = section.labels() | {c.id: reasons[c.id] for c in question.reasons if c.id in reasons}
    return QuestionWords(section.title, section_html(file, section, faults), labels)


def _check_labels(
    file: str,
    section: MarkdownSection,
    choices: Sequence[Choice],
    optional: Sequence[str],
    owner: str,
    toml: str,
    faults: Faults,
) -> None:
    labels = section.labels()
    absent = {c.id for c in choices} - labels.keys()
    meant = {*optional, *(c.id for c in choices if c.retired)}
    for line, _, id_ in section.items:
        if id_ not in {c.id for c in choices}:
            meant.add(closest(id_, absent) or "")
            if toml not in faults.unread:
                faults.add(
                    file,
                    line,
                    "unknown-label",
                    id=id_,
                    question=owner,
                    guess=guess(id_, absent),
                    toml=toml,
                )
    if file not in faults.unread:
        for id_ in sorted(absent - meant):
            faults.add(file, section.line, "no-label", id=id_)

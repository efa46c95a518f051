"""A survey's form for the templates, without its words.

Field names and marks are an interface to the collector: see docs/architecture.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from typing import TypedDict

from markupsafe import Markup

from nejtak.base.marks import OPEN, SHUT
from nejtak.project.contract import Kind
from nejtak.project.i18n import format_number
from nejtak.project.model import LOOKS, OTHER, Choice, Locale, Question, Survey

PROBLEMS = ("empty", "invalid", "busy", "closed")


@dataclass(frozen=True, slots=True)
class FormMarks:
    """Marks that the collector replaces when it answers a form; all empty on the page itself."""

    shown: bool

    def text(self, question: str) -> str:
        """The mark of a text. Browsers drop its line break, and not the first one of the text."""
        return f"\n{self.typed(question)}" if self.shown else ""

    def typed(self, field: str) -> str:
        """The mark of a field's value."""
        return f"{OPEN}text:{field}{SHUT}" if self.shown else ""

    def pick(self, field: str, value: str) -> str:
        """The mark of a choice; "no answer" needs none."""
        return f"{OPEN}pick:{field}={value}{SHUT}" if self.shown and value else ""

    def over(self, question: str) -> str:
        """The mark of the number of characters by which a text is too long; # for the script."""
        return f"{OPEN}over:{question}{SHUT}" if self.shown else "#"

    def number(self) -> str:
        """The mark of the submission's number."""
        return f"{OPEN}number{SHUT}" if self.shown else ""

    def when(self, problem: str, content: Markup) -> Markup:
        """A block that is shown only with that problem."""
        return self._block(f"if:{problem}", content)

    def bad(self, question: str, content: Markup) -> Markup:
        """A block that is shown if the answer to that question does not fit."""
        return self._block(f"bad:{question}", content)

    def without(self, question: str, content: Markup) -> Markup:
        """A block that is shown if that question is not answered."""
        return self._block(f"no:{question}", content)

    def on(self, field: str, value: str, label: str) -> Markup:
        """A block for a choice that was made: its label, and the field that sends it again."""
        html = Markup('<input type="hidden" name="{}" value="{}"><p>{}</p>')
        return self._block(f"on:{field}={value}", html.format(field, value, label))

    def _block(self, mark: str, content: Markup) -> Markup:
        if not self.shown:
            return Markup()
        return Markup("{}{}{}{}{}end{}").format(OPEN, mark, SHUT, content, OPEN, SHUT)


class FormContext(TypedDict):
    """The names of the form in the templates."""

    asked: list[Question]
    first_text: str | None
    first_family: str | None
    families: Callable[[Question], dict[str, list[Choice]]]
    limits: dict[str, str]
    numbers: dict[str, str]
    problems: tuple[str, ...]
    shown: Callable[[Iterable[Choice]], list[Choice]]
    example: str


def form_context(survey: Survey, locale: Locale, left_out: Container[str] = ()) -> FormContext:
    """Return the form without some sections, by the names that the templates use."""
    asked = [question for looks in LOOKS for question in survey.asked(looks, left_out)]
    return {
        "asked": asked,
        "first_text": next((q.id for q in asked if q.kind == "text"), None),
        "first_family": next((q.id for q in asked if families(q)), None),
        "families": families,
        "limits": {q.id: format_number(q.max_length, locale.code) for q in asked if q.max_length},
        "numbers": {q.id: format_number(n, locale.code) for n, q in enumerate(asked, 1)},
        "problems": PROBLEMS,
        "shown": shown,
        "example": json.dumps({"answers": _example(asked)}, indent=1, ensure_ascii=False),
    }


def kinds(survey: Survey, left_out: Container[str]) -> frozenset[Kind]:
    """The kinds of questions on the form without some sections."""
    return frozenset(q.kind for looks in LOOKS for q in survey.asked(looks, left_out))


def shown(choices: Iterable[Choice]) -> list[Choice]:
    """The choices on a new page: none that is retired, and those of the family `other` last."""
    return sorted((c for c in choices if not c.retired), key=lambda c: c.family == OTHER)


def families(question: Question) -> dict[str, list[Choice]]:
    """A list's reasons by family, `other` last; empty for a list without reasons."""
    by_family: dict[str, list[Choice]] = {}
    if question.kind in {"choice", "choices"}:
        for choice in shown(question.reasons):
            by_family.setdefault(choice.family or OTHER, []).append(choice)
    return by_family


def _example(asked: Iterable[Question]) -> dict[str, object]:
    """Answers that a candidate might give, to the first question of each kind."""
    firsts = {question.kind: question for question in reversed(list(asked))}
    return {q.id: _answer(q) for q in sorted(firsts.values(), key=lambda q: q.id)}


def _answer(question: Question) -> object:
    first = next((choice.id for choice in shown(question.choices)), "")
    match question.kind:
        case "choice" | "scale":
            return first
        case "choices":
            return [first]
        case "grid":
            return {shown(question.rows)[0].id: first}
        case "text":
            return "…"

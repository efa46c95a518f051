"""What the templates need to know of a survey's form beside its words.

Field names and marks are a contract with the collector: see docs/architecture.md.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from nejtak.base.marks import OPEN, SHUT
from nejtak.project.model import LOOKS, OTHER, Choice, Question, Survey


@dataclass(frozen=True, slots=True)
class Marks:
    """What the collector fills in when it sends a form back; all empty on the page itself."""

    shown: bool

    def text(self, question: str) -> str:
        """Stand where a text was typed. A browser drops the line break, not one of the text's."""
        return f"\n{OPEN}text:{question}{SHUT}" if self.shown else ""

    def pick(self, field: str, value: str) -> str:
        """Stand where a choice was made; "no answer" needs no mark."""
        return f"{OPEN}pick:{field}={value}{SHUT}" if self.shown and value else ""

    def number(self) -> str:
        """Stand for the number of the submission."""
        return f"{OPEN}number{SHUT}" if self.shown else ""

    def when(self, problem: str, content: Markup) -> Markup:
        """Hold what is shown with that problem only."""
        if not self.shown:
            return Markup()
        return Markup("{}if:{}{}{}{}end{}").format(OPEN, problem, SHUT, content, OPEN, SHUT)


def form_context(survey: Survey, left_out: Container[str] = ()) -> dict[str, Any]:
    """Return the names by which the templates ask about the form without some sections."""
    asked = [question for looks in LOOKS for question in survey.asked(looks, left_out)]
    first_text = next((q.id for q in asked if q.kind == "text"), None)
    first = _first_control(asked[0])
    return {
        "asked": asked,
        "first_text": first_text,
        "problems": _targets(f"q-{first_text}" if first is None else "first", first_text),
        "first": lambda name, value: Markup(' id="first"') if (name, value) == first else "",
        "shown": shown,
        "mixed": _mixed,
        "example": json.dumps({"answers": _example(asked)}, indent=1, ensure_ascii=False),
    }


def shown(choices: Iterable[Choice]) -> list[Choice]:
    """The choices of a new page: none that is retired, and those of the family `other` last."""
    return sorted((c for c in choices if not c.retired), key=lambda c: c.family == OTHER)


def _mixed(choices: Iterable[Choice]) -> Markup | str:
    """Tell the script how many it may shuffle: the reasons, but not "something else"."""
    count = sum(c.family not in {None, OTHER} for c in choices)
    return Markup(' data-mix="{}"').format(count) if count else ""


def _first_control(question: Question) -> tuple[str, str] | None:
    """Name and value of the first thing to tick; None where the first control is a text box."""
    if question.kind == "text":
        return None
    name = question.id
    if question.kind == "grid":
        name += f".{shown(question.rows)[0].id}"
    return name, shown(question.choices)[0].id


def _targets(first: str, first_text: str | None) -> Mapping[str, str]:
    """Where each problem's message leads: the id of a control, or nowhere."""
    text = f"q-{first_text}" if first_text else first
    return {
        "empty": first, "invalid": first, "large": text, "busy": "send",
        "changed": "", "closed": "",
    }  # fmt: skip


def _example(asked: Iterable[Question]) -> dict[str, object]:
    """Answers as a candidate might give them: the first of each kind of question."""
    firsts = {question.kind: question for question in reversed(list(asked))}
    return {q.id: _answer(q) for q in sorted(firsts.values(), key=lambda q: q.id)}


def _answer(question: Question) -> object:
    if question.kind == "text":
        return "…"
    first = shown(question.choices)[0].id
    match question.kind:
        case "grid":
            return {shown(question.rows)[0].id: first}
        case "choices":
            return [first]
    return first

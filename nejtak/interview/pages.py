"""The pages of the interview desk: the form of one interview, and the confirmation.

They are in the language of the interview, since the interviewer reads from them. Titles and
addresses hold nothing of an interview: a browser keeps both in its history.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from nejtak.interview.form import MOST_BOXES, Filled, Mistake, NoteBox
from nejtak.project.i18n import Texts
from nejtak.project.model import LOOKS, Client, Project, Question, Survey, Wave
from nejtak.review.marks import Marks
from nejtak.review.private_template import PrivateTemplate
from nejtak.review.redaction import Redactor


class InterviewPages:
    """Renders one wave's pages under the address `base`, with the session's form token."""

    def __init__(self, project: Project, client: Client, wave: Wave, base: str, token: str) -> None:
        self._template = PrivateTemplate(
            "interview.html",
            client,
            wave,
            token,
            sheets=["interview.css"],
            scripts=["sending.js", "interview.js"],
        )
        self._client, self._base = client, base
        self._locales = {code: project.locales[code] for code in client.languages}
        self._survey: Survey = project.surveys[wave.survey]
        self.questions: tuple[Question, ...] = tuple(
            question for looks in LOOKS for question in self._survey.asked(looks, wave.left_out)
        )
        redactor = Redactor(project.privacy, client.languages)
        self._rules = redactor.languages.rules
        self._marks = Marks(redactor.markers, (client.name, client.legal_name))

    @property
    def policy(self) -> str:
        """The Content-Security-Policy of every page."""
        return self._template.policy

    def form(self, language: str, typed: Filled, problems: Sequence[Mistake] = ()) -> bytes:
        """Render the form of one interview with what it holds."""
        texts = [question for question in self.questions if question.kind == "text"]
        boxes = {q.id: typed.boxes.get(q.id) or (NoteBox(),) for q in texts}
        return self._html(
            language,
            page="form",
            typed=typed,
            boxes=boxes,
            texts=texts,
            figures=[question for question in self.questions if question.kind != "text"],
            reasons=self._reasons(language),
            most_boxes=MOST_BOXES,
            problems=problems,
            faults={one.field: one for one in problems},
            finds=self.finds(language, typed),
        )

    def ended(self, language: str, text: str) -> bytes:
        """Render the page after an entry: `stored`, or `changed` if an earlier one was."""
        return self._html(language, page=text, problems=())

    def finds(self, language: str, typed: Filled) -> tuple[str, ...]:
        """The words of an interview that could give somebody away."""
        rules = self._rules(language)
        said = typed.texts.values()
        spans = ((text, span) for text in said for span in self._marks.spans(text, rules))
        return tuple(dict.fromkeys(text[start:end] for text, (start, end, _) in spans))

    def href(self, language: str, page: str = "") -> str:
        """The address of a language's form, or of a page below it."""
        return f"{self._base}{language}/{page}"

    def _reasons(self, language: str) -> Mapping[str, str]:
        """The survey's reasons, which are the codes of notes, with their labels."""
        words = self._survey.words[language].questions
        return {
            reason.id: words[question.id].labels[reason.id]
            for question in self.questions
            for reason in question.reasons
            if not reason.retired
        }

    def _html(self, language: str, **context: object) -> bytes:
        locale = self._locales[language]
        say: Callable[..., Any] = partial(_said, Texts(locale), self._client.name)
        return self._template.render(
            locale=locale,
            languages=[(self.href(code), one) for code, one in self._locales.items()],
            action=self.href(language),
            words=self._survey.words[language].questions,
            probes=self._survey.words[language].probes,
            say=say,
            **context,
        )


def _said(texts: Texts, client: str, key: str, left: object = "") -> object:
    """A text of the locale's section `entry`."""
    return texts.html(f"entry.{key}", {"client": client, "left": left})

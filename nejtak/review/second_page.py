"""The page of second coding: all notes below their questions, each with a list of reasons.

It works without its script, which only asks whether this program is still there before it sends.
Before all notes are coded and compared, no first code is on the page, in its source or in its
order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from itertools import groupby

from pyrage.x25519 import Identity
from werkzeug.wrappers import Response

from nejtak.base.loopback import refusal
from nejtak.base.private_page import PrivatePage, html, redirect
from nejtak.project.model import Client, Project, Wave
from nejtak.review import agreement
from nejtak.review.private_template import PrivateTemplate
from nejtak.review.redaction import Redactor
from nejtak.review.second import NO_REASON, Key, SecondDesk
from nejtak.wave import closed_wave

LEFT = "{} left without a reason. Code all of them, then compare."


class SecondPage(PrivatePage):
    """Serves the second coding of one wave; make it, then let it serve."""

    cookie = "nejtak-second"
    used = (
        "This address has been opened before, and works once: one person codes at a time.\n"
        "Closed your browser? Press Enter in the terminal for a new address; nothing is lost.\n"
        "If it was not you who opened it, do so at once: opening it shuts the old window out.\n"
    )
    shut = (
        "This window has no part in the coding, or another one has taken it over.\n"
        "Paste the address that the terminal shows into the browser's address bar. It works once:\n"
        "press Enter in the terminal for a new one. What you saved is saved.\n"
    )

    def __init__(
        self, project: Project, client: Client, wave: Wave, desk: SecondDesk, port: int = 0
    ) -> None:
        """Raises StateError if the port cannot be used."""
        super().__init__(port)
        self.desk = desk
        self._locale = project.locales[client.languages[0]]
        survey = project.surveys[wave.survey]
        self._words = survey.words[self._locale.code].questions
        asked = [(q.id, reason) for q in survey.questions for reason in q.reasons]
        self._labels = {r.id: self._words[id_].labels.get(r.id, r.id) for id_, r in asked}
        self._reasons = {r.id: self._labels[r.id] for _, r in asked if not r.retired}
        self._template = PrivateTemplate(
            "second.html", client, wave, self.form, sheets=["second.css"], scripts=["sending.js"]
        )

    def shown(self, inner: str) -> Response:
        """The notes to code, or both codes of each if they were compared."""
        return refusal(HTTPStatus.NOT_FOUND) if inner else self._page()

    def sent(self, inner: str, fields: Mapping[str, list[str]]) -> Response:
        """Save the codes of a form, and compare if that was asked for."""
        if inner:
            return refusal(HTTPStatus.NOT_FOUND)
        try:
            self.desk.save(self._codes(fields))
            if fields.get("action", [""])[0] == "compare" and not self.desk.compare():
                problem = "Not compared", LEFT.format(self.desk.left)
                return self._page(problem, HTTPStatus.BAD_REQUEST)
        except OSError as error:
            why = error.strerror or type(error).__name__
            problem = "Not saved", f"It could not be written to disk: {why}. Try again."
            return self._page(problem, HTTPStatus.INSUFFICIENT_STORAGE)
        return redirect(self.base)

    def _codes(self, fields: Mapping[str, list[str]]) -> dict[Key, str]:
        """The codes that were changed in a form, by note; fields that are not ours are left out.

        What a form only repeats is not saved: another tab may have changed it since, or another
        note with the same words, which has the same code.
        """
        known, changed = {*self._reasons, NO_REASON}, {}
        for at, note in enumerate(self.desk.notes):
            code, before = (fields.get(f"{name}-{at}", [""])[0] for name in ("note", "before"))
            if code in known and code != before:
                changed[note.key] = code
        return changed

    def _page(
        self, problem: tuple[str, str] | None = None, status: int = HTTPStatus.OK
    ) -> Response:
        desk, compared = self.desk, self.desk.compared
        numbered = groupby(enumerate(desk.notes), key=lambda one: one[1].question)
        pairs = desk.pairs if compared else []
        value = agreement.alpha(pairs)
        content = self._template.render(
            locale=self._locale,
            problem=problem,
            compared=compared,
            all=len(desk.notes),
            left=desk.left,
            questions=[(self._title(id_), [*notes]) for id_, notes in numbered],
            codes=desk.stored.codes,
            fixed=desk.stored.shown,
            reasons=self._reasons,
            labels={**self._labels, NO_REASON: "None of these"},
            no_reason=NO_REASON,
            alpha=agreement.to_show(value),
            reading=agreement.reading(value),
            same=sum(one == other for one, other in pairs),
        )
        return html(content, self._template.policy, status)

    def _title(self, question: str) -> str:
        said = self._words.get(question)
        return said.title if said else question


@contextmanager
def second_session(
    project: Project, client: Client, wave: Wave, keys: Sequence[Identity], port: int = 0
) -> Iterator[SecondPage]:
    """Take up the second coding of a closed wave, and hold it for this coder alone.

    Raises StateError if the wave is not closed or has no notes to code, no key opens it, the port
    is taken, or another program works on the wave.
    """
    with closed_wave.alone(wave):
        desk = SecondDesk(wave, keys, Redactor(project.privacy, client.languages))
        with SecondPage(project, client, wave, desk, port) as page:
            yield page

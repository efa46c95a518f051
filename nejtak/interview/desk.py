"""The interview desk: a page on this machine on which an interview is taken down and stored.

Nothing of an interview is on this machine once it is stored: it goes from the browser through this
process into the table, sealed, and nothing is written in plain, not even a draft. Without a private
key nobody can open it again here.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

from werkzeug.wrappers import Response

from nejtak.base import gitignore
from nejtak.base.command import run
from nejtak.base.files import write_tree
from nejtak.base.lock import holding
from nejtak.base.loopback import refusal
from nejtak.base.private_page import PrivatePage, html, redirect
from nejtak.errors import StateError
from nejtak.interview import form
from nejtak.interview.entering import Entering, EntryOutcome
from nejtak.interview.form import Filled, Mistake
from nejtak.interview.pages import InterviewPages
from nejtak.project.model import Client, Project, Wave
from nejtak.site.build import collector_files
from nejtak.wave import closed_note

STORED = "stored/"
FOLDER = "interview"


class InterviewDesk(PrivatePage):
    """Serves the form of one wave's interviews; make it, then let it serve."""

    cookie = "nejtak-interview"
    used = (
        "This address has been opened before, and works once: one person enters at a time.\n"
        "Closed your browser? Press Enter in the terminal for a new address.\n"
        "If it was not you who opened it, do so at once: opening it shuts the old window out.\n"
    )
    shut = (
        "This window has no part in the interviews, or another one has taken them over.\n"
        "Paste the address that the terminal shows into the browser's address bar. It works once:\n"
        "press Enter in the terminal for a new one.\n"
    )

    def __init__(
        self, project: Project, client: Client, wave: Wave, entering: Entering, port: int = 0
    ) -> None:
        """Raises StateError if the port cannot be used."""
        super().__init__(port)
        self._client, self._wave, self._entering = client, wave, entering
        # A wave is closed with the later one that counts it, too.
        self._closing = [one for one in client.waves if one.id in (wave.id, wave.within)]
        self._pages = InterviewPages(project, client, wave, self.base, self.form)
        self._entered = threading.Lock()  # the collector's connection notes one refusal at a time

    def shown(self, inner: str) -> Response:
        """An empty form, or the confirmation."""
        language, _, page = inner.partition("/")
        if not inner:
            return redirect(self._pages.href(self._client.languages[0]))
        if language not in self._client.languages or page not in ("", STORED):
            return refusal(HTTPStatus.NOT_FOUND)
        if page:
            return self._page(self._pages.ended(language, "stored"))
        return self._page(self._pages.form(language, Filled()))

    def sent(self, inner: str, fields: Mapping[str, list[str]]) -> Response:
        """Store an interview; or show its form again with a box more, or with what is wrong."""
        language, _, page = inner.partition("/")
        if language not in self._client.languages or page:
            return refusal(HTTPStatus.NOT_FOUND)
        typed = form.read_notes(self._pages.questions, fields)
        if typed.again is not None:
            return self._page(self._pages.form(language, typed))
        if found := [*form.problems(typed)]:
            return self._wrong(language, typed, found)
        if {*self._pages.finds(language, typed)} - typed.warned:
            return self._wrong(language, typed, [Mistake("finds", "", "warn")])
        return self._stored(language, typed)

    def _stored(self, language: str, typed: Filled) -> Response:
        if any(closed_note.is_closed(wave) for wave in self._closing):
            return self._wrong(language, typed, [Mistake("store", "", "closed")])
        with self._entered:
            entry = form.entry(typed, language)
            done = self._entering.enter(self._wave.client, self._wave.id, entry)
        if done.code == "stored":
            return redirect(self._pages.href(language, STORED))
        if done.code == "changed":
            return self._page(self._pages.ended(language, "changed"), HTTPStatus.CONFLICT)
        return self._wrong(language, typed, [*self._refused(typed, done)])

    def _refused(self, typed: Filled, done: EntryOutcome) -> Iterator[Mistake]:
        """The collector's refusal as problems of the form."""
        limits = {q.id: q.max_length or 0 for q in self._pages.questions}
        for id_ in done.fields:
            text = typed.texts.get(id_)
            field = f"answer.{id_}" if text is None else f"note.{id_}.0"
            over = len((text or "").encode("utf-16-le")) // 2 - limits[id_]
            long = text is not None and over > 0
            yield (Mistake(field, id_, "over", over) if long else Mistake(field, id_, "unfit"))
        if not done.fields:
            text = {"empty": "empty", "closed": "closed"}.get(done.code, "unstored")
            yield Mistake("store", "", text, done.refused or done.code)

    def _wrong(self, language: str, typed: Filled, found: Sequence[Mistake]) -> Response:
        page = self._pages.form(language, typed, found)
        return self._page(page, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _page(self, content: bytes, status: int = HTTPStatus.OK) -> Response:
        return html(content, self._pages.policy, status)


@contextmanager
def interview_session(
    project: Project, client: Client, wave: Wave, state: Path, port: int = 0
) -> Iterator[InterviewDesk]:
    """Open the desk of a wave, with the collector in the state folder.

    Raises StateError if the wave takes no interviews, AWS gives no credentials, the port is taken,
    or a desk is open with this state folder.
    """
    refuse_interviews(client, wave)
    gitignore.make_folder(state, mode=0o700)
    taken = StateError("Interviews are being entered with this folder already. End that one first.")
    with holding(state / f"{FOLDER}.lock", taken):
        write_tree(state / FOLDER, collector_files(project))
        with InterviewDesk(project, client, wave, Entering(state / FOLDER), port) as desk:
            yield desk


def refuse_interviews(client: Client, wave: Wave) -> None:
    """Refuse a client whose pages do not say that candidates are interviewed, or no open wave."""
    if not client.interviews:
        raise StateError(
            f"Write `interviews = true` in clients/{client.id}/client.toml, and deploy: pages and "
            f"reports must say that some candidates are interviewed before anybody is."
        )
    if wave.status != "open":
        how = f" Open it: {run('wave open', client.id, wave.id)}" if wave.status == "draft" else ""
        raise StateError(
            f"{client.id}/{wave.id} is {wave.status}. Only an open wave takes interviews.{how}"
        )

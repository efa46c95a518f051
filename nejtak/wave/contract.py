"""Freezes a wave's contract, and reports how the sources no longer fit an open one.

A page that was opened before a change must still submit after it. So an open wave's survey may lose
nothing, and gain nothing that the collector does not know; `drift` reports each difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from nejtak.base.command import run
from nejtak.base.files import File
from nejtak.base.recipients import Recipient
from nejtak.errors import Faults
from nejtak.project.contract import Contract, FrozenQuestion, to_bytes
from nejtak.project.model import Client, Project, Question, Survey, Wave

KEPT = timedelta(days=365)
Known = Set[tuple[str, str]]


def freeze(client: Client, wave: Wave, survey: Survey, recipients: Iterable[Recipient]) -> Contract:
    """Return the contract of a wave that is about to open, with the keys it seals answers to."""
    return Contract(
        client=client.id,
        wave=wave.id,
        survey=survey.id,
        asks=wave.asks,
        status="open",
        languages=client.languages,
        expires=_expires(wave.closes),
        shards=wave.shards,
        recipients=tuple(sorted(set(recipients), key=lambda one: (one.name, one.key))),
        retention_days=wave.retention_days,
        sections=wave.left_out,
        questions=_questions(survey, wave.left_out),
    )


def _expires(closes: date) -> int:
    """One constant for the whole wave (Unix seconds): an item's own time would be a trace."""
    day = expires_on(closes)
    return int(datetime.combine(day, datetime.min.time(), tzinfo=UTC).timestamp())


def expires_on(closes: date) -> date:
    """The day from which the database deletes the answers to a wave with this closing day."""
    return closes + KEPT


def _questions(survey: Survey, left_out: Sequence[str]) -> dict[str, FrozenQuestion]:
    return {q.id: _question(q) for q in survey.questions if q.section not in left_out}


def _question(question: Question) -> FrozenQuestion:
    return FrozenQuestion(
        question.kind,
        tuple(choice.id for choice in question.choices),
        tuple(row.id for row in question.rows),
        question.untold,
        question.max_length or 0,
    )


def contract_files(project: Project) -> Iterator[File]:
    """Yield each frozen contract for the collector, with the wave's current status."""
    for client, wave, _ in project.waves():
        if wave.contract is not None:
            content = to_bytes(replace(wave.contract, status=wave.status))
            yield File(f"chalicelib/waves/{client.id}/{wave.id}/contract.json", content)


def drift(project: Project, faults: Faults) -> None:
    """Report how the sources no longer fit the contracts of open waves.

    A difference in a place that already has another fault is not reported: that fault may be its
    cause.
    """
    known = frozenset((fault.file, fault.where) for fault in faults.collected)
    for client in project.clients.values():
        for wave in client.waves:
            if wave.contract is not None and wave.status == "open":
                survey = project.surveys.get(wave.survey)
                _Drift(client, wave, wave.contract, faults, known).check(survey)
        for wave in client.waves:
            _check_together(wave, project.surveys.get(wave.survey), faults)


def _check_together(wave: Wave, survey: Survey | None, faults: Faults) -> None:
    """Report why waves cannot be counted together: other questions, or answers that expire first.

    A draft is compared by the contract that it would freeze.
    """
    file = f"clients/{wave.client}/waves/{wave.id}.toml"
    faulty = {fault.file for fault in faults.collected}
    asked: Mapping[str, FrozenQuestion] | None = None
    if wave.contract is not None:
        asked = wave.contract.questions
    elif wave.status == "draft" and survey and f"surveys/{survey.id}/survey.toml" not in faulty:
        asked = _questions(survey, wave.left_out)
    for other in wave.together if wave.status != "closed" else ():
        if other.contract is None:
            continue
        days = {"closes": wave.closes, "expires": other.contract.expiry}
        if days["closes"] >= days["expires"]:
            faults.add(file, "closes", "together-expires", value=other.id, **days)
        if asked and _takes(other.contract.questions) != _takes(asked):
            faults.add(file, "together", "together-questions", value=other.id)


def _takes(questions: Mapping[str, FrozenQuestion]) -> dict[str, tuple[object, ...]]:
    """The answers that questions accept, without their order."""
    return {
        id_: (q.kind, frozenset(q.choices), frozenset(q.rows), q.max_length)
        for id_, q in questions.items()
    }


class _Drift:
    """Compares the sources of one open wave with its contract."""

    def __init__(
        self, client: Client, wave: Wave, contract: Contract, faults: Faults, known: Known
    ) -> None:
        self.client, self.wave = client, wave
        self.contract, self.faults, self.known = contract, faults, known
        self.client_file = f"clients/{client.id}/client.toml"
        self.wave_file = f"clients/{client.id}/waves/{wave.id}.toml"
        self.survey_file = f"surveys/{wave.survey}/survey.toml"

    def check(self, survey: Survey | None) -> None:
        """Report every difference by which an answer would be refused or misread."""
        self._languages()
        expires = self.contract.expiry
        # An answer of the last day must not be deleted on that day.
        if self.wave.closes >= expires:
            self._add(
                self.wave_file,
                "closes",
                "contract-expires",
                closes=self.wave.closes,
                expires=expires,
                command=run("wave take-back", self.client.id, self.wave.id),
            )
        self._settled("asks", self.contract.asks, self.wave.asks)
        if self.wave.survey and self.contract.survey != self.wave.survey:
            self._add(
                self.wave_file,
                "survey",
                "contract-survey",
                was=self.contract.survey,
                now=self.wave.survey,
            )
        elif survey is not None and self.survey_file not in self.faults.unread:
            was, now = (
                [section.id for section in survey.sections if section.id not in left_out]
                for left_out in (self.contract.sections, self.wave.left_out)
            )
            self._settled("sections", _listed(was), _listed(now))
            self._questions(survey)

    def _settled(self, key: str, was: str, now: str) -> None:
        if was != now:
            self._add(self.wave_file, key, "contract-asks", key=key, was=was, now=now)

    def _languages(self) -> None:
        for number, language in enumerate(self.client.languages, 1):
            if language not in self.contract.languages:
                place = f"languages[{number}]"
                self._add(self.client_file, place, "contract-language", language=language)
        misread = any(
            file == self.client_file and place.startswith("languages") for file, place in self.known
        )
        for language in self.contract.languages if self.client.languages and not misread else ():
            if language not in self.client.languages:
                self._add(
                    self.client_file, "languages", "contract-language-gone", language=language
                )

    def _questions(self, survey: Survey) -> None:
        frozen = self.contract.questions
        self._gone("questions", frozen.keys() - {q.id for q in survey.questions})
        for number, question in enumerate(survey.questions, 1):
            place = f"questions[{number}]"
            if question.id in frozen:
                self._question(place, question, frozen[question.id])
            elif not question.retired and question.section not in self.contract.sections:
                self._add(self.survey_file, place, "contract-new", id=question.id)

    def _question(self, place: str, question: Question, was: FrozenQuestion) -> None:
        now = _question(question)
        self._same(f"{place}.kind", question.id, "kind", was.kind, now.kind)
        if now.kind != was.kind:
            return
        if question.kind == "scale":
            ends = (_ends(was.choices), _ends(now.choices))
            self._same(f"{place}.points", question.id, "points", *ends)
            return
        if now.max_length > was.max_length:
            self._add(
                self.survey_file,
                f"{place}.max_length",
                "contract-limit",
                id=question.id,
                was=was.max_length,
                now=now.max_length,
            )
        columns = "columns" if question.kind == "grid" else "choices"
        self._ids(f"{place}.rows", was.rows, now.rows, question)
        self._ids(f"{place}.{columns}", was.choices, now.choices, question)

    def _ids(self, where: str, was: Sequence[str], now: Sequence[str], question: Question) -> None:
        shown = {c.id for c in (*question.rows, *question.choices) if not c.retired}
        self._gone(where, set(was) - set(now))
        for id_ in sorted((set(now) - set(was)) & shown):
            self._add(self.survey_file, where, "contract-new", id=id_)

    def _same(self, where: str, id_: str, key: str, was: object, now: object) -> None:
        if was != now:
            self._add(self.survey_file, where, "contract-kind", id=id_, key=key, was=was, now=now)

    def _gone(self, where: str, ids: Iterable[str]) -> None:
        for id_ in sorted(ids):
            self._add(self.survey_file, where, "contract-gone", id=id_)

    def _add(self, file: str, where: str, message: str, **values: object) -> None:
        if (file, where) not in self.known:
            self.faults.add(file, where, message, **values)


def _listed(ids: Iterable[str]) -> str:
    return ", ".join(map(repr, sorted(ids))) or "none"


def _ends(points: Sequence[str]) -> str:
    return f"{points[0]} to {points[-1]}" if points else ""

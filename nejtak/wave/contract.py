"""The contract: what a wave accepts, frozen when it opens.

It is the one file format that builder and collector share, and holds no display text.
A page that was opened before a change must still submit after it, so an open wave's survey may
lose nothing and gain nothing that the collector does not know: `drift` tells what does not hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import UTC, date, datetime, timedelta
from typing import Any

from nejtak.base.files import File
from nejtak.base.seal import is_public_key
from nejtak.errors import Faults
from nejtak.project.model import MAX_SHARDS, Client, Project, Question, Survey, Wave
from nejtak.project.toml_table import is_slug

FORMAT = 1
KEYS: Mapping[str, type] = {
    "format": int, "client": str, "wave": str, "survey": str, "status": str, "languages": list,
    "expires": int, "shards": int, "recipients": list, "retention_days": int, "questions": dict,
}  # fmt: skip
KEPT = timedelta(days=365)
LATEST = 2**35  # Unix seconds: beyond what any wave can reach
# The lists of ids that a question of each kind carries in the contract.
LISTS: Mapping[str, tuple[str, ...]] = {
    "choice": ("choices",),
    "choices": ("choices",),
    "scale": ("choices",),
    "grid": ("rows", "columns"),
    "text": (),
}


def freeze(client: Client, wave: Wave, survey: Survey, recipients: Sequence[str]) -> dict[str, Any]:
    """Make the contract of a wave that is about to open, sealed to these public keys."""
    return {
        "format": FORMAT,
        "client": client.id,
        "wave": wave.id,
        "survey": survey.id,
        "status": "open",
        "languages": list(client.languages),
        "expires": _expires(wave.closes),
        "shards": wave.shards,
        "recipients": sorted(set(recipients)),
        "retention_days": wave.retention_days,
        "questions": {q.id: _question(q) for q in survey.questions},
    }


def _expires(closes: date) -> int:
    """One constant for the whole wave (Unix seconds): an item's own time would be a trace."""
    day = expires_on(closes)
    return int(datetime.combine(day, datetime.min.time(), tzinfo=UTC).timestamp())


def expires_on(closes: date) -> date:
    """The day from which the database would delete the answers to a wave that closes then."""
    return closes + KEPT


def expiry(contract: Mapping[str, Any]) -> date:
    """The day from which the database deletes what the wave still holds."""
    return datetime.fromtimestamp(contract["expires"], UTC).date()


def _question(question: Question) -> dict[str, Any]:
    if question.kind == "text":
        return {"kind": "text", "max_length": question.max_length}
    ids = [choice.id for choice in question.choices]
    if question.kind == "grid":
        rows = [row.id for row in question.rows]
        return {"kind": "grid", "rows": rows, "columns": ids, "neutral": question.neutral}
    return {"kind": question.kind, "choices": ids}


def to_bytes(contract: Mapping[str, Any]) -> bytes:
    """The contract as it is written: stable, and readable in a diff."""
    return (json.dumps(contract, indent=2, ensure_ascii=False) + "\n").encode()


def collector_files(project: Project) -> Iterator[File]:
    """Make each frozen contract for the collector, with the wave's status as it is now."""
    for client, wave, _ in project.waves():
        if wave.contract is not None:
            content = to_bytes({**wave.contract, "status": wave.status})
            yield File(f"chalicelib/waves/{client.id}/{wave.id}/contract.json", content)


def drift(project: Project, faults: Faults) -> None:
    """Add what open waves' contracts cannot take of the sources as they are now.

    Where the sources have other faults already, what those may have caused is not added.
    """
    known = frozenset((problem.file, problem.where) for problem in faults.problems)
    for client in project.clients.values():
        for wave in client.waves:
            file = f"clients/{client.id}/waves/{wave.contract_file.name}"
            if wave.contract is None or file in faults.unread:
                continue
            what = _broken(wave.contract, wave)
            if what:
                faults.add(file, what, "contract-broken")
            elif wave.status == "open":
                survey = project.surveys.get(wave.survey)
                _Drift(client, wave, wave.contract, faults, known).check(survey)
        for wave in client.waves:
            _check_together(wave, project.surveys.get(wave.survey), faults)


def _check_together(wave: Wave, survey: Survey | None, faults: Faults) -> None:
    """Add where waves cannot be counted together: not all were asked, or answers are gone by then.

    A draft is held to what it would freeze.
    """
    file = f"clients/{wave.client}/waves/{wave.id}.toml"
    faulty = {problem.file for problem in faults.problems}
    asked: Mapping[str, Any] | None = None
    if wave.contract is not None:
        asked = None if _broken(wave.contract, wave) else wave.contract["questions"]
    elif survey and f"surveys/{survey.id}/survey.toml" not in faulty:
        asked = {q.id: _question(q) for q in survey.questions}
    for other in wave.together if wave.status != "closed" else ():
        if other.contract is None or _broken(other.contract, other):
            continue
        days = {"closes": wave.closes, "expires": expiry(other.contract)}
        if days["closes"] >= days["expires"]:
            faults.add(file, "closes", "together-expires", value=other.id, **days)
        if asked and _unordered(other.contract["questions"]) != _unordered(asked):
            faults.add(file, "together", "together-questions", value=other.id)


def _unordered(questions: Mapping[str, Any]) -> dict[str, Any]:
    return {
        id_: {key: set(v) if isinstance(v, list) else v for key, v in question.items()}
        for id_, question in questions.items()
    }


def _broken(contract: Mapping[str, Any], wave: Wave) -> str | None:
    """The key path of the first thing that is not as `freeze` writes it."""
    said = {"format": FORMAT, "client": wave.client, "wave": wave.id, "status": "open"}
    for key, kind in KEYS.items():
        value = contract.get(key)
        if type(value) is not kind or said.get(key, value) != value:
            return key
    fine = {
        **dict.fromkeys(contract.keys() - KEYS.keys(), False),
        "languages": _are_ids(contract["languages"]),
        "expires": 0 < contract["expires"] < LATEST,
        "shards": 1 <= contract["shards"] <= MAX_SHARDS,
        "recipients": bool(contract["recipients"])
        and all(isinstance(text, str) and is_public_key(text) for text in contract["recipients"]),
        "questions": _are_ids(list(contract["questions"])),
    }
    for id_, question in contract["questions"].items():
        fine[f"questions.{id_}"] = isinstance(question, dict) and _is_question(question)
    return next((key for key, holds in fine.items() if not holds), None)


def _is_question(question: Mapping[str, Any]) -> bool:
    kind = str(question.get("kind"))
    if kind not in LISTS or not all(_are_ids(question.get(key)) for key in LISTS[kind]):
        return False
    keys = {"kind", *LISTS[kind]}
    if kind == "text":
        longest = question.get("max_length")
        return question.keys() == keys | {"max_length"} and type(longest) is int and longest > 0
    if kind == "grid":
        return question.keys() == keys | {"neutral"} and question["neutral"] in question["columns"]
    return question.keys() == keys


def _are_ids(values: object) -> bool:
    """Whether this is a list of different ids, and not empty."""
    return (
        isinstance(values, list)
        and all(isinstance(value, str) and is_slug(value) for value in values)
        and 0 < len(values) == len(set(values))
    )


class _Drift:
    """Holds the sources of one open wave against its contract."""

    def __init__(
        self,
        client: Client,
        wave: Wave,
        contract: Mapping[str, Any],
        faults: Faults,
        known: Set[tuple[str, str]],
    ) -> None:
        self.client, self.wave = client, wave
        self.contract, self.faults, self.known = contract, faults, known
        self.client_file = f"clients/{client.id}/client.toml"
        self.wave_file = f"clients/{client.id}/waves/{wave.id}.toml"
        self.survey_file = f"surveys/{wave.survey}/survey.toml"

    def check(self, survey: Survey | None) -> None:
        """Report every difference that would refuse or misread an answer."""
        self._languages()
        expires = expiry(self.contract)
        # An answer of the last day must not be deleted on that day.
        if self.wave.closes >= expires:
            self._add(
                self.wave_file, "closes", "contract-expires",
                closes=self.wave.closes, expires=expires,
                client=self.client.id, wave=self.wave.id,
            )  # fmt: skip
        if self.wave.survey and self.contract["survey"] != self.wave.survey:
            self._add(
                self.wave_file, "survey", "contract-survey",
                was=self.contract["survey"], now=self.wave.survey,
            )  # fmt: skip
        elif survey is not None and self.survey_file not in self.faults.unread:
            self._questions(survey)

    def _languages(self) -> None:
        for number, language in enumerate(self.client.languages, 1):
            if language not in self.contract["languages"]:
                place = f"languages[{number}]"
                self._add(self.client_file, place, "contract-language", language=language)
        misread = any(
            file == self.client_file and place.startswith("languages") for file, place in self.known
        )
        for language in self.contract["languages"] if self.client.languages and not misread else ():
            if language not in self.client.languages:
                self._add(
                    self.client_file, "languages", "contract-language-gone", language=language
                )

    def _questions(self, survey: Survey) -> None:
        frozen = self.contract["questions"]
        self._gone("questions", frozen.keys() - {q.id for q in survey.questions})
        for number, question in enumerate(survey.questions, 1):
            place = f"questions[{number}]"
            if question.id in frozen:
                self._question(place, question, frozen[question.id])
            elif not question.retired:
                self._add(self.survey_file, place, "contract-new", id=question.id)

    def _question(self, place: str, question: Question, was: Mapping[str, Any]) -> None:
        now = _question(question)
        for key in ("kind", "neutral"):
            self._same(f"{place}.{key}", question.id, key, was.get(key), now.get(key))
        if now["kind"] != was["kind"]:
            return
        if question.kind == "scale":
            points = (len(was["choices"]), len(now["choices"]))
            self._same(f"{place}.points", question.id, "points", *points)
            return
        if question.max_length is not None and question.max_length > was["max_length"]:
            self._add(
                self.survey_file, f"{place}.max_length", "contract-limit",
                id=question.id, was=was["max_length"], now=question.max_length,
            )  # fmt: skip
        shown = {c.id for c in (*question.rows, *question.choices) if not c.retired}
        for key in LISTS[question.kind]:
            self._gone(f"{place}.{key}", set(was[key]) - set(now[key]))
            for id_ in sorted((set(now[key]) - set(was[key])) & shown):
                self._add(self.survey_file, f"{place}.{key}", "contract-new", id=id_)

    def _same(self, where: str, id_: str, key: str, was: object, now: object) -> None:
        if was != now:
            self._add(self.survey_file, where, "contract-kind", id=id_, key=key, was=was, now=now)

    def _gone(self, where: str, ids: Iterable[str]) -> None:
        for id_ in sorted(ids):
            self._add(self.survey_file, where, "contract-gone", id=id_)

    def _add(self, file: str, where: str, message: str, **values: object) -> None:
        if (file, where) not in self.known:
            self.faults.add(file, where, message, **values)

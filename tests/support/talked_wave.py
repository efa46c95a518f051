"""A wave of page answers and interviews once it is closed, and what comes of it."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from collector_support import JSON_TYPE, as_json, proven
from interview_support import NAME, OpenWave
from lambda_host import rest_event

from nejtak import report
from nejtak.review.queue import Desk
from nejtak.review.quotes import Decision
from nejtak.review.redaction import Redactor
from nejtak.wave import closed_wave
from nejtak.wave.close import Closing, close
from nejtak.wave.load import find_wave

if TYPE_CHECKING:
    from nejtak.report import Release


class Held:
    """The wave after closing, and what comes of it."""

    def __init__(self, opened: OpenWave) -> None:
        self.opened = opened
        self.closing: Closing = close(opened.wave, opened.inbox, opened.keys)
        self.project = opened.site.load()
        self.client, self.wave, _ = find_wave(self.project, *NAME)
        self.responses = closed_wave.read_responses(self.wave, opened.keys)

    def review(self, decisions: Mapping[str, tuple[Decision, str]]) -> None:
        """Decide about texts by their words, and withhold all others."""
        desk = Desk(self.wave, self.opened.keys, Redactor(self.project.privacy, ("da", "en")))
        for place in desk.places:
            text = desk.text(place)
            assert text is not None
            decision, wording = decisions.get(text.original, ("withhold", ""))
            desk.save(place, replace(text, decision=decision, wording=wording))

    def report(self) -> Release:
        """Its release."""
        keys, pool = self.opened.keys, report.Pool(self.project)
        return report.issue(self.project, self.client, self.wave, keys, pool)[1]


def answer_page(number: int, answers: Mapping[str, Any]) -> None:
    """Answer on the page, once for each number: through the same collector's route."""
    raw = proven(as_json(answers, number=f"{number:032x}"), *NAME)
    event = rest_event(*NAME, raw, {"content-type": JSON_TYPE})
    assert sys.modules["app"].app(event, None)["statusCode"] == 201


def told(release: Release, question: str) -> dict[str, str]:
    """The figures of a question as its CSV tells them."""
    rows = csv.DictReader(io.StringIO(release.files["figures.csv"].decode("utf-8-sig")))
    return {
        row["row"]: f"{row['low']}-{row['high']}" for row in rows if row["question"] == question
    }

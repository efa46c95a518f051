"""What the desk remarks beside a text: shared details, themes told too often, scripts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import report_project
from review_support import ClosedWave, redactor

from nejtak.review import sealed
from nejtak.review.marks import Marks
from nejtak.review.queue import Desk
from nejtak.review.remarks import Remarks, low_ends
from nejtak.wave.counted import Counted

SAID = {
    "advice": (
        "Der gik fem uger, sagde Karen.",
        "Efter fem uger kom et nej.",
        "Alt var fint.",
        "تحدثت مع أحمد علي",
        "Karen ringede aldrig.",
    ),
    "praise": ("Fem uger er for lang tid.", "God tone.", "Fin tone.", "Rar tone."),
}


@pytest.fixture
def closed(tmp_path: Path) -> ClosedWave:
    """A closed wave whose texts share details."""
    made = ClosedWave(tmp_path, SAID, 14)
    made.join()
    return made


def remarks_on(closed: ClosedWave, part: str, low: dict[str, int] | None = None) -> list[str]:
    """The points that the desk remarks on the text with these words."""
    desk = Desk(closed.wave, closed.keys, redactor())
    remarks = Remarks(desk, Marks(desk.redactor.markers, ("Nordlys",)), low or {})
    for texts in desk.by_question().values():
        for place, text in texts.items():
            if part in text.original:
                return [point for point, _ in remarks.of(place, text, {"process": "Forløbet"})]
    raise KeyError(part)


def test_a_detail_that_two_quotes_share_is_remarked(closed: ClosedWave) -> None:
    """A span of time or a name that stands in an approved text, too, also of another question."""
    assert remarks_on(closed, "sagde Karen") == []  # nothing is approved yet
    closed.decide("Efter fem uger kom et nej.", "keep")
    (said,) = remarks_on(closed, "sagde Karen")
    assert said.startswith("“fem uger” also stands in text ")
    assert "of another question" in remarks_on(closed, "for lang tid")[0]
    closed.decide("Karen ringede aldrig.", "redact", "[..] ringede aldrig.")
    assert len(remarks_on(closed, "sagde Karen")) == 1
    closed.decide("Karen ringede aldrig.", "keep")
    assert len(remarks_on(closed, "sagde Karen")) == 2
    assert remarks_on(closed, "Alt var fint") == []
    closed.decide("Der gik fem uger, sagde Karen.", "withhold")
    assert remarks_on(closed, "sagde Karen") == []


def test_more_quotes_on_a_theme_than_its_figure_is_sure_of_are_remarked(
    closed: ClosedWave,
) -> None:
    """Three quotes beside a figure that begins at 0 or 2; none beside one that begins at 3."""
    review = sealed.read(closed.wave, closed.keys)
    texts = [
        replace(t, decision="keep", theme="process") if "tone" in t.original else t
        for t in review.texts
    ]
    sealed.write(closed.wave, replace(review, texts=tuple(texts)))
    told = "3 quotes on “Forløbet”, whose figure begins at "
    assert remarks_on(closed, "God tone", {"process": 0}) == [f"{told}0."]
    assert remarks_on(closed, "God tone", {"process": 2}) == [f"{told}2."]
    assert remarks_on(closed, "God tone", {"process": 3}) == []
    assert remarks_on(closed, "God tone", {"offer": 0}) == []


def test_a_script_without_a_rule_for_names_is_said(closed: ClosedWave) -> None:
    """Arabic has no capitals: the reader is told to look alone."""
    assert remarks_on(closed, "أحمد") == ["No rule finds names in this writing."]


def test_a_paraphrase_of_one_text_is_said_to_wait(closed: ClosedWave) -> None:
    """Until another text of the question is told by the same words."""
    closed.decide("God tone.", "paraphrase", "Flere roste tonen.")
    (said,) = remarks_on(closed, "God tone")
    assert said == "This paraphrase rests on one text and is not published yet."
    closed.decide("Fin tone.", "paraphrase", "Flere roste tonen.")
    assert remarks_on(closed, "God tone") == []


def test_low_ends_are_those_of_the_report() -> None:
    """Of the golden wave: pay 12, location 3, process 9 and chemistry 6; other is untold."""
    project = report_project.project()
    _, wave, survey = next(project.waves())
    answers: list[Any] = list(report_project.GOLDEN)
    found = low_ends(survey, wave, Counted({"": answers}, 61))
    assert {family: low for family, low in found.items() if low} == {
        "offer": 12,
        "job": 3,
        "process": 15,
    }
    halves = Counted({"a": answers[:19], "b": answers[19:]}, 61)
    assert low_ends(survey, wave, halves)["offer"] <= 12

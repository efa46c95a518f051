"""The survey's own words for what a wave's contract lists, and the reach of its reasons."""

from __future__ import annotations

from collections.abc import Mapping

from nejtak.project.model import LOOKS, Choice, Client, Looks, Reach, Survey
from nejtak.report.page.phrasing import Words
from nejtak.report.tables.layout import Design, Layout, Row

UNBROKEN = "\u2060–\u2060"  # no line ends beside the dash of a range

EITHER = " / "


class Labels:
    """Looks up names by id. An id that has no words, since it was retired, names itself."""

    def __init__(self, survey: Survey, client: Client, words: Words) -> None:
        self._questions = {question.id: question for question in survey.questions}
        self._survey = survey.words[words.locale.code]
        self._words = words
        self._overrides = client.reach
        self._reasons: Mapping[str, Choice] = {
            choice.id: choice for question in survey.questions for choice in question.reasons
        }

    def title(self, question: str) -> str:
        """The question as candidates read it."""
        asked = self._survey.questions.get(question)
        return asked.title if asked else question

    def looks(self, question: str) -> Looks:
        """Which part of the survey a question belongs to."""
        known = self._questions.get(question)
        return known.looks if known else LOOKS[0]

    def part(self, looks: Looks) -> str:
        """The title of a part of the survey."""
        return self._survey.parts[looks]

    def choice(self, question: str, id_: str) -> str:
        """The text of an answer, a row or a column; empty for the only column."""
        asked = self._survey.questions.get(question)
        return asked.labels.get(id_, id_) if asked else id_

    def reason(self, id_: str) -> str:
        """A reason as candidates read it, wherever it is asked about."""
        for question in self._survey.questions.values():
            if id_ in question.labels:
                return question.labels[id_]
        return id_

    def group(self, group: str, plan: Design) -> str:
        """The respondents of a group, by its id; empty for all of them.

        A set of rivals is called by its types. Whoever names no planned group counts with the last.
        """
        if not group:
            return ""
        if group in plan.rivals:
            return EITHER.join(self.choice(plan.group, type_) for type_ in plan.rivals[group])
        label = self.choice(plan.group, group)
        return self._words.text("group_last", group=label) if group == plan.groups[-1] else label

    def rows(self, layout: Layout) -> dict[str, str]:
        """The label of each row of a table."""
        return {row.id: self._row(layout, row) for row in layout.rows}

    def _row(self, layout: Layout, row: Row) -> str:
        if layout.by:
            return self._words.text(row.id, "reach" if layout.by == "reach" else "families")
        label = self.choice(layout.question, row.id)
        if layout.kind != "scale":
            return label
        points = UNBROKEN.join(dict.fromkeys((row.members[0], row.members[-1])))
        return points if label == row.id else f"{points} – {label}"

    def column(self, layout: Layout, column: str) -> str:
        """The heading of a column."""
        if layout.kind == "grid":
            return self.choice(layout.question, column)
        return self._words.text("column")

    def asked(self, layout: Layout) -> str:
        """The line under a table's headline: the question, or the grouping worked out from it."""
        return self._words.text(f"by_{layout.by}") if layout.by else self.title(layout.question)

    def ends(self, layout: Layout) -> str:
        """What the ends of a scale mean, if the rows do not say it."""
        if layout.kind != "scale" or all(len(row.members) == 1 for row in layout.rows):
            return ""
        ends = (layout.rows[0].members[0], layout.rows[-1].members[-1])
        return ", ".join(f"{point} = {self.choice(layout.question, point)}" for point in ends)

    def reach(self, reason: str) -> Reach | None:
        """The reach of a reason for this client; None if it has none."""
        choice = self._reasons.get(reason)
        return self._overrides.get(reason, choice.reach) if choice else None

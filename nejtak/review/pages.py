"""The reviewer's pages: an overview, and one page per text.

They are in English, as all that admins see is; the texts are in whatever language their writers
chose. Titles and addresses of pages hold no word of a text, since a browser keeps both in its
history.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nejtak.disclosure import MINIMUM, QUOTES
from nejtak.project.model import FAMILIES, Client, Project, Wave
from nejtak.review.decision import THEME_LENGTH, Problem, Typed
from nejtak.review.marks import GONE, TAKEN_OUT, Marks, Segment, left_out
from nejtak.review.private_template import PrivateTemplate
from nejtak.review.queue import Desk, Place
from nejtak.review.quotes import DECISIONS, LIMIT, RESTS_ON, Text, approved
from nejtak.review.remarks import Remarks, low_ends

THEME_KEYS = 9  # themes that a key picks


class Pages:
    """Renders the pages of one review under the address `base`, with the session's form token."""

    def __init__(
        self, project: Project, client: Client, wave: Wave, desk: Desk, base: str, token: str
    ) -> None:
        self._template = PrivateTemplate("review.html", client, wave, token, scripts=["review.js"])
        self._desk, self._base = desk, base
        language = client.languages[0]
        survey = project.surveys[wave.survey]
        words = survey.words[language].questions
        self._titles = {id_: said.title for id_, said in words.items()}
        self._locale = project.locales[language]
        self._families = {
            locale.strings["families"][family].casefold(): family
            for code in reversed(client.languages)
            for locale in [project.locales[code]]
            for family in FAMILIES
        }
        self.marks = Marks(desk.redactor.markers, (client.name, client.legal_name))
        self._remarks = Remarks(desk, self.marks, low_ends(survey, wave, desk.counted))

    @property
    def policy(self) -> str:
        """The Content-Security-Policy of every page."""
        return self._template.policy

    def overview(self, keys: bool = True, problem: Problem | None = None) -> bytes:
        """Render how far the review is, question by question."""
        onward = self._desk.next_left()
        return self._html(
            None,
            keys=keys,
            text=None,
            onward=self.href(onward) if onward else "",
            problem=problem,
        )

    def text(
        self,
        place: Place,
        typed: Typed | None = None,
        problem: Problem | None = None,
        *,
        keys: bool = True,
    ) -> bytes:
        """Render one text with its form; `typed` and `problem` if a form could not be taken."""
        text = self._desk.text(place)
        if text is None:
            raise KeyError(place)
        beside = [self._desk.neighbour(place, step) for step in (-1, 1)]
        families: Mapping[str, str] = self._locale.strings["families"]
        return self._html(
            place,
            keys=keys,
            text=text,
            place=place,
            typed=typed or self._typed(text),
            problem=problem,
            title=self._title(text.question),
            pieces=self._numbered(text),
            remarks=self._remarks.of(place, text, families),
            taken_out=TAKEN_OUT,
            gone=GONE,
            of=len(self._desk.by_question()[place.question]),
            action=self.href(place),
            previous=self.href(beside[0]) if beside[0] else "",
            following=self.href(beside[1]) if beside[1] else "",
            paraphrases=self._paraphrases(place),
            theme_length=THEME_LENGTH,
            published=self._published(place.question),
        )

    def composed(self, text: Text, typed: Typed) -> Typed:
        """A form with wording and theme filled in: marks left out, the family's id as the theme.

        A browser without a script sends the numbers of the marks along with the unchanged text.
        """
        said = typed.wording.replace("\r\n", "\n").strip()
        untouched = said in ("", text.original.strip())
        if typed.decision == "paraphrase" and typed.join and (untouched or said == text.wording):
            typed = replace(typed, wording=typed.join)
        if typed.out and untouched and typed.decision in ("", "redact"):
            wording = left_out(self._pieces(text), typed.out)
            typed = replace(typed, decision="redact", wording=wording)
        if typed.decision == "keep" and not typed.wording:
            typed = replace(typed, wording=text.original)
        theme = typed.theme.strip()
        return replace(typed, theme=self._families.get(theme.casefold(), theme))

    def href(self, place: Place | None) -> str:
        """The address of a text's page, or of the overview."""
        return f"{self._base}{place.question}/{place.number}/" if place else self._base

    def _title(self, question: str) -> str:
        return self._titles.get(question, question)

    def _typed(self, text: Text) -> Typed:
        """The form for a text; a mark is ticked if the wording lacks its words."""
        decision = "" if text.decision == "undecided" else text.decision
        out = frozenset(
            piece["number"]
            for piece in self._numbered(text)
            if decision == "redact" and piece["number"] and piece["text"] not in text.wording
        )
        wording = text.wording or text.original
        return Typed(decision, wording, self._theme(text.theme), text.star, out)

    def _theme(self, theme: str) -> str:
        families: Mapping[str, str] = self._locale.strings["families"]
        return families[theme] if theme in FAMILIES else theme

    def _themes(self) -> list[dict[str, Any]]:
        """Themes in the order in which they came up, then families of reasons not used yet."""
        review = self._desk.review
        numbers = Counter(t.theme for t in review.texts if t.theme and t.published)
        order = dict.fromkeys([*review.themes, *FAMILIES])
        return [
            {
                "name": self._theme(theme),
                "key": key if key <= THEME_KEYS else 0,
                "number": numbers[theme],
            }
            for key, theme in enumerate(order, 1)
        ]

    def _pieces(self, text: Text) -> tuple[Segment, ...]:
        return self.marks.segments(
            text.original, self._desk.redactor.languages.rules(text.language)
        )

    def _numbered(self, text: Text) -> list[dict[str, Any]]:
        """The pieces of a text, and of each mark the number that leaves it out."""
        number, found = 0, []
        for piece in self._pieces(text):
            marked = bool(piece.kind) and piece.kind != TAKEN_OUT
            number += marked
            found.append(
                {"text": piece.text, "kind": piece.kind, "number": number if marked else 0}
            )
        return found

    def _paraphrases(self, place: Place) -> list[str]:
        """The paraphrases of other texts of the same question."""
        texts = self._desk.by_question()[place.question]
        others = (t for at, t in texts.items() if at != place and t.decision == "paraphrase")
        return list(dict.fromkeys(text.wording for text in others))

    def _published(self, question: str) -> dict[str, int]:
        """How many quotes of a question are approved, shown, and shown at most."""
        review, m = self._desk.review, self._desk.counted.number
        texts = [t for t in review.texts if t.question == question]
        quoted = [q for q in approved(review, m) if q.question == question]
        most = min(review.limits.get(question, LIMIT), m)
        ready = [t for t in texts if t.decision in ("keep", "redact")]
        rests = Counter(t.wording for t in texts if t.decision == "paraphrase")
        told = [wording for wording, number in rests.items() if number >= RESTS_ON]
        return {"approved": len(ready) + len(told), "shown": len(quoted), "most": most}

    def _rows(self, here: Place | None) -> list[dict[str, Any]]:
        """Each question with the state of its texts, for the list at the side."""
        rows = []
        for id_, texts in self._desk.by_question().items():
            left = [place for place, text in texts.items() if text.decision == "undecided"]
            rows.append(
                {
                    "id": id_,
                    "title": self._title(id_),
                    "all": len(texts),
                    "read": len(texts) - len(left),
                    "here": here is not None and here.question == id_,
                    "href": self.href(left[0] if left else next(iter(texts))),
                    "limit": self._published(id_),
                    "squares": [
                        (
                            ""
                            if t.decision == "undecided"
                            else "w"
                            if t.decision == "withhold"
                            else "y"
                        )
                        + (" now" if place == here else "")
                        for place, t in texts.items()
                    ],
                }
            )
        return rows

    def _html(self, here: Place | None, *, keys: bool, **context: object) -> bytes:
        review = self._desk.review
        return self._template.render(
            base=self._base,
            locale=self._locale,
            decisions=DECISIONS[1:],
            all=len(review.texts),
            read=len(review.texts) - review.left,
            rows=self._rows(here),
            counts=Counter(text.decision for text in review.texts),
            stars=sum(t.star for t in review.texts),
            themes=self._themes(),
            m=self._desk.counted.number,
            least={"quotes": QUOTES, "paraphrases": MINIMUM},
            undo=self._desk.can_undo,
            keys=keys,
            **context,
        )

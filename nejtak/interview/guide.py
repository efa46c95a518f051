"""The guide for interviews: a page to read from and a sheet to write on, in each language.

Questions, choices and probes are the survey's own, so that everybody is asked the same, on the page
and on the telephone. Choices are not read out: at the end, the interviewer says what they have
understood, and ticks what the candidate confirms. The opening promises what the page promises, and
each sentence of it has its test (`tests/test_promises.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from nejtak.base import shipped
from nejtak.base.command import run
from nejtak.base.files import File
from nejtak.base.html import Templates
from nejtak.errors import StateError
from nejtak.project.model import LOOKS, Choice, Client, Project, Question, SurveyWords, Wave
from nejtak.site.values import PageTexts, for_client, page_values

PAGES = ("guide", "notes")
# The sentences that are said before the first question.
OPENING = (
    "interview.who",
    "interview.whom",
    "interview.source",
    "interview.minutes",
    "interview.voluntary",
    "interview.selling",
    "interview.notes",
    "interview.recorded",
    "interview.four",
    "limits.quotes",
    "interview.begin",
)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Closed questions with the same choices, as they are confirmed at the end.

    A grid stands alone, and has `columns`.
    """

    titles: tuple[str, ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...] = ()


def guide_files(project: Project, client: Client, wave: Wave) -> Iterator[File]:
    """Make the guide and the note sheet in each of the client's languages.

    Raises StateError if the client's file does not say that it interviews, or the wave is closed.
    """
    _refuse(client, wave)
    survey = project.surveys[wave.survey]
    asked = [question for looks in LOOKS for question in survey.asked(looks, wave.left_out)]
    templates = Templates(shipped.SITE / "templates")
    css = "\n".join(shipped.static(name) for name in ("handout.css", "interview-paper.css"))
    for language in client.languages:
        locale, words = project.locales[language], survey.words[language]
        values = page_values(client, wave, survey, locale)
        values |= {
            "contact": client.contact,
            "enter": run("interview enter", client.id, wave.id),
        }
        t = PageTexts(locale, values, client.brand.tone, wave.asks, interviews=True)
        for name in PAGES:
            page = templates.render(
                f"interview-{name}.html",
                css=css,
                locale=locale,
                client=client,
                wave=wave,
                words=words,
                t=t,
                opening=[for_client(key, client) for key in OPENING],
                open=[question for question in asked if question.kind == "text"],
                confirmed=_confirmed([q for q in asked if q.kind != "text"], words),
            )
            yield File(f"{language}/{name}.html", page.encode())


def _refuse(client: Client, wave: Wave) -> None:
    name = f"{client.id}/{wave.id}"
    if not client.interviews:
        raise StateError(
            f"{client.id} does not interview, and its pages say nothing of calls. Write "
            f"`interviews = true` in clients/{client.id}/client.toml, and put its pages online "
            f"again before the first call."
        )
    if wave.status == "closed":
        raise StateError(f"{name} is closed, and takes no more answers.")


def _confirmed(questions: Sequence[Question], words: SurveyWords) -> list[Confirmed]:
    """Closed questions in their order; neighbours with the same choices are joined."""
    found = []
    for (rows, columns), group in groupby(questions, key=lambda q: _labels(q, words)):
        same = [words.questions[question.id].title for question in group]
        if columns:
            found += [Confirmed((title,), rows, columns) for title in same]
        else:
            found.append(Confirmed(tuple(same), rows))
    return found


def _labels(question: Question, words: SurveyWords) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a question's rows, and of its columns if it is a grid."""
    labels = words.questions[question.id].labels

    def of(choices: Sequence[Choice]) -> tuple[str, ...]:
        return tuple(labels[choice.id] for choice in choices if not choice.retired)

    match question.kind:
        case "grid":
            return of(question.rows), of(question.choices)
        case "scale":
            return tuple(f"{c.id} {labels.get(c.id, '')}".strip() for c in question.choices), ()
        case "choice" | "choices" | "text":
            return of(question.choices), ()

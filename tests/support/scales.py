"""The short survey with a scale of each length in the place of its own."""

from __future__ import annotations

from dataclasses import replace

from nejtak.project.model import Choice, Project, Question, QuestionWords, Survey

SURVEY = "three-questions"
POINTS = (3, 5, 7, 10, 11)
ENDS = ("Overhovedet ikke sandsynligt", "Meget sandsynligt")


def with_scales(project: Project) -> Project:
    """The project with that survey."""
    survey = project.surveys[SURVEY]
    return replace(project, surveys={**project.surveys, SURVEY: _scaled(survey)})


def _scaled(survey: Survey) -> Survey:
    own = next(question for question in survey.questions if question.kind == "scale")
    scales = [_scale(own, points) for points in POINTS]
    asked = (*(q for q in survey.questions if q is not own), *scales)
    words = {
        code: replace(
            said, questions={**said.questions, **{scale.id: _said(scale) for scale in scales}}
        )
        for code, said in survey.words.items()
    }
    return replace(survey, questions=asked, words=words)


def _scale(own: Question, points: int) -> Question:
    first = 0 if points == 11 else 1
    steps = tuple(Choice(str(first + n)) for n in range(points))
    return replace(own, id=f"scale-{points}", choices=steps)


def _said(scale: Question) -> QuestionWords:
    labels = {scale.choices[0].id: ENDS[0], scale.choices[-1].id: ENDS[1]}
    return QuestionWords("Kunne du finde på at anbefale os?", "", labels)

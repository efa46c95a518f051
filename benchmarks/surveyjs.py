"""The same questions as a SurveyJS site, set up as its documentation says for plain pages."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nejtak.project.model import LOOKS, Choice, Question, Survey, SurveyWords

FILES = (
    "survey-core/survey.core.min.js",
    "survey-core/i18n/danish.min.js",
    "survey-js-ui/survey-js-ui.min.js",
)
# The default style sheet asks a font of a third party. The other one is the same without it.
STYLE, FONTLESS = "survey-core/survey-core.min.css", "survey-core/survey-core.fontless.min.css"
_PAGE = """<!doctype html>
<html lang="da">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{title}">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/{style}">
{scripts}
</head>
<body>
<main id="survey"></main>
<script>
const survey = new Survey.Model({survey})
survey.locale = "da"
survey.render(document.getElementById("survey"))
</script>
</body>
</html>
"""


def write_site(folder: Path, modules: Path, survey: Survey, language: str) -> None:
    """Write the survey to `folder`: / with the default style sheet, /fontless/ without fonts."""
    words = survey.words[language]
    scripts = "\n".join(f'<script src="/{Path(file).name}"></script>' for file in FILES)
    for place, style in ((folder, STYLE), (folder / "fontless", FONTLESS)):
        place.mkdir(parents=True)
        page = _PAGE.format(
            title=html.escape(words.title),
            style=Path(style).name,
            scripts=scripts,
            survey=json.dumps(form(survey, words), ensure_ascii=False),
        )
        (place / "index.html").write_text(page, encoding="utf-8")
    for file in (*FILES, STYLE, FONTLESS):
        shutil.copy(modules / file, folder)


def form(survey: Survey, words: SurveyWords) -> dict[str, Any]:
    """The survey in the JSON of SurveyJS, all on one page and nothing required, as ours."""
    left_out = [section.id for section in survey.sections if not section.asked]
    panels = [
        {
            "type": "panel",
            "name": looks,
            "title": words.parts[looks],
            "elements": [_element(question, words) for question in survey.asked(looks, left_out)],
        }
        for looks in LOOKS
    ]
    return {
        "title": words.title,
        "description": _plain(words.intro),
        "showQuestionNumbers": "on",
        "elements": panels,
    }


def _element(question: Question, words: SurveyWords) -> dict[str, Any]:
    said = words.questions[question.id]
    element: dict[str, Any] = {"name": question.id, "title": said.title}
    if said.hint:
        element["description"] = _plain(said.hint)
    choices = _items(question.choices, said.labels)
    match question.kind:
        case "text":
            return element | {"type": "comment", "maxLength": question.max_length}
        case "grid":
            rows = _items(question.rows, said.labels)
            return element | {"type": "matrix", "rows": rows, "columns": choices}
        case "scale":
            return element | {"type": "rating", "rateValues": choices}
        case "choices":
            return element | {"type": "checkbox", "choices": choices}
    return element | {"type": "radiogroup", "choices": choices}


def _items(choices: Iterable[Choice], labels: Mapping[str, str]) -> list[dict[str, str]]:
    shown = (choice for choice in choices if not choice.retired)
    return [{"value": choice.id, "text": labels.get(choice.id, choice.id)} for choice in shown]


def _plain(safe: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", safe)).strip()

"""A report's figures beside earlier periods and beside other employers, for the sections."""

from dataclasses import replace
from datetime import date

import pytest
from page_text import text
from report_project import GOLDEN, answers, project
from section_waves import GOLDEN as SECTIONS
from section_waves import sectioned

from nejtak.disclosure import Range
from nejtak.project.model import Project
from nejtak.report import Beside, design, find
from nejtak.report.page.page import content, page
from nejtak.report.tables.norms import Norm
from nejtak.report.tables.released import Others, Released
from nejtak.wave.counted import count


def shown(found: Project, said: list[dict[str, object]], beside: Beside) -> str:
    """All that a person reads of the Danish page."""
    client, own, survey = next(found.waves())
    assert own.contract
    findings = find(own.contract.questions, count(own, said), design(survey, client, own))
    made = content(found, client, own, findings, language="da", beside=beside)
    return text(page(client, made).decode())


# The golden wave has 15-17 of 38 on the points 4 and 5, so 16 by the middle, 42.1 %. The corrected
# difference, over sqrt(p (1 - p) (1/m + 1/38)) with p of both together, has to reach 1.96.
#   3-5 of 5    apart, but (80 - 42.1 - 11.3) / 23.7 = 1.1: may be chance.
#   0-2 of 11   apart, but (42.1 - 9.1 - 5.9) / 16.3 = 1.7: may be chance.
#   0-2 of 20   (42.1 - 5 - 3.8) / 12.6 = 2.7: more now.
#   30-32 of 38 (81.6 - 42.1 - 2.6) / 11.1 = 3.3: fewer now.
#   60-62 of 149 40-42 % lie within 39-45 %: no certain change.
@pytest.mark.parametrize(
    ("figure", "m", "said"),
    [
        (Range(3, 5), 5, "Ingen sikker ændring i »4–5«"),
        (Range(0, 2), 11, "Ingen sikker ændring i »4–5«"),
        (Range(0, 2), 20, "En større andel svarede »4–5« end i perioden før"),
        (Range(30, 32), 38, "En mindre andel svarede »4–5« end i perioden før"),
        (Range(60, 62), 149, "Ingen sikker ændring i »4–5«"),
    ],
)
def test_a_period_is_above_another_only_beyond_chance(figure: Range, m: int, said: str) -> None:
    """Worked out by hand, for earlier waves of four sizes."""
    found = project()
    _, own, _ = next(found.waves())
    before = replace(own, id="2026-h1", opens=date(2026, 1, 1), closes=date(2026, 6, 30))
    rated = ("rating", ("4", "5"), "")
    earlier = Released("2026-h1-1", before, m, {rated: figure})
    page = shown(found, [*map(dict, GOLDEN)], Beside(others=Others(earlier=(earlier,))))
    shares = f"{figure.low}–{figure.high} af {m}" if m < 100 else "40–42 %"
    assert f"{said} »Vil du søge igen?«" in page
    assert f"1. halvår 2026 Hvor mange{shares} 2. halvår 2026 Hvor mange15–17 af 38" in page


# The golden wave of 38: pay is better there for 21-23, tasks for 9-11; slow 18-20, honest 15-17;
# misled by interviews 9-11, by reviews 9-11. By Wilson at 95 %, 21 of 38 are 40 % or more, 11 of
# 38 are 45 % or fewer; 18 are 32 % or more, 17 are 60 % or fewer; 9 are 13 % or more.
NORMS = {
    ("compared", ("pay",), "there"): Norm(31, 52, 214, 7),  # 24 % at most: more here
    ("compared", ("tasks",), "there"): Norm(100, 120, 214, 7),  # 46.7 % at least: fewer here
    ("image", ("slow",), ""): Norm(10, 20, 214, 7),  # 9 % at most: more here
    ("image", ("honest",), ""): Norm(180, 190, 214, 7),  # 84 % at least: fewer here
    ("sources", ("interviews",), "misled"): Norm(4, 6, 214, 7),  # 3 % at most: more here
    ("sources", ("reviews",), "misled"): Norm(100, 120, 214, 7),  # 46.7 % at least: fewer here
}


def test_sections_are_compared_with_other_employers() -> None:
    """What is lost on, words and sources, each named only beyond chance."""
    page = shown(sectioned(), answers(38, **SECTIONS[38]), Beside(norms=NORMS))
    for said in (
        "Her taber I oftere end andre: Løn. Her taber I sjældnere end andre: Opgaver.",
        "Siges oftere om jer end om andre: Langsomme. Siges sjældnere om jer end om andre: Ærlige.",
        "Vildleder oftere hos jer end hos andre: Samtalerne. "
        "Vildleder sjældnere hos jer end hos andre: Anmeldelser på nettet.",
        "Hos 7 eller flere andre arbejdsgivere, 214 svar i alt.",
    ):
        assert said in page

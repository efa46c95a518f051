"""`check` remarks on what is no fault but seldom meant."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sources import CLIENT, DA, EN, SURVEY, WAVE, Site

from nejtak.project.remarks import project_remarks

OTHER = "clients/nordlys/waves/2026-q4.toml"
LEGAL = "Samvirkende Nordjyske Håndværk " * 12


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """The small site, on which there is nothing to remark."""
    made = Site(tmp_path)
    assert [*project_remarks(made.load())] == []
    return made


def waves(site: Site, *, opens: str, more: str = "") -> list[str]:
    """The remarks with a second wave that opens on a day; the first closes on 2026-09-30."""
    days = f"opens = {opens}\ncloses = 2026-12-31\n"
    site.write(OTHER, f'survey = "asked"\n{days}{more}')
    return [*project_remarks(site.load())]


def test_waves_of_a_client_that_overlap_are_remarked(site: Site) -> None:
    """One day is enough; the next day is none."""
    assert waves(site, opens="2026-10-01") == []
    assert waves(site, opens="2026-09-30") == [
        "nordlys: 2026-q3 and 2026-q4 overlap from 2026-09-30 to 2026-09-30: a candidate may be "
        "asked in both. Correct 'opens' or 'closes' of one of them."
    ]


def test_waves_that_ask_others_or_are_counted_together_may_overlap(site: Site) -> None:
    """Those who accepted are not those who declined, and one period is no overlap."""
    assert waves(site, opens="2026-09-30", more='asks = "accepted"\n') == []
    site.open_wave()
    assert waves(site, opens="2026-09-30", more='together = ["2026-q3"]\n') == []


def test_a_very_long_name_is_remarked(site: Site) -> None:
    """It would fill the page of a phone; the legal name may be as long."""
    site.replace(CLIENT, 'legal_name = "Nordlys A/S"', f'legal_name = "{LEGAL.strip()}"')
    assert [*project_remarks(site.load())] == []
    site.replace(CLIENT, 'name = "Nordlys"\n', f'name = "{LEGAL.strip()}"\n')
    (remark,) = project_remarks(site.load())
    assert remark.startswith(f"nordlys: its name has {len(LEGAL.strip())} letters")


def test_a_survey_of_sixty_questions_is_remarked(site: Site) -> None:
    """So many are seldom answered; each row of a grid is one."""
    more = [f"more{number}" for number in range(60)]
    asked = '\n[[questions]]\nid = "{}"\nkind = "scale"\nlooks = "forward"\npoints = 5\n'
    site.write(SURVEY, site.read(SURVEY) + "".join(map(asked.format, more)))
    for words, low, high in ((DA, "Nej", "Ja"), (EN, "No", "Yes")):
        said = "".join(
            f"\n### More? {{#{id_}}}\n\n- {low} {{#1}}\n- {high} {{#5}}\n" for id_ in more
        )
        before, families, after = site.read(words).partition("\n## Famil")
        site.write(words, before + said + families + after)
    (remark,) = project_remarks(site.load())
    assert remark.startswith("asked: 67 questions. ")


@pytest.mark.parametrize(("asked", "remarked"), [(31, True), (32, False)])
def test_too_few_asked_for_sets_of_rivals_is_remarked(
    site: Site, asked: int, remarked: bool
) -> None:
    """As soon as the wave says how many were asked: its report would not have the sets."""
    site.replace(SURVEY, 'kind = "choices"', 'kind = "choice"\nrivals = true')
    site.replace(
        WAVE, "declined = 12", f'declined = {asked}\n[rivals]\nnear = ["people"]\nfar = ["colour"]'
    )
    found = [*project_remarks(site.load())]
    assert bool(found) is remarked
    assert all("31 were asked, and 2 sets of rivals need at least 32" in one for one in found)


def test_sets_of_a_wave_that_a_later_one_counts_are_not_remarked(site: Site) -> None:
    """They are the later wave's, which counts the answers of both."""
    site.replace(SURVEY, 'kind = "choices"', 'kind = "choice"\nrivals = true')
    site.replace(WAVE, "declined = 12", 'declined = 12\n[rivals]\na = ["people"]\nb = ["colour"]')
    project = site.load()
    client = project.clients["nordlys"]
    waves = tuple(replace(wave, within="2027-h1") for wave in client.waves)
    later = replace(project, clients={"nordlys": replace(client, waves=waves)})
    assert len([*project_remarks(project)]) == 1
    assert [*project_remarks(later)] == []

"""What a report says of the sections: the comparison, the picture, the sources, applying again."""

import random
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from attack_reader import from_page
from attack_waves import broken
from page_text import text
from report_project import SITE, answers
from section_waves import GOLDEN, section_wave, sectioned
from test_recompute import check

from nejtak.errors import StateError
from nejtak.report import make
from nejtak.wave.ledger import LedgerEntry, digests

# By the number of answers: figures of the golden waves, worked out by hand there.
FIGURES = {
    6: {
        "compared.pay.there": "3–5",
        "compared.pay.here": "0–2",
        "compared.tasks.there": "0–2",
        "compared.manager.here": "3–5",
        "image.honest": "3–5",
        "image.slow": "0–2",
        "sources.interviews.helped": "3–5",
        "sources.reviews.misled": "0–2",
        "apply-again.1-2": "0–2",
        "apply-again.4-5": "3–5",
    },
    12: {
        "compared.pay.there": "6–8",
        "compared.pay.here": "3–5",
        "compared.manager.here": "6–8",
        "image.slow": "6–8",
        "image.closed": "3–5",
        "sources.interviews.helped": "6–8",
        "sources.reviews.misled": "6–8",
        "apply-again.1-2": "3–5",
        "apply-again.4-5": "3–5",
    },
    38: {
        "compared.pay.there": "21–23",
        "compared.pay.here": "3–5",
        "compared.tasks.there": "9–11",
        "compared.tasks.here": "12–14",
        "image.honest": "15–17",
        "image.closed": "18–20",
        "sources.interviews.helped": "18–20",
        "sources.reviews.misled": "9–11",
        "apply-again.1-2": "6–8",
        "apply-again.4-5": "15–17",
    },
    150: {
        "compared.pay.there": "60–62 %",
        "compared.pay.here": "12–14 %",
        "compared.manager.there": "6–8 %",
        "compared.manager.here": "40–42 %",
        "image.honest": "52–54 %",
        "image.closed": "30–32 %",
        "sources.interviews.helped": "66–68 %",
        "sources.reviews.misled": "40–42 %",
        "apply-again.1-2": "24–26 %",
        "apply-again.4-5": "52–54 %",
    },
}
SENTENCES = {
    6: (
        "Intet skiller sig klart ud, hverken for eller imod jer",
        "Forskellen kan være tilfældig: Løn · Leder.",
        "Ingen af de gode ord skiller sig ud",
        "Forskellen kan være tilfældig: Ærlige.",
        "Ingen af de dårlige ord skiller sig ud",
        "Ingen kilde hjalp eller vildledte klart oftest",
        "Forskellen kan være tilfældig: Samtalerne.",
    ),
    12: (
        "Intet skiller sig klart ud, hverken for eller imod jer",
        "Forskellen kan være tilfældig: Løn · Leder.",
        "Ingen af de gode ord skiller sig ud",
        "Forskellen kan være tilfældig: Ærlige · Levende.",
        "Ingen af de dårlige ord skiller sig ud",
        "Forskellen kan være tilfældig: Langsomme.",
        "Vildledte oftere, end de hjalp: Anmeldelser på nettet. "
        "Hjalp oftere, end de vildledte: Samtalerne.",
    ),
    38: (
        "I taber på Løn. »",
        "Forskellen kan være tilfældig: Opgaver.",
        "»Ærlige« og »Levende« er de gode ord, flest sætter på jer, omtrent lige mange",
        "»Langsomme« og »Lukkede« er de dårlige ord, flest sætter på jer, omtrent lige mange",
        "Ingen kilde hjalp eller vildledte klart oftest",
        "Forskellen kan være tilfældig: Samtalerne.",
    ),
    150: (
        "I taber på Løn. I vinder på Leder.",
        "Mere end halvdelen kalder jer »Ærlige«",
        "»Langsomme« og »Lukkede« er de dårlige ord, flest sætter på jer, omtrent lige mange",
        "Hjalp oftere, end de vildledte: Samtalerne.",
    ),
}


def shipped_reasons() -> dict[str, tuple[str, str]]:
    """The reach and the family of each reason, read off the files of the survey and the client."""
    files = ("surveys/offer-declined/survey.toml", "clients/nordlys/client.toml")
    survey, client = (tomllib.loads((SITE / file).read_text(encoding="utf-8")) for file in files)
    reach = {one["id"]: one["reach"] for one in survey["reasons"] if "reach" in one}
    reach |= client["reach"]
    return {
        one["id"]: (reach[one["id"]], one["family"])
        for one in survey["reasons"]
        if one["id"] in reach
    }


@pytest.mark.parametrize("n", FIGURES)
def test_golden_waves_show_the_figures_and_headlines_worked_out_by_hand(
    n: int, tmp_path: Path
) -> None:
    """At each size: what is lost and won on, the picture, the sources, applying again.

    All other figures are recomputed from the raw export by code that shares none of ours.
    """
    golden = answers(n, **GOLDEN[n])
    others = section_wave(random.Random(n), n)
    mine = {place.partition("_")[0] for place in GOLDEN[n]}
    kept = [{id_: one for id_, one in own.items() if id_ not in mine} for own in others]
    said = [{**other, **own} for other, own in zip(kept, golden, strict=True)]
    release = check(sectioned(n + 3), said, tmp_path, shipped_reasons())
    assert len(release.figures) > 70
    made = release.files["da.html"].decode()
    figures = {
        cell: one.words.replace("\xa0", " ")
        for one in from_page(made.encode())
        for cell in one.cells
    }
    assert {cell: figures[cell] for cell in FIGURES[n]} == FIGURES[n]
    shown = text(made)
    for sentence in SENTENCES[n]:
        assert sentence in shown


def test_no_random_report_with_all_sections_is_broken() -> None:
    """Nothing read off the files leaves fewer than three counts, received known."""
    assert not broken(section_wave(random.Random(14), 14), sectioned(17, "en"))


def test_meanings_are_frozen_by_the_first_release() -> None:
    """What the survey declares of its choices stays what it was when the first report was made."""
    found = sectioned()
    client, own, survey = next(found.waves())
    said = answers(12, **GOLDEN[12])
    first = make(found, client, own, said)
    assert first.basis.meanings["compared.theirs"] == "there"
    before = [LedgerEntry("one", first.basis, digests(first.files), first.figures)]
    turned = tuple(
        replace(q, meanings={"theirs": ("here",), "ours": ("there",)}) if q.id == "compared" else q
        for q in survey.questions
    )
    changed = replace(
        found, surveys={**found.surveys, survey.id: replace(survey, questions=turned)}
    )
    with pytest.raises(StateError, match=r"the meanings of choices in survey.toml must be as they"):
        make(changed, client, own, said, before)

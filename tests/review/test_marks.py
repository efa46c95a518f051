"""What is marked for the reader, as what, and what is left out with it."""

from __future__ import annotations

import unicodedata

import pytest
from review_support import redactor

from nejtak.review.marks import Marks, is_without_rule, left_out

MARKS = Marks(redactor().markers, ("Nordlys", "Nordlys A/S"))


def marks_of(text: str) -> list[tuple[str, str]]:
    """Each mark of a text with its kind, by the rules of the language that the text is in."""
    pieces = MARKS.segments(text, redactor().languages.rules(redactor().languages.of(text)))
    assert "".join(piece.text for piece in pieces) == text
    return [(piece.text, piece.kind) for piece in pieces if piece.kind]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Karen Holm sagde det.", [("Karen Holm", "name")]),
        ("karens idé", [("karens", "name")]),
        ("Da Mohammed ringede", [("Mohammed", "name")]),
        ("Jeg mødte Rigmorine i Vejle", [("Rigmorine", "name?"), ("Vejle", "place")]),
        ("Hr. Sørensen var der", [("Sørensen", "name")]),
        ("f.eks. Zbigniew", [("Zbigniew", "name")]),
        ("hans bil, per uge, will you, else", []),
        ("Så spørg Hans. Line's team", [("Hans", "name"), ("Line's", "name")]),
        ("I var flinke, og De skrev. I think I'm fine.", []),
        ("Tilbuddet fra Nordlys var godt hos HR", []),
        ("ALT VAR RIGTIG DÅRLIGT, SAGDE KAREN", [("KAREN", "name")]),
        ("hos Novo Nordisk A/S og IBM", [("Novo Nordisk A/S", "company"), ("IBM", "name?")]),
        ("Salgschefen og HR-konsulenten", [("Salgschefen", "title"), ("HR-konsulenten", "title")]),
        ("the Head of Sales, Peter", [("Head of Sales", "title"), ("Peter", "name")]),
        ("your CEO and my manager's", [("CEO", "title"), ("manager's", "title")]),
        ("den 3. marts 2026", [("den 3. marts 2026", "date")]),
        ("on May 4th. We may talk. 3/4-26", [("May 4th", "date"), ("3/4-26", "date")]),
        ("om tirsdagen i uge 32", [("uge 32", "date")]),
        ("last Monday, in 2024", [("2024", "date")]),
        ("se linkedin.com/in/karen", [("linkedin.com/in/karen", "web address")]),
        ("https://x.example/a?b", [("https://x.example/a?b", "web address")]),
        ("jeg er @karenholm", [("@karenholm", "user name")]),
        ("løn 45.000 og nr. 998877", [("45.000", "number"), ("998877", "number")]),
        ("ring [telefon]", [("[telefon]", "taken out")]),
        ("God stemning, men lange dage. Der gik for lang tid.", []),
        ("A good mood, but long days. Pay was not mentioned.", []),
    ],
)
def test_likely_identifiers_are_marked(text: str, marked: list[tuple[str, str]]) -> None:
    """Names by one rule, titles, dates and the rest, in Danish and in English."""
    assert marks_of(text) == marked


@pytest.mark.parametrize(
    "text",
    [
        "Wojciech var uhøflig.",
        "Kasia ringede ikke tilbage.",
        "Øystein lovede et tilbud.",
        "Håkon sagde nej.",
        "Jürgen var sen.",
        "Fatemeh var god.",
        "Zeynep hjalp mig.",
        "Gut, dass Kasia da war.",
        "Jürgen hat nicht angerufen.",
        "Wojciech war unhöflich.",
        "Kasia never called back.",
        "Oksana lovade ett svar.",
        "Ahmed ringte aldri.",
    ],
)
def test_a_name_is_marked_wherever_it_stands_and_comes_from(text: str) -> None:
    """Opening a sentence or not, from Poland or from Denmark: one capitalised word, one mark."""
    found = [said for said, kind in marks_of(text) if kind.startswith("name")]
    assert len(found) == 1
    assert found[0] in text.replace(".", "").split()


@pytest.mark.parametrize(
    ("text", "said", "kind"),
    [
        ("Jeg er 58 år og ny i faget.", "er 58 år", "age"),
        ("Som 34-årig vil jeg mere.", "34-årig", "age"),
        ("I am 61 years old.", "am 61 years old", "age"),
        ("Ich bin 59 Jahre alt.", "bin 59 Jahre alt", "age"),
        ("Jag är 47 år gammal.", "är 47 år gammal", "age"),
        ("عمري 52 سنة", "عمري 52 سنة", "age"),
        ("Jeg har diabetes.", "diabetes", "health"),
        ("My wheelchair did not fit.", "wheelchair", "health"),
        ("Nach meiner Krebserkrankung kam nichts.", "Krebserkrankung", "health"),
        ("Jag var sjukskriven.", "sjukskriven", "health"),
        ("Jeg var gravid i ottende måned.", "gravid", "pregnancy"),
        ("They asked about my pregnancy.", "pregnancy", "pregnancy"),
        ("Ich war schwanger.", "schwanger", "pregnancy"),
        ("كنت حامل وقت المقابلة", "حامل", "pregnancy"),
        ("Min kone fik et job i Oslo.", "Min kone", "family"),
        ("My husband had to move.", "My husband", "family"),
        ("Meine Tochter ist klein.", "Meine Tochter", "family"),
        ("Jeg er polsk og taler dansk.", "polsk", "nationality"),
        ("As a Nigerian I was asked twice.", "Nigerian", "nationality"),
        ("Ich bin Syrer.", "Syrer", "nationality"),
        ("Jeg er dyrlæge.", "dyrlæge", "rare profession"),
        ("I trained as a pilot.", "pilot", "rare profession"),
        ("Jeg er den eneste fra Odense.", "den eneste fra Odense", "“the only one”"),
        ("I was the only woman there.", "the only woman", "“the only one”"),
        ("Som eneste kvinde blev jeg talt ned.", "Som eneste kvinde", "“the only one”"),
        ("Als einzige Frau fiel ich auf.", "Als einzige Frau", "“the only one”"),
        ("mødet den 14. oktober gik galt", "den 14. oktober", "date"),
        ("am 3. März 2026 kam die Absage", "am 3. März 2026", "date"),
        ("i began in february", "february", "date"),
        ("jag bor i Umeå", "Umeå", "place"),
        ("hos Novo Nordisk A/S", "Novo Nordisk A/S", "company"),
        ("bei Müller Maschinenbau GmbH", "Müller Maschinenbau GmbH", "company"),
    ],
)
def test_what_points_to_a_person_is_marked(text: str, said: str, kind: str) -> None:
    """Age, health, pregnancy, family, nationality, professions, the only one, dates, places."""
    assert (said, kind) in marks_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mødet var om tirsdagen.",
        "On Friday nobody answered.",
        "Am Montag war Schluss.",
        "De bad om mit CPR nummer.",
        "Excel og Word hver dag.",
        "We use Teams and Python.",
        "Jeg skrev til HR om mit CV.",
        "Til IT og AI sagde de ja.",
        "Das Gehalt war zu niedrig.",
        "Die Stimmung im Team war gut.",
        "Forløbet tog lang tid.",
        "Processen var uklar.",
        "Lönen var för låg.",
        "Oppgavene var ikke som i annonsen.",
        "Nobody called.",
    ],
)
def test_weekdays_programs_and_everyday_words_are_no_marks(text: str) -> None:
    """Whoever reads forty texts should look at what can point to a person, and no more."""
    assert marks_of(text) == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Jeg bor Vestergade 12, 2. tv, 8000 Aarhus C nu.", "Jeg bor [..] nu."),
        ("Kontoret på Nørre Allé 7B var koldt.", "Kontoret på [..] var koldt."),
        ("I live at 12 Baker Street now.", "I live at [..] now."),
        ("Ich wohne Hauptstraße 5 in Kiel.", "Ich wohne [..] in [..]."),
        (
            unicodedata.normalize("NFD", "Talte med Åse Nygård. Tak."),
            "Talte med [..]. Tak.",
        ),
        ("Spørg Karen Holm-Hansen's chef", "Spørg [..] [..]"),
        ("Ring til J. P. Møller igen", "Ring til [..] igen"),
        ("ringede Ursula von der Leyen", "ringede [..]"),
    ],
)
def test_leaving_out_takes_whole_things(text: str, left: str) -> None:
    """No half address, no house number left behind, no part of a letter."""
    found = redactor().redact(text)
    rules = redactor().languages.rules(found.language)
    assert left_out(MARKS.segments(found.text, rules)) == left


def test_marks_are_left_out_by_their_numbers() -> None:
    """Number two of three, and the others stay; what was redacted has no number."""
    pieces = MARKS.segments("[telefon] til Karen, Mads og Ida", redactor().languages.rules("da"))
    assert left_out(pieces, {2}) == "[telefon] til Karen, [..] og Ida"
    assert left_out(pieces, set()) == "[telefon] til Karen, Mads og Ida"
    assert left_out(pieces) == "[telefon] til [..], [..] og [..]"


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("تحدثت مع أحمد علي في المقابلة", "ar", True),
        ("Talte med 李明 om løn", "da", True),
        ("Talte med Åse om løn", "da", False),
        ("Rozmawiałam z Kasią", "pl", True),
    ],
)
def test_where_no_rule_finds_names_it_is_known(text: str, language: str, said: bool) -> None:
    """A script without capitals, and a language without rules: the reader looks alone."""
    assert is_without_rule(text, redactor().languages.rules(language)) is said


def test_a_text_that_is_made_to_be_slow_is_marked_too() -> None:
    """The longest text there can be, of pieces that look like the beginning of a mark."""
    for piece in (
        "a",
        "a-",
        "Aa-",
        "a.b",
        "1 ",
        "(1",
        "A b ",
        "chef-",
        "x@",
        "Karen ",
        "A 1 ",
        "den eneste ",
    ):
        text = piece * (14_000 // len(piece))
        for code in ("da", "en", "de"):
            pieces = MARKS.segments(text, redactor().languages.rules(code))
            assert "".join(p.text for p in pieces) == text

"""Before anybody reads: what is taken out of a text, and what stays."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest
from review_support import privacy, redactor

from nejtak.review.clean import clean_text

CASES = json.loads(
    (Path(__file__).parent.parent / "support" / "contact_cases.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("text", [*CASES["mail"], *CASES["mail_hidden"]])
def test_addresses_are_taken_out_in_every_writing(text: str) -> None:
    """With the sign or with words for it, composed or not, with invisible characters inside."""
    found = redactor("da", "no", "sv", "de").redact(text).text
    assert "@" not in found
    assert not re.search(r"firma|karen|münchen|mette|rgen", found)
    assert re.search(r"\[e-(mail|post)\]|\[E-Mail\]", found)


@pytest.mark.parametrize(
    ("language", "text"),
    [(language, text) for language, texts in CASES["digits"].items() for text in texts],
)
def test_telephones_and_national_ids_are_taken_out(language: str, text: str) -> None:
    """Whatever they are written like, of the countries of the client's languages."""
    found = redactor(language).redact(text)
    assert not any(letter.isdigit() for letter in found.text), found
    assert any(marker in found.text for marker in privacy()[found.language].markers.values())


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (language, text)
        for kind in ("stays", "stays_hinted")
        for language, texts in CASES[kind].items()
        for text in texts
    ],
)
def test_pay_dates_weeks_and_percentages_stay(language: str, text: str) -> None:
    """Amounts, ranges, years, weeks, dates, times, percentages and prose are no identifiers."""
    assert redactor(language).redact(text).text == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Skriv til karen.holm+job@firma-navn.co.uk, tak.", "Skriv til [e-mail], tak."),
        ("mailto:åse@øl.dk", "mailto:[e-mail]"),
        ("Ring 20 30 40 50 eller 2233 4455", "Ring [telefon] eller [telefon]"),
        ("Ring 12 34 56 78 eller 1234 5678", "Ring [telefon] eller [telefon]"),
        ("(tlf. 12-34-56-78)", "(tlf. [telefon])"),
        ("010190 1234 og 0101901234", "[CPR-nummer] og [CPR-nummer]"),
        ("٠١٠١٩٠-١٢٣٤", "[CPR-nummer]"),
        ("٢٠٣٠٤٠٥٠", "[telefon]"),
        ("Meine Nummer ist 36 574 261 809", "Meine Nummer ist [Personennummer]"),
        ("Please call 020 7946 0958 when you can", "Please call [phone] when you can"),
        ("45.000-50.000 kr. og CPR 010190-1234", "45.000-50.000 kr. og CPR [CPR-nummer]"),
        (
            "Talte med Åse Nygård. Skriv til jürgen.mück@firma.example eller karen@münchen.example",
            "Talte med Åse Nygård. Skriv til [e-mail] eller [e-mail]",
        ),
    ],
)
def test_markers_stand_in_the_language_of_the_text(text: str, left: str) -> None:
    """What is around an identifier stays, letter by letter; redacting again changes nothing."""
    assert redactor("da", "en", "de").redact(text).text == left
    assert redactor("da", "en", "de").redact(left).text == left


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (unicodedata.normalize("NFD", "Åse Nygård"), "Åse Nygård"),
        ("fir\u00adma\u200b \u2060x\ufeff", "firma x"),
        ("a\u202eb\u2066c\u0007", "abc"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # a joiner that shapes a Persian word
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("kar\u200den", "karen"),
        ("en\r\nto\u2028tre", "en\nto\ntre"),
        ("x\u3164\u2800y", "xy"),
        ("u\u200d\u0308ber", "über"),
    ],
)
def test_a_text_is_composed_and_has_nothing_invisible(text: str, seen: str) -> None:
    """NFC, no controls, no fillers; joiners only where they have a meaning."""
    assert clean_text(text) == seen
    assert clean_text(seen) == seen


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der gik fem uger, og ingen ringede.", "da"),
        ("Nobody called, and the offer was late.", "en"),
        ("Dere svarte aldri på spørsmålene mine.", "no"),
        ("Ingen ringde, och jag hade redan tackat ja.", "sv"),
        ("Ich habe leider nichts gehört.", "de"),
        ("لم يتصل بي أحد بعد المقابلة", "ar"),
        ("???", "da"),
    ],
)
def test_a_text_has_the_language_of_its_words(text: str, language: str) -> None:
    """By everyday words, or by its script; the client's first language if nothing tells."""
    assert redactor("da", "en").redact(text).language == language


def test_a_text_that_is_made_to_be_slow_comes_through() -> None:
    """The longest text there can be, of pieces that look like the beginning of an identifier."""
    every = redactor("da", "en", "no", "sv", "de", "ar")
    for piece in ("a", "a-", "a.b", "1 ", "(1", "12 34 ", "x@", "karen at ", "20304050 "):
        text = piece * (14_000 // len(piece))
        assert "20304050" not in every.redact(text).text

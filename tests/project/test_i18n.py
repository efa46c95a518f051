"""Texts of a locale: filled in one safe way, and checked when they are loaded."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from markupsafe import Markup
from sources import own_site

from nejtak.errors import SourceError
from nejtak.project.i18n import (
    PAGE_VALUES,
    REPORT_VALUES,
    Texts,
    format_day,
    format_days,
    format_number,
    placeholders,
)
from nejtak.project.model import Locale
from nejtak.site.values import page_values
from nejtak.wave.load import load_project

ROOT = Path(__file__).parent.parent.parent / "site_src"


def locale(**report: str) -> Locale:
    """A locale with these texts for reports."""
    return Locale(
        "en", "English", "ltr", {"report": report, "formal": {"report_hello": "Good day"}}
    )


@pytest.mark.parametrize(
    ("text", "value", "plain", "html"),
    [
        ("To {client}.", "Nordlys", "To Nordlys.", "To Nordlys."),
        ("To {client}.", "<b>&", "To <b>&.", "To &lt;b&gt;&amp;."),
        ("To {client}.", Markup("<b>N</b>"), "To <b>N</b>.", "To <b>N</b>."),
        ("<b>{client}", "N", "<b>N", "&lt;b&gt;N"),
        ("{client}", "{client}{closes}{", "{client}{closes}{", "{client}{closes}{"),
        ("{client}", 7, "7", "7"),
        ("{client} {", "N", "N {", "N {"),
        ("{client!r} {0} {} {client.name}", "N", *["{client!r} {0} {} {client.name}"] * 2),
    ],
)
def test_values_are_put_in_once_and_no_more(
    text: str, value: object, plain: str, html: str
) -> None:
    """Nothing but a name in braces means anything; HTML is escaped; a value is never read again."""
    texts, values = Texts(locale(t=text)), {"client": value, "0": "0"}
    if "{0}" in text:
        plain = html = plain.replace("{0}", "0")
    assert texts.plain("report.t", values) == plain
    assert texts.html("report.t", values) == html


def test_a_formal_locale_has_texts_of_its_own() -> None:
    """A tone's section has the texts that differ; the others are the same."""
    texts = Texts(locale(hello="Hi", bye="Bye"), "formal")
    assert (texts.plain("report.hello", {}), texts.plain("report.bye", {})) == ("Good day", "Bye")


@pytest.mark.parametrize(
    ("key", "told"),
    [
        (
            "report.none",
            "locales/en.toml:report.none: is missing. Add it; a page or report shows it.",
        ),
        (
            "report.t",
            "locales/en.toml:report.t: '{clinet}' is not one of {client}. Did you mean 'client'?",
        ),
    ],
)
def test_missing_texts_and_values_are_named(key: str, told: str) -> None:
    """The message has the file, the key, and a guess."""
    for fill in (Texts(locale(t="{clinet}")).plain, Texts(locale(t="{clinet}")).html):
        with pytest.raises(SourceError) as refused:
            fill(key, {"client": "N"})
        assert str(refused.value) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{value} { %", "has a '{' that is not part of a placeholder"),
        ("{value}} %", "has a '}' that is not part of a placeholder"),
        ("{value:d} %", "has a '{' that is not part of a placeholder"),
        ("{} %", "has a '{' that is not part of a placeholder"),
        ("{valeu} %", "'{valeu}' is not one of {a}, {asked}, {b}, {base}"),
    ],
)
def test_a_wrong_brace_in_a_reports_text_is_a_fault_of_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    """A text that would break a later report is a fault of `check`, with its place."""
    own_site(tmp_path / "site", monkeypatch)
    file = tmp_path / "site" / "locales" / "da.toml"
    before = file.read_text(encoding="utf-8")
    after = re.sub(r"(?m)^percent = .*$", f'percent = "{text}"', before)
    assert after != before
    file.write_text(after, encoding="utf-8")
    with pytest.raises(SourceError) as refused:
        load_project(tmp_path / "site")
    assert f"locales/da.toml:report.percent: {told}" in str(refused.value)


def test_the_known_values_are_those_that_pages_and_reports_put_in() -> None:
    """Pages offer exactly what the check knows; every text of nejtak's own uses known names."""
    project = load_project(ROOT)
    client = project.clients["nordlys"]
    wave = client.waves[0]
    values = page_values(client, wave, project.surveys[wave.survey], project.locales["da"])
    assert values.keys() == PAGE_VALUES
    used = {
        name
        for locale in project.locales.values()
        for text in locale.strings["report"].values()
        for name in placeholders(text)
    }
    assert used <= REPORT_VALUES


def test_numbers_and_days_are_written_as_the_language_does() -> None:
    """Danish and English differ in both."""
    assert (format_number(12345, "da"), format_number(12345, "en")) == ("12.345", "12,345")
    assert format_day(date(2026, 3, 1), "da") == "1. marts 2026"
    assert format_day(date(2026, 3, 1), "en") == "1 March 2026"
    assert (format_days(30, "da"), format_days(1, "en")) == (
        "30\N{NO-BREAK SPACE}dage",
        "1\N{NO-BREAK SPACE}day",
    )

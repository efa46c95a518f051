"""Markdown of words: rendering, refusals with their line, and safe HTML."""

from __future__ import annotations

import re
import string
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hostile import HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st

from nejtak.errors import Faults
from nejtak.messages import MESSAGES
from nejtak.project import markup
from nejtak.project.markdown import MarkdownDocument, section_html, split_document
from nejtak.project.markup import render

FILE = "da.md"


def document(text: str) -> tuple[MarkdownDocument, list[str]]:
    """Split a document; the faults as they are printed."""
    faults = Faults()
    return split_document(FILE, text, faults), [str(problem) for problem in faults.collected]


def rendered(text: str) -> tuple[str, list[str]]:
    """Render what stands below a title (on line 1); the faults as they are printed."""
    faults = Faults()
    title = split_document(FILE, f"# Titel\n{text}", faults).title
    assert title is not None
    return section_html(FILE, title, faults), [str(problem) for problem in faults.collected]


SHORT = ("picture", "comment", "code", "quotation", "rule", "tight-heading", "link", "apart")


def refused(text: str) -> list[str]:
    """Line and beginning of each fault in what stands below a title: `3 <script>`, `2 link`."""
    problems = [
        problem.removeprefix(f"{FILE}:").replace(": ", " ", 1).partition(" is not allowed")[0]
        for problem in rendered(text)[1]
    ]
    names = {MESSAGES[name]: name for name in SHORT}
    places = (problem.partition(" ") for problem in problems)
    return [f"{line} {names.get(said, said)}" for line, _, said in places]


def test_headings_and_items_carry_ids() -> None:
    """Sections by id with level, line and title; items with ids apart from the text."""
    found, problems = document(
        "# Titel\n\nHej.\n\n## Grunde {#reasons}\n\n- Løn {#pay}\n* Mad   {#food}  \n\n"
        "### Hvad talte for os? {#positives}\n\nEt *hint*.\n\n- uden id\n"
    )
    assert problems == []
    assert found.title is not None
    assert (found.title.title, found.title.line) == ("Titel", 1)
    reasons, positives = found.sections.values()
    assert (reasons.id, reasons.level, reasons.line) == ("reasons", 2, 5)
    assert reasons.labels() == {"pay": "Løn", "food": "Mad"}
    assert [line for line, *_ in reasons.items] == [7, 8]
    assert (positives.id, positives.level, positives.title) == (
        "positives",
        3,
        "Hvad talte for os?",
    )
    assert positives.items == []
    assert section_html(FILE, positives, Faults()) == (
        "<p>Et <em>hint</em>.</p>\n<ul>\n<li>uden id</li>\n</ul>"
    )


@pytest.mark.parametrize(
    ("line", "title", "id_"),
    [
        ("### Hvad er C#? {#a}", "Hvad er C#?", "a"),
        ("### C# {#a}", "C#", "a"),
        ("### Kan du lide C#", "Kan du lide C#", ""),
        ("### Lukket {#a} ###", "Lukket", "a"),
        ("###   Plads   {#a}   ", "Plads", "a"),
        ("### Med {krølle} {#a}", "Med {krølle}", "a"),
        ("### {{ x }} {#a}", "{{ x }}", "a"),
        ("###\tTab {#a}", "Tab", "a"),
        ("### Mellem {#a b}", "Mellem {#a b}", ""),
        ("### Åben {#a", "Åben {#a", ""),
    ],
)
def test_a_heading_is_split_from_its_id(line: str, title: str, id_: str) -> None:
    """Signs that belong to the words stay; the id is what stands last in {#...}."""
    found, problems = document(f"# Titel\n{line}\n")
    if id_:
        assert found.sections[id_].title == title
        assert problems == []
    else:
        assert problems == [
            f"{FILE}:2: this heading has no id. End it with one, like '{{#positives}}'."
        ]


CASES = tomllib.loads(
    (Path(__file__).parent.parent / "support" / "word_cases.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES["bodies"], ids=lambda case: case["kind"])
def test_a_body_means_what_it_looks_like(case: dict[str, str]) -> None:
    """Lists, numbers, bullets, line breaks, escapes and entities, as people write them."""
    safe, problems = rendered(case["text"])
    assert problems == []
    assert re.sub(r"(?<=>)\n|\n(?=<)", "", safe) == case["html"].replace("<br>\n", "<br>")


@pytest.mark.parametrize("case", CASES["words"], ids=lambda case: case["kind"])
@pytest.mark.parametrize("line", ["# {}", "## {} {{#a}}", "- {} {{#a}}"], ids=["1", "2", "-"])
def test_a_heading_and_a_choice_are_plain_words(case: dict[str, str], line: str) -> None:
    """Emphasis is taken off, escapes and entities are resolved, and nothing else changes."""
    before = "" if line.startswith("# ") else "# Titel\n## B {#b}\n"
    found, problems = document(before + line.format(case["text"]))
    assert problems == []
    sections = [section for section in (found.title, *found.sections.values()) if section]
    shown = [words for s in sections for words in (s.title, *s.labels().values())]
    assert shown[-1] == case["words"]


WRAPPED = """\
# Titel

## Grunde {#reasons}

-   Løn, som vi sætter meget stor pris på i denne
    undersøgelse, og som gør den *lang* {#pay}
- Mad
og drikke {#food}

* Noget helt
  andet {\\#other}
"""


def test_a_choice_may_be_wrapped_and_its_id_escaped() -> None:
    """Pandoc wraps lines; other programs put a backslash before a brace or a #."""
    found, problems = document(WRAPPED)
    assert problems == []
    assert found.sections["reasons"].labels() == {
        "pay": "Løn, som vi sætter meget stor pris på i denne undersøgelse, og som gør den lang",
        "food": "Mad og drikke",
        "other": "Noget helt andet",
    }
    assert section_html(FILE, found.sections["reasons"], Faults()) == ""


def test_an_id_that_pandoc_adds_is_left_out() -> None:
    """It is made from the words and the first id; the title has one, too."""
    found, problems = document(
        "# Hvorfor nej tak? (v. 2) {#hvorfor-nej-tak-v.-2}\n\n"
        "## Se tilbage {#back} {#se-tilbage-back}\n\n"
        "### Ville du søge igen? {#rating} {#ville-du-søge-igen-rating}\n"
    )
    assert problems == []
    assert found.title is not None
    assert found.title.title == "Hvorfor nej tak? (v. 2)"
    assert {s.id: s.title for s in found.sections.values()} == {
        "back": "Se tilbage",
        "rating": "Ville du søge igen?",
    }


def test_words_on_both_sides_of_an_item_stay_apart() -> None:
    """What stands before and after a choice is not joined to one paragraph."""
    found, _ = document("# Titel\n## A {#a}\nFør.\n- Løn {#pay}\nEfter.\n")
    assert section_html(FILE, found.sections["a"], Faults()) == "<p>Før.</p>\n<p>Efter.</p>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("En *vigtig* **sag**.", "<p>En <em>vigtig</em> <strong>sag</strong>.</p>"),
        ("To  \nlinjer", "<p>To<br>\nlinjer</p>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("5 < 6 & 7 > 6", "<p>5 &lt; 6 &amp; 7 &gt; 6</p>"),
        (
            "[os](https://a.example/?b=1&c=2)",
            '<p><a href="https://a.example/?b=1&amp;c=2" rel="noopener noreferrer">os</a></p>',
        ),
        (
            "[skriv](mailto:a@b.example)",
            '<p><a href="mailto:a@b.example" rel="noopener noreferrer">skriv</a></p>',
        ),
        ("&lt;script&gt;", "<p>&lt;script&gt;</p>"),
        ("{{ x }} {% y %} {# z #} ${w} <%v%>", None),
        ("\n\n", ""),
    ],
)
def test_plain_markdown_is_shown(text: str, shown: str | None) -> None:
    """Paragraphs, lists, emphasis, links and literal signs come out as they are meant."""
    safe, problems = rendered(text)
    assert problems == []
    if shown is not None:
        assert safe == shown


def test_template_syntax_is_literal_text() -> None:
    """What templates, shells or format strings would fill stays as the admin typed it."""
    text = "{{ x }} {% y %} {# z #} ${w} #{v} %s {0} {client}"
    assert rendered(text) == (f"<p>{text}</p>", [])
    found, problems = document(f"# {text}\n## {text} {{#a}}\n- {text} {{#b}}\n")
    assert problems == []
    assert found.title is not None
    assert found.title.title == found.sections["a"].title == text
    assert found.sections["a"].labels() == {"b": text}


REFUSED = [
    ("<script>alert(1)</script>", ["2 <script>"]),
    ("Hej.\n\n<script>\nalert(1)\n</script>\n\nFarvel.", ["4 <script>"]),
    ("Hej <b>dig</b>", ["2 <b>"]),
    ("Hej.\n\n<div>\n\nmere\n\n</div>", ["4 <div>"]),
    ("Hej.\n<iframe src='https://a.example'></iframe>", ["3 <iframe>"]),
    ("Hej.\n\n![en kat](kat.png)\n", ["4 picture"]),
    ("Hej ![en kat][k]\n\n[k]: kat.png", ["2 picture"]),
    ("Hej.\n\n<img src=x onerror=alert(1)>", ["4 picture"]),
    ("<svg/onload=alert(1)>", ["2 <svg>"]),
    ('<a href="https://a.example" onclick="b()">x</a>', ["2 <a onclick>"]),
    ('Hej.\n<p style="color:red">x</p>', ["3 <p style>"]),
    ('[x](https://a.example "titel")', ["2 <a title>"]),
    ("Hej.\n\n<!-- skjult -->", ["4 comment"]),
    ("Hej.\n\n<!--\nskjult\n-->\n\nFarvel.", ["4 comment"]),
    ("<!DOCTYPE html>", ["2 <!>"]),
    ("<![CDATA[x]]>", ["2 <!>"]),
    ("<?php x ?>", ["2 <?>"]),
    ("Hej </script> dig", ["2 </script>"]),
    ("Hej.\n\n    kode", ["4 is indented, which makes it code. Begin the line at the left."]),
    ("Hej.\n\nskriv `kode`", ["4 code"]),
    ("Hej.\n\n> citat", ["4 quotation"]),
    ("Hej.\n\n---\n\nFarvel.", ["4 rule"]),
    ("Hej.\n\n##Uden mellemrum", ["4 tight-heading"]),
    ("Hej.\n\nOver\n====", ["5 rule"]),
    ("Hej\n---", ["3 rule"]),
    ("To\nlinjer\n-----", ["4 rule"]),
    ("- a\n-\n- b", ["3 rule"]),
    ("Navn:\n\n________", ["4 rule"]),
    ("Hej.\n\n##", ["4 tight-heading"]),
    ("Hej.\n\n~~~\nkode", ["4 code"]),
    ("<code>x</code> <blockquote>y</blockquote>", ["2 code", "2 quotation"]),
    ("Hej *a **b*", ["2 apart", "2 apart"]),
    ("Hej.\n_a __b_", ["3 apart", "3 apart"]),
    ("**fed*", ["2 apart"]),
    ("*fed**", ["2 apart"]),
    ("En *fed tekst", ["2 apart"]),
    ("En _fed tekst", ["2 apart"]),
    ("En * fed* tekst", ["2 apart"]),
    ("En *fed * tekst", ["2 apart"]),
    ("En fed_ tekst", ["2 apart"]),
    ("En *fed*tekst", ["2 apart"]),
    ("***fed**", ["2 apart"]),
    ("[x](javascript:alert(1))", ["2 link"]),
    ("[x](“https://a.example”)", ["2 link"]),
    ("[x](https://a.example “titel”)", ["2 link"]),
    ("[x](https://a.example/a b)", ["2 link"]),
    ("[x](<https://a.example/a b>)", ["2 link"]),
    ("Hej [x](https://a.example\n/b)", ["2 link"]),
    ("Hej.\n[x](JavaScript:alert)", ["3 link"]),
    ("[x](&#106;avascript:alert)", ["2 link"]),
    ("Hej.\n\nSe [x][1].\n\n[1]: javascript:alert", ["4 link"]),
    ("[x](//a.example)", ["2 link"]),
    ("[x](http://a.example)", ["2 link"]),
    ("[x](/inde)", ["2 link"]),
    ("[x](data:text/html,a)", ["2 link"]),
    ("[x](?a=1)", ["2 link"]),
    ("[x]()", ["2 link"]),
    ("<a>x</a>", []),
    ("<javascript:alert>", ["2 <javascript:alert>"]),
    (
        "<b>x</b>\n\n[a](//b) og\n[c](//d)\n\n<b>y</b>\n<b>z</b>",
        ["2 <b>", "4 link", "5 link", "7 <b>", "8 <b>"],
    ),
]


@pytest.mark.parametrize(("text", "faults"), REFUSED)
def test_markup_that_is_not_allowed_is_refused_on_its_line(text: str, faults: list[str]) -> None:
    """Each fault is reported once, on the line where it begins (the title is line 1)."""
    assert sorted(refused(text)) == sorted(faults)


ALLOWED = {
    "p": set(),
    "em": set(),
    "strong": set(),
    "a": {"href", "rel"},
    "ul": set(),
    "ol": set(),
    "li": set(),
    "br": set(),
}


class Strict(HTMLParser):
    """Fails on anything but the few tags, attributes and links that pages may hold."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Hold each tag against the list."""
        assert tag in ALLOWED, tag
        for name, value in attrs:
            assert name in ALLOWED[tag], name
            if name == "href":
                assert value is not None
                assert value.lower().startswith(("https://", "mailto:")), value

    def handle_comment(self, data: str) -> None:
        """There is never one."""
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def check_harmless(safe: str) -> None:
    """Nothing but text and the few tags, by a parser of its own."""
    parser = Strict()
    parser.feed(safe)
    parser.close()
    without = safe
    for tag in ("p", "em", "strong", "ul", "ol", "li", "br", "a"):
        without = without.replace(f"<{tag}>", "").replace(f"</{tag}>", "").replace(f"<{tag} ", "")
    assert "<" not in without


@pytest.mark.parametrize("text", [text for text, _ in REFUSED])
def test_refused_markup_is_also_cleaned(text: str) -> None:
    """Should a fault ever be passed over, nothing of it reaches the page."""
    check_harmless(rendered(text)[0])


PIECES = HOSTILE["markdown"]


@settings(max_examples=250, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=14).map("".join))
def test_no_text_harms(text: str) -> None:
    """From any text come only allowed tags, and faults that say on which of its lines."""
    faults = Faults()
    found = split_document(FILE, f"# Titel\n{text}", faults)
    for section in filter(None, (found.title, *found.sections.values())):
        check_harmless(section_html(FILE, section, faults))
    last = text.count("\n") + 2
    assert all(1 <= int(problem.where) <= last for problem in faults.collected)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=string.ascii_letters + "æøå .,!?\n", max_size=200))
def test_plain_prose_is_never_refused(text: str) -> None:
    """Words and full stops are no markup, whatever their order."""
    prose = "\n".join(line.strip() for line in text.split("\n"))
    assert rendered(prose)[1] == []


@pytest.mark.parametrize(
    ("line", "problems"),
    [
        ("### " + " " * 3000 + "x{#a", 1),
        ("### x" + " " * 3000 + "{#", 1),
        ("### " + "#" * 3000 + "x", 1),
        ("### " + " #" * 1500 + " x {#a}", 0),
        ("- " + " " * 3000 + "x{#a", 0),
        ("- x" + "{#" * 1500, 0),
        ("- " + "}" * 3000, 0),
    ],
)
def test_long_lines_come_to_an_end(line: str, problems: int) -> None:
    """A line of thousands of signs is read at once; by backtracking it would take years."""
    assert len(document(f"# Titel\n{line}\n")[1]) == problems


def test_the_line_of_a_fault_is_found_in_a_few_steps() -> None:
    """One fault in six hundred lines takes some twenty renderings, not six hundred."""
    lines = ["Et afsnit med *ord*.", ""] * 300
    lines[400] = "Her er <b>en</b> fejl."
    before = markup.render.cache_info().misses
    assert refused("\n".join(lines)) == ["402 <b>"]
    assert markup.render.cache_info().misses - before < 30


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("§\ta\n§\tb", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("✔\ufe0f a\n✔\ufe0f b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("٢٠٢٤. عام جيد", "<p>٢٠٢٤. عام جيد</p>"),
        ("٣. نعم\n٤. لا", '<ol start="3">\n<li>نعم</li>\n<li>لا</li>\n</ol>'),
    ],
)
def test_bullets_and_numbers_of_other_scripts_are_lists(text: str, html: str) -> None:
    """Word's square, a tick as a picture, Arabic numbers; a year stays in its sentence."""
    assert render(text)[0] == html

"""A form that cannot be taken comes back with everything that was typed, and nothing executes."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from chalicelib import page
from collector_support import FORM, NUMBER
from hypothesis import given, settings
from hypothesis import strategies as st


class Textarea(HTMLParser):
    """A page's tags in their order, and the content of its text boxes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self._inside = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Note the tag."""
        self.tags.append(f"{tag} {attrs}")
        self._inside = tag == "textarea"
        if self._inside:
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        """Note the tag."""
        self.tags.append(f"/{tag}")
        self._inside = False

    def handle_data(self, data: str) -> None:
        """Collect a text box's content."""
        if self._inside:
            self.texts[-1] += data


def test_unused_marks_leave_nothing() -> None:
    """Marks without an answer, and the blocks of other problems, vanish to the last character."""
    template = "a⟦if:empty⟧b⟦end⟧c⟦text:d⟧e⟦pick:f=g⟧h⟦number⟧i⟦if:busy⟧j⟦end⟧k"
    assert page.filled(template, page.SubmittedForm({}, "0"), "busy") == "aceh0ijk"


def test_a_reply_has_no_mark_left() -> None:
    """Whatever the fields, no mark is left for a candidate to see."""
    html = page.filled(FORM, page.SubmittedForm({}, NUMBER), "busy")
    assert "⟦" not in html
    assert "⟧" not in html
    assert f'name="number" value="{NUMBER}"' in html
    assert "checked" not in html


@pytest.mark.parametrize("problem", ["empty", "invalid", "busy"])
def test_only_the_problem_at_hand_is_shown(problem: str) -> None:
    """One block is kept, and the others leave nothing behind."""
    html = page.filled(FORM, page.SubmittedForm({}, NUMBER), problem)
    assert re.findall(r'<p id="([a-z]+)">', html) == [problem]


def test_picked_choices_are_checked() -> None:
    """Choices, several choices and rows of a grid come back as they were picked."""
    fields = {"weights.pay": ("no",), "deciding": ("pay",), "rivals": ("public", "rival")}
    html = page.filled(FORM, page.SubmittedForm(fields, NUMBER), "busy")
    picked = re.findall(r'name="([^"]+)" value="([^"]+)" checked', html)
    assert picked == [
        ("weights.pay", "no"),
        ("deciding", "pay"),
        ("rivals", "public"),
        ("rivals", "rival"),
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "</textarea><script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "&lt;b&gt; & 'quotes'",
        "⟦number⟧ ⟦if:empty⟧x⟦end⟧ ⟦text:worries⟧ ⟦pick:deciding=pay⟧",
        "\\g<0> \\1",
        "{{ 7*7 }}",
    ],
)
def test_typed_text_stays_text(typed: str) -> None:
    """Markup, marks and patterns in a text come back as that text."""
    plain = Textarea(page.filled(FORM, page.SubmittedForm({}, NUMBER), "busy"))
    parsed = Textarea(
        page.filled(FORM, page.SubmittedForm({"positives": (typed,)}, NUMBER), "busy")
    )
    assert parsed.tags == plain.tags
    assert parsed.texts[0] == f"\n{typed}"


def test_no_text_leaves_an_attribute() -> None:
    """A page may put a text between quotes of either kind."""
    html = page.filled("⟦text:a⟧", page.SubmittedForm({"a": ("<\"&'>",)}, NUMBER), "busy")
    assert html == "&#60;&#34;&#38;&#39;&#62;"


@pytest.mark.parametrize("note", [page.LARGE, page.FAILED])
def test_pages_without_a_client_are_in_two_languages(note: str) -> None:
    """In English and in Danish, how to go on; no search engine keeps it."""
    english, danish = note.split('<div lang="da">')
    assert "Please go back" in english
    assert "Gå tilbage" in danish
    assert '<meta name="robots" content="noindex">' in note
    assert "⟦" not in note


def test_line_ends_are_kept() -> None:
    """What is typed over several lines comes back so, the first line end too."""
    html = page.filled(
        "<textarea>\n⟦text:a⟧</textarea>",
        page.SubmittedForm({"a": ("\r\nto\r\n",)}, NUMBER),
        "busy",
    )
    assert html == "<textarea>\n\nto\n</textarea>"


@settings(deadline=None)
@given(st.text(st.characters()), st.text(st.characters()))
def test_no_text_breaks_out(one: str, two: str) -> None:
    """Any two texts leave the page's tags as they were, in valid UTF-8."""
    html = page.filled(
        FORM, page.SubmittedForm({"positives": (one,), "worries": (two,)}, NUMBER), "busy"
    )
    assert html.encode()
    assert (
        Textarea(html).tags
        == Textarea(page.filled(FORM, page.SubmittedForm({}, NUMBER), "busy")).tags
    )

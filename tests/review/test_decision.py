"""What may be decided about a text: what is published is what the reviewer sees."""

from __future__ import annotations

import pytest
from review_support import redactor

from nejtak.review.decision import MESSAGES, Typed, decide
from nejtak.review.quotes import Text

ORIGINAL = "Karen Holm ringede,\nda jeg var hos Novo."


@pytest.mark.parametrize(
    ("decision", "wording", "wrong"),
    [
        ("keep", ORIGINAL, ""),
        ("keep", ORIGINAL.replace("\n", "\r\n") + " ", ""),
        ("keep", "[..] ringede,\nda jeg var hos Novo.", "kept"),
        ("redact", "[..] ringede,\nda jeg var hos [..].", ""),
        ("redact", "[...] ringede, da jeg var hos […]", ""),
        ("redact", "Karen [..]", ""),
        ("redact", ORIGINAL, "nothing"),
        ("redact", "[..] skrev, da jeg var hos [..]", "more"),
        ("redact", "Holm ringede", "more"),
        ("redact", "[..] hos Novo. [..] ringede [..]", "more"),
        ("redact", " [..]. ", "empty"),
        ("redact", "[..] [telefon].", "empty"),
        ("paraphrase", "En chef ringede midt i en arbejdsdag.", ""),
        ("paraphrase", ORIGINAL, "same"),
        ("paraphrase", " ", "empty"),
        ("withhold", "whatever", ""),
        ("undecided", ORIGINAL, "none"),
        ("", ORIGINAL, "none"),
        ("publish", ORIGINAL, "none"),
    ],
)
def test_what_is_published_is_what_the_reviewer_sees(
    decision: str, wording: str, wrong: str
) -> None:
    """A changed text is never kept, a redaction only leaves out, and nothing empty is quoted."""
    found = decide(
        Text("advice", ORIGINAL, language="da"),
        Typed(decision, wording, " Løn ", star=True),
        redactor(),
    )
    if wrong:
        assert found == MESSAGES[wrong]
        return
    assert isinstance(found, Text)
    assert (found.decision, found.theme) == (decision, "Løn")
    assert (found.wording == "") == (decision in ("keep", "withhold"))
    assert found.star == (decision != "withhold")


def test_what_the_reviewer_types_is_redacted_too() -> None:
    """A number in the reviewer's own wording or theme is taken out like any other."""
    typed = Typed("paraphrase", "Ring 20304050", "a@b.dk")
    found = decide(Text("advice", ORIGINAL, language="da"), typed, redactor())
    assert isinstance(found, Text)
    assert (found.published, found.theme) == ("Ring [telefon]", "[e-mail]")
    unseen = decide(
        Text("advice", ORIGINAL, language="da"),
        Typed("paraphrase", "Ring 2030\u200b4050 el\u00adler a\u200b@b.dk"),
        redactor(),
    )
    assert isinstance(unseen, Text)
    assert unseen.published == "Ring [telefon] eller [e-mail]"
    long = Typed("withhold", "", "x" * 61)
    assert decide(Text("advice", "x"), long, redactor()) == MESSAGES["long"]


def test_a_paraphrase_has_the_language_that_it_is_written_in() -> None:
    """A Danish reviewer tells an English text in Danish; the text itself stays an English one."""
    text = Text("advice", "Nobody called me back.", language="en")
    found = decide(text, Typed("paraphrase", "Flere hørte ikke fra jer igen."), redactor())
    assert isinstance(found, Text)
    assert (found.language, found.told_in) == ("en", "da")
    kept = decide(text, Typed("keep", text.original), redactor())
    assert isinstance(kept, Text)
    assert kept.told_in == ""


def test_a_wording_of_nothing_but_markers_is_not_kept() -> None:
    """A text of which redaction left a marker cannot be quoted, whatever is pressed."""
    text = Text("advice", "[telefon]!", language="da")
    assert decide(text, Typed("keep", text.original), redactor()) == MESSAGES["empty"]

"""The review desk in three engines: by keys, with everything that the page has in view."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from bidi import Firefox
from conftest import Engine, fill, only, until
from review_support import ClosedWave

from nejtak.review.session import Session

SAID = {"advice": ("Karen Holm ringede aldrig, sagde Mads.", "God stemning.", "Et langt forløb.")}
AXE = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})"


@pytest.fixture
def closed(tmp_path: Path) -> ClosedWave:
    """A closed wave of three texts."""
    return ClosedWave(tmp_path, SAID)


@pytest.fixture
def reviewing(closed: ClosedWave) -> Iterator[Session]:
    """Its review, being served."""
    with closed.reviewing() as running:
        yield running


def test_a_key_decides_in_every_engine(
    engine: Engine, reviewing: Session, closed: ClosedWave
) -> None:
    """Leave all marks out and redact, keep, undo, withhold; axe finds nothing on the way."""
    engine.open(reviewing.server.url)
    engine.click("#onward")
    until(lambda: engine.look("!!document.querySelector('blockquote')"))
    engine.look(f"(() => {{ {AXE_SCRIPT}; return 1 }})()")
    assert engine.look(f"{AXE}.then((found) => found.violations.map((one) => one.id))") == []
    for left in (2, 1, 0):
        until(lambda: engine.look("'ready' in document.body.dataset"))
        marked = engine.look("document.querySelectorAll('[name=out]').length")
        assert engine.look("document.activeElement.tagName") == "H1"
        here = engine.look("location.pathname")
        engine.type("0r" if marked else "k")
        until(lambda left=left: reviewing.desk.review.left == left)
        until(
            lambda here=here: (
                engine.look("[document.readyState, location.pathname]")
                not in (["complete", here], ["interactive", here], ["loading", here])
            )
        )
    said = ("[..] ringede aldrig, sagde [..].", "God stemning.", "Et langt forløb.")
    assert sorted(text for _, text in closed.published()) == sorted(said)
    until(lambda: "All texts are read" in engine.look("document.body.innerText"))
    engine.type("u")
    until(lambda: reviewing.desk.review.left == 1)
    until(lambda: engine.look("!!document.querySelector('blockquote')"))
    until(lambda: engine.look("'ready' in document.body.dataset"))
    engine.type("w")
    until(lambda: reviewing.desk.review.left == 0)
    assert len(closed.published()) == 2


@only(Firefox)  # the other engines go by the form
def test_no_word_of_a_form_is_kept_to_restore_it(engine: Firefox, closed: ClosedWave) -> None:
    """Firefox writes forms to disk while they are filled in, but no field that says `off` itself.

    It goes by the field and not by its form; one that we add here shows that it did write.
    """
    closed.join()
    closed.decide("God stemning.", "paraphrase", "Papegøjen roste alle.")
    with closed.reviewing() as reviewing:
        left = reviewing.desk.next_left()
        assert left is not None
        engine.open(reviewing.server.url)
        engine.open(f"{engine.look('location.href')}{left.question}/{left.number}/")
        fill(engine, "theme", "Nattergalen sang")
        fill(engine, "join", "Papegøjen roste alle.")
        fill(engine, "wording", "Kanariefuglen sang")
        engine.look("void (document.body.appendChild(document.createElement('input')).name = 'x')")
        until(lambda: fill(engine, "x", "Undulaten sang") or "Undulat" in engine.kept())
        kept = engine.kept()
    assert [word for word in ("Nattergal", "Kanarie", "Papeg") if word in kept] == []

"""What a screen reader is told, as each engine computes it itself."""

from __future__ import annotations

import pytest
from conftest import SURVEY, Engine, tick
from origin import Origin

# Of each kind of control one, and how often the page has it.
TOLD = {
    ("heading", "Hvorfor blev det et nej tak?"): 1,
    ("link", "English"): 1,
    ("radiogroup", "1 Hvad afgjorde dit nej?"): 1,
    ("group", "2 Hvad spillede også en rolle?"): 1,
    ("group", "Tilbuddet"): 2,
    ("radio", "Løn, pension og goder"): 1,
    ("checkbox", "Løn, pension og goder"): 1,
    ("textbox", "5 Hvad talte for jobbet og for os?"): 1,
    ("button", "Send mine svar"): 1,
}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_roles_and_names_are_told(survey: Engine, origin: Origin, script: bool) -> None:
    """A row is called by its words, a list by its question, a box by what is asked."""
    origin.script = script
    survey.open(origin.url + SURVEY)
    assert {told: survey.exposes(*told) for told in TOLD} == TOLD
    assert survey.exposes("radio", "Ryd valg") == 0
    tick(survey, "winnable", "yes")
    assert survey.exposes("radio", "Ryd valg") == 1


def test_fields_that_nobody_sees_are_not_told(survey: Engine) -> None:
    """The field that only programs fill is no trap for a screen reader."""
    assert survey.exposes("textbox", "Website") == 0


def test_descriptions_are_short_and_differ(survey: Engine) -> None:
    """A box is described by its own hint and limit; what is said of names stands once, before."""
    said = survey.look("""[...document.querySelectorAll('textarea')].map((box) =>
      box.getAttribute('aria-describedby').split(' ').map((id) =>
        document.getElementById(id).textContent).join(' '))""")
    assert len(set(said)) == len(said) == 6
    assert max(map(len, said)) <= 60
    assert not [words for words in said if "navne" in words]

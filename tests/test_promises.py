"""Sentences of the promise box about figures; the page's tests have those about page and link."""

from __future__ import annotations

import pytest
from report_project import answers, project

from nejtak.errors import NejtakError
from nejtak.report import make


def reported(n: int) -> str:
    """The Danish report on n responses."""
    found = project()
    client = found.clients["nordlys"]
    said = answers(n, deciding={"pay": n})
    return make(found, client, client.waves[0], said).files["da.html"].decode()


@pytest.mark.parametrize("n", range(5))
def test_promise_no_figures_about_fewer_than_five(n: int) -> None:
    """`Ingen tal om færre end fem`: there is no report on them, whatever they answered."""
    with pytest.raises(NejtakError, match="Fewer than 5 responses"):
        reported(n)


def test_promise_the_report_gathers_answers_of_at_least_five() -> None:
    """`Rapporten samler altid svar fra mindst fem personer`: five is where reports begin."""
    assert "Bygger på 5 anonyme svar." in reported(5)

"""What may point to a person, by language: an admin's file lies over nejtak's own, key by key."""

from __future__ import annotations

from pathlib import Path

import pytest

from nejtak.base import shipped
from nejtak.errors import Faults
from nejtak.project import source
from nejtak.project.privacy import LISTS, MARKERS, parse_privacy

LANGUAGES = ("ar", "da", "de", "en", "no", "sv")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_of_nejtak_is_whole(language: str) -> None:
    """Countries, three markers that differ, and words in every list."""
    faults = Faults()
    found = parse_privacy(source.read_sources(shipped.SITE), faults)[language]
    assert faults.collected == []
    assert found.countries
    assert len({found.markers[key] for key in MARKERS}) == len(MARKERS)
    assert [key for key in LISTS if not found.words[key]] == []


def test_an_admins_file_lies_over_nejtaks_key_by_key(tmp_path: Path) -> None:
    """One key is enough for a language of nejtak's; a new language is the admin's alone."""
    (tmp_path / "privacy").mkdir()
    own = 'countries = ["DK", "PL"]\n[words]\nrole = "*mester"\n'
    (tmp_path / "privacy" / "da.toml").write_text(own, encoding="utf-8")
    markers = '[markers]\nmail = "[m]"\nphone = "[t]"\nid = "[i]"\n'
    new = f'countries = ["PL"]\nids = ["pl.pesel"]\n{markers}[words]\nage = "mam_#_lat"\n'
    (tmp_path / "privacy" / "pl.toml").write_text(new, encoding="utf-8")
    faults = Faults()
    found = parse_privacy(source.read_sources(tmp_path), faults)
    ours = parse_privacy(source.read_sources(shipped.SITE), Faults())
    assert faults.collected == []
    assert set(found) == {*LANGUAGES, "pl"}
    assert found["da"].countries == ("DK", "PL")
    assert found["da"].words["role"] == ("*mester",)
    assert found["da"].words["health"] == ours["da"].words["health"]
    assert found["da"].markers == ours["da"].markers
    assert (found["pl"].ids, found["pl"].words["age"]) == (("pl.pesel",), ("mam_#_lat",))
    assert found["pl"].words["everyday"] == ()

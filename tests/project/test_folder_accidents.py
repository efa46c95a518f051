"""Whatever happens to the sources, they are taken or refused with a fault that says where."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from folder_fuzz import ACCIDENTS, PLAIN, Accident, Folder, left_out, small_shipped
from hypothesis import given, settings

from nejtak.base import shipped


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folder]:
    """A small project with every kind of file."""
    root = tmp_path_factory.mktemp("accidents")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shipped, "SITE", small_shipped(root / "own"))
        yield Folder(root / "sources")


def test_without_accidents_all_is_well(folder: Folder) -> None:
    """The project is taken, and its pages are made."""
    assert folder.trial([], built=True) == "taken"


@settings(max_examples=40, derandomize=True, deadline=None, database=None)
@given(ACCIDENTS)
def test_accidents_end_as_faults_and_leave_nothing_out(
    folder: Folder, accidents: list[Accident]
) -> None:
    """No error but a fault, and no file of the project's without a word (`make soak` for long)."""
    folder.trial(accidents)


def test_a_file_that_nothing_asks_for_is_found(folder: Folder) -> None:
    """The trial itself can fail: with all files but one asked for, that one is left out."""
    known = set(folder.files)
    for name in PLAIN - {"clients/nordlys/logo.svg"}:
        assert list(left_out(folder.files, known - {name})) == [name]
    assert list(left_out({"surveys/asked/da.md.txt": b""}, set())) == ["surveys/asked/da.md.txt"]
    assert not list(left_out({"notes/da.md": b"", "clients/nordlys/offer.docx": b""}, set()))

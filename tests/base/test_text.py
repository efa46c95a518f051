"""One way to read text files."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from nejtak.base import gitignore
from nejtak.base.text import decode_text, read_text
from nejtak.errors import StateError

TEXT = "Å og é\nnæste\n"


@pytest.mark.parametrize(
    "saved",
    [
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", "\r"),
        "\ufeff" + TEXT,
        unicodedata.normalize("NFD", TEXT),
        "\ufeff" + unicodedata.normalize("NFD", TEXT).replace("\n", "\r\n"),
        TEXT.replace("næste", "\ufeffnæste"),
    ],
)
def test_a_text_is_the_same_however_it_was_saved(saved: str) -> None:
    """Byte order marks, line ends and decomposed letters make no difference."""
    assert decode_text(saved.encode()) == TEXT


@pytest.mark.parametrize("coding", ["utf-16", "utf-16-le", "utf-32", "latin-1"])
def test_another_coding_is_named_with_its_file(tmp_path: Path, coding: str) -> None:
    """PowerShell writes UTF-16; without a mark it would look like text with NULs."""
    path = tmp_path / ".gitignore"
    path.write_bytes(TEXT.encode(coding))
    for read in (read_text, lambda path: gitignore.cover(path.parent, path.parent)):
        with pytest.raises(StateError) as caught:
            read(path)
        assert str(caught.value) == f"{path} is not UTF-8 text. Save it as UTF-8."
    assert path.read_bytes() == TEXT.encode(coding)

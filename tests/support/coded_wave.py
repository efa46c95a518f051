"""A closed wave with an interview whose notes have reasons, to be coded a second time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from contract_support import contract
from review_support import ClosedWave, Visitor, redactor

from nejtak.review.second import SecondDesk
from nejtak.review.second_page import SecondPage, second_session
from nejtak.wave import closed_wave
from nejtak.wave.closed_wave import Responses, Written
from nejtak.wave.envelope import Code

NOTES = {
    "Fem uger uden svar.": Code("pay", "candidate"),
    "Lønnen kom sidst. Ring 20 30 40 50.": Code("process", "interviewer"),
    "Teamet var godt.": Code("pay", "interviewer"),
}
SHOWN = [text.replace("20 30 40 50", "[telefon]") for text in NOTES]


class CodedWave(ClosedWave):
    """A closed wave with an interview of four points, one without a reason, and a page text."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, {})
        asked = {
            "deciding": {"kind": "choice", "choices": ["pay", "process", "else"]},
            "advice": {"kind": "text", "max_length": 600},
        }
        frozen = contract(asked, [str(self.keys[0].to_public())])
        self.wave = replace(self.wave, contract=frozen)
        self.write(NOTES)

    def write(self, notes: dict[str, Code]) -> None:
        """Make the closed wave hold these notes."""
        said = Written("\n\n".join([*notes, "Andet."]), (*notes.values(), Code("", "")))
        held = {"advice": (Written("Skrevet på siden."), said)}
        ids = frozenset(bytes([n]) for n in range(12))
        closed = Responses(({"deciding": "pay"},) * 12, held, ids=ids)
        assert self.wave.contract
        closed_wave.write_responses(self.wave, closed, self.wave.contract.public_keys, self.keys)

    def desk(self) -> SecondDesk:
        """The desk, as a session makes it."""
        return SecondDesk(self.wave, self.keys, redactor())

    @contextmanager
    def coding(self) -> Iterator[tuple[Visitor, SecondPage]]:
        """The page, being served, and a browser in it."""
        with (
            second_session(self.project, self.client, self.wave, self.keys) as page,
            page.serving(),
        ):
            visitor = Visitor(page.url)
            visitor.enter()
            yield visitor, page

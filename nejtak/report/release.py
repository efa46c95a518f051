"""One release: every file of it, attacked as a whole before anyone gets any of it.

    findings ─► pages, exports ─► read back ─► one attack on all they say ─► certificate

The attack does not see the findings. It sees what was read off the finished files, all formats
together. Earlier releases of the wave must have said the same figures, and so add nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nejtak.base.csv_safe import plain
from nejtak.disclosure import MINIMUM, WIDTH, Band, audit
from nejtak.errors import NejtakError, StateError
from nejtak.project.model import Client, Project, Wave
from nejtak.report import exports
from nejtak.report.audit import read_exports
from nejtak.report.figures import Figure, Labelled
from nejtak.report.page.labels import Labels
from nejtak.report.page.page import Beside, render
from nejtak.report.page.phrasing import Words
from nejtak.report.tables.findings import Cell, Findings, attack, find
from nejtak.report.tables.layout import design
from nejtak.report.tables.tabulate import Answers
from nejtak.wave.ledger import Release as Recorded
from nejtak.wave.ledger import Said, digests

CERTIFICATE = "certificate.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Release:
    """The files of a release by name, the number of respondents, and the figures they hold."""

    files: Mapping[str, bytes]
    responses: int
    figures: tuple[Said, ...]


def make(
    project: Project,
    client: Client,
    wave: Wave,
    answers: Sequence[Answers],
    before: Sequence[Recorded] = (),
    beside: Beside | None = None,
) -> Release:
    """Make a release of a closed wave; `before` are those that were made of it earlier.

    `answers` holds one mapping per respondent, closed questions only, as `nejtak.wave.close` gives
    them. The same arguments give the same bytes. Raises StateError for a draft, and NejtakError
    where fewer than five answered or the release would give somebody away.
    """
    if wave.contract is None:
        raise StateError(f"{client.id}/{wave.id} is a draft and has nothing to report.")
    plan = design(project.surveys[wave.survey], client, wave)
    questions = wave.contract.questions
    findings = find(questions, answers, plan)
    figures = tuple(_said(findings))
    _check_history(before, figures)
    files = {
        f"{language}.html": render(
            project, client, wave, findings, language=language, beside=beside
        )
        for language in client.languages
    }
    words = Words(project.locales[client.languages[0]], findings.n)
    labels = Labels(project.surveys[wave.survey], client, words)
    files |= _exports(client, wave, findings, labels, words.locale.code)
    tried = _audit(findings, files, {"", *_names(findings, labels)})
    files[CERTIFICATE] = _certificate(client, wave, findings, files, tried)
    return Release(files, findings.n, figures)


def _check_history(before: Sequence[Recorded], figures: Sequence[Said]) -> None:
    """Refuse to say anything of the wave's respondents that earlier releases did not say.

    Their answers are the same, so other figures could only be cut in another way, and two ways of
    cutting can be subtracted from each other.
    """
    for release in before:
        if release.figures != tuple(figures):
            raise NejtakError(
                f"The report is refused and nothing is written: {release.name} cut the figures in "
                f"another way. Keep [groups] in the wave's file, and 'group' and 'beside' in the "
                f"survey, as they were then."
            )


def _groups(findings: Findings) -> dict[str, Findings]:
    """The findings that have bands of their own, by group; '' for the whole wave."""
    return dict(findings.parts) or {"": findings}


def _said(findings: Findings) -> Iterator[Said]:
    for segment, part in _groups(findings).items():
        figures = part.figures()
        for layout in part.layouts():
            for row, column in layout.cells():
                if layout.derived:
                    continue
                band = figures[layout.id, row.id, column]
                place = (layout.question, row.members, column)
                yield Said(*place, band.low, band.high, segment)


def _exports(
    client: Client, wave: Wave, findings: Findings, labels: Labels, language: str
) -> dict[str, bytes]:
    facts: dict[str, str | int | None] = {
        "client": client.name,
        "survey": wave.survey,
        "opens": wave.opens.isoformat(),
        "closes": wave.closes.isoformat(),
        "responses": findings.n,
        "offers": wave.offers,
        "declined": wave.declined,
    }
    told = {name: value for name, value in facts.items() if value is not None}
    shown = list(_labelled(findings, labels))
    return exports.files(shown, told, language, f"{client.id}/{wave.id}")


def _names(findings: Findings, labels: Labels) -> Iterator[str]:
    """Every word that an export may use for a figure, whatever was answered."""
    yield from (labels.group(segment, findings.plan.segment) for segment in findings.parts)
    for layout in findings.layouts():
        yield from (labels.asked(layout), *labels.rows(layout).values())
        yield from (labels.column(layout, column) for column in layout.columns)


def _labelled(findings: Findings, labels: Labels) -> Iterator[Labelled]:
    for segment, part in {"": findings, **findings.parts}.items():
        figures = part.figures()
        group = labels.group(segment, findings.plan.segment)
        for layout in part.layouts():
            names = labels.rows(layout)
            for row, column in layout.cells():
                band = figures[layout.id, row.id, column]
                place = (segment, layout.id, row.id, row.members, column, band.low, band.high)
                label = labels.column(layout, column) if column else ""
                figure = Figure(*place, part.n)
                yield Labelled(figure, labels.asked(layout), names[row.id], label, group)


def _audit(
    findings: Findings,
    files: Mapping[str, bytes],
    names: Collection[str],
) -> int:
    """Attack what the files say, all together; return how many sums were tried."""
    exported = {name: files[name] for name in read_exports.FILES}
    formats = read_exports.read(exported)
    read_exports.agree(formats)
    words, _ = read_exports.texts(exported)
    if words - {plain(name) for name in names}:
        raise NejtakError("The report is refused and nothing is written: an export says too much.")
    read: dict[str, dict[Cell, Band]] = defaultdict(dict)
    bases: dict[str, set[int]] = defaultdict(set)
    for figure in next(iter(formats.values())):
        cell = (figure.question, figure.row, figure.column)
        read[figure.segment][cell] = Band(figure.low, figure.high)
        bases[figure.segment].add(figure.base)
    said = {"": findings, **findings.parts}
    if read != {id_: part.figures() for id_, part in said.items()} or any(
        bases[id_] - {part.n} for id_, part in said.items()
    ):
        raise NejtakError("The report is refused and nothing is written: its files disagree.")
    tried = 0
    for id_, part in _groups(findings).items():
        attacker = attack(part, read[id_])
        audit(attacker)
        tried += len(attacker.targets())
    return tried


def _certificate(
    client: Client,
    wave: Wave,
    findings: Findings,
    files: Mapping[str, bytes],
    tried: int,
) -> bytes:
    """What was tried on the release, and on which files; nothing that they do not say."""
    content = {
        "format": FORMAT,
        "wave": f"{client.id}/{wave.id}",
        "responses": findings.n,
        "least_respondents": MINIMUM,
        "least_possible_counts": WIDTH,
        "sums_attacked": tried,
        "method": "feasibility intervals by integer programming (HiGHS); see docs/disclosure.md",
        "files": digests(files),
    }
    return f"{json.dumps(content, indent=1)}\n".encode()

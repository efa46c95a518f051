"""One release: every file of it, attacked as a whole before anyone gets any of it.

    findings ─► pages, exports ─► read back ─► one attack on all they say ─► certificate

The attack does not see the findings. It sees what was read off the finished files, all formats
together, and everything that earlier releases of the wave said.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nejtak.cells import plain
from nejtak.disclosure import MINIMUM, WIDTH, Band, Claim, audit
from nejtak.errors import NejtakError, StateError
from nejtak.ledger import Release as Recorded
from nejtak.ledger import Said, digests
from nejtak.model import Client, Project, Wave
from nejtak.report import export, read_export
from nejtak.report.figures import Figure, Labelled
from nejtak.report.findings import Cell, Findings, attack, find
from nejtak.report.labels import Labels
from nejtak.report.layout import Universe, design
from nejtak.report.page import Beside, render
from nejtak.report.tabulate import Answers
from nejtak.report.words import Words

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

    `answers` holds one mapping per respondent, closed questions only, as `nejtak.close` gives
    them. The same arguments give the same bytes. Raises StateError for a draft, and NejtakError
    where fewer than five answered or the release would give somebody away.
    """
    if wave.contract is None:
        raise StateError(f"{client.id}/{wave.id} is a draft and has nothing to report.")
    plan = design(project.surveys[wave.survey], client, wave)
    questions = wave.contract["questions"]
    earlier = _claims(before, Universe(questions, plan.crossing))
    findings = find(questions, answers, plan, earlier)
    _check_groups(before, findings)
    files = {
        f"{language}.html": render(
            project, client, wave, findings, language=language, beside=beside
        )
        for language in client.languages
    }
    words = Words(project.locales[client.languages[0]], findings.n)
    labels = Labels(project.surveys[wave.survey], client, words)
    files |= _exports(client, wave, findings, labels, words.locale.code)
    tried = _audit(findings, files, earlier, {"", *_names(findings, labels)})
    files[CERTIFICATE] = _certificate(client, wave, findings, files, tried, len(before))
    return Release(files, findings.n, tuple(_said(findings)))


def _claims(before: Sequence[Recorded], universe: Universe) -> dict[str, list[Claim]]:
    """What earlier releases said of each group, as the attacker remembers it."""
    claims: dict[str, list[Claim]] = defaultdict(list)
    for release in before:
        for said in release.figures:
            name = f"{release.name}: {said.question}.{'+'.join(said.members)}"
            atoms = universe.atoms(said.question, said.members, said.column)
            claims[said.segment].append(Claim(name, atoms, Band(said.low, said.high)))
    return claims


def _check_groups(before: Sequence[Recorded], findings: Findings) -> None:
    """Refuse another division into groups: figures of both could be subtracted."""
    groups = set(findings.parts) or {""}
    told = [{said.segment for said in release.figures} for release in before]
    if any(segments != groups for segments in told if segments):
        raise NejtakError(
            "The report is refused and nothing is written: an earlier release told the wave by "
            "other groups. Keep [segments] in the wave's file as it was then."
        )


def _groups(findings: Findings) -> dict[str, Findings]:
    """The findings that have bands of their own, by group; '' for the whole wave."""
    return dict(findings.parts) or {"": findings}


def _said(findings: Findings) -> Iterator[Said]:
    for segment, part in _groups(findings).items():
        figures = part.figures()
        for layout in part.layouts():
            for row, column in layout.cells() if not layout.derived else ():
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
    return export.files(shown, told, language, f"{client.id}/{wave.id}")


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
    earlier: Mapping[str, Sequence[Claim]],
    names: Collection[str],
) -> int:
    """Attack what the files say, all together; return how many sums were tried."""
    exported = {name: files[name] for name in read_export.FILES}
    formats = read_export.read(exported)
    read_export.agree(formats)
    words, _ = read_export.texts(exported)
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
        attacker = attack(part, read[id_], earlier.get(id_, ()))
        audit(attacker)
        tried += len(attacker.targets())
    return tried


def _certificate(
    client: Client,
    wave: Wave,
    findings: Findings,
    files: Mapping[str, bytes],
    tried: int,
    before: int,
) -> bytes:
    """What was tried on the release, and on which files; nothing that they do not say."""
    content = {
        "format": FORMAT,
        "wave": f"{client.id}/{wave.id}",
        "responses": findings.n,
        "least_respondents": MINIMUM,
        "least_possible_counts": WIDTH,
        "sums_attacked": tried,
        "earlier_releases_known_to_the_attacker": before,
        "made_coarser": findings.coarser or "no",
        "method": "feasibility intervals by integer programming (HiGHS); see docs/disclosure.md",
        "files": digests(files),
    }
    return f"{json.dumps(content, indent=1)}\n".encode()

"""One release: every file of it, audited as a whole before anyone gets any of it.

    answers ─► counted ─► blocks ─► findings ─► pages, exports ─► audit ─► certificate

Only the first two steps see answers. Earlier releases of the wave rest on the same basis and have
said the same figures, and so add nothing to what an attacker knows.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from nejtak.disclosure import MINIMUM, QUOTES, WIDTH, planned
from nejtak.errors import NejtakError, StateError
from nejtak.project.model import Client, Project, Wave
from nejtak.report import exports
from nejtak.report.approved import Approved
from nejtak.report.audit.files import audit_files
from nejtak.report.figures import Figure, Labelled
from nejtak.report.page.labels import UNBROKEN, Labels
from nejtak.report.page.page import Beside, content, page
from nejtak.report.page.phrasing import Words
from nejtak.report.slides.deck import slides
from nejtak.report.tables.findings import Findings, find
from nejtak.report.tables.layout import Design, Questions, cell_name, design
from nejtak.wave import ledger
from nejtak.wave.counted import Answers, Counted, count
from nejtak.wave.ledger import Basis, Said, digests

CERTIFICATE = "certificate.json"
SLIDES = ".pptx"
FORMAT = 2


@dataclass(frozen=True, slots=True)
class Release:
    """The files of a release by name, what it rests on, and the blocks that they hold.

    `remarks` are for the admin, and in no file. `slides` say the same as the files, passed the same
    check, and are no part of the release.
    """

    files: Mapping[str, bytes]
    basis: Basis
    figures: tuple[Said, ...]
    remarks: tuple[str, ...] = ()
    slides: Mapping[str, bytes] = field(default_factory=dict)


def make(
    project: Project,
    client: Client,
    wave: Wave,
    answers: Sequence[Answers],
    before: Sequence[ledger.LedgerEntry] = (),
    beside: Beside | None = None,
    *,
    with_slides: bool = False,
) -> Release:
    """Make a release of a closed wave; `before` are the earlier releases of the same wave.

    `answers` has one mapping per respondent, closed questions only, in the order of the sealed
    file. The same arguments give the same bytes. Raises StateError for a draft, for a wave that
    does not say how many were asked, if fewer than five would be counted, and if earlier releases
    were made from other data; NejtakError if the release would give somebody away.
    """
    if wave.contract is None:
        raise StateError(f"{client.id}/{wave.id} is a draft and has nothing to report.")
    counted = count(wave, answers)
    questions = wave.contract.questions
    plan = design(project.surveys[wave.survey], client, wave)
    basis = _basis(wave, counted, questions, plan)
    ledger.check_basis(wave, basis, before)
    found = find(questions, counted, plan)
    figures = tuple(_said(found))
    _check_figures(before, figures)
    beside = beside or Beside()
    files_of = partial(_files, project, client, wave, beside, with_slides)
    files = files_of(found)
    remarks = _crowded(found, beside.texts)
    tried = audit_files(files, questions, plan, counted.asked, files_of)
    decks = {name: files.pop(name) for name in [*files] if name.endswith(SLIDES)}
    files[CERTIFICATE] = _certificate(client, wave, basis, files, tried)
    return Release(files, basis, figures, tuple(remarks), decks)


def _basis(wave: Wave, counted: Counted, questions: Questions, plan: Design) -> Basis:
    asked_about = {c for id_ in plan.reasons & questions.keys() for c in questions[id_].choices}
    return Basis(
        counted.by_group,
        counted.asked,
        planned(wave.groups, counted.asked),
        {reason: reach for reason, reach in plan.reach.items() if reason in asked_about},
        {id_: question.untold for id_, question in questions.items() if question.untold},
        {
            f"{id_}.{meaning}": " ".join(choices)
            for id_, meanings in plan.meanings.items()
            for meaning, choices in meanings.items()
            if id_ in questions
        },
        {set_: " ".join(types) for set_, types in plan.rivals.items()},
    )


def _check_figures(before: Sequence[ledger.LedgerEntry], figures: Sequence[Said]) -> None:
    """Refuse to say anything of the counted that earlier releases did not say."""
    for release in before:
        if release.figures != tuple(figures):
            raise NejtakError(
                f"The report is refused and nothing is written: {release.name} said other figures "
                f"of the same answers. Restore the sealed file as it was then."
            )


def _said(found: Findings) -> Iterator[Said]:
    for group, own in found.told.items():
        figures = own.figures
        for layout in own.layouts:
            for row, column in () if layout.is_sum else layout.cells():
                told = figures[cell_name(layout, row, column)]
                yield Said(layout.question, row.members, column, told.low, told.high, group)


def _crowded(found: Findings, texts: Sequence[Approved]) -> Iterator[str]:
    """Remark on themes with more quotes than people who are sure to have named one of its reasons.

    Together with the figure, such quotes can leave fewer than three possible counts.
    """
    least: Counter[str] = Counter()
    for table in found.tables:
        if table.layout.by == "family":
            least.update({row: told.low for (row, _), told in table.cells.items()})
    quotes = Counter(text.theme for text in texts if text.kind == "quote")
    for theme, number in quotes.items():
        if found.m >= QUOTES and number > least.get(theme, number):
            yield (
                f"{number} quotes stand under the theme {theme!r}, and its figure begins at "
                f"{least[theme]}. Somebody who takes each quote for a person learns more than the "
                f"figure says: withhold some in the review, or be sure that they do not."
            )


def _files(
    project: Project,
    client: Client,
    wave: Wave,
    beside: Beside,
    with_slides: bool,
    found: Findings,
) -> dict[str, bytes]:
    """All files but the certificate, made from the findings and from facts that are not answers."""
    files = {}
    for language in client.languages:
        said = content(project, client, wave, found, language=language, beside=beside)
        files[f"{language}.html"] = page(client, said)
        if with_slides:
            files[f"{language}{SLIDES}"] = slides(client, said)
    words = Words(project.locales[client.languages[0]], found.m, wave.asks)
    labels = Labels(project.surveys[wave.survey], client, words)
    figures = list(_labelled(found, labels))
    told, name = _facts(client, wave, found), f"{client.id}/{wave.id}"
    return {**files, **exports.files(figures, told, words.locale.code, name)}


def _facts(client: Client, wave: Wave, found: Findings) -> dict[str, str | int]:
    """The facts that stand in the exports next to the figures, without those that are unknown."""
    facts: dict[str, str | int | None] = {
        "client": client.name,
        "survey": wave.survey,
        "opens": wave.opens.isoformat(),
        "closes": wave.closes.isoformat(),
        "counted": found.m,
        "asked": found.asked,
        "asks": wave.asks,
        "offers": wave.offers,
        "accepted": wave.accepted,
        "declined": wave.declined,
        "withdrawn": wave.withdrawn,
    }
    return {name: value for name, value in facts.items() if value is not None}


def _labelled(found: Findings, labels: Labels) -> Iterator[Labelled]:
    for group, own in {"": found, **found.groups}.items():
        figures = own.figures
        called = labels.group(group, found.plan)
        for layout in own.layouts:
            names = {id_: name.replace(UNBROKEN, "–") for id_, name in labels.rows(layout).items()}
            for row, column in layout.cells():
                told = figures[cell_name(layout, row, column)]
                place = (group, layout.id, row.id, row.members, column, told.low, told.high)
                label = labels.column(layout, column) if column else ""
                figure = Figure(*place, own.m)
                yield Labelled(figure, labels.asked(layout), names[row.id], label, called)


def _certificate(
    client: Client, wave: Wave, basis: Basis, files: Mapping[str, bytes], tried: int
) -> bytes:
    """The checks made on the release, and its files' digests; it adds nothing to what these say."""
    content = {
        "format": FORMAT,
        "wave": f"{client.id}/{wave.id}",
        "counted": basis.number,
        "asked": basis.asked,
        "least_counted": MINIMUM,
        "least_possible_counts": WIDTH,
        "sums_attacked": tried,
        "method": "blocks of three; feasibility intervals by integer programming (HiGHS); every "
        "file made again from its figures; see docs/disclosure.md",
        "files": digests(files),
    }
    return f"{json.dumps(content, indent=1)}\n".encode()

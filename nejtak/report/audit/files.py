"""The audit of a release: its finished files, read as someone who wants to know who said what.

    files ─► figures of each format ─► the same? ─► attacked, all together
                     └─► every file made again from them ─► the same bytes?

1. Every format is read by itself, and all have to say the same figures.
2. Every figure has to be a block or a sum of blocks, and nothing that follows from all of them may
   leave fewer than three counts (`nejtak.disclosure.attack`).
3. All files are made again from the figures that were read, and have to be the same to the byte. So
   nothing in them follows from answers in any other way: no headline, order, advice or title.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from nejtak.disclosure import ALL, Published, Range, audit, refused_release
from nejtak.report.audit import page, read_exports, slides
from nejtak.report.tables.findings import Findings, findings
from nejtak.report.tables.layout import Design, Questions

Files = Mapping[str, bytes]


def audit_files(
    files: Files,
    questions: Questions,
    plan: Design,
    asked: int,
    again: Callable[[Findings], Files],
) -> int:
    """Return how many counts and sums were attacked; raise NejtakError if anything gives way.

    `again` makes all files of findings.
    """
    counted, figures = _read(files)
    counted = {group: counted[group] for group in plan.groups if group in counted} or counted
    told = findings(questions, plan, asked, counted, figures)
    for name, content in files.items():
        if name.endswith(".html"):
            page.check_html(content.decode(), told)
        if name.endswith(".pptx"):
            slides.check_slides(name, content, told)
    tried = audit(told.declaration, Published(counted, figures), asked)
    made = again(told)
    if differing := sorted(name for name in {*made, *files} if made.get(name) != files.get(name)):
        raise refused_release(f"{', '.join(differing)}: it says something beside its figures.")
    return tried


def _read(files: Files) -> tuple[dict[str, int], dict[str, dict[str, Range]]]:
    """The numbers counted and the figures of each group, as all exports say them."""
    formats = read_exports.read({name: files[name] for name in read_exports.FILES})
    read_exports.agree(formats)
    counted: dict[str, int] = {}
    figures: dict[str, dict[str, Range]] = defaultdict(dict)
    for figure in next(iter(formats.values())):
        if counted.setdefault(figure.group, figure.base) != figure.base:
            raise refused_release(f"{figure.name}: it has another base than the figures beside it.")
        figures[figure.group][figure.name] = Range(figure.low, figure.high)
    if len(counted) > 1 and counted.pop(ALL) != sum(counted.values()):
        raise refused_release("The number counted is not the sum of its groups'.")
    return counted, dict(figures)

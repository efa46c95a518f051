"""A folder of sources that accidents happen to: bytes flipped, lines doubled, files renamed.

`trial` is one of them from start to end. It raises AssertionError with the accidents if the sources
are neither taken nor refused with a fault, or if a file that is the project's is left out of the
model and no fault names it.
"""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

from font_files import font
from hypothesis import strategies as st
from sources import CLIENT, FILES, SITE, WAVE, Site

from nejtak.errors import Faults, SourceError
from nejtak.project import parse
from nejtak.project.source import read_sources
from nejtak.site import pages
from nejtak.site.build import Built
from nejtak.wave import contract

Files = dict[str, bytes]
# The project's files, as nobody renamed them.
PLAIN = {*FILES, "locales/da.toml", "privacy/da.toml", "playbook/da.md"}
FONT = 'font = { regular = "own.ttf", licence = "OFL.txt" }'
# What people's programs make of a name.
NAMES = (
    "{STEM}{end}",
    "{Stem}{end}",
    "{stem}{END}",
    "{stem}{end}.txt",
    "{stem}{end}{end}",
    "{stem} {end}",
    " {stem}{end}",
    "{stem} (1){end}",
    "{stem} - Copy{end}",
    "Copy of {stem}{end}",
    "{stem}_2{end}",
    "{stem}2{end}",
    "{stem}e\u0301{end}",
    "{stem}\u200b{end}",
    "{stem}\n{end}",
    "{stem}\u202e{end}",
    "{stem:x<200}{end}",
    "de{end}",
    "en-GB{end}",
    "xx{end}",
    "client{end}",
    "survey{end}",
    "{stem}.markdown",
    "{stem}.tml",
    "{stem}",
)
INSERTS = (
    b"\xef\xbb\xbf",
    b"\r",
    b"\0",
    b"\x1b[0m",
    b"\xe2\x80\x8b",
    "“".encode(),
    "é".encode(),
    b"[",
    b"{#",
    b'"',
    b"\xff",
    b"\n\n",
    b"=",
    b"#",
    b"9" * 30,
    b"{{x}}",
    b"<b>",
    b"---\n",
    b"\\",
    b"&#0;",
)


class Accident(NamedTuple):
    """What happens to one file; `at` and `much` are numbers that each kind reads in its own way."""

    kind: str
    file: int
    at: int
    much: int


KINDS = ("flip", "double", "rename", "copy", "cut", "insert", "swap", "remove", "move")
ACCIDENTS = st.lists(
    st.builds(
        Accident,
        st.sampled_from(KINDS),
        st.integers(0, 99),
        st.integers(0, 9999),
        st.integers(0, 255),
    ),
    min_size=1,
    max_size=3,
)


def small_shipped(root: Path) -> Path:
    """Nejtak's own files with fewer languages and less advice, which are read sooner."""
    root.mkdir()
    for name in ("templates", "static", "headers.toml"):
        (root / name).symlink_to(SITE / name)
    for name in ("locales/da.toml", "locales/en.toml", "privacy/da.toml", "playbook/en.md"):
        (root / name).parent.mkdir(exist_ok=True)
        shutil.copy(SITE / name, root / name)
    (root / "playbook/en.md").write_text(advice("en"), encoding="utf-8")
    return root


def advice(language: str) -> str:
    """The playbook's title, and its advice that the small project needs."""
    text = (SITE / f"playbook/{language}.md").read_text(encoding="utf-8")
    title, *sections = text.split("\n## ")
    kept = [one for one in sections if "{#pay}" in one or "{#reach-" in one]
    return "\n## ".join([title, *kept])


def whole(root: Path) -> Files:
    """A small project with every kind of file, an open wave and a draft; written to `root`."""
    site = Site(root)
    for name in ("locales/da.toml", "privacy/da.toml", "samples/da.md"):
        site.write(name, (SITE / name).read_bytes())
    site.write("playbook/da.md", advice("da"))
    site.write("clients/nordlys/own.ttf", font())
    site.write("clients/nordlys/OFL.txt", "Free.")
    site.replace(CLIENT, 'logo = "logo.svg"', f'logo = "logo.svg"\n{FONT}')
    site.open_wave()
    site.write("clients/nordlys/waves/2026-q4.toml", site.read(WAVE))
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def happened(files: Files, accidents: list[Accident]) -> Files:
    """The files after the accidents."""
    after = dict(files)
    for accident in accidents:
        if after:
            _happen(after, accident)
    return after


def _happen(files: Files, accident: Accident) -> None:
    names = sorted(files)
    name = names[accident.file % len(names)]
    content = files[name]
    match accident.kind:
        case "rename":
            del files[name]
            files[_renamed(name, accident.at)] = content
        case "copy":
            files[_renamed(name, accident.at)] = content
        case "move":
            del files[name]
            folder = names[accident.at % len(names)].rpartition("/")[0]
            files[f"{folder}/{name.rpartition('/')[2]}"] = content
        case "remove":
            del files[name]
        case "swap":
            other = names[accident.at % len(names)]
            files[name], files[other] = files[other], content
        case kind:
            files[name] = _spoilt(kind, content, accident)


def _renamed(name: str, number: int) -> str:
    folder, _, own = name.rpartition("/")
    stem, dot, end = own.partition(".")
    parts = {"STEM": stem.upper(), "Stem": stem.title(), "END": f"{dot}{end}".upper()}
    new = NAMES[number % len(NAMES)].format(stem=stem, end=dot + end, **parts)
    return f"{folder}/{new}"


def _spoilt(kind: str, content: bytes, accident: Accident) -> bytes:
    place = accident.at % (len(content) + 1)
    before, after = content[:place], content[place:]
    match kind:
        case "flip":
            return before + bytes(byte ^ (accident.much or 1) for byte in after[:1]) + after[1:]
        case "double":
            lines = content.splitlines(keepends=True) or [b""]
            line = accident.at % len(lines)
            return b"".join(
                [*lines[:line], lines[line] * (2 + accident.much % 3), *lines[line + 1 :]]
            )
        case "cut":
            return before
    return before + INSERTS[accident.much % len(INSERTS)] + after


class Read(dict[str, Any]):
    """A table or document by file, that notes which files were asked for."""

    def __init__(self, files: Mapping[str, Any], asked: set[str]) -> None:
        super().__init__(files)
        self.asked = asked

    def __getitem__(self, file: str) -> Any:
        self.asked.add(file)
        return super().__getitem__(file)

    def get(self, file: str, default: Any = None) -> Any:
        """The same, with a default."""
        self.asked.add(file)
        return super().get(file, default)


class Folder:
    """The sources on disk, which each trial changes and puts back."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = whole(root)

    def trial(self, accidents: list[Accident], *, built: bool = False) -> str:
        """Let the accidents happen; return `taken`, `refused`, or `checked` for a bad font.

        `built` makes the pages, too, and what `check` lets pass has to become pages.
        """
        after = happened(self.files, accidents)
        self._put(self.files, after)
        try:
            return self._judge(after, built=built)
        finally:
            self._put(after, self.files)

    def _put(self, before: Files, after: Files) -> None:
        for name in before.keys() - after.keys():
            (self.root / name).unlink()
        for name, content in after.items():
            if before.get(name) != content:
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                (self.root / name).write_bytes(content)

    def _judge(self, after: Files, *, built: bool) -> str:
        asked: set[str] = set()
        faults = Faults()
        project = None
        try:
            sources = read_sources(self.root)
            faults = Faults(sources.faults)
            read = replace(
                sources,
                tables=Read(sources.tables, asked),
                documents=Read(sources.documents, asked),
            )
            project = parse.parse_project(read, faults)
            contract.drift(project, faults)
        except SourceError as error:
            faults.collected += error.faults
        said = "\n".join(map(str, faults.collected))
        silent = [name for name in left_out(after, asked) if composed(name) not in said]
        assert not silent, f"left out in silence: {silent}; {said}"
        if faults.collected:
            str(SourceError(faults.collected)).encode()
            return "refused"
        if built and project is not None:
            try:
                remarks = [*Built(project, 0, 0).remarks()]
            except SourceError:
                return "checked"
            assert all(remarks)
            for _ in pages.page_files(project, drafts=True):
                pass
        return "taken"


# By folder, as the docs have it: the endings of files that the project has there.
ENDINGS = {
    ("clients", "*"): (".toml", ".md"),
    ("surveys", "*"): (".toml", ".md"),
    ("clients", "*", "waves"): (".toml", ".contract.json"),
    ("locales",): (".toml",),
    ("playbook",): (".md",),
    ("privacy",): (".toml",),
}
WRITTEN_OTHERWISE = {".markdown": ".md", ".tml": ".toml", ".txt": ""}


def left_out(files: Files, asked: set[str]) -> Iterator[str]:
    """Each file that looks like one of the project's and that nothing has asked for."""
    for name in files:
        parts = name.split("/")[:-1]
        plain = name.lower().strip()
        for other, ending in WRITTEN_OTHERWISE.items():
            if plain.endswith(other) and plain.removesuffix(other) + ending in PLAIN:
                plain = plain.removesuffix(other) + ending
        for place, endings in ENDINGS.items():
            here = len(place) == len(parts) and all(map(fnmatchcase, parts, place))
            if here and plain.endswith(endings) and composed(name) not in asked:
                yield name


def composed(name: str) -> str:
    """A name as the sources have it."""
    return unicodedata.normalize("NFC", name)

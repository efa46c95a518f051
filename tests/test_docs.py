"""The docs and the program say the same: commands, options, variables, targets, files and links."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from nejtak.cli.commands import cli

ROOT = Path(__file__).parent.parent
DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands(group: click.Group, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that call it."""
    yield path, group
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)
        else:
            yield (*path, name), command


COMMANDS = dict(commands(cli))
OPTIONS = {
    option
    for command in COMMANDS.values()
    for parameter in command.params
    for option in parameter.opts
    if option.startswith("-")
} | {"--help"}
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


def said(text: str) -> list[str]:
    """What stands in backticks or in blocks of commands, a line at a time."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```", text, re.M | re.S)
    blocks = [block for kind, block in fenced if kind in {"", "sh", "shell", "console", "bash"}]
    outside = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    spans = [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", outside)]
    return spans + [line.strip() for block in blocks for line in block.splitlines()]


def call(line: str) -> list[str] | None:
    """The words after the command in a line that calls it: `nejtak wave open A B`."""
    found = re.search(r"(?:^(?:.*/)?nejtak|(?:^|\s|/)build\.py)(?=\s|$)(.*)", line)
    if found is None or line.startswith("#"):
        return None
    return shlex.split(found[1].partition("#")[0].replace("…", "X"))


def faults_of(words: list[str]) -> Iterator[str]:
    """What the command line would not understand of these words."""
    path: tuple[str, ...] = ()
    command: click.Command = cli
    arguments = 0
    options = {o: p for p in cli.params for o in p.opts}
    words = list(words)
    while words:
        word = words.pop(0)
        name, _, value = word.partition("=")
        if word.startswith("-"):
            if name not in options and name != "--help":
                yield f"no option {name}"
            elif name != "--help" and not value and not getattr(options[name], "is_flag", False):
                words[:1] = []
        elif isinstance(command, click.Group):
            if word not in command.commands:
                yield f"no command {word}"
                return
            path, command = (*path, word), command.commands[word]
            options |= {o: p for p in command.params for o in p.opts}
        else:
            arguments += 1
    most = sum(isinstance(parameter, click.Argument) for parameter in command.params)
    if arguments > most:
        yield f"too many words for {' '.join(path)}"


@pytest.mark.parametrize("doc", DOCS, ids=lambda path: path.name)
def test_every_command_in_the_docs_is_understood(doc: Path) -> None:
    """Each call of nejtak names a command that is there, with options that it takes."""
    text = doc.read_text(encoding="utf-8")
    calls = [(line, words) for line in said(text) if (words := call(line)) is not None]
    assert [f"{line}: {fault}" for line, words in calls for fault in faults_of(words)] == []


@pytest.mark.parametrize("doc", DOCS, ids=lambda path: path.name)
def test_every_option_in_the_docs_exists(doc: Path) -> None:
    """`--source DIR` and the like, wherever the docs speak of them."""
    options = [
        line.split()[0].partition("=")[0]
        for line in said(doc.read_text(encoding="utf-8"))
        if line.startswith("--")
    ]
    assert set(options) - OPTIONS == set()


@pytest.mark.parametrize("doc", DOCS, ids=lambda path: path.name)
def test_every_make_target_in_the_docs_exists(doc: Path) -> None:
    """`make preview` and the like."""
    text = "\n".join(said(doc.read_text(encoding="utf-8")))
    assert set(re.findall(r"^make ([a-z]+)", text, re.M)) - TARGETS == set()


def test_every_command_is_in_the_docs() -> None:
    """No command without a sentence about it in the README or the admin's guide."""
    text = "\n".join(doc.read_text(encoding="utf-8") for doc in DOCS)
    calls = [words for line in said(text) if (words := call(line)) is not None]
    spoken = [" ".join(words) for words in calls] + said(text)
    missing = [
        " ".join(path)
        for path, command in COMMANDS.items()
        if not isinstance(command, click.Group)
        and not any(
            line == " ".join(path) or line.startswith(" ".join(path) + " ") for line in spoken
        )
    ]
    assert missing == []


def test_every_variable_is_documented_as_it_is() -> None:
    """The docs name environment variables that the program reads, and all that admins may set."""
    text = "\n".join(doc.read_text(encoding="utf-8") for doc in DOCS)
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("nejtak", "collector", "tests")
        for path in (ROOT / folder).rglob("*.py")
    )
    named = set(re.findall(r"NEJTAK_[A-Z]+", text))
    assert named - set(re.findall(r"NEJTAK_[A-Z]+", code)) == set()
    assert {"NEJTAK_SOURCE", "NEJTAK_TABLE"} <= named


@pytest.mark.parametrize("doc", DOCS, ids=lambda path: path.name)
def test_every_link_within_the_repository_leads_somewhere(doc: Path) -> None:
    """Files and pictures that the docs link to are there."""
    text = re.sub(r"^```.*?^```", "", doc.read_text(encoding="utf-8"), flags=re.M | re.S)
    targets = [
        target.partition("#")[0]
        for target in re.findall(r"\]\(([^)\s]+)\)", text)
        if not re.match(r"[a-z]+:", target)
    ]
    assert [target for target in targets if target and not (doc.parent / target).exists()] == []


def test_the_static_site_has_no_broken_link_and_asks_nobody_else(tmp_path: Path) -> None:
    """It is built strictly; no page, style or script loads anything from another host."""
    build = ["build", "--quiet", "--strict", "--site-dir", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "mkdocs", *build],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    pages = {path: path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.html")}
    assert {f"{doc.stem}.html" for doc in DOCS[3:]} <= {path.name for path in pages}
    tags = re.findall(r"<(?:link|script|img|iframe|source)\b[^>]*>", "".join(pages.values()))
    styles = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.css"))
    loaded = re.findall(r"""(?:url\(|@import )\s*["']?([^"')\s]+)""", styles)
    assert len(tags) > len(pages)
    assert [tag for tag in tags if re.search(r"""(?:src|href)=["']?(?:https?:)?//""", tag)] == []
    assert [url for url in loaded if re.match(r"(?:https?:)?//", url)] == []


def test_the_exit_codes_of_the_docs_are_those_of_the_help() -> None:
    """The table in the admin's guide and the last line of --help agree."""
    table = re.findall(r"^\| (\d+) \|", (ROOT / "docs/admin.md").read_text(encoding="utf-8"), re.M)
    assert table == re.findall(r"\d+", cli.epilog or "") == ["0", "1", "2", "3", "130"]


def test_families_and_kinds_stand_in_the_docs_as_in_the_code() -> None:
    """The comments in architecture.md list what the parser takes."""
    from nejtak.project.contract import KINDS
    from nejtak.project.model import FAMILIES, REACHES

    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    for line, known in (("family", FAMILIES), ("reach", REACHES), ("kind", KINDS)):
        (comment,) = re.findall(rf'^{line} = "\w+"\s+# ([^;\n]*)', text, re.M)
        assert tuple(comment.split()) == known


# The checker itself.


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        ("build.py", 0),
        ("python build.py --help", 0),
        (".venv/bin/python build.py sample nordlys 2026-h2 --count 40", 0),
        ("build.py --source ../clients wave open CLIENT WAVE --one-key", 0),
        ("build.py keys new --if-missing", 0),
        ("build.py keys new reserve  # a second one", 0),
        ("nejtak wave open CLIENT WAVE", 0),
        ("nejtak wave opens CLIENT WAVE", 1),
        ("~/nejtak/bin/nejtak shave", 1),
        ("build.py shave", 1),
        ("build.py wave open CLIENT WAVE MORE", 1),
        ("build.py report CLIENT WAVE --docx", 1),
        ("build.py --sauce ../clients check", 2),
    ],
)
def test_a_wrong_command_in_the_docs_would_be_found(line: str, faults: int) -> None:
    """The checks above can fail."""
    words = call(line)
    assert words is not None
    assert len(list(faults_of(words))) == faults
    assert said(f"Run `{line}` now.\n```\n{line}\n```\n") == [line.replace("  ", " "), line]

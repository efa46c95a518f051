"""vnu and html-validate over every page that the build makes, and what old browsers lack.

    make checkers     (or: python -m benchmarks.checkers)

Checked are the site, the pages that the collector answers with (the form as it comes back with
each problem, empty and filled), the reports, and the style sheets. Exits with 1 where anything is
found. A rule that is not followed stands here with its reason; one that nothing breaks any more
is a finding too.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.demo import ROOT, Demo, demo, sampled
from benchmarks.tools import need, npm_packages
from nejtak.report import make

sys.path.insert(0, str(ROOT / "collector"))
from chalicelib import page as collector

TYPED = 'Søde folk & en <b>god</b> tone\n"Hurtigt" svar'

# html-validate: rules that are set otherwise than its presets, each with why.
RULES: Mapping[str, tuple[object, str]] = {
    "doctype-style": ("off", "HTML takes it in capitals and in small letters"),
    "form-dup-name": (
        ["error", {"shared": ["radio", "checkbox"]}],
        "the boxes of one question share its name: that is how a form sends a list",
    ),
    "heading-level": (
        ["error", {"minInitialRank": "h2"}],
        "the summary of errors stands before the page's title, as GOV.UK does it",
    ),
    "long-title": (
        ["error", {"maxlength": 100}],
        "a report's title names its client, and the first and last day of its period",
    ),
    "no-implicit-button-type": (
        "off",
        "a button sends its form, as HTML says; here only the one that sends an answer has a type",
    ),
    "require-sri": (
        ["error", {"target": "crossorigin"}],
        "the style sheet is our own, and named after its content",
    ),
    "valid-id": (
        ["error", {"relaxed": True}],
        "the ids of choices hold a dot, as their fields do; HTML allows all but white space",
    ),
}
# What is passed over, as regular expressions over "tool page: message", each with why.
PASSED_OVER: Mapping[str, str] = {
    "^vnu .*Property “field-sizing” doesn't exist": "newer than vnu; text boxes grow by it",
    '^html-validate collector/.*: Duplicate form control name "_edit"': (
        "each of these buttons asks for the form again, at its own question"
    ),
    "^vnu reports/.*Property “paint-order” doesn't exist": "vnu knows it in SVG alone",
    "^vnu reports/.*image “data:image/.* blocked by “img-src”": (
        "the policy has `img-src data:`, and browsers draw the logo"
    ),
    "^vnu reports/.*Inline style violates Content Security Policy": (
        "the policy holds the style's hash, which vnu does not work out"
    ),
    "^[a-z-]+ reports/.*( role is unnecessary |“role” attribute must not|Redundant role )": (
        "on a narrow screen the rows are laid out as blocks, and without the roles some browsers "
        "then no longer tell that it is a table"
    ),
}


class Finding(NamedTuple):
    """What a tool says of one place in one page."""

    tool: str
    rule: str
    page: str
    line: int
    message: str


def main() -> int:
    """Check everything, print a table, and return 1 if there are findings."""
    need("java")
    modules = npm_packages()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        pages = folder / "pages"
        for path, content in everything(demo(folder / "demo")):
            (pages / path).parent.mkdir(parents=True, exist_ok=True)
            (pages / path).write_bytes(content)
        count = sum(path.is_file() for path in pages.rglob("*"))
        said = [*html_validate(modules, pages), *vnu(modules, pages), *old_browsers()]
    found = sift(said)
    table(count, found)
    return bool(found)


def old_browsers() -> Iterator[Finding]:
    """What the survey page's script and styles use that the oldest promised browsers lack."""
    done = subprocess.run(
        ["node", str(Path(__file__).parent / "old_browsers.mjs")],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and not done.stdout:
        sys.exit(done.stderr)
    for line in done.stdout.splitlines():
        place, _, message = line.partition(": ")
        file, _, number = place.rpartition(":")
        yield Finding("old-browsers", "support", file, int(number or 0), message)


def everything(built: Demo) -> Iterator[tuple[str, bytes]]:
    """Yield a name and the bytes of all that a browser may get to see."""
    for path in sorted((built.build / "site").rglob("*.*")):
        yield f"site/{path.relative_to(built.build / 'site')}", path.read_bytes()
    waves = built.build / "collector" / "chalicelib" / "waves"
    for path in sorted(waves.rglob("*.html")):
        name, text = path.relative_to(waves), path.read_text(encoding="utf-8")
        for problem, html in _sent_back(text):
            yield f"collector/{name.with_suffix('')}{problem}.html", html.encode()
    yield "collector/large.html", collector.LARGE.encode()
    yield "collector/failed.html", collector.FAILED.encode()
    yield from _reports(built)


def _sent_back(text: str) -> Iterator[tuple[str, str]]:
    """Yield a form as it comes back with each problem, empty and filled; else the page itself."""
    problems = sorted(set(re.findall(r"⟦if:([a-z]+)⟧", text)))
    if not problems:
        yield "", collector.filled(text, collector.SubmittedForm({}, "0" * 32), "")
    fields: dict[str, tuple[str, ...]] = dict.fromkeys(
        re.findall(r"⟦text:([^⟧]+)⟧", text), (TYPED,)
    )
    for field, choice in re.findall(r"⟦pick:([^=⟧]+)=([^⟧]+)⟧", text):
        fields.setdefault(field, (choice,))
    for problem in problems:
        yield f"-{problem}", collector.filled(text, collector.SubmittedForm({}, "0" * 32), problem)
        yield (
            f"-{problem}-filled",
            collector.filled(
                text, collector.SubmittedForm(fields, "0" * 32, answered=fields), problem
            ),
        )


def _reports(built: Demo) -> Iterator[tuple[str, bytes]]:
    for client, wave, _ in built.project.waves():
        for name, content in make(built.project, client, wave, sampled(wave)).files.items():
            if name.endswith(".html"):
                yield f"reports/{client.id}/{wave.id}.{name}", content


def html_validate(modules: Path, pages: Path) -> Iterator[Finding]:
    """What html-validate finds, with its recommended rules and those for whole documents."""
    config = pages.parent / "html-validate.json"
    presets = ["html-validate:recommended", "html-validate:document"]
    rules = {name: setting for name, (setting, _) in RULES.items()}
    config.write_text(json.dumps({"root": True, "extends": presets, "rules": rules}))
    for result in _html_validate(modules, pages, config):
        name = str(Path(result["filePath"]).relative_to(pages))
        for said in result["messages"]:
            yield Finding("html-validate", said["ruleId"], name, said["line"], said["message"])


def _html_validate(modules: Path, pages: Path, config: Path) -> list[dict[str, Any]]:
    program = str(modules / "html-validate/bin/html-validate.mjs")
    command = ["node", program, "--formatter=json", f"--config={config}", f"{pages}/**/*.html"]
    return list(json.loads(_output(command)))


def vnu(modules: Path, pages: Path) -> Iterator[Finding]:
    """What the Nu Html Checker finds in pages and style sheets, but for PASSED_OVER."""
    jar = modules / "vnu-jar/build/dist/vnu.jar"
    command = [
        "java",
        "-jar",
        str(jar),
        "--format",
        "json",
        "--stdout",
        "--also-check-css",
        "--skip-non-html",
        str(pages),
    ]
    for said in json.loads(_output(command))["messages"]:
        name = str(Path(said["url"].removeprefix("file:")).relative_to(pages))
        yield Finding("vnu", said["type"], name, said.get("lastLine", 0), said["message"])


def sift(said: list[Finding]) -> list[Finding]:
    """All that is not passed over, and each entry of PASSED_OVER that nothing meets any more."""
    met = {
        finding: [
            w
            for w in PASSED_OVER
            if re.search(w, f"{finding.tool} {finding.page}: {finding.message}")
        ]
        for finding in said
    }
    used = {pattern for patterns in met.values() for pattern in patterns}
    stale = [
        Finding("vnu", "stale", Path(__file__).name, 0, f"nothing meets {pattern!r} any more")
        for pattern in PASSED_OVER.keys() - used
    ]
    return [finding for finding in said if not met[finding]] + stale


def _output(command: list[str]) -> str:
    """What a checker prints; both exit with 1 when they find something.

    Into a file, since html-validate ends before a pipe has taken all of it.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
        done = subprocess.run(command, stdout=file, stderr=subprocess.PIPE, text=True, check=False)
        file.seek(0)
        said = file.read()
    if done.returncode not in (0, 1) or not said.strip():
        sys.exit(f"{command[0]} failed:\n{done.stderr}")
    return said


def table(count: int, found: list[Finding]) -> None:
    """Print how much each tool finds, what is passed over, and each kind of finding once."""
    print(f"{'tool':15}{'files':>7}{'findings':>10}")
    for tool in ("html-validate", "vnu"):
        print(f"{tool:15}{count:>7}{sum(f.tool == tool for f in found):>10}")
    print("\nSet or passed over:")
    for what, why in [*((rule, why) for rule, (_, why) in RULES.items()), *PASSED_OVER.items()]:
        print(f"  {what}\n    {why}")
    kinds = defaultdict(list)
    for finding in found:
        kind = re.sub(r'"[^"]*"|“[^”]*”', "…", finding.message)
        kinds[finding.tool, finding.rule, kind].append(finding)
    for (tool, rule, _), group in sorted(kinds.items()):
        first = group[0]
        print(f"\n{tool} {rule}: {first.message}\n  {len(group)} times; {first.page}:{first.line}")


if __name__ == "__main__":
    sys.exit(main())

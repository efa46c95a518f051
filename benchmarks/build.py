"""Building 500 clients x 10 languages x 2 surveys, beside Hugo, Eleventy, Pelican and MkDocs.

    python -m benchmarks.build [PEER ...]

The peers get as many pages as our build makes, of the same bytes: each page is a document of
Markdown that one template wraps, which is the work that they are made for. All are timed as whole
processes in the same run, on files in memory, building from nothing; Hugo, whom we are held to,
goes right after ours. Ours are medians of three.
The last line is one line of JSON: name, ours, peers, ratios (ours to theirs).
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.python_peers import folder, program
from benchmarks.tools import npm_packages
from nejtak.base import private_keys
from nejtak.base.files import write_file
from nejtak.base.recipients import Recipient
from nejtak.base.shipped import SITE
from nejtak.project.contract import to_bytes
from nejtak.wave import contract
from nejtak.wave.load import load_project

ROOT = Path(__file__).parent.parent
CLIENTS = 500
LANGUAGES = ("da", "en", "de", "es", "fi", "fr", "it", "nl", "pl", "sv")
SURVEYS = ("offer-declined", "offer-declined-2")
ROUNDS = 3
GOAL_HUGO, GOAL_MEMORY = 0.5, 100.0
LAYOUT = "<!DOCTYPE html><html><head><title>{title}</title></head><body>{content}</body></html>"


class Run(NamedTuple):
    """Seconds from start to end and of processors, and the most memory of any process in MB."""

    seconds: float
    processor: float
    memory: float


def sources(root: Path) -> None:
    """Write clients, translations and surveys as a partner with many clients has them."""
    for name in ("surveys", "locales", "playbook"):
        shutil.copytree(SITE / name, root / name)
    for english in [*root.rglob("en.md"), *root.rglob("en.toml")]:
        for language in LANGUAGES[2:]:
            shutil.copyfile(english, english.with_stem(language))
    shutil.copytree(root / "surveys" / SURVEYS[0], root / "surveys" / SURVEYS[1])
    for number in range(CLIENTS):
        client = root / "clients" / f"client-{number:03}"
        (client / "waves").mkdir(parents=True)
        (client / "client.toml").write_text(
            f'name = "Client {number}"\nlanguages = {json.dumps(LANGUAGES)}\n'
            f'contact = "privacy@client-{number}.example"\n'
            f'[brand]\ncolour = "#{number * 4099:06x}"\n'
        )
        for place, survey in enumerate(SURVEYS):
            (client / "waves" / f"wave-{place}.toml").write_text(
                f'survey = "{survey}"\nopens = 2026-07-01\ncloses = 2026-12-31\n'
            )
    public = private_keys.new_key(root.parent / "key")
    for client_, wave, survey_ in load_project(root).waves():
        frozen = contract.freeze(client_, wave, survey_, [Recipient("key", public)])
        write_file(wave.contract_file, to_bytes(frozen))


def run(command: list[str], where: Path) -> Run:
    """Run a command to its end."""
    began = time.perf_counter()
    with (where / "said.txt").open("w") as said:
        process = subprocess.Popen(command, cwd=where, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} failed:\n{(where / 'said.txt').read_text()[-2000:]}")
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def ours(where: Path) -> Run:
    """Our builds; the median of each column."""
    sources(where / "source")
    command = [
        sys.executable,
        str(ROOT / "build.py"),
        "--source",
        str(where / "source"),
        "--build-dir",
        str(where / "build"),
        "build",
    ]
    rounds = []
    for _ in range(ROUNDS):
        shutil.rmtree(where / "build", ignore_errors=True)
        rounds.append(run(command, where))
    return Run(*map(median, zip(*rounds, strict=True)))


def documents(where: Path, pages: int, size: int, front: Callable[[int], str]) -> None:
    """As many documents of Markdown, each of which becomes a page of about `size` bytes."""
    words = "Some **words** that a candidate reads, with a [link](https://host.example/) in them."
    shown = len(words) + len('<p><strong></strong><a href=""></a></p>') - 8
    for number in range(pages):
        page = where / f"c{number // 80:03}" / f"p{number:05}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        paragraphs = (f"{number}.{place} {words}" for place in range(size // shown))
        page.write_text(front(number) + "\n\n".join(paragraphs) + "\n", encoding="utf-8")


def hugo(where: Path, pages: int, size: int) -> Run:
    """Hugo, with one layout and no kinds of pages but these."""
    documents(where / "content", pages, size, lambda n: f'---\ntitle: "Page {n}"\n---\n')
    layout = LAYOUT.format(title="{{ .Title }}", content="{{ .Content }}")
    for name in ("single", "list", "home", "section"):
        place = where / "layouts" / "_default" / f"{name}.html"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(layout)
    kinds = '["taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404", "section", "home"]'
    (where / "hugo.toml").write_text(f'baseURL = "https://host/"\ndisableKinds = {kinds}\n')
    return run([program("hugo"), "--quiet", "--destination", "public"], where)


def eleventy(where: Path, pages: int, size: int) -> Run:
    """Eleventy, with one layout of Liquid."""
    documents(
        where / "src", pages, size, lambda n: f'---\ntitle: "Page {n}"\nlayout: one.liquid\n---\n'
    )
    (where / "src" / "_includes").mkdir()
    layout = LAYOUT.format(title="{{ title }}", content="{{ content }}")
    (where / "src" / "_includes" / "one.liquid").write_text(layout)
    modules = npm_packages()
    command = ["node", str(modules / "@11ty" / "eleventy" / "cmd.cjs"), "--quiet"]
    return run([*command, "--input=src", "--output=public"], where)


def pelican(where: Path, pages: int, size: int) -> Run:
    """Pelican, with pages only."""
    documents(
        where / "content" / "pages", pages, size, lambda n: f"Title: Page {n}\nSlug: p{n}\n\n"
    )
    templates = where / "theme" / "templates"
    templates.mkdir(parents=True)
    (where / "theme" / "static").mkdir()
    (templates / "page.html").write_text(
        LAYOUT.format(title="{{ page.title }}", content="{{ page.content }}")
    )
    (where / "conf.py").write_text(
        "PATH='content'\nTHEME='theme'\nSITENAME='x'\nDIRECT_TEMPLATES=[]\nTIMEZONE='UTC'\n"
        "FEED_ALL_ATOM=CATEGORY_FEED_ATOM=AUTHOR_FEED_ATOM=TRANSLATION_FEED_ATOM=None\n"
        "AUTHOR_FEED_RSS=None\n"
    )
    return run([program("pelican"), "-q", "-s", "conf.py", "-o", "public"], where)


def mkdocs(where: Path, pages: int, size: int) -> Run:
    """MkDocs, with a theme of one template and no plugin."""
    documents(where / "docs", pages, size, lambda n: f"# Page {n}\n\n")
    (where / "docs" / "index.md").write_text("# Home\n")
    (where / "theme").mkdir()
    layout = LAYOUT.format(title="{{ page.title }}", content="{{ page.content }}")
    (where / "theme" / "main.html").write_text(layout)
    (where / "mkdocs.yml").write_text(
        "site_name: x\nplugins: []\ntheme: {name: null, custom_dir: theme}\n"
    )
    return run([program("mkdocs"), "build", "-q", "-d", "public"], where)


PEERS = {"hugo": hugo, "eleventy": eleventy, "pelican": pelican, "mkdocs": mkdocs}


def main(names: list[str]) -> None:
    """Measure, print a table and the goals, and one line of JSON."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with folder() as name:
        where = Path(name)
        mine = ours(where)
        made = list((where / "build" / "site").rglob("*.html"))
        pages, size = len(made), sum(page.stat().st_size for page in made) // len(made)
        print(f"{pages} pages of {size} bytes")
        shutil.rmtree(where / "build")
        peers = {}
        for peer in names:
            place = where / peer
            place.mkdir()
            peers[peer] = PEERS[peer](place, pages, size)
            theirs = list((place / "public").rglob("*.html"))
            mean = sum(page.stat().st_size for page in theirs) // len(theirs)
            print(f"{peer}: {len(theirs)} pages of {mean} bytes", file=sys.stderr)
            if not 0.9 < mean * len(theirs) / (size * pages) < 1.1:
                sys.exit(f"{peer} made {len(theirs)} pages of {mean} bytes: no fair comparison")
            shutil.rmtree(place)
    report(mine, peers, pages, size)


def report(mine: Run, peers: dict[str, Run], pages: int, size: int) -> None:
    """Print what was found, goal by goal."""
    for name, one in {"nejtak": mine, **peers}.items():
        print(f"{name:<10}{one.seconds:>8.2f} s{one.memory:>8.0f} MB")
    goals = {f"at most {GOAL_MEMORY:.0f} MB": mine.memory <= GOAL_MEMORY}
    if "hugo" in peers:
        least = GOAL_HUGO * peers["hugo"].seconds
        goals[f"at most {GOAL_HUGO} of Hugo"] = mine.seconds <= least
    for goal, met in goals.items():
        print(f"{'met   ' if met else 'MISSED'}  {goal}")
    found = {
        "name": "build",
        "pages": pages,
        "bytes": size,
        "ours": rounded(mine),
        "peers": {name: rounded(one) for name, one in peers.items()},
        "ratios": {name: round(mine.seconds / one.seconds, 3) for name, one in peers.items()},
    }
    print(json.dumps(found))


def rounded(one: Run) -> dict[str, float]:
    """Make it ready for JSON."""
    return {name: round(value, 3) for name, value in one._asdict().items()}


if __name__ == "__main__":
    main(sys.argv[1:] or list(PEERS))

"""Words in bad faith, in every place where words can stand: refused, or shown and nothing more.

The pages are served without their security headers, so that nothing but the builder stands
between a payload and the browser. Scripts run as they do for candidates, every call of `alert`
and its like is noted, and so is every request that leaves the origin.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hostile_words import PAYLOADS
from made import site_files
from pages_server import serving
from playwright.sync_api import Browser
from sources import DA, SURVEY, Site

from nejtak.errors import Faults, SourceError
from nejtak.project.model import FAMILIES, OTHER, REACHES, Project
from nejtak.project.toml_table import TomlTable

# Where Markdown is rendered, and where words are plain; {} stands for the payload.
RICH = {"Tak for din tid.": "{}", "Sæt *ét* kryds i hver linje.": "{}"}
PLAIN = {
    "# Hvorfor nej tak?": "# {}",
    "## Se tilbage {#back}": "## {} {#back}",
    "### Hvor meget vejede det? {#weights}": "### {} {#weights}",
    "### Dit råd? {#advice}": "### {} {#advice}",
    "- Lønnen {#pay}": "- {} {#pay}",
    "- Afgørende {#decisive}": "- {} {#decisive}",
    "- Aldrig {#1}": "- {} {#1}",
}
LOGO = {"img src", "source srcset"}  # the only picture on a page
FRAMES = 60
FRAME_PAGE = b"<!DOCTYPE html><title>frames</title><body>"
TOGETHER = 20  # plain words are put in one text, that many payloads in each
SPIES = """for (const name of ['alert', 'confirm', 'prompt', 'print', 'open', 'msgbox'])
  window[name] = () => top.postMessage(name, '*')"""
LOAD = """sources => new Promise((done) => {
  window.noted = []
  onmessage = (message) => noted.push(message.data)
  let left = sources.length
  for (const source of sources) {
    const frame = document.createElement('iframe')
    frame.onload = () => --left || setTimeout(done, 50)
    frame.src = source
    document.body.append(frame)
  }
})"""
# Of each page: the kinds of elements and attributes, where its links lead, and what it says.
LOOK = """() => [...document.querySelectorAll('iframe')].map((frame) => {
  const page = frame.contentDocument
  const all = [...page.querySelectorAll('*')]
  const texts = (selector) => [...page.querySelectorAll(selector)].map((e) => e.textContent)
  return {
    path: frame.contentWindow.location.pathname,
    kinds: [...new Set(all.flatMap((e) => [e.localName,
      ...e.getAttributeNames().map((name) => e.localName + ' ' + name)]))],
    spaces: all.filter((e) => !e.closest('svg') && !e.namespaceURI.endsWith('xhtml')).length,
    links: [...page.querySelectorAll('a')].map((a) => a.href),
    titles: [...texts('h1'), ...texts('.name bdi'), ...texts('.q h3 label'),
      ...texts('.row > span')],
    scripts: texts('script').length,
  }
})"""


def spread(site: Site, id: str, payload: str, places: Mapping[str, str], **keys: str) -> None:
    """Add a client and a survey of that id, with the payload in these places."""
    words = site.read(DA)
    for old, new in places.items():
        assert words.count(old) == 1
        words = words.replace(old, new.replace("{}", payload, 1))
    site.write(DA.replace("asked", id), words)
    site.write(SURVEY.replace("asked", id), site.read(SURVEY))
    said = {"name": "Nordlys", "contact": "a@b.example", **keys}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in said.items()]
    more = 'languages = ["da"]\nbrand = { colour = "#007ea7", logo = "logo.svg" }\n'
    site.write(f"clients/{id}/client.toml", "\n".join([*lines, more]))
    site.write(f"clients/{id}/logo.svg", site.read("clients/nordlys/logo.svg"))
    wave = f'survey = "{id}"\nopens = 2026-07-01\ncloses = 2026-09-30\n'
    site.write(f"clients/{id}/waves/w.toml", wave)


def hostile(root: Path) -> Site:
    """A client for each payload as Markdown, and others for some of them together as plain words.

    (The brackets that are kept for nejtak are refused wherever they stand: see test_faults.py.)
    """
    site = Site(root)
    for number, payload in enumerate(PAYLOADS):
        spread(site, f"rich-{number}", payload, RICH)
        own = f"# Own\n\n## A {{#intro}}\n\n{payload}\n\n## B {{#footer}}\n\n{payload}\n"
        site.write(f"clients/rich-{number}/da.md", own)
    fine = [
        payload for payload in PAYLOADS if not re.search(r"[⟦⟧\x00-\x08\x0e-\x1f\x7f]", payload)
    ]
    for number in range(0, len(fine), TOGETHER):
        words = " ".join(fine[number : number + TOGETHER])
        name = _untyped(fine[number : number + TOGETHER])
        escaped = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(words.split()))
        said = dict.fromkeys(("name", "legal_name", "partner"), name)
        spread(site, f"plain-{number}", escaped, PLAIN, **said)
    site.replace("clients/nordlys/client.toml", '["da", "en"]', '["da"]')
    site.remove("surveys/asked/en.md")
    return site


def _untyped(payloads: list[str]) -> str:
    """Those payloads that a text in TOML may have: it is plain, and refuses what looks typed."""
    name = "Nordlys"
    for payload in payloads:
        longer, faults = f"{name} {payload}", Faults()
        TomlTable("client.toml", {"name": longer}, faults).words("name")
        name = name if faults.collected else longer
    return name


def owner(file: str) -> str:
    """The client or survey that a file belongs to."""
    return file.split("/")[1]


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Mapping[str, list[str]]]:
    """The site without those payloads that the builder refused, and its reasons for each."""
    site = hostile(tmp_path_factory.mktemp("hostile"))
    with pytest.raises(SourceError) as error:
        site.load()
    reasons: dict[str, list[str]] = defaultdict(list)
    for problem in error.value.faults:
        reasons[owner(problem.file)].append(str(problem))
    for path in sorted(site.root.glob("*/*/**/*"), reverse=True):
        if path.relative_to(site.root).parts[1] in reasons and path.is_file():
            path.unlink()
    return site, reasons


class Watch:
    """Opens many pages at once, in frames of one; notes what they do and looks at them."""

    def __init__(self, browser: Browser, origin: str) -> None:
        self.done: list[str] = []
        self.origin = origin
        self.context = browser.new_context()
        self.context.add_init_script(SPIES)
        self.context.on("request", lambda request: self._asked(request.url))

    def _asked(self, url: str) -> None:
        if not url.startswith((self.origin, "data:image/svg+xml,<svg")):
            self.done.append(url)

    def look(self, paths: list[str]) -> Iterator[dict[str, Any]]:
        """What each page is made of."""
        for start in range(0, len(paths), FRAMES):
            page = self.context.new_page()
            page.on("dialog", lambda dialog: self.done.append(dialog.message))
            page.goto(f"{self.origin}/frames/")
            page.evaluate(LOAD, [f"/{path}" for path in paths[start : start + FRAMES]])
            yield from page.evaluate(LOOK)
            self.done += page.evaluate("noted")
            page.close()


class Seen(NamedTuple):
    """What a browser shows of pages with the accepted words."""

    project: Project
    address: str
    paths: list[str]
    harmless: set[str]
    found: list[dict[str, Any]]
    done: list[str]


@pytest.fixture(scope="module")
def seen(browser: Browser, refused: tuple[Site, Mapping[str, list[str]]]) -> Seen:
    """All surveys, and the privacy pages where names stand, without any security header."""
    project = refused[0].load()
    files = {file.path: file.content for file in site_files(project, drafts=True)}
    assert not [path for path in files if path.startswith(("/", ".")) or ".." in path]
    assert not [path for path in files if b"<meta http-equiv" in files[path]]
    files["frames/index.html"] = FRAME_PAGE
    wanted = re.compile("((?:rich|plain)-[0-9]+/w/da/|plain-[0-9]+/w/da/privacy/)index.html")
    paths = [found[1] for path in files if (found := wanted.fullmatch(path))]
    with serving(files, {}) as address:
        watch = Watch(browser, address)
        own = watch.look(["nordlys/2026-q3/da/", "nordlys/2026-q3/da/privacy/"])
        harmless = {kind for page in own for kind in page["kinds"]}
        found = list(watch.look(paths))
        watch.context.close()
    return Seen(project, address, paths, harmless, found, watch.done)


def test_each_payload_is_refused_with_a_reason_or_shown(
    refused: tuple[Site, Mapping[str, list[str]]],
) -> None:
    """As Markdown most are refused, each at its line; as plain words most are shown as they are."""
    _, reasons = refused
    assert len(PAYLOADS) >= 200
    rich = [name for name in reasons if name.startswith("rich-")]
    plain = [name for name in reasons if name.startswith("plain-")]
    assert len(rich) > 200
    assert plain == []
    assert len(rich) == len(reasons) < len(PAYLOADS)
    for name in rich:
        assert all(re.match(r"(clients|surveys)/[\w-]+/da\.md:\d+: \S", r) for r in reasons[name])


def test_accepted_words_are_inert(seen: Seen) -> None:
    """No call, no request, no element or attribute but those of harmless pages, no other link."""
    allowed = seen.harmless | {"em", "strong", "ol", "ul", "li", "p", "br", "a", "a href", "a rel"}
    assert seen.done == []
    assert [page["path"] for page in seen.found] == [f"/{path}" for path in seen.paths]
    for page in seen.found:
        assert set(page["kinds"]) <= allowed, page["path"]
        assert page["spaces"] == 0
        assert page["scripts"] == (0 if page["path"].endswith("privacy/") else 1)
        ours = ("https:", "mailto:", f"{seen.address}/")
        leading = filter(None, page["links"])  # a link without a target leads nowhere
        assert all(link.startswith(ours) for link in leading), page["links"]


def test_plain_words_are_shown_letter_by_letter(seen: Seen) -> None:
    """A title or label reads as it was written, whatever it looks like to a machine."""
    plain = [page for page in seen.found if re.match("/plain-[0-9]+/w/da/$", page["path"])]
    assert len(plain) * TOGETHER > 200
    for page in plain:
        name = page["path"].split("/")[1]
        words = seen.project.surveys[name].words["da"]
        title, client, advice, *rows = page["titles"]
        assert title == as_parsed(words.title)
        assert client == as_parsed(seen.project.clients[name].name)
        assert advice.endswith(" " + as_parsed(words.questions["advice"].title))
        assert as_parsed(words.questions["weights"].labels["pay"]) in rows


def as_parsed(words: str) -> str:
    """What the rules of HTML make of characters that no text may hold."""
    return words.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def test_the_watch_would_see_it(browser: Browser) -> None:
    """The same payloads, put into a page as they are, run and ask by the dozen."""
    raw = [payload for payload in PAYLOADS[:90] if "top." not in payload]
    files = {f"p{n}/index.html": f"<!DOCTYPE html><p>{p}".encode() for n, p in enumerate(raw)}
    files |= {"frames/index.html": FRAME_PAGE, "404.html": b""}
    with serving(files, {}) as address:
        watch = Watch(browser, address)
        page = watch.context.new_page()
        page.goto(f"{address}/frames/")
        page.evaluate(LOAD, [f"/p{n}/" for n in range(len(raw))])
        done = [*watch.done, *page.evaluate("noted")]
        watch.context.close()
    assert sum(what == "alert" for what in done) > 30
    assert sum("evil.example" in what for what in done) > 10


def test_hostile_translations_do_nothing(browser: Browser, tmp_path: Path) -> None:
    """A locale's words are as plain as a client's: each payload stands in one of them."""
    site = Site(tmp_path)
    reference = site.load().locales["da"].strings
    keys = [(section, key) for section in reference for key in reference[section]]
    codes = ("da", "en", "de", "sv", "nb")
    known = [f"reach-{reach}" for reach in REACHES] + ["pay", "tasks"]
    known += [f"family-{family}" for family in FAMILIES if family != OTHER]
    playbook = "\n".join(["# Actions\n", *(f"## Act {{#{id_}}}\n\nDo.\n" for id_ in known)])
    for number, code in enumerate(codes):
        lines = [f"name = {json.dumps(PAYLOADS[number])}", 'direction = "ltr"']
        for place, (section, key) in enumerate(keys):
            payload = PAYLOADS[(place + number * len(keys)) % len(PAYLOADS)]
            holders = sorted(set(re.findall(r"\{\w+\}", reference[section][key])))
            words = " ".join([re.sub("[⟦⟧{}]", "|", payload), *holders])
            lines.append(f"{section}.{key} = {json.dumps(words, ensure_ascii=False)}")
        site.write(f"locales/{code}.toml", "\n".join(lines))
        site.write(f"surveys/asked/{code}.md", site.read(DA))
        site.write(f"playbook/{code}.md", playbook)
    assert len(keys) * len(codes) > len(PAYLOADS)
    site.replace("clients/nordlys/client.toml", '["da", "en"]', json.dumps(codes))
    files = {file.path: file.content for file in site_files(site.load(), drafts=True)}
    files["frames/index.html"] = FRAME_PAGE
    paths = [path.removesuffix("index.html") for path in files if path.endswith("index.html")]
    with serving(files, {}) as address:
        watch = Watch(browser, address)
        found = list(watch.look(paths))
        watch.context.close()
    assert watch.done == []
    assert len(found) == len(paths) > 4 * len(codes)
    kinds = {kind for page in found for kind in page["kinds"]}
    assert not kinds & {"iframe", "object", "embed", "math", "style", "base", "template"}
    assert not [kind for kind in kinds - LOGO if re.search(" (on|style|src)", kind)]

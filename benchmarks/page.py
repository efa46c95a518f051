"""The Danish survey page against the same questions in SurveyJS: weight, requests, Lighthouse.

    make bench        (or: python -m benchmarks.page)
    python -m benchmarks.page sections      (the page's weight and height with each section)

Both are served from this machine by one server with gzip, and measured in one run, in turns. The
last line is one line of JSON: name, ours, peers, ratios.
"""

from __future__ import annotations

import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import brotli
from playwright.sync_api import Page, Request, sync_playwright

from benchmarks import surveyjs
from benchmarks.demo import demo, serving
from benchmarks.tools import need_chromium, npm_packages

CLIENT, WAVE, LANGUAGE = "nordlys", "2026-h2", "da"
RUNS = 5  # Lighthouse advises five where figures vary, as they do on a busy machine
TIMES = {"lcp_ms": "largest-contentful-paint", "blocked_ms": "total-blocking-time"}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
# Chromium is kept from calling home and looks up no name but this machine's: nothing is ever sent
# elsewhere, and what a page would have sent is counted all the same.
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)

Figures = dict[str, Any]


def sections() -> None:
    """Print the page's bytes, as in the goals, and its height on a phone, with each section."""
    from benchmarks.respondents import CLIENT, OFFER, WITH, demo
    from nejtak.site import pages
    from nejtak.site.headers import page_headers
    from tests.support.pages_server import serving

    with tempfile.TemporaryDirectory() as name:
        project = demo(Path(name))
        files = {file.path: file.content for _, file in pages.page_files(project, drafts=True)}
        with serving(files, page_headers(project)) as origin:
            for wave in (*OFFER, *WITH):
                found = visit(need_chromium(), f"{origin}/{CLIENT}/{wave}/{LANGUAGE}/", 6)
                sizes = {key: found[key] for key in ("bytes", "brotli_bytes", "requests", "height")}
                print(json.dumps({"name": f"page of {wave}", **sizes}))


def main() -> None:
    """Measure both, print a table, the goals, and one line of JSON."""
    program, modules = need_chromium(), npm_packages()
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if load > cores / 2:
        print(f"Busy with other work (load {load:.1f}, {cores} cores): times will be too high.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        built = demo(folder)
        survey = next(s for c, w, s in built.project.waves() if (c.id, w.id) == (CLIENT, WAVE))
        surveyjs.write_site(folder / "peer", modules, survey, LANGUAGE)
        with (
            serving(built.build / "site", built.headers()) as own,
            serving(folder / "peer", {}) as peer,
        ):
            address = f"{own}/{CLIENT}/{WAVE}/{LANGUAGE}/"
            boxes = sum(q.kind == "text" for q in survey.questions)
            ours, theirs = (visit(program, url, boxes) for url in (address, f"{peer}/"))
            # A font that cannot be fetched here shall not count against it: without fonts.
            scores = lighthouse(program, modules, folder, [address, f"{peer}/fontless/"])
    report(ours | scores[0], theirs | scores[1])


def visit(program: str, address: str, boxes: int) -> Figures:
    """Load a page in Chromium, and weigh (gzip -9, Brotli 5) and count all that it asks for.

    CloudFront compresses on the way, with Brotli for a browser that takes it, at levels that it
    does not document: what is sent is near one of these figures.
    The script ends where the page does not show that many text boxes: it would be no peer.
    """
    asked: list[str] = []
    bodies: dict[str, bytes] = {}
    images: set[str] = set()

    def weigh(request: Request) -> None:
        response = request.response()
        assert response is not None, "a request that finished has a response"
        bodies[request.url] = response.body()
        if request.resource_type == "image":
            images.add(request.url)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        page: Page = browser.new_page(viewport={"width": 360, "height": 740})
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfinished", weigh)
        page.goto(address, wait_until="networkidle")
        shown = page.locator("textarea").count()
        height = page.evaluate("document.documentElement.scrollHeight")
        browser.close()
    if shown != boxes:
        sys.exit(f"{address} shows {shown} text boxes, and the survey has {boxes}.")
    asked = [url for url in asked if not url.startswith("data:")]
    here = [url for url in asked if urlsplit(url).netloc == urlsplit(address).netloc]
    parts = [bodies[url] for url in bodies if url in here and url not in images]
    return {
        "bytes": sum(len(gzip.compress(part, 9)) for part in parts),
        "brotli_bytes": sum(len(brotli.compress(part, quality=5)) for part in parts),
        "image_bytes": sum(len(gzip.compress(bodies[url], 9)) for url in images if url in here),
        "requests": len(here),
        "elsewhere": len(asked) - len(here),
        "height": height,
    }


def lighthouse(program: str, modules: Path, folder: Path, addresses: list[str]) -> list[Figures]:
    """The medians of some runs of Lighthouse as on a mid-range phone, the pages in turns."""
    runs: list[list[Mapping[str, Any]]] = [[] for _ in addresses]
    for number in range(RUNS):
        for place, address in enumerate(addresses):
            print(f"Lighthouse, run {number + 1} of {RUNS}: {address}", file=sys.stderr)
            runs[place].append(_lighthouse(program, modules, folder / "lighthouse.json", address))
    return [
        {key: statistics.median(run[key] for run in found) for key in (*TIMES, *CATEGORIES)}
        for found in runs
    ]


def _lighthouse(program: str, modules: Path, file: Path, address: str) -> dict[str, Any]:
    flags = " ".join(f"'{flag}'" if " " in flag else flag for flag in FLAGS)
    command = [
        "node",
        str(modules / "lighthouse/cli/index.js"),
        address,
        "--quiet",
        "--output=json",
        f"--output-path={file}",
        f"--chrome-flags={flags}",
        "--no-enable-error-reporting",
        f"--only-categories={','.join(CATEGORIES)}",
        "--skip-audits=is-crawlable,meta-description",  # noindex is on purpose
    ]
    subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": program})
    found = json.loads(file.read_text(encoding="utf-8"))
    if "runtimeError" in found:
        sys.exit(f"Lighthouse could not load {address}: {found['runtimeError']['code']}")
    scores = {name: round(found["categories"][name]["score"] * 100) for name in CATEGORIES}
    times = {name: round(found["audits"][audit]["numericValue"]) for name, audit in TIMES.items()}
    return {**times, **scores}


def report(ours: Figures, theirs: Figures) -> None:
    """Print the results, goal by goal, missed ones too."""
    print(f"\n{'':18}{'nejtak':>10}{'SurveyJS':>10}")
    for key in ours:
        print(f"{key:18}{ours[key]:>10,}{theirs[key]:>10,}")
    ratios = {key: round(theirs[key] / ours[key], 2) for key in ("bytes", "requests", "lcp_ms")}
    goals = {
        "HTML + CSS + JS at most 10,240 bytes gzipped": ours["bytes"] <= 10240,
        "page, style and logo are 3 requests, 0 elsewhere": ours["requests"] <= 3
        and not ours["elsewhere"],
        "LCP at most a quarter": ratios["lcp_ms"] >= 4,
        "Lighthouse 100 four times, without what noindex rules out": all(
            ours[name] == 100 for name in CATEGORIES
        ),
    }
    print()
    for goal, met in goals.items():
        print(f"{'met   ' if met else 'MISSED'}  {goal}")
    found = {"name": "page", "ours": ours, "peers": {"surveyjs": theirs}, "ratios": ratios}
    print(json.dumps(found))


if __name__ == "__main__":
    sections() if sys.argv[1:] == ["sections"] else main()

"""A client's own font in a browser: it arrives under the policy, and nothing else comes with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from font_files import font
from made import site_files
from pages_server import serving
from playwright.sync_api import BrowserContext

from nejtak.project.model import Font, Project
from nejtak.site.headers import page_headers

# Width of the widest letter box of the tests' font against the page's own.
MEASURE = """async () => {
  await document.fonts.ready
  const width = (family) => {
    const pen = document.createElement('canvas').getContext('2d')
    pen.font = '100px ' + family
    return pen.measureText('iiii').width
  }
  const faces = [...document.fonts].map((face) => [face.family, face.weight, face.status])
  return [faces, getComputedStyle(document.querySelector('textarea')).fontFamily,
    width('own') != width('sans-serif')]
}"""


def test_own_font_is_loaded_under_the_policy(
    phone: BrowserContext, project: Project, tmp_path: Path
) -> None:
    """Headings, answers and typed text use the font; the preload is used."""
    path = tmp_path / "own.ttf"
    path.write_bytes(font(weights=(100, 400, 900)))
    client = project.clients["nordlys"]
    branded = replace(client, brand=replace(client.brand, font=Font(path, None)))
    owned = replace(project, clients={**project.clients, "nordlys": branded})
    files = {file.path: file.content for file in site_files(owned, drafts=True)}
    page = phone.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition(".")[2]))
    with serving(files, page_headers(owned)) as origin:
        page.goto(f"{origin}/nordlys/2026-h2/da/")
        faces, typed, own = page.evaluate(MEASURE)
        page.wait_for_timeout(300)
    assert faces == [["own", "400 700", "loaded"]]
    assert typed.startswith("own")
    assert own
    assert sorted(asked[1:]) == ["css", "svg", "woff2"]  # the logo is a file of its own
    assert said == []

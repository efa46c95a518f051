"""A client's own logo, font and tone on its pages, and its colours for its design tools."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from commands import in_process
from font_files import LETTERS, LICENCE, NOTICE, changed, font, swollen, swollen_woff, without
from fontTools.ttLib import TTFont
from logo_files import picture
from made import site_files
from playwright.sync_api import Browser
from sources import copy_demo

from nejtak.aws.objects import cache_control, content_type
from nejtak.base.media import TYPES
from nejtak.brand import faces, font_fault, palette
from nejtak.errors import SourceError
from nejtak.local.origin import page_response as serve
from nejtak.project.model import TONES
from nejtak.site import build
from nejtak.site.headers import page_headers
from nejtak.site.render import Renderer
from nejtak.wave.load import find_wave, load_project

ROOT = Path(__file__).parent.parent.parent / "site_src"
SURVEY = "nordlys/2026-h2/da/index.html"
CLIENT = "clients/nordlys/client.toml"
NIGHT = palette("#007ea7").dark.surface


def site(folder: Path, brand: str = "", **files: str | bytes) -> Path:
    """A copy of the demo in which Nordlys' brand has more keys, and these files are added."""
    copy_demo(folder)
    for path in folder.glob("clients/*/waves/*.*.json"):
        path.unlink()
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / "clients/nordlys" / name.replace("_", ".")).write_bytes(data)
    client = folder / CLIENT
    text = client.read_text(encoding="utf-8")
    client.write_text(text.replace("[reach]", f"{brand}\n\n[reach]"), encoding="utf-8")
    return folder


def made(folder: Path) -> dict[str, bytes]:
    """The files of the site that a folder of sources becomes."""
    return {f.path: f.content for f in site_files(load_project(folder), drafts=True)}


def sheet(files: dict[str, bytes]) -> str:
    """The style sheet of the Danish survey."""
    href = re.search(r'rel="stylesheet" href="/([^"]+)"', files[SURVEY].decode())
    assert href is not None
    return files[href[1]].decode()


# Fonts


OWN = '[brand.font]\nregular = "own.woff2"\nlicence = "OFL.txt"'
BOTH = '[brand.font]\nregular = "own.woff2"\nbold = "own.ttf"\nlicence = "OFL.txt"'


@pytest.fixture(scope="module")
def with_font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources of a client with a regular and a bold font."""
    regular, bold = font(flavor="woff2"), font(letters=LETTERS.replace("ŉ", ""))
    folder = tmp_path_factory.mktemp("font")
    return site(folder, BOTH, own_woff2=regular, own_ttf=bold, OFL_txt="Free.")


def test_a_font_is_part_of_the_page_and_of_the_policy(with_font: Path) -> None:
    """Regular and bold are named after their content, asked for at once, and allowed."""
    files = made(with_font)
    fonts = [path for path in files if path.endswith(".woff2")]
    assert len(fonts) == 2
    text, css = files[SURVEY].decode(), sheet(files)
    for path, weight in zip(fonts, ("400", "700"), strict=True):
        assert f'<link rel="preload" as="font" type="font/woff2" href="/{path}" crossorigin>' in (
            text
        )
        assert f"url(/{path})format('woff2');font-weight:{weight};font-display:fallback" in css
    assert css.endswith("html{font-family:own,sans-serif}")
    policy = page_headers(load_project(with_font))["Content-Security-Policy"]
    assert "; font-src 'self';" in policy


def test_others_pages_are_the_same_to_the_byte(with_font: Path) -> None:
    """A client with a font changes no page of a client without."""
    plain, fonts = made(ROOT), made(with_font)
    others = [path for path in plain if path.startswith("harbour/") or "/" not in path]
    assert len(others) == 7
    assert all(plain[path] == fonts[path] for path in others)
    assert b"preload" not in plain[SURVEY]


def test_the_collectors_pages_have_the_font_too(with_font: Path) -> None:
    """A form that comes back looks like the page that was sent."""
    project = load_project(with_font)
    client, wave, _ = find_wave(project, "nordlys", "2026-h2")
    renderer = Renderer(project)
    form = renderer.answer("survey", renderer.about(client, wave, "da")).decode()
    assert re.findall("<link[^>]*>", form) == re.findall(
        "<link[^>]*>", made(with_font)[SURVEY].decode()
    )


def test_fonts_are_served_as_fonts_and_kept(with_font: Path, tmp_path: Path) -> None:
    """Preview and deployment know what a WOFF2 is, and that its name is for ever."""
    build.build(with_font, tmp_path, drafts=True)
    (path, *_) = sorted((tmp_path / "site/static").glob("*.woff2"))
    reply = serve(tmp_path / "site", f"/static/{path.name}")
    kept = "public, max-age=31536000, immutable"
    headers = dict(reply.headers)
    assert headers.pop("Content-Length") == str(path.stat().st_size)
    assert headers == {"Content-Type": "font/woff2", "Cache-Control": kept}
    name = f"static/{path.name}"
    assert (content_type(name), cache_control(name)) == ("font/woff2", kept)


def test_a_font_has_the_letters_in_use_and_its_notices(with_font: Path, tmp_path: Path) -> None:
    """Latin letters, the pages' letters, and no others; the licence notice stays.

    The names of the font, which open licences often reserve, do not.
    """
    path = tmp_path / "all.ttf"
    path.write_bytes(font(letters=LETTERS + "Жя☃"))
    (face,) = faces(path, None, "Ж")
    cut = TTFont(BytesIO(face.content))
    kept = set(cut.getBestCmap())
    assert set(map(ord, "azæøåÆØÅéßŁž„”–€Ж")) - kept == {ord("„")}  # the font has none
    assert not kept & set(map(ord, "я☃"))
    assert {n.nameID: str(n) for n in cut["name"].names} == {0: NOTICE, 13: LICENCE}
    own = next(content for name, content in made(with_font).items() if name.endswith(".woff2"))
    assert len(own) < len(font(flavor="woff2"))


def test_a_pages_own_letters_are_kept(tmp_path: Path) -> None:
    """A word in another script that the client writes is set in the client's font."""
    own = font(letters=LETTERS + "Ж", flavor="woff2")
    folder = site(tmp_path, OWN, own_woff2=own, OFL_txt="Free.")
    words = folder / "clients/nordlys/da.md"
    words.write_text(words.read_text(encoding="utf-8") + "\nЖ\n", encoding="utf-8")
    (cut,) = [content for name, content in made(folder).items() if name.endswith(".woff2")]
    assert ord("Ж") in TTFont(BytesIO(cut)).getBestCmap()


def test_a_font_is_the_same_bytes_in_every_run(with_font: Path) -> None:
    """Two builds on two machines write one file name."""
    script = (
        "import sys; from pathlib import Path; from nejtak.brand import faces\n"
        "for face in faces(Path(sys.argv[1]), None, 'Жя'): sys.stdout.buffer.write(face.content)"
    )
    path = with_font / "clients/nordlys/own.woff2"
    runs = {
        subprocess.run(
            [sys.executable, "-c", script, path],
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }
    (face,) = faces(path, None, "яЖ")
    assert runs == {face.content}


def test_a_variable_font_is_regular_and_bold(tmp_path: Path) -> None:
    """One file is enough for regular and bold, unless the bold has one of its own."""
    path = tmp_path / "own.ttf"
    path.write_bytes(font(weights=(100, 400, 900)))
    assert [face.weight for face in faces(path, None, "")] == ["400 700"]
    assert [face.weight for face in faces(path, path, "")] == ["400", "700"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "font-kind"),
        (b"<svg/>", "font-kind"),
        (b"wOFF" + font()[4:], "font-kind"),
        (swollen_woff(1 << 30), "font-kind"),
        (b"%!PS-AdobeFont-1.0: Boxes", "font-kind"),
        (font()[:2000], "font-broken"),
        (font(flavor="woff2")[:700], "font-broken"),
        (font(letters=""), "font-broken"),
        (b"ttcf" + font()[4:], "font-kind"),
        (without(font(), "glyf"), "font-pictures"),
        (without(font(), "OS/2"), "font-broken"),
        (font() + bytes(4 * 1024 * 1024), "font-large"),
        (swollen(33 * 1024 * 1024, honest=True), "font-swollen"),
        (swollen(33 * 1024 * 1024, honest=False), "font-swollen"),
        (swollen(1024 * 1024, honest=False), "font-broken"),
        (font(fs_type=0x0002), "font-locked"),
        (font(fs_type=0x0200), "font-locked"),
        (font(fs_type=0x0100), "font-whole"),
        (font(fs_type=0x0004), None),
        (font(fs_type=0x0008), None),
    ],
)
def test_unusable_fonts_are_refused(tmp_path: Path, content: bytes, fault: str | None) -> None:
    """Broken files, and fonts whose maker forbids what a web page does with them."""
    path = tmp_path / "font"
    path.write_bytes(content)
    assert font_fault(path) == fault


@pytest.mark.parametrize("command", ["check", "build"])
def test_check_and_build_say_the_same_of_a_font(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    """What pages load of it, the letters that it lacks, and why it cannot be subset."""
    own = font(letters=LETTERS.replace("ø", ""))
    folder = site(tmp_path / "sources", OWN, own_woff2=own, OFL_txt="Free.")
    run = in_process(folder, monkeypatch, capsys)
    done = run(command)
    assert (done.code, done.err.count("nordlys: own.woff2 ")) == (0, 2)
    assert "nordlys: own.woff2 lacks letters of the pages" in done.err
    (folder / "clients/nordlys/own.woff2").write_bytes(changed(own, {"hmtx": b"\0"}))
    done = run(command)
    assert done.code == 1
    assert "own.woff2: cannot be subset to the letters in use (table hmtx)." in done.err


def test_any_damage_to_a_font_is_a_fault_of_the_source(tmp_path: Path) -> None:
    """Wherever bytes are wrong, the font is refused, refused later, or works; nothing else."""
    whole = font()
    path = tmp_path / "font.ttf"
    ends = set()
    for place in range(0, len(whole), 997):
        path.write_bytes(whole[:place] + b"\xff\xfe\xfd\xfc" * 8 + whole[place + 32 :])
        fault = font_fault(path)
        try:
            ends.add(fault or f"{len(list(faces(path, None, 'a')))} font")
        except SourceError as error:
            ends.add("late" if "cannot be subset" in str(error) else str(error))
    known = {"font-broken", "font-kind", "font-locked", "font-whole", "late", "1 font"}
    assert {"font-kind", "late", "1 font"} <= ends <= known


# Logos


LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'
BLACK, RED = (LOGO.format(f'<path d="M1 1h7v7H1z" fill="{fill}"/>') for fill in ("#000", "#c00"))


def test_a_logo_is_a_file_of_its_own(tmp_path: Path) -> None:
    """The client's unchanged file, under its hash, without a text alternative next to the name."""
    files = made(site(tmp_path, 'logo_dark = "night.png"', logo_svg=RED, night_png=picture()))
    logos = [path for path in files if path.startswith("logos/")]
    assert {files[path] for path in logos} >= {RED.encode(), picture()}
    shown = re.search("<picture>.*</picture>", files[SURVEY].decode())
    assert shown is not None
    assert re.findall('(?:src|srcset)="/([^"]+)"', shown[0]) == [
        next(path for path in logos if files[path] == content)
        for content in (picture(), RED.encode())
    ]
    assert 'alt=""' in shown[0]
    assert "</picture><bdi>Nordlys</bdi>" in files[SURVEY].decode()


def test_logos_have_their_media_type_and_are_cached(tmp_path: Path) -> None:
    """Preview and deployment know what each is, and that its name is for ever."""
    kept = "public, max-age=31536000, immutable"
    for kind in ("PNG", "WEBP"):
        suffix = kind.lower()
        files = {f"night_{suffix}": picture(kind)}
        folder = site(tmp_path / kind, f'logo_dark = "night.{suffix}"', logo_svg=RED, **files)
        build.build(folder, tmp_path / "out", drafts=True)
        for path in (tmp_path / "out/site/logos").iterdir():
            headers = dict(serve(tmp_path / "out/site", f"/logos/{path.name}").headers)
            media = TYPES[path.suffix]
            assert headers.pop("Content-Length") == str(path.stat().st_size)
            assert headers == {"Content-Type": media, "Cache-Control": kept}
            name = f"logos/{path.name}"
            assert (content_type(name), cache_control(name)) == (media, kept)


@pytest.mark.parametrize(
    ("scheme", "medium", "fill", "plate"),
    [
        ("dark", "screen", "#000", "rgb(255, 255, 255)"),
        ("light", "screen", "#000", ""),
        ("dark", "print", "#000", ""),
        ("light", "print", "#000", ""),
        ("light", "screen", "#fff", NIGHT),
        ("light", "print", "#fff", NIGHT),
        ("dark", "screen", "#fff", ""),
        ("dark", "screen", "#c00", ""),
    ],
)
def test_a_logo_is_seen_in_each_mode_and_on_paper(
    browser: Browser, tmp_path: Path, scheme: str, medium: str, fill: str, plate: str
) -> None:
    """On a plate if it would be invisible, and on none otherwise."""
    drawing = LOGO.format(f'<path d="M1 1h7v7H1z" fill="{fill}"/>')
    files = made(site(tmp_path, logo_svg=drawing))
    html = re.sub("<script.*</script>", "", files[SURVEY].decode())
    html = re.sub("<link rel=.stylesheet[^>]*>", lambda _: f"<style>{sheet(files)}</style>", html)
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]  # light or dark
    page = context.new_page()
    page.emulate_media(media=medium)  # type: ignore[arg-type]  # screen or print
    page.set_content(html)
    found = page.locator(".name img").evaluate("logo => getComputedStyle(logo).backgroundColor")
    context.close()
    if plate.startswith("#"):
        plate = f"rgb({', '.join(str(part) for part in bytes.fromhex(plate[1:]))})"
    assert found == (plate or "rgba(0, 0, 0, 0)")


def test_the_demos_logos_need_no_plate() -> None:
    """They are drawn for light and dark."""
    assert [*build.logo_remarks(load_project(ROOT))] == []


def test_the_admin_gets_a_remark_on_the_plate(tmp_path: Path) -> None:
    """And how to do without it; nothing is said of a logo that is always seen."""
    told = "nordlys: the logo would be invisible in dark mode"
    for drawing, times in ((BLACK, 1), (RED, 0)):
        project = load_project(site(tmp_path / str(times), logo_svg=drawing))
        assert sum(remark.startswith(told) for remark in build.logo_remarks(project)) == times
        assert [*build.logo_remarks(project)] == [
            remark
            for remark in build.Built(project, 0, 0).remarks()
            if remark.startswith("nordlys: the logo")
        ]


# Tone


def test_tone_is_how_a_page_greets_and_parts(tmp_path: Path) -> None:
    """A formal client's pages say good-bye formally, in each language; the others stay warm."""
    warm, formal = made(ROOT), made(site(tmp_path, 'tone = "formal"'))
    thanks = {"da": "Vi ønsker dig held og lykke fremover.", "en": "We wish you every success."}
    for language, words in thanks.items():
        path = f"nordlys/2026-h2/{language}/thanks/index.html"
        assert words in formal[path].decode()
        assert words not in warm[path].decode()
    assert (
        formal["harbour/2026-h2/en/thanks/index.html"]
        == warm["harbour/2026-h2/en/thanks/index.html"]
    )


def test_promises_are_the_same_in_every_tone() -> None:
    """Tone changes no word of promises, of what is stored, or of limits."""
    fixed = {"promise", "record", "limits", "privacy", "errors"}
    for locale in load_project(ROOT).locales.values():
        for tone in TONES[1:]:
            for key in locale.strings[tone]:
                section, _, name = key.partition("_")
                assert section not in fixed
                assert name in locale.strings[section], key


# Tokens


def test_the_build_writes_tokens_for_design_tools(tmp_path: Path) -> None:
    """Each client's colours as a Design Tokens file, which is not on the site."""
    build.build(ROOT, tmp_path, drafts=True)
    written = {path.parent.name: path for path in tmp_path.rglob("tokens.json")}
    assert written == {
        id_: tmp_path / "brand" / id_ / "tokens.json" for id_ in ("harbour", "nordlys")
    }
    tokens = json.loads(written["nordlys"].read_text(encoding="utf-8"))
    assert tokens == palette("#007ea7").tokens()
    assert tokens["light"]["brand"]["$value"]["hex"] == "#007ea7"

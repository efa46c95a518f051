"""Handouts: bare addresses, codes that a phone reads, and pages that fit one sheet."""

from __future__ import annotations

import io
import re
import tomllib
from pathlib import Path

import pytest
import zxingcpp
from commands import Run
from open_demo import LANGUAGES, WAVE
from PIL import Image
from playwright.sync_api import Browser, Page
from sources import SITE

from nejtak.handouts.files import handout_files
from nejtak.handouts.words import SENDER, SYSTEMS, TEXTS
from nejtak.project.model import Project
from nejtak.wave.load import load_project

HOST = "https://svar.partner.example"
A4 = (794, 1123)  # CSS pixels
WAVES = ("2026-h2", "2026-h2-accepted")
NAMES = {f"{name}.txt" for name in (*TEXTS, "letter", "sender")} | {"letter.html", "poster.html"}
# Of each language, what is said of those who declined, and of those who accepted.
SAID = {
    "da": ("takkede? nej|takket nej|nej tak", "takkede? ja|takket ja|ja tak"),
    "de": ("abgelehnt|Nein danke", "angenommen|zugesagt"),
    "en": ("turn(ed)? down|said no", "accept(ed)?|said yes"),
    "nb": ("takket nei|nei takk", "takket ja|ja takk"),
    "sv": ("tackade nej|tackat nej|nej tack", "tackade ja|tackat ja|ja tack"),
}
LINK = re.compile(r"https?://[^\s<>\"']+")


def handouts(root: Path) -> dict[str, str]:
    """Every handout of the demo's open waves by client, wave, language and name."""
    project = load_project(root)
    return {
        f"{client.id}/{wave.id}/{file.path}": file.content.decode()
        for client, wave, _ in project.waves()
        if wave.status == "open"
        for file in handout_files(project, client, wave, HOST)
    }


def bare(project: Project) -> set[str]:
    """The addresses of the open waves' pages, and of what they say about data."""
    return {
        f"{HOST}/{client.id}/{wave.id}/{language}/{place}"
        for client, wave, _ in project.waves()
        for language in client.languages
        for place in ("", "privacy/")
    }


def test_both_demo_clients_have_every_handout_in_every_language(site: Path) -> None:
    """Texts, letter, poster and check list, in each of the client's languages."""
    found = handouts(site)
    places = [f"nordlys/{wave}/{lang}" for wave in WAVES for lang in LANGUAGES]
    places.append("harbour/2026-h2/en")
    assert found.keys() == {f"{place}/{name}" for place in places for name in NAMES}
    assert "Hvorfor takkede du nej" in found["nordlys/2026-h2/da/invitation.txt"]
    assert "Why did you turn down" in found["nordlys/2026-h2/en/invitation.txt"]


def test_handouts_say_whom_they_ask(site: Path) -> None:
    """Those who accepted are not told that they declined, nor the other way round.

    Only what the recruiting systems do with declines is said to whoever sends.
    """
    found = handouts(site)
    for language, (declined, accepted) in SAID.items():
        for name in NAMES - {"sender.txt"}:
            texts = {wave: found[f"nordlys/{wave}/{language}/{name}"] for wave in WAVES}
            said = [re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", text)) for text in texts.values()]
            assert [bool(re.search(declined, text)) for text in said] == [True, False], name
            assert [bool(re.search(accepted, text)) for text in said] == [False, True], name
    hours = [found[f"nordlys/{wave}/da/sender.txt"] for wave in WAVES]
    assert [re.findall("når et (ja|nej) kommer ind", text) for text in hours] == [
        ["nej", "nej"],
        ["ja", "ja"],
    ]


def test_every_link_in_a_handout_is_a_bare_address(site: Path) -> None:
    """No query, no shortener, no merge field in a link, and no picture that leads anywhere."""
    known = bare(load_project(site))
    for path, text in handouts(site).items():
        links = LINK.findall(text.replace("http://www.w3.org/2000/svg", ""))
        assert set(links) <= known, path
        assert links or path.endswith("sender.txt"), path
        assert not re.search(r"<(img|a|script|link|iframe)\b|url\(|src=|href=", text), path
        assert not re.search(
            r"\{|%%|\*\||\[\[|⟦", re.sub(r"<style>.*?</style>", "", text, flags=re.S)
        )


def test_handouts_name_the_employer_and_have_no_brand(site: Path) -> None:
    """No logo, no colour but black and white: a survey with branding is taken for marketing."""
    for path, text in handouts(site).items():
        if not path.endswith("sender.txt"):
            assert ("Nordlys A/S" if "nordlys" in path else "Harbour &") in text, path
        colours = set(re.findall(r"#[0-9a-fA-F]{3,6}\b", text))
        assert colours <= {"#fff", "#000"}, path


def test_the_facts_of_article_14_stand_in_what_is_sent(site: Path) -> None:
    """Who is responsible, the source of the address, purpose and basis, rights, complaint."""
    found = handouts(site)
    for name in ("invitation.txt", "reminder.txt", "letter.txt", "letter.html"):
        text = found[f"nordlys/2026-h2/da/{name}"]
        for fact in (
            "Nordlys A/S er ansvarlig",
            "Åben Dør kører den for",
            "kommer fra din ansøgning",
            "Så bliver listen slettet",
            "artikel 6, stk. 1, litra f",
            "Du kan sige nej",
            "privatliv@nordlys.example",
            "Datatilsynet",
        ):
            assert fact in text, (name, fact)


def test_the_employer_announces_and_the_partner_asks(site: Path) -> None:
    """The announcement is signed by the employer, all else by the partner, if there is one."""
    found = handouts(site)
    signs = {name: found[f"nordlys/2026-h2/da/{name}.txt"].splitlines()[-1] for name in TEXTS}
    assert signs.pop("announcement") == "Nordlys A/S"
    assert {*signs.values()} == {"Åben Dør"}
    assert {found[f"harbour/2026-h2/en/{name}.txt"].splitlines()[-1] for name in TEXTS} == {
        "Harbour & Pine Ltd"
    }


def test_every_step_and_every_recruiting_system_is_in_the_check_list(site: Path) -> None:
    """The sender's steps each have a box, and each system a line of what to switch off."""
    for path, text in handouts(site).items():
        if path.endswith("sender.txt"):
            assert text.count("[ ] ") == len(SENDER)
            assert all(f"\n{name}: " in text for name in SYSTEMS.values())


def printed(browser: Browser, html: str) -> Page:
    """A page as it comes out of the printer, on paper of A4."""
    page = browser.new_page(viewport={"width": A4[0], "height": A4[1]}, device_scale_factor=2)
    page.emulate_media(media="print")
    page.set_content(html)
    return page


def read_codes(picture: bytes) -> list[str]:
    """What a phone reads from a picture."""
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))]


def test_a_phone_reads_the_bare_address_from_the_printed_code(site: Path, browser: Browser) -> None:
    """The code on letter and poster is the page's own address; below it stands the same."""
    for path, html in handouts(site).items():
        if not path.endswith(".html"):
            continue
        address = f"{HOST}/{path.rpartition('/')[0]}/"
        page = printed(browser, html)
        assert read_codes(page.screenshot()) == [address], path
        assert page.locator(".address").inner_text() == address[8:-1]
        page.close()


def test_letter_and_poster_fit_one_sheet_in_black_on_white(site: Path, browser: Browser) -> None:
    """One page of A4 each, every pixel grey."""
    for path, html in handouts(site).items():
        if not path.endswith(".html"):
            continue
        page = printed(browser, html)
        sheets = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 1, path
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        colours = picture.getcolors(1 << 20)
        assert colours
        assert all(r == g == b for _, (r, g, b) in colours), path
        page.close()


# The command


def test_the_command_writes_the_files_and_says_with_what_to_begin(run: Run, site: Path) -> None:
    """Paths on standard output; the check list first; git takes nothing of them."""
    done = run("handouts", "nordlys", "2026-h2", "--site", HOST)
    assert done.code == 0, done.err
    assert len(done.out.splitlines()) == len(LANGUAGES) * len(NAMES)
    assert "sender.txt" in done.err
    assert (site.parent / "handouts" / ".gitignore").read_text(encoding="utf-8").endswith("*\n")
    assert handouts(site)["nordlys/2026-h2/da/letter.txt"] == (
        site.parent / "handouts/nordlys/2026-h2/da/letter.txt"
    ).read_text(encoding="utf-8")


def test_the_address_is_the_domain_of_the_one_stage(run: Run, site: Path) -> None:
    """Demo stages have fictional clients, others the others; two domains are a question."""
    stage = (
        '[stages.{0}]\nregion = "eu-north-1"\ndomain = "{0}.example"\ndemo = {1}\n'
        'certificate = "arn:aws:acm:us-east-1:123456789012:certificate/0-1"\n'
    )
    file = site.parent / "nejtak.toml"
    file.write_text(file.read_text() + stage.format("svar", "true") + stage.format("real", "false"))
    assert run("handouts", "nordlys", "2026-h2").code == 0
    text = (site.parent / "handouts/nordlys/2026-h2/da/invitation.txt").read_text(encoding="utf-8")
    assert "https://svar.example/nordlys/2026-h2/da/" in text
    file.write_text(file.read_text() + stage.format("other", "true"))
    assert "More than one stage has a domain" in run("handouts", "nordlys", "2026-h2").err


@pytest.mark.parametrize(
    "url",
    [
        "http://svar.example",
        "https://svar.example/x",
        "https://svar.example?utm=1",
        "svar.example",
        "https://a@svar.example",
        "https://svar.example:8443",
        "https://localhost",
        "https://{{host}}.example",
        "https://[host]",
        "https://[",
        "https://svar.example#x",
        "https://svar.example/?",
    ],
)
def test_what_is_no_bare_site_is_refused(run: Run, url: str) -> None:
    """One sentence, and nothing is written."""
    done = run("handouts", "nordlys", "2026-h2", "--site", url)
    assert (done.code, done.out) == (1, "")
    assert "is no address of a site" in done.err


def test_no_handout_leads_to_a_page_that_takes_no_answers(run: Run, site: Path) -> None:
    """A draft is to be opened first, a closed wave is over."""
    (site / WAVE.replace(".toml", ".contract.json")).unlink()
    assert "wave open nordlys 2026-h2" in run("handouts", "nordlys", "2026-h2", "--site", HOST).err
    closed = run("handouts", "nordlys", "2026-h1", "--site", HOST)
    assert (closed.code, "is closed" in closed.err) == (1, True)


def test_both_languages_say_the_same_steps() -> None:
    """Each step and system has its words in every locale that comes with nejtak."""
    for path in sorted((SITE / "locales").glob("*.toml")):
        said = tomllib.loads(path.read_text(encoding="utf-8"))["sender"]
        assert said.keys() == {"title", "systems", *SENDER, *SYSTEMS}, path.name

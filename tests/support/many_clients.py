"""Sources with clients of every make: what one of them has, the next one has not.

They share surveys, languages and colours in all the ways in which one client's words could come to
stand on another's page.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from font_files import font
from sources import PUBLIC_KEY, SITE

from nejtak.base.recipients import Recipient
from nejtak.project.contract import to_bytes
from nejtak.wave import closed_note, contract
from nejtak.wave.load import load_project

SURVEYS = ("offer-declined", "three-questions")
VALUES = (
    "client",
    "legal_name",
    "partner",
    "runner",
    "contact",
    "minutes",
    "closes",
    "expires",
    "left",
)
_NO_VALUES = re.compile(r"(?!\[)|\[(root|missing|report|families|reach)\b")
_TEXT = re.compile(r'(?m)^((?!report_)[a-z_]+ = ".*)"$')

CLIENTS = {
    "alpha": 'legal_name = "Alpha & Sons <A/S>"\nlanguages = ["da", "en"]\npartner = "Partner X"\n'
    '[brand]\ncolour = "#007ea7"\nlogo = "logo.svg"\ntone = "formal"\n'
    '[brand.font]\nregular = "own.woff2"\nlicence = "OFL.txt"\n',
    "beta": 'languages = ["en"]\n[brand]\ncolour = "#007ea7"\n',
    "gamma": 'languages = ["ar", "da", "en"]\nfictional = true\npartner = "{client} \\"Y\\""\n'
    '[brand]\ncolour = "#ffd600"\nlogo = "logo.svg"\n',
    "delta": 'languages = ["en", "da"]\npartner = "Partner Z"\n[brand]\ncolour = "#000000"\n',
    "eta": 'languages = ["da", "en"]\nfictional = true\n'
    '[brand]\ncolour = "#007ea7"\ntone = "formal"\n',
}
OWN_WORDS = (
    "# Own\n\n## Hello {{#intro}}\n\nHello from **{0}**.\n\n## Foot {{#footer}}\n\n{0} in {1}\n"
)


def many_clients(root: Path, *, placeholders: bool = False) -> Path:
    """Write all that comes with nejtak, with other clients.

    With `placeholders`, every text of the pages holds every value.
    """
    shutil.copytree(SITE, root)
    text = (root / "locales" / "en.toml").read_text(encoding="utf-8")
    arabic = text.replace('"English"', '"العربية"', 1).replace('"ltr"', '"rtl"', 1)
    (root / "locales" / "ar.toml").write_text(arabic, encoding="utf-8")
    for english in root.rglob("en.md"):
        if "clients" not in english.parts:
            shutil.copy(english, english.with_stem("ar"))
    if placeholders:
        for path in (root / "locales").glob("*.toml"):
            path.write_text(_filled(path.read_text(encoding="utf-8")), encoding="utf-8")
    for id_, brand in CLIENTS.items():
        _client(root / "clients" / id_, id_, brand)
    _open_and_close(root)
    return root


def _filled(text: str) -> str:
    """A locale whose texts hold every value, but those of pages and reports that know none."""
    marks = " ".join(f"{{{value}}}" for value in VALUES)
    return "".join(
        section if _NO_VALUES.match(section) else _TEXT.sub(rf'\1 {marks}"', section)
        for section in re.split(r"(?m)^(?=\[)", text)
    )


def _client(folder: Path, id_: str, brand: str) -> None:
    (folder / "waves").mkdir(parents=True)
    top = f'name = "The {id_} of <{id_}>"\ncontact = "privacy@{id_}.example"\n'
    (folder / "client.toml").write_text(top + brand, encoding="utf-8")
    shutil.copy(SITE / "clients" / "nordlys" / "logo.svg", folder)
    if "font" in brand:
        (folder / "own.woff2").write_bytes(font(flavor="woff2"))
        (folder / "OFL.txt").write_text("Free.")
    for language in ("da", "en") if id_ in {"alpha", "delta"} else ():
        (folder / f"{language}.md").write_text(OWN_WORDS.format(id_, language))
    for number, survey in enumerate((*SURVEYS, *SURVEYS)):
        (folder / "waves" / f"w{number}.toml").write_text(
            f'survey = "{survey}"\nopens = 2026-07-01\ncloses = 2026-1{number % 3}-2{number}\n'
            f"shards = {1 + number % 2}\n"
        )


def _open_and_close(root: Path) -> None:
    """Of each client's waves the first two are open, one is closed, and one is a draft."""
    for client, wave, survey in load_project(root).waves():
        if client.id in CLIENTS and wave.id != "w3":
            frozen = contract.freeze(client, wave, survey, [Recipient("partner", PUBLIC_KEY)])
            wave.contract_file.write_bytes(to_bytes(frozen))
            if wave.id == "w2":
                closed_note.write_note(wave, b"sealed")

"""The places of a project's files: everything else below the sources is passed over in silence.

A name that is almost right is a fault, so that no file of the project is left out in silence:
`Client.TOML`, `da.md.txt`, a folder `Waves`. So is a text where only words in a language belong.
"""

from __future__ import annotations

import re
from functools import cache

FOLDERS = ("clients", "surveys", "locales", "playbook", "privacy", "samples")
# Made by other programs, among the files of any folder.
LITTER = frozenset(
    {"__MACOSX", "__pycache__", "node_modules", "venv", "lost+found", "@eaDir", "$RECYCLE.BIN"}
    | {"System Volume Information", "#recycle"}
)
READ = (".toml", ".json", ".md")
WORDS = "*.md"  # one document for each language
_RECORDS = (".contract.json", ".closed.json", ".releases.json", ".responses.age")
_WAVES = ("*.toml", *(f"*{end}" for end in _RECORDS))
# What an editor or a browser adds to a name, or writes instead of an ending.
_ADDED = re.compile(r"\.(txt|text|toml|md|rtf)$")
_OTHER_ENDINGS = {".markdown": ".md", ".mdown": ".md", ".mkd": ".md", ".tml": ".toml"}


@cache
def names_in(folder: str) -> tuple[str, ...]:
    """The names that files of a folder can have; `*` stands for an id or a language."""
    match folder.split("/"):
        case ["clients", _]:
            return ("client.toml", WORDS)
        case ["surveys", _]:
            return ("survey.toml", WORDS)
        case ["clients", _, "waves"]:
            return _WAVES
        case ["locales" | "privacy"]:
            return ("*.toml",)
        case ["playbook" | "samples"]:
            return (WORDS,)
        case _:
            return ()


def folders_in(folder: str) -> tuple[str, ...]:
    """The names that folders in a folder can have, where they are fixed."""
    if not folder:
        return FOLDERS
    return ("waves",) if re.fullmatch(r"clients/[^/]+", folder) else ()


def belongs(path: str) -> bool:
    """Whether a file with this path is one of the project's."""
    folder, _, name = path.rpartition("/")
    return _fits(name, names_in(folder))


def is_place(path: str) -> bool:
    """Whether a folder with this path has files of the project."""
    folder, _, name = path.rpartition("/")
    return folder in {"clients", "surveys"} or name in folders_in(folder)


def almost(path: str, *, folder: bool = False) -> str | None:
    """The path that was probably meant, if this one is almost that of a project's file."""
    parent, slash, name = path.rpartition("/")
    if folder:
        known = folders_in(parent)
        plain = name.strip().lower()
        meant = next((one for one in known if plain in {one, one.removesuffix("s")}), None)
    else:
        meant = mended_name(name)
        known = names_in(parent)
        meant = meant if _fits(meant, known) else None
    return None if meant in (None, name) else f"{parent}{slash}{meant}"


def is_stray(path: str) -> bool:
    """Whether a file looks like one that nejtak reads, in a folder where it reads none such."""
    folder, _, name = path.rpartition("/")
    endings = {known.rpartition(".")[2] for known in names_in(folder)}
    return name.rpartition(".")[2].lower() in endings & {"toml", "md"}


@cache
def is_language(code: str) -> bool:
    """Whether Babel knows how the language writes dates and numbers."""
    import babel  # takes a while, and not every command reads sources

    try:
        babel.Locale.parse(code, sep="-")
    except (ValueError, babel.UnknownLocaleError):
        return False
    return True


def mended_name(name: str) -> str:
    """A name in small letters, with one ending, and no blanks around it."""
    plain = re.sub(r"\s*\.\s*", ".", name.strip().lower())
    for other, ending in _OTHER_ENDINGS.items():
        if plain.endswith(other):
            plain = plain.removesuffix(other) + ending
    while (shorter := _ADDED.sub("", plain)) != plain and shorter.endswith((".toml", ".md")):
        plain = shorter
    return plain.replace("_", "-") if plain.endswith(".md") else plain


@cache  # the waves of all clients have the same few names
def _fits(name: str, known: tuple[str, ...]) -> bool:
    if name in known:
        return True
    ending = next((one[1:] for one in known if one[0] == "*" and name.endswith(one[1:])), None)
    stem = name.removesuffix(ending or "")
    if ending is None or _ADDED.search(stem):
        return False
    return ending != ".md" or (stem == stem.lower() and is_language(stem))

"""The bare address of a wave's page: the same for everybody, and nothing after it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nejtak.errors import StateError
from nejtak.project.model import Client, Wave
from nejtak.project.stages import Stage

_SAY = "Say where the pages are: --site https://svar.example.dk"
_SITE = re.compile(r"https://([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+)/?", re.I | re.A)


def site_address(given: str | None, stages: Iterable[Stage], *, fictional: bool) -> str:
    """The address of the site without a last slash: the given one, or the only stage's domain.

    Fictional clients are served by demo stages, all others by the other stages. Raises StateError
    if neither gives exactly one address that can be handed out.
    """
    found = sites(given, (stage for stage in stages if stage.demo == fictional))
    if len(found) == 1:
        return found[0]
    raise StateError(f"More than one stage has a domain: {', '.join(found)}. {_SAY}")


def sites(given: str | None, stages: Iterable[Stage]) -> list[str]:
    """The given address, or those of the stages; raise StateError if there is none."""
    if given is not None:
        return [_checked(given)]
    found = sorted({f"https://{stage.domain}" for stage in stages if stage.domain})
    if not found:
        raise StateError(f"No stage in nejtak.toml has a domain. {_SAY}")
    return found


def _checked(given: str) -> str:
    found = _SITE.fullmatch(given)
    if not found:
        raise StateError(
            f"{given!r} is no address of a site. Write it like https://svar.example.dk, with "
            f"nothing after the domain."
        )
    return f"https://{found[1].lower()}"


def page_address(site: str, client: Client, wave: Wave, language: str) -> str:
    """The address of the survey in one language."""
    return f"{site}/{client.id}/{wave.id}/{language}/"

"""Shares of offers that others have published, by what became of the offers: `published.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from nejtak.base import shipped
from nejtak.base.text import read_text
from nejtak.project.contract import Asks

FILE = "published.toml"


@dataclass(frozen=True, slots=True)
class PublishedShare:
    """One share: of which offers, in percent, in which country and year, and by whom."""

    of: str
    percent: float
    country: str
    year: int
    source: str


@cache
def published_shares(asks: Asks) -> tuple[PublishedShare, ...]:
    """The published shares of offers declined, or accepted."""
    content = tomllib.loads(read_text(shipped.SITE / FILE))
    return tuple(PublishedShare(**one) for one in content.get(asks, ()))

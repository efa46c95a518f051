"""Ids of clients, waves, surveys, questions, choices and keys: parts of paths and of URLs."""

from __future__ import annotations

import re
from functools import lru_cache

SLUG_LENGTH = 40
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@lru_cache(maxsize=10_000)  # the contracts of all waves share a few ids
def is_slug(value: str) -> bool:
    """Whether `value` can be an id, and so a part of a path and of a URL."""
    return len(value) <= SLUG_LENGTH and _SLUG.fullmatch(value) is not None

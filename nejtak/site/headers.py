"""The security headers of pages and of logos, the same in the preview and at the edge."""

from __future__ import annotations

import base64
import hashlib
import tomllib
from collections.abc import Mapping

from nejtak.base import shipped
from nejtak.base.text import read_text
from nejtak.brand.logo import FOLDER
from nejtak.project.model import Project
from nejtak.site.assets import script

LOGOS = f"/{FOLDER}/"
# For a logo that is opened by its own address: no script, nothing loaded, no form, no navigation.
LOGO_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def page_headers(project: Project) -> dict[str, str]:
    """Return the security headers of every page, by name.

    They allow fonts if any client has one of its own.
    """
    values = tomllib.loads(read_text(shipped.SITE / "headers.toml"))
    digest = hashlib.sha256(script().encode()).digest()
    source = f"sha256-{base64.b64encode(digest).decode()}"
    own = any(client.brand.font for client in project.clients.values())
    filled = {"{script}": source, "{fonts}": "'self'" if own else "'none'"}
    for mark, said in filled.items():
        values = {name: value.replace(mark, said) for name, value in values.items()}
    return values


def logo_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of a logo, made from those of every page."""
    return {**headers, "Content-Security-Policy": LOGO_POLICY}

"""Renders templates for pages, reports and the review: everything is escaped.

If a template uses a name that has no value, rendering fails with the template's name, so that no
incomplete page is written.
"""

from __future__ import annotations

from pathlib import Path

import jinja2

from nejtak.base.text import read_text
from nejtak.errors import Fault, SourceError


class Templates:
    """The templates of one folder, compiled when they are first used.

    With `joined`, a template's line breaks and indentation are removed, for small pages. Two words
    of such a template that need a space between them have to be on the same line.
    """

    def __init__(self, folder: Path, *, joined: bool = False) -> None:
        self._jinja = jinja2.Environment(
            loader=_joined(folder) if joined else _plain(folder),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, template: str, **context: object) -> str:
        """Render a template; raise SourceError with its name, and the line if it is known."""
        try:
            return self._jinja.get_template(template).render(context)
        except jinja2.TemplateSyntaxError as error:
            problem = Fault(f"templates/{error.name}", str(error.lineno), f"{error.message}.")
        except jinja2.TemplateError as error:
            problem = Fault(f"templates/{template}", "", f"{error}.")
        raise SourceError([problem])


def _plain(folder: Path) -> jinja2.BaseLoader:
    def load(name: str) -> str | None:
        path = folder / name
        return read_text(path) if path.is_file() else None

    return jinja2.FunctionLoader(load)


def _joined(folder: Path) -> jinja2.BaseLoader:
    return jinja2.DictLoader(
        {
            path.name: "".join(map(str.strip, read_text(path).splitlines()))
            for path in sorted(folder.glob("[!.]*.html"))
        }
    )

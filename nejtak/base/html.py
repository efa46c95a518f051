"""The one way in which templates become HTML: escaped, and nothing may be missing.

Pages, reports and the review use it. A name that a template asks for and does not get is an error
that names the template; no page is written with a hole in it.
"""

from __future__ import annotations

from pathlib import Path

import jinja2

from nejtak.errors import Problem, SourceError


class Templates:
    """The templates of one folder, compiled when they are first used.

    Without a template's line breaks and indentation, for pages that travel, with `joined`: there a
    template line is whole, and what has to keep a space from the next one stands in one line.
    """

    def __init__(self, folder: Path, *, joined: bool = False) -> None:
        self._jinja = jinja2.Environment(
            loader=_joined(folder) if joined else jinja2.FileSystemLoader(folder),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, template: str, **context: object) -> str:
        """Render a template; raise SourceError with its name, and the line of a wrong syntax."""
        try:
            return self._jinja.get_template(template).render(context)
        except jinja2.TemplateSyntaxError as error:
            problem = Problem(f"templates/{error.name}", str(error.lineno), f"{error.message}.")
        except jinja2.TemplateError as error:
            problem = Problem(f"templates/{template}", "", f"{error}.")
        raise SourceError([problem])


def _joined(folder: Path) -> jinja2.BaseLoader:
    return jinja2.DictLoader({
        path.name: "".join(map(str.strip, path.read_text(encoding="utf-8").splitlines()))
        for path in sorted(folder.glob("[!.]*.html"))
    })  # fmt: skip

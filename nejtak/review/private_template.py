"""A template of private pages: in the client's colours, with style sheet and script inside.

Review, second coding and the interview desk show candidates' words to one person.
"""

from __future__ import annotations

from collections.abc import Sequence

from nejtak.base import shipped
from nejtak.base.html import Templates
from nejtak.base.private_page import Inline
from nejtak.brand import palette
from nejtak.project.model import Client, Wave


class PrivateTemplate:
    """One template for one wave, with the session's form token; `sheets` come after review.css.

    `scripts` make one script, in their order.
    """

    def __init__(
        self,
        name: str,
        client: Client,
        wave: Wave,
        token: str,
        *,
        sheets: Sequence[str] = (),
        scripts: Sequence[str] = (),
    ) -> None:
        self._templates = Templates(shipped.SITE / "templates")
        self._name, self._client, self._wave, self._token = name, client, wave, token
        sheet = "\n".join(map(shipped.static, ("review.css", *sheets)))
        css = f"{palette(client.brand.colour).css(sheet)}\n{sheet}"
        self._inline = Inline(css, "\n".join(map(shipped.static, scripts)))

    @property
    def policy(self) -> str:
        """The Content-Security-Policy of every page."""
        return self._inline.policy

    def render(self, **context: object) -> bytes:
        """Render a page."""
        page = self._templates.render(
            self._name,
            client=self._client,
            wave=self._wave,
            token=self._token,
            css=self._inline.css,
            script=self._inline.script,
            **context,
        )
        return page.encode()
